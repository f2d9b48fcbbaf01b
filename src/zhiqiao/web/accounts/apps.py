"""Registers the app with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, their roles and organisations, signing in and out."""

    name = "zhiqiao.web.accounts"
    label = "accounts"

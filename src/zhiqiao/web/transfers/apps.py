"""Registers the app with Django."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """Transfers from introduction to payment."""

    name = "zhiqiao.web.transfers"
    label = "transfers"

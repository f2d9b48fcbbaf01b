"""Registers the app with Django."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The front page: for visitors what this is, for people what waits for them."""

    name = "zhiqiao.web.home"
    label = "home"

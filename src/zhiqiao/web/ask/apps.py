"""Registers the app with Django."""

from django.apps import AppConfig


class AskConfig(AppConfig):
    """Questions answered from passages."""

    name = "zhiqiao.web.ask"
    label = "ask"

"""Registers the app with Django."""

from django.apps import AppConfig


class TakeUpConfig(AppConfig):
    """Entitled organisations and the take-up gap."""

    name = "zhiqiao.web.take_up"
    label = "take_up"

"""Registers the app with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The fictional city 云溪市: data to try everything with."""

    name = "zhiqiao.web.demo"
    label = "demo"

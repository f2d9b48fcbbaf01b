"""Registers the app with Django."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Applications and their review."""

    name = "zhiqiao.web.applications"
    label = "applications"

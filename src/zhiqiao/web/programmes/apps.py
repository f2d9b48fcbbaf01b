"""Registers the app with Django."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Support programmes: which there are, and how each stands for an organisation."""

    name = "zhiqiao.web.programmes"
    label = "programmes"

"""Registers the app with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases: asked, answered, closed, reopened."""

    name = "zhiqiao.web.cases"
    label = "cases"

"""Registers the app with Django."""

from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    """Double-blind introductions."""

    name = "zhiqiao.web.introductions"
    label = "introductions"

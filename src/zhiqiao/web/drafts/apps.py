"""Registers the app with Django."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Drafts of rules, what they would change, and their publication."""

    name = "zhiqiao.web.drafts"
    label = "drafts"

"""Registers the app with Django."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Messages, preferences and letters."""

    name = "zhiqiao.web.inbox"
    label = "inbox"

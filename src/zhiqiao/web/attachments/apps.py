"""Registers the app with Django."""

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """Files that people hand in."""

    name = "zhiqiao.web.attachments"
    label = "attachments"

"""Registers the app with Django."""

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """Files that people hand in."""

    name = "zhiqiao.web.attachments"
    label = "attachments"

    def ready(self) -> None:
        """Listens to organisations that are merged."""
        from zhiqiao.web.attachments import listening  # noqa: F401

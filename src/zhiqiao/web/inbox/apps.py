"""Registers the app with Django."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Messages, preferences and letters."""

    name = "zhiqiao.web.inbox"
    label = "inbox"

    def ready(self) -> None:
        """Starts listening to who loses access, and looks after letters once a day."""
        from zhiqiao.web.inbox import (
            listening,  # noqa: F401
            upkeep,  # noqa: F401
            wording,  # noqa: F401
        )

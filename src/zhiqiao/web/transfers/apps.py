"""Registers the app with Django."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """Transfers from introduction to payment."""

    name = "zhiqiao.web.transfers"
    label = "transfers"

    def ready(self) -> None:
        """Follows introductions and organisations, and reminds owners once a day."""
        from zhiqiao.web.transfers import (
            listening,  # noqa: F401
            reminding,  # noqa: F401
        )
        from zhiqiao.web.transfers.telling import register_kinds

        register_kinds()

"""Registers the app with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger: accounts and entries, never edited."""

    name = "zhiqiao.web.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Listens to organisations that are merged."""
        from zhiqiao.web.ledger import listening  # noqa: F401

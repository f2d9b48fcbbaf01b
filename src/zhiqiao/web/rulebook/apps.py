"""Registers the app with Django."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    """The rules of this site: those of the folder, and what was published here."""

    name = "zhiqiao.web.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        """Listens to organisations that are merged."""
        from zhiqiao.web.rulebook import listening  # noqa: F401

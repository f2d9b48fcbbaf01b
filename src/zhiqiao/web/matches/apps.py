"""Registers the app with Django."""

from django.apps import AppConfig


class MatchesConfig(AppConfig):
    """Runs of the matching engine, their suggestions, the grades people give."""

    name = "zhiqiao.web.matches"
    label = "matches"

    def ready(self) -> None:
        """Starts listening to the catalogue."""
        from zhiqiao.web.matches import listening  # noqa: F401

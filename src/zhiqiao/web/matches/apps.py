"""Registers the app with Django."""

from django.apps import AppConfig


class MatchesConfig(AppConfig):
    """Runs of the matching engine, their suggestions, the grades people give."""

    name = "zhiqiao.web.matches"
    label = "matches"

    def ready(self) -> None:
        """Starts listening to the catalogue, and makes its messages known."""
        from zhiqiao.web.inbox import kinds
        from zhiqiao.web.matches import listening  # noqa: F401
        from zhiqiao.web.matches.asking_actions import NEED_QUESTION

        kinds.register(NEED_QUESTION)

"""Registers the app with Django."""

from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    """Double-blind introductions."""

    name = "zhiqiao.web.introductions"
    label = "introductions"

    def ready(self) -> None:
        """Makes messages, deadlines and the standing of pairs known, and starts listening."""
        from zhiqiao.web.inbox import kinds
        from zhiqiao.web.introductions import (
            deadlines,  # noqa: F401
            listening,  # noqa: F401
        )
        from zhiqiao.web.introductions.faces import standings_of_pairs
        from zhiqiao.web.introductions.queries import declined_as_irrelevant
        from zhiqiao.web.introductions.telling import KINDS
        from zhiqiao.web.matches import refitting, standings

        kinds.register(*KINDS)
        refitting.further_grades(declined_as_irrelevant)
        standings.register(standings_of_pairs)

"""Registers the app with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases: asked, answered, closed, reopened."""

    name = "zhiqiao.web.cases"
    label = "cases"

    def ready(self) -> None:
        """Registers its messages and daily work, and listens to mergers."""
        from zhiqiao.web.cases import listening  # noqa: F401
        from zhiqiao.web.cases.wording import KINDS
        from zhiqiao.web.inbox.kinds import register

        register(*KINDS)

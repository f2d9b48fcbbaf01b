"""Registers the app with Django."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Drafts of rules, what they would change, and their publication."""

    name = "zhiqiao.web.drafts"
    label = "drafts"

    def ready(self) -> None:
        """Makes jobs and messages known, and listens to organisations that are merged."""
        from zhiqiao.web.drafts import listening, work  # noqa: F401
        from zhiqiao.web.drafts.messages import KINDS
        from zhiqiao.web.inbox.kinds import register

        register(*KINDS)

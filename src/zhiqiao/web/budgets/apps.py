"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    """What a programme may pay in a year."""

    name = "zhiqiao.web.budgets"
    label = "budgets"

    def ready(self) -> None:
        """Makes messages and causes of entries known, and listens to mergers."""
        from zhiqiao.web.budgets import listening  # noqa: F401
        from zhiqiao.web.budgets.queries import account_names, revision_url
        from zhiqiao.web.budgets.telling import KINDS
        from zhiqiao.web.inbox.kinds import register
        from zhiqiao.web.ledger import names, sources

        register(*KINDS)
        sources.register("revision", revision_url, word=_("预算调整"))
        names.register(account_names)

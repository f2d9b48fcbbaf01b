"""Registers the app with Django."""

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ReconciliationConfig(AppConfig):
    """What the bank says, against what was paid."""

    name = "zhiqiao.web.reconciliation"
    label = "reconciliation"

    def ready(self) -> None:
        """Makes messages, the day's work and causes of entries known; listens to mergers."""
        from zhiqiao.web.ledger.sources import register
        from zhiqiao.web.reconciliation import daily, disputes, listening, uploads  # noqa: F401
        from zhiqiao.web.reconciliation.telling import register_kinds

        register_kinds()
        uploads.let_in()
        disputes.register()
        register(
            "bank_line", lambda number: reverse("bank-line", args=[number]), word=_("银行流水")
        )

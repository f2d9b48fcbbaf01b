"""Registers the app with Django."""

from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    """Lists that are paid: makers, checkers, the click, files to the bank."""

    name = "zhiqiao.web.payouts"
    label = "payouts"

    def ready(self) -> None:
        """Makes messages and the day's work known; listens to organisations that are merged."""
        from zhiqiao.web.payouts import (  # noqa: F401
            budget_claims,
            daily,
            listening,
            own,
            payee_telling,
        )
        from zhiqiao.web.payouts.entitlement_part import register_part
        from zhiqiao.web.payouts.telling import register_kinds

        register_kinds()
        register_part()
        payee_telling.register_kinds()
        budget_claims.register()
        own.register_sources()

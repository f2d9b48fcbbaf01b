"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TakeUpConfig(AppConfig):
    """Entitled organisations and the take-up gap."""

    name = "zhiqiao.web.take_up"
    label = "take_up"

    def ready(self) -> None:
        """Makes the job and the message known, and listens to organisations that are merged."""
        from zhiqiao.web.inbox.kinds import MessageKind, Topic, register
        from zhiqiao.web.take_up import listening, work  # noqa: F401

        register(
            MessageKind(
                code="take-up-reminder",
                topic=Topic.PROGRAMMES,
                title=_("%(department)s提醒：您单位可能符合「%(programme)s」，还没有申报"),
                text=_("按您单位给部门看的事实算，条件都满足。请看条件、金额和截止日期。"),
            )
        )

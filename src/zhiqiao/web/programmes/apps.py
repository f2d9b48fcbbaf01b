"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    """Support programmes: which there are, and how each stands for an organisation."""

    name = "zhiqiao.web.programmes"
    label = "programmes"

    def ready(self) -> None:
        """Listens to accounts, says what people are told, and puts reminders on the schedule."""
        from zhiqiao.web.inbox.kinds import MessageKind, Topic, register
        from zhiqiao.web.jobs.schedule import every_day
        from zhiqiao.web.programmes import listening  # noqa: F401 -- connects its receivers
        from zhiqiao.web.programmes.reminders import remind

        register(
            MessageKind(
                code="programme-deadline",
                topic=Topic.PROGRAMMES,
                title=_("「%(programme)s」还有 %(days)s 个工作日截止"),
                text=_("您企业符合或很可能符合，还没有申报。%(until)s 以前可以申报。"),
            )
        )
        every_day("remind-deadlines", at="08:30")(remind)

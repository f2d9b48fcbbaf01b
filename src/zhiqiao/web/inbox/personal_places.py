"""Where data of persons lie in messages and letters."""

from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import Place, not_personal, register, register_eraser


def _forget_name(person: Person) -> None:
    from zhiqiao.web.inbox.actions import forget_name

    forget_name(person=person)


register_eraser(_forget_name)
register(
    Place("inbox.Message", "person", columns=("data", "path", "once"), title=_("站内消息")),
    Place("inbox.Preference", "person", columns=("mailings", "language"), title=_("邮件提醒")),
    Place("inbox.Letter", "person", title=_("邮件")),
)
not_personal(
    {"inbox.Message": ("kind",), "inbox.Letter": ("mailing", "state", "failure")},
    why="one of our own code words",
)

"""Take-up of both worlds: reminders that a department sent; programmes are everyone's to know."""

from zhiqiao.web.access import Permission
from zhiqiao.web.take_up.models import Reminder

SEEN_BY_OTHERS = {}
SEARCHED = ("take-up",)
WRITTEN_WITH = {"take_up_reminder": {Permission.TAKE_UP_READ}}
WRITTEN_AT = {
    "organisations/<int:organisation_id>/merge/": {
        "take_up_reminder": {Permission.ORGANISATION_ALL}
    },
}
NOT_IN_ONE_STEP = {
    "POST /take-up/<str:programme_id>/reminder/": "wants enterprises that are entitled",
}


def add(made) -> None:
    """A reminder that the world's organisation sent to another."""
    Reminder.objects.create(
        programme_id=made.ids["programme_id"][0],
        organisation=made.target,
        department=made.organisation,
        person=made.owner,
        reminded_on="2026-10-01",
    )

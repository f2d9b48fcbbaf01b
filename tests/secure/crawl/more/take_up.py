"""Take-up of both worlds: reminders that a department sent; programmes are everyone's to know."""

from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.take_up.models import Reminder

SEEN_BY_OTHERS = {}
SEARCHED = ("take-up",)
NOT_IN_ONE_STEP = {
    "take-up/<str:programme_id>/reminder/": "only of programmes of one's own department",
}


def add(made) -> None:
    """A reminder that the world's organisation sent to another."""
    Reminder.objects.create(
        programme_id=rulebook().programmes[0].id,
        organisation=made.target,
        department=made.organisation,
        person=made.owner,
        reminded_on="2026-10-01",
    )

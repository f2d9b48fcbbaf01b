"""A message and a letter that cannot be sent for someone of each world, and how they want more."""

from typing import Any

from django.utils import timezone

from zhiqiao.web.inbox import kinds
from zhiqiao.web.inbox.forms import PREFIX
from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.inbox.leaving import leave_address
from zhiqiao.web.inbox.models import Letter, LetterState, Mailing, Message, Preference

KIND = "crawled"
kinds.register(MessageKind(KIND, Topic.CASES, "%(canary)s", "%(canary)s"))

SEEN_BY_OTHERS = {"message": lambda _person: False}
SECRET = {"leave_token": "no-such-letter"}
FORMS = {
    "inbox/<int:message_id>/open/": {"stay": "1"},
    "inbox/preferences/": {
        **{f"{PREFIX}-{topic}": "weekly" for topic in Topic.values},
        f"{PREFIX}-language": "en",
    },
    "inbox/read/": {"topic": "cases"},
}


def add(made: Any) -> None:
    """The owner has an unread message, which a letter that keeps failing should have carried."""
    letter = Letter.objects.create(
        person=made.owner,
        mailing=Mailing.DAILY,
        state=LetterState.TRYING,
        failures=1,
        failure="unreachable",
        due_at=timezone.now(),
    )
    message = Message.objects.create(
        person=made.owner,
        organisation=made.organisation,
        kind=KIND,
        data={"canary": made.canary("message")},
        path="/inbox/",
        letter=letter,
    )
    Preference.objects.create(person=made.owner, mailings={"rules": "never"})
    made.ids["message_id"] = [message.pk]
    made.ids["letter_id"] = [letter.pk]
    made.ids["leave_token"] = [leave_address(made.owner, ["cases"]).rstrip("/").rpartition("/")[2]]


def add_hidden(made: Any) -> None:
    """One more message."""
    Message.objects.create(
        person=made.owner,
        organisation=made.organisation,
        kind=KIND,
        data={"canary": made.canary("message")},
        path="/inbox/",
    )

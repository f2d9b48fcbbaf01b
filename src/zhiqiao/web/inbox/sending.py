"""Sending letters: what they say, and giving them to the server, by day only."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, ngettext

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.inbox import hours, letter_actions, mail, queries
from zhiqiao.web.inbox.kinds import Topic
from zhiqiao.web.inbox.leaving import address_of, leave_address
from zhiqiao.web.inbox.models import Letter, Message
from zhiqiao.web.jobs.calendar import working_calendar

SHOWN_MAX = 60
"""More messages than that are counted, not listed: the rest waits on the site."""
DEFAULT_LANGUAGE = "zh-hans"

log = logging.getLogger(__name__)


def send(letter_id: int, *, now: datetime) -> bool:
    """Sends the letter if it is due and it is day; whether it went."""
    with every_row_for("sending a letter"):
        opens = hours.next_hour(now, calendar=working_calendar())
        if opens > now:
            letter_actions.put_off(letter_id=letter_id, until=opens)
            return False
        letter = letter_actions.claim(letter_id=letter_id, now=now)
        return _send(letter, now) if letter is not None else False


def _send(letter: Letter, now: datetime) -> bool:
    messages = _worth_saying(letter)
    person = letter.person
    if not (messages and person.is_active and person.email and mail.is_mail_set_up()):
        letter_actions.note_sent(letter=letter, now=now, is_dropped=True)
        return False
    try:
        mail.hand_over(written(letter, messages))
    except mail.MailError as error:
        log.warning("Letter %s was not taken: %s", letter.pk, error.code)
        letter_actions.note_failure(
            letter=letter, now=now, failure=error.code, is_final=error.is_final
        )
        return False
    letter_actions.note_sent(letter=letter, now=now)
    return True


def _worth_saying(letter: Letter) -> list[Message]:
    """What the person has not read meanwhile, each thing once, newest first."""
    unread = letter.messages.unscoped().filter(read_at=None).order_by("-id")
    said: set[tuple[str, str, str]] = set()
    found = []
    for message in unread:
        key = (message.kind, message.path, repr(sorted(message.data.items())))
        if key not in said:
            said.add(key)
            found.append(message)
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One message in a letter."""

    title: str
    text: str
    address: str


def written(letter: Letter, messages: Sequence[Message]) -> EmailMessage:
    """The letter in the person's language: plain text, with a way out in its headers."""
    preference = queries.preferences_of([letter.person])[letter.person_id]
    topics = {message.topic for message in messages}
    leave = leave_address(letter.person, topics if len(topics) == 1 else Topic.values)
    with translation.override(preference.language or DEFAULT_LANGUAGE):
        context = {
            "name": letter.person.name,
            "groups": _by_topic(messages[:SHOWN_MAX]),
            "more": len(messages) - SHOWN_MAX,
            "inbox": address_of("/inbox/"),
            "preferences": address_of("/inbox/preferences/"),
            "leave": leave,
        }
        return EmailMessage(
            subject=_subject(messages),
            body=render_to_string("inbox/letter.txt", context),
            from_email=mail.sender(),
            to=[letter.person.email],
            headers={
                "List-Unsubscribe": f"<{leave}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )


def _subject(messages: Sequence[Message]) -> str:
    """The one thing, or how many; in one line."""
    if len(messages) == 1:
        return gettext("智桥：%(title)s") % {"title": " ".join(messages[0].title.split())}
    words = ngettext("智桥：%(count)d 条新消息", "智桥：%(count)d 条新消息", len(messages))
    return words % {"count": len(messages)}


def _by_topic(messages: Sequence[Message]) -> list[tuple[str, list[Line]]]:
    order = list(Topic)
    ranked = sorted(messages, key=lambda message: order.index(message.topic))
    return [
        (str(topic.label), [_line(message) for message in own])
        for topic, own in groupby(ranked, key=lambda message: message.topic)
    ]


def _line(message: Message) -> Line:
    return Line(message.title, message.text, address_of(message.path))

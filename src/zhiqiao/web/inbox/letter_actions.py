"""Letters: collecting messages for them, and keeping how sending them went."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.inbox import hours, queries
from zhiqiao.web.inbox.kinds import Topic, known_kinds
from zhiqiao.web.inbox.models import Letter, LetterState, Mailing, Message
from zhiqiao.web.jobs.calendar import working_calendar

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440))
"""After each failed try the next pause; after the last one the letter is given up."""
CLAIMED_FOR = timedelta(minutes=5)
OVERDUE_AFTER = timedelta(hours=1)
KEPT_FOR = timedelta(days=90)
OPEN = (LetterState.WAITING, LetterState.TRYING)


def letters_for(people: Sequence[Person], topic: Topic) -> Mapping[int, Letter]:
    """The letters that are to carry a message about the topic, by person; inside an action.

    Nobody's where no mail is set up, and not that of a person without an address, with a made up
    one of the demo, or who wants none.
    """
    with_address = (each for each in people if each.email and not each.is_demo)
    reached = list(with_address) if settings.ZHIQIAO_MAIL else []
    if not reached:
        return {}
    wishes = {key: row.mailing(topic) for key, row in queries.preferences_of(reached).items()}
    wanted = [person for person in reached if wishes[person.pk] != Mailing.NEVER]
    waiting = Letter.objects.unscoped().filter(person__in=wanted, state=LetterState.WAITING)
    known = {(row.person_id, row.mailing): row for row in waiting.select_for_update()}
    return {
        person.pk: known.get((person.pk, wishes[person.pk])) or _begin(person, wishes[person.pk])
        for person in wanted
    }


def _begin(person: Person, mailing: Mailing) -> Letter:
    """A letter that waits for its hour and collects until then."""
    at = hours.due_at(mailing, timezone.now(), calendar=working_calendar())
    letter, is_new = Letter.objects.unscoped().get_or_create(
        person=person, mailing=mailing, state=LetterState.WAITING, defaults={"due_at": at}
    )
    if is_new:
        wake(letter)
    return letter


def wake(letter: Letter) -> None:
    """Has the background process send the letter when it is due."""
    from zhiqiao.web.inbox.tasks import send_letter  # the task calls back into this file

    send_letter.using(run_after=letter.due_at).enqueue(letter.pk)


def take_out(*, person: Person, topics: Iterable[str]) -> None:
    """Messages about the topics come with no letter any more; inside an action."""
    wanted = set(topics)
    codes = [code for code, kind in known_kinds().items() if kind.topic in wanted]
    rows = Message.objects.unscoped().filter(person=person, kind__in=codes)
    rows.filter(letter__state__in=OPEN).update(letter=None)


def claim(*, letter_id: int, now: datetime) -> Letter | None:
    """The letter, if it is due and nobody else is sending it; its content stays from now on."""
    due = Letter.objects.unscoped().filter(pk=letter_id, state__in=OPEN, due_at__lte=now)
    if due.update(state=LetterState.TRYING, due_at=now + CLAIMED_FOR) != 1:
        return None
    return Letter.objects.unscoped().select_related("person").get(pk=letter_id)


def put_off(*, letter_id: int, until: datetime) -> None:
    """Has a letter wait for the end of the quiet hours; it goes on collecting."""
    rows = Letter.objects.unscoped().filter(pk=letter_id, state__in=OPEN)
    rows.update(due_at=until)
    for letter in rows:
        wake(letter)


def note_sent(*, letter: Letter, now: datetime, is_dropped: bool = False) -> None:
    """The letter has gone; dropped: there was nothing left to say, or nobody to say it to."""
    letter.state = LetterState.DROPPED if is_dropped else LetterState.SENT
    letter.sent_at, letter.failure = now, ""
    letter.save(update_fields=["state", "sent_at", "failure"])


def note_failure(*, letter: Letter, now: datetime, failure: str, is_final: bool = False) -> None:
    """Keeps that a try failed, as a code word; it is tried again later, or given up."""
    letter.failures += 1
    letter.failure = failure
    if is_final or letter.failures > len(PAUSES):
        letter.state = LetterState.FAILED
    else:
        later = now + PAUSES[letter.failures - 1]
        letter.due_at = hours.next_hour(later, calendar=working_calendar())
    letter.save(update_fields=["failures", "failure", "state", "due_at"])
    if letter.state != LetterState.FAILED:
        wake(letter)


@action
def send_again(*, actor: Person, letter: Letter) -> None:
    """Tries a letter again that could not be sent, with all its tries."""
    letter.state, letter.failures, letter.due_at = LetterState.TRYING, 0, timezone.now()
    letter.save(update_fields=["state", "failures", "due_at"])
    audit(actor=actor, action="send_letter_again", what=letter)
    wake(letter)


def wake_overdue() -> int:
    """Wakes open letters that ought to have gone long ago; how many."""
    late = timezone.now() - OVERDUE_AFTER
    letters = list(Letter.objects.unscoped().filter(state__in=OPEN, due_at__lt=late))
    for letter in letters:
        wake(letter)
    return len(letters)


def forget_old(*, before: date) -> None:
    """Forgets letters that ended long before that day."""
    ended = Letter.objects.unscoped().exclude(state__in=OPEN)
    ended.filter(created_at__date__lt=before - KEPT_FOR).delete()

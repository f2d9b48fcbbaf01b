"""All that can be asked on this site: the rules and the published answers, in memory.

Made anew in well under a second of CPU when the rules change, an answer is published or taken
back, or the day changes; until then every process answers from its own.
"""

from dataclasses import dataclass
from datetime import date
from threading import Lock

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from zhiqiao.asking import Kind, Passage, PassageBook
from zhiqiao.asking.shelf import book_of
from zhiqiao.policy import Rulebook
from zhiqiao.web.cases.models import PublishedAnswer
from zhiqiao.web.rulebook.current import rulebook

CENTRE = gettext_noop("技术转移中心")


@dataclass(frozen=True, slots=True)
class _Made:
    rules: Rulebook
    on: date
    answers: tuple[int, ...]
    book: PassageBook


class Library:
    """The book of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: _Made | None = None

    def book(self) -> PassageBook:
        """The book as of now; one query."""
        rules, on = rulebook(), timezone.localdate()
        ids = tuple(_published().order_by("pk").values_list("pk", flat=True))
        with self._lock:
            made = self._made
            if made is None or made.rules is not rules or (made.on, made.answers) != (on, ids):
                more = [passage_of(each) for each in _with_departments()] if ids else []
                made = _Made(rules, on, ids, book_of(rules, on=on, more=more))
                self._made = made
            return made.book


library = Library()


def passage_of(answer: PublishedAnswer) -> Passage:
    """A published answer as a passage."""
    name = answer.department.name if answer.department else CENTRE
    return Passage(
        id=f"answer-{answer.pk}",
        kind=Kind.ANSWER,
        programme_id="",
        title=answer.question,
        text=answer.text,
        document=name,
        number=answer.published_on.isoformat(),
        department=name,
    )


def _published() -> QuerySet[PublishedAnswer]:
    return PublishedAnswer.objects.filter(withdrawn_at=None)


def _with_departments() -> list[PublishedAnswer]:
    return list(_published().select_related("department").order_by("pk"))

"""A programme's texts as they followed each other on this site."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from zhiqiao.policy import PolicyError, Rulebook
from zhiqiao.policy.programme import Programme
from zhiqiao.web.rulebook.current import policies_folder, rulebook_in
from zhiqiao.web.rulebook.laying import programme_of_row
from zhiqiao.web.rulebook.models import PublishedText
from zhiqiao.web.rulebook.texts import publications_of

READ_MAX = 12
"""So many of the newest publications are compared: each has to be compiled."""


@dataclass(frozen=True, slots=True)
class EditedText:
    """A programme as one text told it; the folder's has the number 0 and no day."""

    programme: Programme
    number: int = 0
    published_on: date | None = None


def texts_of(programme_id: str) -> tuple[EditedText, ...]:
    """The folder's text and what was published over it, the oldest first; one query.

    Texts that cannot be read were never in force, and are left out.
    """
    base = rulebook_in(policies_folder())
    rows = publications_of(programme_id)
    shipped = base.programme(programme_id)
    oldest = [EditedText(shipped)] if shipped and len(rows) < READ_MAX else []
    return (*oldest, *_read(base, rows[:READ_MAX][::-1]))


def _read(base: Rulebook, rows: list[PublishedText]) -> Iterator[EditedText]:
    for row in rows:
        try:
            programme = programme_of_row(base, row)
        except PolicyError:
            continue
        yield EditedText(programme, row.number, timezone.localdate(row.published_at))

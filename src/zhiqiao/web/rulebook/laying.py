"""Published texts laid over the folder's rules, and kept until another is published.

Each process asks the database at most once a second which publication is the newest; all texts
are read again only where that one is another. Whoever publishes calls `rules.look_again()`.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic

from django.db import DatabaseError, connection
from django.db.models import Max

from zhiqiao.policy import PolicyError, Rulebook
from zhiqiao.policy.overlay import laid_over, read_over, repealed
from zhiqiao.policy.programme import Programme
from zhiqiao.web.rulebook.current import rulebook_in
from zhiqiao.web.rulebook.models import PublishedText

log = logging.getLogger(__name__)
ASK_EVERY_S = 1.0
NEVER = float("-inf")
Newest = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Unusable:
    """A published text that is not used, and why."""

    programme_id: str
    number: int
    error: PolicyError


@dataclass(frozen=True, slots=True)
class Laid:
    """The rules of a folder under all that was published up to `newest`."""

    folder: Path
    newest: Newest
    book: Rulebook
    unusable: tuple[Unusable, ...] = ()


class PublishedRules:
    """The rules of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked_at = NEVER
        self._laid: Laid | None = None

    def look_again(self) -> None:
        """Has the next reader ask the database, however short ago it was asked."""
        self._asked_at = NEVER

    def book(self, folder: Path) -> Rulebook:
        """The rules, as they were at most `ASK_EVERY_S` ago.

        While one thread reads new rules, the others go on with the old ones. Where the database
        does not answer, the last rules stay.
        """
        laid = self._laid if self._laid and self._laid.folder == folder else None
        if laid and monotonic() - self._asked_at < ASK_EVERY_S:
            return laid.book
        if not self._lock.acquire(blocking=laid is None):
            return laid.book if laid else rulebook_in(folder)
        try:
            return self._looked(folder).book
        finally:
            self._lock.release()

    def unusable(self, folder: Path) -> tuple[Unusable, ...]:
        """The published texts that are not used, for the operator."""
        self.book(folder)
        return self._laid.unusable if self._laid else ()

    def newest(self, folder: Path) -> Newest:
        """What tells the rules from those before and after another publication."""
        self.book(folder)
        return self._laid.newest if self._laid else NOTHING

    def _looked(self, folder: Path) -> Laid:
        last = self._laid if self._laid and self._laid.folder == folder else None
        self._asked_at = monotonic()
        try:
            newest = NOTHING if connection.needs_rollback else _newest()
            if last is None or (last.newest != newest and not connection.needs_rollback):
                self._laid = last = _laid(folder, newest)
        except DatabaseError:
            log.warning("The published rules could not be read", exc_info=True)
            return last or Laid(folder, NOTHING, rulebook_in(folder))
        return last


NOTHING: Newest = (0, "")
rules = PublishedRules()


def _newest() -> Newest:
    return PublishedText.objects.order_by("-id").values_list("id", "digest").first() or NOTHING


def _laid(folder: Path, newest: Newest) -> Laid:
    """Lays every programme's newest text over the folder; those that cannot be used are told."""
    base = rulebook_in(folder)
    if newest == NOTHING:
        return Laid(folder, newest, base)
    unusable: list[Unusable] = []
    rows = list(_newest_of_each())
    read = {row.programme_id: _usable(base, row, unusable) for row in rows}
    book = _together(base, rows, read, unusable)
    for each in unusable:
        log.error("Publication %s #%s is not used: %s", each.programme_id, each.number, each.error)
    return Laid(folder, newest, book, tuple(unusable))


def _newest_of_each() -> Iterable[PublishedText]:
    newest = PublishedText.objects.order_by().values("programme_id").annotate(newest=Max("id"))
    return PublishedText.objects.filter(pk__in=newest.values("newest")).order_by("id")


def _usable(base: Rulebook, row: PublishedText, unusable: list[Unusable]) -> Programme | None:
    """The programme of the newest text that can be read; None leaves the folder's in force."""
    try:
        return programme_of_row(base, row)
    except PolicyError as error:
        unusable.append(Unusable(row.programme_id, row.number, error))
    return _before(base, row, unusable)


def _before(base: Rulebook, row: PublishedText, unusable: list[Unusable]) -> Programme | None:
    """What was in force before a publication."""
    earlier = PublishedText.objects.filter(programme_id=row.programme_id, pk__lt=row.pk)
    before = earlier.order_by("-id").first()
    return _usable(base, before, unusable) if before else None


def programme_of_row(base: Rulebook, row: PublishedText) -> Programme:
    """The programme that was published, ended where it was repealed.

    Raises:
        PolicyError: the text cannot be read.
    """
    programme = read_over(base, row.text, f"published/{row.programme_id}.yaml")
    return repealed(programme, row.repealed_on) if row.repealed_on else programme


def _together(
    base: Rulebook,
    rows: list[PublishedText],
    read: dict[str, Programme | None],
    unusable: list[Unusable],
) -> Rulebook:
    """All texts at once; where they do not go together, the newest are undone until they do."""
    for row in reversed(rows):
        try:
            return laid_over(base, {id_: each for id_, each in read.items() if each})
        except PolicyError as error:
            unusable.append(Unusable(row.programme_id, row.number, error))
            read[row.programme_id] = _before(base, row, unusable)
    return base

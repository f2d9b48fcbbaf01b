"""Reminds enterprises of windows that close, of programmes that they could still apply for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import polars as pl

from zhiqiao.common.working_days import working_days_between
from zhiqiao.policy import Verdict, sweep
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.sweep import CODES, Part
from zhiqiao.web.access import Permission, Role, granted
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import (
    OPEN_AND_ACTIVE,
    Membership,
    Organisation,
    OrganisationState,
)
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.jobs.calendar import working_calendar
from zhiqiao.web.profiles.dictionary import entries
from zhiqiao.web.profiles.models import Fact
from zhiqiao.web.profiles.queries import counting_on
from zhiqiao.web.profiles.reading import known, written
from zhiqiao.web.programmes.actions import remind_of_deadline
from zhiqiao.web.programmes.openings import Opening, Span, opening_on
from zhiqiao.web.rulebook.current import rulebook

STEPS = (30, 14, 7, 3)
"""Working days before a window closes at which enterprises are reminded."""
CHUNK = 2_000
ID = "organisation"
Applied = Callable[[Iterable[int], str], set[int]]
applied_checks: list[Applied] = []
"""Each says which of some organisations have applied for a programme already (ids; its id)."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A programme whose window is open and closes in so many working days."""

    programme_id: str
    name: str
    span: Span
    closes_on: date
    working_days: int

    @property
    def step(self) -> int | None:
        """The reminder that is due: the smallest step not yet passed; None where it is too early.

        A day that was missed is made up for by the next: each step is told once.
        """
        return min((step for step in STEPS if self.working_days <= step), default=None)

    @property
    def once(self) -> str:
        """The key under which this reminder is told only once."""
        return f"deadline:{self.programme_id}:{self.closes_on:%Y%m%d}:{self.step}"


def closings_on(book: Rulebook, on: date) -> list[Closing]:
    """The windows of which someone is to be reminded on the day."""
    found: list[Closing] = []
    for programme, version in book.in_force(on):
        now = opening_on(version, on)
        if now.opening is not Opening.OPEN or now.span is None or now.span.closes_on is None:
            continue
        left = working_days_between(on, now.span.closes_on, calendar=working_calendar())
        closing = Closing(programme.id, programme.name, now.span, now.span.closes_on, left)
        if closing.step is not None:
            found.append(closing)
    return found


def remind(on: date) -> int:
    """Tells everyone who is to be reminded on the day; how many messages."""
    book = rulebook()
    closings = closings_on(book, on)
    if not closings:
        return 0
    told = 0
    with every_row_for("reminders of deadlines"):
        for table in _tables(on):
            eligible = could_apply(book, table, closings, on=on)
            told += sum(_remind(closing, ids) for closing, ids in eligible)
    return told


def could_apply(
    book: Rulebook, table: pl.DataFrame, closings: Iterable[Closing], *, on: date
) -> Iterator[tuple[Closing, list[int]]]:
    """For each closing the organisations that meet it, wait for a person, or for one fact only."""
    keep = frozenset((Verdict.MET, Verdict.MANUAL, Verdict.UNKNOWN))
    wanted = {closing.programme_id: closing for closing in closings}
    narrowed = _only(book, wanted)
    found = sweep(narrowed, table, on=on, keep=keep, id_column=ID)
    for part in found.parts:
        rows = _rows(part, table.height)
        ids = [int(found.enterprises[int(row)]) for row in rows]
        if ids:
            yield wanted[part.programme.id], ids


def _only(book: Rulebook, wanted: Iterable[str]) -> Rulebook:
    """The rulebook with these programmes alone."""
    names = set(wanted)
    kept = tuple(each for each in book.programmes if each.id in names)
    return Rulebook(kept, book.dictionary, book.scope, book.compiler)


def _rows(part: Part, height: int) -> list[int]:
    """The rows of a part that could be applied for; of the undecided those that lack one fact."""
    rows = np.arange(height) if part.rows is None else part.rows
    codes = np.broadcast_to(np.asarray(part.verdicts), (len(rows),))
    is_wanted = codes != CODES[Verdict.UNKNOWN]
    if part.waiting is not None:
        few = np.array([len(each) == 1 for each in part.lists])
        is_wanted = is_wanted | few[part.waiting]
    return [int(row) for row in rows[is_wanted]]


def _tables(on: date) -> Iterator[pl.DataFrame]:
    """The facts of every active organisation that has some, some organisations at a time."""
    rows = Organisation.objects.filter(state=OrganisationState.ACTIVE, facts__isnull=False)
    ids = list(rows.order_by("pk").values_list("pk", flat=True).distinct())
    for start in range(0, len(ids), CHUNK):
        yield facts_table(ids[start : start + CHUNK], on)


def facts_table(ids: list[int], on: date) -> pl.DataFrame:
    """One row for each organisation, one column for each fact, as `sweep` takes them."""
    rows = Fact.objects.unscoped().current().filter(organisation__in=ids)
    by_organisation: dict[int, list[Fact]] = {id_: [] for id_ in ids}
    for fact in rows.iterator(chunk_size=CHUNK):
        by_organisation[fact.organisation_id].append(fact)
    records: list[dict[str, str]] = []
    names: dict[str, None] = {ID: None}
    for id_, facts in by_organisation.items():
        counting = counting_on(facts, on)
        record = {ID: str(id_)} | {
            name: text for name, fact in counting.items() if (text := cell_of(name, fact.value))
        }
        names |= dict.fromkeys(record)
        records.append(record)
    schema = dict.fromkeys(names, pl.String)
    return pl.DataFrame(records, schema=schema)


@lru_cache(maxsize=1 << 16)
def cell_of(name: str, value: str) -> str | None:
    """A kept value as a cell of a table; None where the dictionary no longer takes it."""
    entry = entries().get(name)
    return written(entry, value) if entry and known(entry, value) is not None else None


def _remind(closing: Closing, ids: list[int]) -> int:
    """Tells the people of these organisations who may apply, and have not yet."""
    done = set[int]().union(*(check(ids, closing.programme_id) for check in applied_checks))
    told = 0
    wanted = _with_applicants(ids) - done
    for organisation in Organisation.objects.filter(pk__in=wanted).order_by("pk"):
        people = people_who(organisation.pk, Permission.APPLY)
        if people:
            told += remind_of_deadline(
                organisation=organisation,
                people=people,
                data={
                    "programme": closing.name,
                    "id": closing.programme_id,
                    "until": closing.closes_on.isoformat(),
                    "days": closing.working_days,
                },
                once=closing.once,
            )
    return told


def _with_applicants(ids: list[int]) -> set[int]:
    """Those of the organisations in which someone may apply; one query."""
    roles = [role for role in Role if Permission.APPLY in granted(role)]
    rows = Membership.objects.unscoped().filter(OPEN_AND_ACTIVE, role__in=roles)
    return set(rows.filter(organisation__in=ids).values_list("organisation_id", flat=True))

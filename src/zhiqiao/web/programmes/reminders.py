"""Reminds enterprises of windows that close, of programmes that they could still apply for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

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
from zhiqiao.web.profiles.models import Visibility
from zhiqiao.web.programmes.actions import remind_of_deadline
from zhiqiao.web.programmes.fact_table import ENTERPRISE, facts_needed, read_facts
from zhiqiao.web.programmes.openings import Opening, Span, opening_on
from zhiqiao.web.programmes.sweeping import only
from zhiqiao.web.rulebook.current import rulebook

STEPS = (30, 14, 7, 3)
"""Working days before a window closes at which enterprises are reminded."""
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
    with every_row_for("reminders of deadlines"):
        eligible = could_apply(book, closings, on=on)
        return sum(_remind(closing, ids) for closing, ids in eligible)


def could_apply(
    book: Rulebook, closings: Iterable[Closing], *, on: date
) -> Iterator[tuple[Closing, list[int]]]:
    """For each closing the organisations that meet it, wait for a person, or for one fact only."""
    keep = frozenset((Verdict.MET, Verdict.MANUAL, Verdict.UNKNOWN))
    wanted = {closing.programme_id: closing for closing in closings}
    with_facts = Organisation.objects.filter(state=OrganisationState.ACTIVE, facts__isnull=False)
    names = facts_needed(book, wanted)
    table = read_facts(
        names, on, seen=frozenset(Visibility), organisations=with_facts.distinct()
    ).table
    found = sweep(only(book, wanted), table, on=on, keep=keep, id_column=ENTERPRISE)
    for part in found.parts:
        rows = _rows(part, table.height)
        ids = [int(found.enterprises[int(row)]) for row in rows]
        if ids:
            yield wanted[part.programme.id], ids


def _rows(part: Part, height: int) -> list[int]:
    """The rows of a part that could be applied for; of the undecided those that lack one fact."""
    rows = np.arange(height) if part.rows is None else part.rows
    codes = np.broadcast_to(np.asarray(part.verdicts), (len(rows),))
    is_wanted = codes != CODES[Verdict.UNKNOWN]
    if part.waiting is not None:
        few = np.array([len(each) == 1 for each in part.lists])
        is_wanted = is_wanted | few[part.waiting]
    return [int(row) for row in rows[is_wanted]]


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

"""Reads of lists: baskets with their sums, what waits for whom, who can be put on a new list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Model, Q, QuerySet, Sum, Value, When

from zhiqiao.common.working_days import add_working_days
from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.applications.queries import ALL, NUMBER_DIGITS_MAX, Basket
from zhiqiao.web.budgets.models import BudgetLine, LineState
from zhiqiao.web.grants.models import Entitlement, EntitlementState
from zhiqiao.web.jobs.calendar import working_calendar
from zhiqiao.web.payouts.models import OPEN_CHUNKS, Chunk, ListState, PaymentState, PayoutList

BASKETS = (ALL, *(Basket(str(state), state.label, Q(state=state)) for state in ListState))


class CountedPaginator(Paginator[Any]):
    """Pages of rows whose number is known already; each page is read by two queries.

    The numbers of its rows are found first, and only then what is shown of these few: who may see
    a joined row is else asked of every row of the list.
    """

    def __init__(
        self, rows: QuerySet[Any], per_page: int, *, count: int, shown: QuerySet[Any]
    ) -> None:
        """Takes the rows in their order, and the same rows with all that is shown of them."""
        self._known, self._shown = count, shown
        super().__init__(rows, per_page)

    @cached_property
    def count(self) -> int:
        """As it was given."""
        return self._known

    def page(self, number: int | str) -> Page[Any]:
        """The page with its rows read."""
        page = super().page(number)
        rows = cast("QuerySet[Any]", page.object_list)
        numbers = list(rows.values_list("pk", flat=True))
        found = self._shown.in_bulk(numbers)
        page.object_list = [found[each] for each in numbers if each in found]
        return page


def has_open_chunks() -> bool:
    """Whether any file is still to be sent, or to be asked after."""
    with every_row_for("whether anything is to be sent"):
        return Chunk.objects.unscoped().filter(state__in=OPEN_CHUNKS).exists()


def is_overtaken(chunk: Chunk) -> bool:
    """Whether some payment of the file is decided already: it must not be paid by it."""
    alive = (PaymentState.QUEUED, PaymentState.ACCEPTED)
    with every_row_for("whether a file may be sent"):
        return chunk.payments.unscoped().exclude(state__in=alive).exists()


def lists_for(person: Person) -> QuerySet[PayoutList]:
    """The department's lists, the newest first."""
    rows = PayoutList.objects.visible_to(person)
    return rows.select_related("budget_line", "maker", "checker")


def found_by(rows: QuerySet[PayoutList], words: str) -> QuerySet[PayoutList]:
    """Those whose title or programme has all the words, or whose number is the word."""
    for word in words.split():
        hit = Q(title__icontains=word) | Q(budget_line__programme_name__icontains=word)
        if word.isdecimal() and len(word) <= NUMBER_DIGITS_MAX:
            hit |= Q(pk=int(word)) | Q(budget_line__year=int(word))
        rows = rows.filter(hit)
    return rows


def counted(rows: QuerySet[PayoutList]) -> dict[str, tuple[int, int]]:
    """By basket how many lists and how many fen; one query."""
    by_state = {
        row["state"]: (row["n"], row["fen"] or 0)
        for row in rows.order_by().values("state").annotate(n=Count("pk"), fen=Sum("total_fen"))
    }
    counts = sum(count for count, _fen in by_state.values())
    total_fen = sum(fen for _count, fen in by_state.values())
    return {ALL.code: (counts, total_fen)} | {
        each.code: by_state.get(each.code, (0, 0)) for each in BASKETS[1:]
    }


def waiting_for(person: Person) -> QuerySet[PayoutList]:
    """What the person has to do something about: the oldest first.

    A checker: lists to check that others made. A maker: drafts. Both: what is approved, which for
    a checker comes last, as the maker usually pays it.
    """
    wanted = Q(pk__in=[])
    if person.may(Permission.PAYOUT_CHECK):
        wanted |= Q(state=ListState.SUBMITTED) & ~Q(maker=person)
    if person.may(Permission.PAYOUT_MAKE):
        wanted |= Q(state=ListState.DRAFT)
    if person.may(Permission.PAYOUT_CHECK) or person.may(Permission.PAYOUT_MAKE):
        wanted |= Q(state=ListState.APPROVED)
    is_makers = Case(When(state=ListState.APPROVED, then=Value(1)), default=Value(0))
    last = () if person.may(Permission.PAYOUT_MAKE) else (is_makers,)
    order = (*last, F("submitted_at").asc(nulls_last=True), "pk")
    return lists_for(person).filter(wanted).order_by(*order)


@dataclass(frozen=True, slots=True)
class Ready:
    """Confirmed entitlements of a programme and year that are on no list yet.

    Attributes:
        line: the budget line that would pay; None where there is none, or it is closed.
    """

    programme_name: str
    period: str
    count: int
    total_fen: int
    line: BudgetLine | None


def ready_for(person: Person) -> list[Ready]:
    """What can be put on lists, by programme and year; two queries."""
    rows = Entitlement.objects.visible_to(person).filter(
        department_id=person.organisation_id, state=EntitlementState.CONFIRMED
    )
    grouped = rows.order_by().values("programme_id", "programme_name", "period")
    found = list(grouped.annotate(n=Count("pk"), fen=Sum("amount_fen")).order_by("-fen"))
    lines = _open_lines(person) if found else {}
    return [
        Ready(
            row["programme_name"],
            row["period"],
            row["n"],
            row["fen"],
            lines.get((row["programme_id"], row["period"])),
        )
        for row in found
    ]


def _open_lines(person: Person) -> Mapping[tuple[str, str], BudgetLine]:
    rows = BudgetLine.objects.visible_to(person).filter(state=LineState.OPEN)
    return {(each.programme_id, str(each.year)): each for each in rows}


def expected_on(execution_on: date) -> date:
    """The day on which a bank that was asked for this day will have paid: the next working day."""
    return add_working_days(execution_on, 1, calendar=working_calendar())


def in_all(rows: QuerySet[Any], most: int) -> tuple[Sequence[Any], int]:
    """The first rows and how many there are, counted no further than one more than is shown."""
    found: list[Model] = list(rows[: most + 1])
    return found[:most], len(found) if len(found) <= most else rows.count()

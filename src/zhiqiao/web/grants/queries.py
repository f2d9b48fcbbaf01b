"""Reads of grants: what waits where, for the department that grants."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.grants.baskets import BASKETS, GrantBasket
from zhiqiao.web.grants.conditions import AUTOMATIC
from zhiqiao.web.grants.models import (
    Comparison,
    Entitlement,
    EntitlementState,
    EntitlementStep,
    NoticeState,
    Objection,
    ObjectionState,
    PublicNotice,
)
from zhiqiao.web.rulebook.departments import programmes_led_by

SAMPLE_SHARE = 20
"""One in so many is drawn for a check after payment; at least one."""


@dataclass(frozen=True, slots=True)
class Heap:
    """How many entitlements lie in a basket, and their sum."""

    count: int = 0
    total_fen: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """One programme for one period, as its department sees it.

    Attributes:
        heaps: by basket.
        is_automatic: whether its rule says 免申即享 today and may be paid so.
    """

    programme_id: str
    name: str
    is_led: bool = False
    is_automatic: bool = False
    comparison: Comparison | None = None
    heaps: Mapping[str, Heap] = field(default_factory=dict)

    @property
    def all(self) -> Heap:
        """Everything but what has ended."""
        kept = [heap for code, heap in self.heaps.items() if code != "ended"]
        return Heap(sum(each.count for each in kept), sum(each.total_fen for each in kept))


def granted_by(person: Person) -> QuerySet[Entitlement]:
    """What the person's department grants."""
    return Entitlement.objects.visible_to(person).filter(department_id=person.organisation_id)


def periods_of(person: Person, today: date) -> list[str]:
    """The years to choose from, the newest first."""
    known = set(granted_by(person).order_by().values_list("period", flat=True).distinct())
    return sorted(known | {str(today.year)}, reverse=True)


def boards_of(person: Person, period: str, *, on: date) -> list[Board]:
    """The programmes that the person's department leads or grants under, automatic ones first.

    Three queries, whatever their number.
    """
    led = programmes_led_by(person.organisation) if person.organisation else ()
    heaps = _heaps(granted_by(person).filter(period=period))
    compared = {
        each.programme_id: each
        for each in Comparison.objects.visible_to(person).filter(period=period, is_finished=True)
    }
    names = {each.id: each.name for each in led}
    automatic = {
        each.id for each in led if (version := each.version_on(on)) and version.mode == AUTOMATIC
    }
    granted = dict(
        granted_by(person)
        .filter(period=period)
        .order_by()
        .values_list("programme_id", "programme_name")
        .distinct()
    )
    boards = [
        Board(id_, name, id_ in names, id_ in automatic, compared.get(id_), heaps.get(id_, {}))
        for id_, name in {**granted, **names}.items()
    ]
    return sorted(boards, key=lambda each: (not each.heaps, not each.is_automatic, each.name))


def heaps_of(rows: QuerySet[Entitlement]) -> Mapping[str, Heap]:
    """By basket how many of the rows, and their sum; one query."""
    counts = {f"n_{each.code}": Count("pk", filter=each.rows) for each in BASKETS}
    sums = {f"s_{each.code}": Sum("amount_fen", filter=each.rows, default=0) for each in BASKETS}
    found = rows.order_by().aggregate(**counts, **sums)
    return {each.code: Heap(found[f"n_{each.code}"], found[f"s_{each.code}"]) for each in BASKETS}


def _heaps(rows: QuerySet[Entitlement]) -> dict[str, dict[str, Heap]]:
    """By programme and basket; one query."""
    by_state = rows.order_by().values("programme_id", "state")
    found: dict[str, dict[str, Heap]] = {}
    for row in by_state.annotate(count=Count("pk"), total_fen=Sum("amount_fen")):
        of_programme = found.setdefault(row["programme_id"], {})
        code = basket_of(row["state"]).code
        before = of_programme.get(code, Heap())
        of_programme[code] = Heap(before.count + row["count"], before.total_fen + row["total_fen"])
    return found


def basket_of(state: str) -> GrantBasket:
    """Where an entitlement of that state lies."""
    return next(each for each in BASKETS if state in each.states)


def found_by(rows: QuerySet[Entitlement], words: str) -> QuerySet[Entitlement]:
    """Those whose enterprise has all the words in its name, or a code that begins so."""
    for word in words.split():
        named = Q(organisation__name__icontains=word)
        rows = rows.filter(named | Q(organisation__uscc__istartswith=word))
    return rows


def steps_of(person: Person, entitlement: Entitlement) -> list[EntitlementStep]:
    """What happened to it, the oldest first."""
    rows = EntitlementStep.objects.visible_to(person).filter(entitlement=entitlement)
    return list(rows.select_related("by"))


def objections_to(person: Person) -> QuerySet[Objection]:
    """The objections to the notices of the person's department, open ones first."""
    rows = Objection.objects.visible_to(person)
    rows = rows.filter(notice__department_id=person.organisation_id)
    return rows.select_related("notice", "entitlement__organisation", "decided_by").order_by("-pk")


def open_objections(person: Person) -> int:
    """How many wait for an answer of the person's department."""
    return objections_to(person).filter(state=ObjectionState.OPEN).count()


def public_notices() -> QuerySet[PublicNotice]:
    """What everyone may see, open ones first; without the lines."""
    rows = PublicNotice.objects.exclude(state=NoticeState.WITHDRAWN).defer("content")
    return rows.select_related("department").order_by("-state", "-pk")


def paid_by(person: Person) -> QuerySet[Entitlement]:
    """What the person's department paid."""
    rows = granted_by(person).filter(state=EntitlementState.PAID)
    return rows.select_related("organisation").order_by("-changed_at", "-pk")


def sample_of(rows: Iterable[int], seed: str) -> Sequence[int]:
    """One in twenty of the numbers, at least one, drawn so that the same seed draws the same."""
    drawn = sorted(rows, key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).digest())
    return drawn[: -(-len(drawn) // SAMPLE_SHARE)]


def answer_to(person: Person, objection_id: int) -> Objection | None:
    """An objection that the person made, with its notice."""
    rows = Objection.objects.visible_to(person).filter(pk=objection_id, by=person)
    with every_row_for("whoever objected sees to what"):
        return rows.select_related("notice__department", "entitlement__organisation").first()

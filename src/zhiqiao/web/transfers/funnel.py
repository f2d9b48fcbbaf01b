"""The funnel: how many matched pairs were introduced, talked, signed and paid.

Projects count by the day they were introduced: of those that began in the window, how many have
reached each stage by now. Matched are the recommended pairs of each published need's latest run,
if that run ended in the window.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.matches.models import Suggestion
from zhiqiao.web.matches.queries import newest_done_runs
from zhiqiao.web.transfers.models import Transfer
from zhiqiao.web.transfers.stages import End, Stage

MATCHED = "matched"
STEPS: Mapping[str, Promise | str] = {
    MATCHED: _("匹配推荐"),
    **{stage: Stage(stage).label for stage in Stage.values},
}
HAS_REACHED: Mapping[str, Q] = {
    Stage.INTRODUCED: Q(),
    Stage.NEGOTIATING: Q(negotiating_at__isnull=False),
    Stage.SIGNED: Q(signed_at__isnull=False),
    Stage.PAID: Q(paid_at__isnull=False),
}
A_YEAR = timedelta(days=365)
FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class FunnelQuery:
    """The window, both days included, and what narrows it."""

    since: date
    until: date
    field: str = ""
    reached: str = ""
    end: str = ""

    def address(self, **changes: Any) -> str:
        """The query as it stands in an address, with changes."""
        changed = replace(self, **changes)
        names = ("since", "until", "field", "reached", "end")
        return "?" + urlencode({name: v for name in names if (v := getattr(changed, name))})


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of one group: the whole, a field or a month. Amounts in fen."""

    introduced: int
    negotiating: int
    signed: int
    paid: int
    signed_fen: int
    paid_fen: int

    def count(self, step: str) -> int:
        """How many reached a stage."""
        return int(getattr(self, step))


def read_query(asked: Mapping[str, str]) -> FunnelQuery:
    """The query of an address; without days the last year."""
    today = timezone.localdate()
    until = _day(asked.get("until", "")) or today
    since = _day(asked.get("since", "")) or until - A_YEAR
    reached, end = asked.get("reached", ""), asked.get("end", "")
    return FunnelQuery(
        since=min(since, until),
        until=until,
        field=asked.get("field", "")[:60].replace("\x00", ""),
        reached=reached if reached in STEPS else "",
        end=end if end in End.values else "",
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= timezone.localdate() + A_YEAR else None


def presets(query: FunnelQuery) -> list[tuple[str | Promise, str, bool]]:
    """Usual windows: word, address, whether it is the one shown."""
    today = timezone.localdate()
    windows = (
        (_("近 90 天"), today - timedelta(days=90)),
        (_("近一年"), today - A_YEAR),
        (_("今年"), today.replace(month=1, day=1)),
        (_("全部"), FIRST_DAY),
    )
    return [
        (
            word,
            query.address(since=since, until=today),
            (query.since, query.until) == (since, today),
        )
        for word, since in windows
    ]


def _within(column: str, query: FunnelQuery) -> Q:
    zone = timezone.get_current_timezone()
    start = datetime.combine(query.since, time.min, tzinfo=zone)
    stop = datetime.combine(query.until + timedelta(days=1), time.min, tzinfo=zone)
    return Q(**{f"{column}__gte": start, f"{column}__lt": stop})


def projects(person: Person, query: FunnelQuery) -> QuerySet[Transfer]:
    """The projects that the query counts, newest first."""
    rows = Transfer.objects.visible_to(person).filter(_within("introduced_at", query))
    if query.field:
        rows = rows.filter(field=query.field)
    if query.reached in HAS_REACHED:
        rows = rows.filter(HAS_REACHED[query.reached])
    if query.end:
        rows = rows.filter(end=query.end)
    return rows.order_by("-introduced_at", "-pk")


def matched_pairs(person: Person, query: FunnelQuery) -> QuerySet[Suggestion]:
    """The recommended pairs that the query counts, the likeliest first.

    Who counts sees those of needs that they may see; the others those of their own listings.
    """
    pairs = Suggestion.objects
    counts_all = person.may(Permission.STATISTICS_READ)
    rows = (pairs.unscoped() if counts_all else pairs.visible_to(person)).filter(
        _within("run__finished_at", query),
        recommended=True,
        run__in=newest_done_runs(),
        need__in=Need.objects.visible_to(person),
        offer__in=Offer.objects.visible_to(person),
    )
    if query.field:
        rows = rows.filter(need__field=query.field)
    return rows.order_by("-probability", "pk")


_COUNTS = {stage: Count("pk", filter=reached or None) for stage, reached in HAS_REACHED.items()}
_SUMS = {
    "signed_fen": Sum("amount_fen", filter=HAS_REACHED[Stage.SIGNED]),
    "paid_fen": Sum("amount_fen", filter=HAS_REACHED[Stage.PAID]),
}


def whole(person: Person, query: FunnelQuery) -> Row:
    """All projects of the window."""
    return _row(projects(person, query).order_by().aggregate(**_COUNTS, **_SUMS))


def by_field(person: Person, query: FunnelQuery) -> list[tuple[str, Row, int]]:
    """Each field with its projects and its matched pairs, the busiest first."""
    rows = projects(person, query).order_by().values("field").annotate(**_COUNTS, **_SUMS)
    found = {row["field"]: _row(row) for row in rows}
    pairs = matched_pairs(person, query).order_by().values_list("need__field")
    matched = dict(pairs.annotate(n=Count("pk")))
    names = sorted(
        found.keys() | matched.keys(),
        key=lambda name: (-_introduced(found.get(name)), -matched.get(name, 0), name),
    )
    return [(name, found.get(name) or _row({}), matched.get(name, 0)) for name in names]


def _introduced(row: Row | None) -> int:
    return row.introduced if row is not None else 0


def by_month(person: Person, query: FunnelQuery) -> list[tuple[date, Row]]:
    """Each month from the first to the last in which a project of the window began."""
    rows = projects(person, query).order_by().annotate(month=TruncMonth("introduced_at"))
    grouped = rows.values("month").annotate(**_COUNTS, **_SUMS)
    found = {row["month"].date(): _row(row) for row in grouped}
    if not found:
        return []
    month, last = min(found), max(found)
    months = []
    while month <= last:
        months.append((month, found.get(month) or _row({})))
        month = next_month(month)
    return months


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def by_end(person: Person, query: FunnelQuery) -> list[tuple[End, int]]:
    """How the closed ones of the window ended, the most frequent first."""
    closed = projects(person, query).exclude(end="").order_by()
    rows = closed.values_list("end").annotate(n=Count("pk")).order_by("-n", "end")
    return [(End(end), n) for end, n in rows]


def _row(counted: Mapping[str, Any]) -> Row:
    names = (*HAS_REACHED, *_SUMS)
    return Row(**{str(name): counted.get(name) or 0 for name in names})


def month_window(month: date, query: FunnelQuery) -> dict[str, date]:
    """The days of the month that lie in the window."""
    last_day = next_month(month) - timedelta(days=1)
    return {"since": max(month, query.since), "until": min(last_day, query.until)}

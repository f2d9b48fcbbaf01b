"""Who is entitled to what, and who of them has applied.

On the facts that the visitor may see: what is hidden from them counts as unknown.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.core.cache import cache

from zhiqiao.policy import Verdict
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.profiles.access import seen_of_others
from zhiqiao.web.programmes.fact_table import Seen, facts_key, facts_needed, read_facts
from zhiqiao.web.programmes.sweeping import judged, only
from zhiqiao.web.rulebook.current import policies_folder, rulebook
from zhiqiao.web.rulebook.laying import rules
from zhiqiao.web.take_up.applied import Applied, applied_for
from zhiqiao.web.take_up.groups import GROUPINGS, group_names
from zhiqiao.web.take_up.models import Reminder

REMIND_AGAIN_DAYS = 30
"""After how many days an enterprise may be reminded of the same programme again."""
KEPT_S = 600
MET = Verdict.MET.value


@dataclass(frozen=True, slots=True)
class Judged:
    """How every enterprise stands for one programme.

    Attributes:
        frame: enterprise (its number), verdict, amount_fen, missing (a list), known (how many
            of the facts that the rule needs), and a column for each grouping.
        facts: how many facts the rule needs.
        newest: the newest day of the facts.
    """

    frame: pl.DataFrame
    facts: int
    newest: date | None

    def counts(self) -> Mapping[str, int]:
        """By verdict how many."""
        return Counter(self.frame["verdict"].to_list())

    @property
    def entitled(self) -> dict[int, int | None]:
        """Who meets the rule, with the amount in fen where it is known."""
        met = self.frame.filter(pl.col("verdict") == MET)
        return dict(zip(met["enterprise"].to_list(), met["amount_fen"].to_list(), strict=True))


@dataclass(frozen=True, slots=True)
class TakeUp:
    """One programme: who could have it, and who asked for it.

    Attributes:
        gap: the entitled who have not applied.
        unclaimed_fen: what these could have, as far as amounts are known.
    """

    id: str
    name: str
    is_in_force: bool
    counts: Mapping[str, int]
    entitled: int
    applied: int
    approved: int
    gap: int
    unclaimed_fen: int
    granted_fen: int

    @property
    def share(self) -> float | None:
        """How many of the entitled have applied, 0 to 1; None where nobody is entitled."""
        return None if not self.entitled else (self.entitled - self.gap) / self.entitled


def judged_for(actor: Person, programmes: Collection[str], on: date) -> dict[str, Judged]:
    """How every enterprise stands for each programme, on the facts that the visitor may see.

    Kept until a rule, a fact, who may see it, or the day changes.
    """
    ids, seen = sorted(programmes), seen_of_others(actor)
    book = only(rulebook(), ids)
    names = facts_needed(book, ids)
    shown = frozenset(fact for each in GROUPINGS.values() for fact in each.facts)
    newest = rules.newest(policies_folder())
    key = hash((newest, on, tuple(ids), tuple(sorted(seen)), facts_key(names | shown, seen)))
    found: dict[str, Judged] | None = cache.get(f"take-up-{key}")
    if found is None:
        found = _judge(ids, names | shown, on, seen=seen)
        cache.set(f"take-up-{key}", found, KEPT_S)
    return found


def _judge(ids: list[str], names: frozenset[str], on: date, *, seen: Seen) -> dict[str, Judged]:
    book = only(rulebook(), ids)
    read = read_facts(names, on, seen=seen)
    swept = judged(book, read, on)
    groups = [pl.Series(each, group_names(read.table, each)) for each in GROUPINGS]
    found = {}
    for part in swept.parts:
        needed = facts_needed(book, [part.programme.id])
        columns = [name for name in read.table.columns if name in needed]
        known = read.table.select(
            pl.sum_horizontal([pl.col(name).is_not_null() for name in columns]).alias("known")
            if columns
            else pl.lit(0).alias("known")
        )["known"]
        frame = swept.frame_of(part)
        frame = pl.DataFrame(
            {
                "enterprise": frame["enterprise"].cast(pl.Int64),
                "verdict": frame["verdict"].cast(pl.String),
                "amount_fen": frame["amount_fen"],
                "missing": frame["missing_facts"],
                "known": known if len(known) == frame.height else [0] * frame.height,
            }
        )
        found[part.programme.id] = Judged(frame.with_columns(groups), len(needed), read.newest)
    return found


def take_up_of(actor: Person, programmes: Collection[str], on: date) -> list[TakeUp]:
    """Each programme's take-up, that with the widest gap first."""
    found = judged_for(actor, programmes, on)
    applied = applied_for(programmes)
    rows = [_take_up(id_, judged, applied[id_], on) for id_, judged in found.items()]
    return sorted(rows, key=lambda each: (not each.is_in_force, -each.gap, each.id))


def _take_up(id_: str, found: Judged, applied: Applied, on: date) -> TakeUp:
    programme = rulebook().programme(id_)
    entitled = found.entitled
    gap = {each: fen for each, fen in entitled.items() if each not in applied.everyone}
    return TakeUp(
        id=id_,
        name=programme.name if programme else id_,
        is_in_force=programme is not None and programme.version_on(on) is not None,
        counts=found.counts(),
        entitled=len(entitled),
        applied=len(applied.everyone),
        approved=len(applied.approved),
        gap=len(gap),
        unclaimed_fen=sum(fen or 0 for fen in gap.values()),
        granted_fen=sum(applied.granted_fen.values()),
    )


def reminded_lately(programme_id: str, on: date) -> dict[int, date]:
    """Who was reminded of the programme so short ago that it is too soon, and when."""
    since = on - timedelta(days=REMIND_AGAIN_DAYS)
    rows = Reminder.objects.unscoped().filter(programme_id=programme_id, reminded_on__gt=since)
    return dict(rows.order_by("reminded_on").values_list("organisation_id", "reminded_on"))

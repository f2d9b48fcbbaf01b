"""What a draft would change: who is entitled before and after, and how much money.

Twice: on the facts that the department may see, enterprise by enterprise; and on those that only
the centre sees besides, as totals that are blurred so that no single value can be read from them.
Facts that an enterprise keeps to itself are never used.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import polars as pl

from zhiqiao.policy import Rulebook, Sweep, Verdict, entitlements, settle
from zhiqiao.policy.sweep import VERDICTS
from zhiqiao.web.profiles.access import CENTRE_SEES, REVIEWERS_SEE
from zhiqiao.web.profiles.models import Visibility
from zhiqiao.web.programmes.fact_table import ENTERPRISE, FactsRead, facts_needed, read_facts
from zhiqiao.web.programmes.sweeping import judged, only, related
from zhiqiao.web.take_up.groups import GROUPINGS, group_names, small_groups_merged

BLUR_STEP = 5
"""Totals that hidden facts went into are multiples of this, and nothing below it is told."""
WORDS = [verdict.value for verdict in VERDICTS]
MET, UNKNOWN = Verdict.MET.value, Verdict.UNKNOWN.value


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two rules: how many stand how, and what it pays.

    Attributes:
        gross_fen: the amounts of all who are entitled.
        granted_fen: of these what remains after exclusions, caps and the budget.
        budget_fen: what the rule may pay in all; None where it does not say.
    """

    verdicts: Mapping[str, int]
    gross_fen: int
    granted_fen: int
    budget_fen: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a what-if found; everything but `blurred` rests on facts that the department sees.

    Attributes:
        gained, lost, obscured: who becomes entitled, is so no longer, becomes 待补充.
        missing: by fact for how many of the latter it is missing.
        groups: by grouping and group [before, after, gained, lost]; small groups are merged.
        blurred: entitled before and after when facts of the centre count, too; None below 5.
    """

    enterprises: int
    with_facts: int
    newest: str
    before: Side
    after: Side
    gained: int
    lost: int
    obscured: int
    missing: dict[str, int] = field(default_factory=dict)
    groups: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    blurred: list[int | None] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def worked_out(
    book: Rulebook, after_book: Rulebook, programme_id: str, *, on: date
) -> tuple[Outcome, pl.DataFrame]:
    """What changes on the day, and the enterprises for which something does.

    The frame's columns: enterprise, verdict_before, verdict_after, amount_before_fen,
    amount_after_fen, missing.
    """
    members = related(book, programme_id) | related(after_book, programme_id)
    before_book, after_book = only(book, members), only(after_book, members)
    names = facts_needed(before_book, members) | facts_needed(after_book, members)
    shown = frozenset(fact for grouping in GROUPINGS.values() for fact in grouping.facts)
    read = read_facts(names | shown, on, seen=REVIEWERS_SEE)
    before, after = judged(before_book, read, on), judged(after_book, read, on)
    pairs = _pairs(before, after, programme_id)
    changed = _changed(pairs)
    outcome = Outcome(
        enterprises=pairs.height,
        with_facts=sum(count > 0 for count in read.known.values()),
        newest=read.newest.isoformat() if read.newest else "",
        before=_side(before, programme_id, pairs["verdict_before"]),
        after=_side(after, programme_id, pairs["verdict_after"]),
        gained=_count(pairs, gained=True),
        lost=_count(pairs, gained=False),
        obscured=_obscured(pairs).height,
        missing=_missing(pairs),
        groups=_groups(pairs, read),
        blurred=_blurred(before_book, after_book, programme_id, on=on, names=names),
    )
    return outcome, changed


def _column(found: Sweep, programme_id: str, suffix: str) -> pl.DataFrame:
    """What the sweep says of one programme: 不适用 for all where it does not know it."""
    part = next((each for each in found.parts if each.programme.id == programme_id), None)
    if part is not None:
        frame = found.frame_of(part)
        return pl.DataFrame(
            {
                "enterprise": frame["enterprise"],
                f"verdict_{suffix}": frame["verdict"].cast(pl.String),
                f"amount_{suffix}_fen": frame["amount_fen"],
                f"missing_{suffix}": frame["missing_facts"],
            }
        )
    none = [Verdict.NOT_APPLICABLE.value] * len(found.enterprises)
    return pl.DataFrame({"enterprise": found.enterprises, f"verdict_{suffix}": none}).with_columns(
        pl.lit(None, pl.Int64).alias(f"amount_{suffix}_fen"),
        pl.lit([], pl.List(pl.String)).alias(f"missing_{suffix}"),
    )


def _pairs(before: Sweep, after: Sweep, programme_id: str) -> pl.DataFrame:
    one, other = _column(before, programme_id, "before"), _column(after, programme_id, "after")
    return one.join(other, on="enterprise", how="left", maintain_order="left")


def _changed(pairs: pl.DataFrame) -> pl.DataFrame:
    verdict = pl.col("verdict_before") != pl.col("verdict_after")
    amount = pl.col("amount_before_fen").ne_missing(pl.col("amount_after_fen"))
    found = pairs.filter(verdict | amount)
    joined = pl.col("missing_after").list.join("、").alias("missing")
    return found.with_columns(joined).drop("missing_before", "missing_after")


def _count(pairs: pl.DataFrame, *, gained: bool) -> int:
    side, other = ("after", "before") if gained else ("before", "after")
    is_new = (pl.col(f"verdict_{side}") == MET) & (pl.col(f"verdict_{other}") != MET)
    return pairs.filter(is_new).height


def _obscured(pairs: pl.DataFrame) -> pl.DataFrame:
    became = (pl.col("verdict_after") == UNKNOWN) & (pl.col("verdict_before") != UNKNOWN)
    return pairs.filter(became)


def _missing(pairs: pl.DataFrame) -> dict[str, int]:
    """Which facts those who became 待补充 wait for, the most frequent first."""
    found = _obscured(pairs)["missing_after"].to_list()
    return dict(Counter(name for names in found for name in names or ()).most_common())


def _side(found: Sweep, programme_id: str, verdicts: pl.Series) -> Side:
    counted = Counter(verdicts.to_list())
    settled = settle(entitlements(found))
    amounts = settled.entitlements.amounts
    gross = {
        programme.id: int(sum(int(each) for each in amount))
        for (programme, _), amount in zip(settled.entitlements.versions, amounts, strict=True)
    }
    versions = [each.version for each in found.parts if each.programme.id == programme_id]
    budget = versions[0].budget if versions and versions[0] else None
    return Side(
        {word: counted.get(word, 0) for word in WORDS},
        gross.get(programme_id, 0),
        settled.totals().get(programme_id, 0),
        budget.total_fen if budget else None,
    )


def _groups(pairs: pl.DataFrame, read: FactsRead) -> dict[str, dict[str, list[int]]]:
    """By grouping and group: entitled before, after, gained, lost."""
    found: dict[str, dict[str, list[int]]] = {}
    ids = read.table[ENTERPRISE].to_list()
    rows = list(
        zip(
            pairs["verdict_before"].to_list(),
            pairs["verdict_after"].to_list(),
            strict=True,
        )
    )
    for grouping in GROUPINGS:
        names = group_names(read.table, grouping)
        counted: dict[str, list[int]] = {}
        sizes = Counter(names)
        for place, _id in enumerate(ids):
            before, after = (word == MET for word in rows[place])
            line = counted.setdefault(names[place], [0, 0, 0, 0])
            for at, holds in enumerate((before, after, after and not before, before and not after)):
                line[at] += holds
        found[grouping] = small_groups_merged(counted, sizes)
    return found


def _blurred(
    before: Rulebook, after: Rulebook, programme_id: str, *, on: date, names: frozenset[str]
) -> list[int | None]:
    """How many are entitled before and after when facts that only the centre sees count, too."""
    seen: frozenset[Visibility] = CENTRE_SEES
    read = read_facts(names, on, seen=seen)
    counts = []
    for book in (before, after):
        verdicts = _column(judged(book, read, on), programme_id, "x")["verdict_x"]
        counts.append(blur(int((verdicts == MET).sum())))
    return counts


def blur(count: int) -> int | None:
    """A count without its last digits; None where it is too small to be told."""
    return None if count < BLUR_STEP else count // BLUR_STEP * BLUR_STEP

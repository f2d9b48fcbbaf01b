"""What another rule set, other facts or another day would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.sweep import CODES, VERDICTS, Part, Sweep, sweep
from zhiqiao.policy.values import Verdict
from zhiqiao.policy.vectors import Array, total_fen

SCHEMA: dict[str, Any] = {
    "enterprise": pl.String,
    "programme": pl.String,
    "verdict_before": pl.Enum([verdict.value for verdict in VERDICTS]),
    "verdict_after": pl.Enum([verdict.value for verdict in VERDICTS]),
    "amount_before_fen": pl.Int64,
    "amount_after_fen": pl.Int64,
}


@dataclass(frozen=True)
class Change:
    """What changes for one programme."""

    programme: str
    gained: int
    lost: int
    amount_before_fen: int
    amount_after_fen: int


@dataclass(frozen=True)
class Difference:
    """Every pair whose verdict or amount differs.

    Attributes:
        pairs: enterprise, programme, verdict and amount before and after; in order of programme,
            then of the table. A programme that one of the rule sets lacks is 不适用 there.
        changes: for each programme with such pairs, who gains and loses 符合, and the sums.
    """

    pairs: pl.DataFrame
    changes: tuple[Change, ...]

    def frame(self) -> pl.DataFrame:
        """The pairs."""
        return self.pairs


def what_if(
    rulebook: Rulebook,
    table: pl.DataFrame,
    *,
    on: date,
    rules: Rulebook | None = None,
    overlay: Mapping[str, object] | None = None,
    on_after: date | None = None,
) -> Difference:
    """What changes for whom if the rules, the facts or the day were others.

    Args:
        rulebook: the rules before.
        table: the enterprises, as `sweep` takes them.
        on: the day before.
        rules: the rules after; else the same.
        overlay: facts that every enterprise has after, whatever the table says.
        on_after: the day after; else the same.

    Raises:
        PolicyError: FACTS_BAD, for facts that cannot be read or are not known.
    """
    after_rules = rules or rulebook
    before = sweep(rulebook, table, on=on)
    changed = _overlaid(table, after_rules, overlay or {})
    after = sweep(after_rules, changed, on=on_after or on)
    names = sorted({part.programme.id for part in (*before.parts, *after.parts)})
    one = {part.programme.id: part for part in before.parts}
    other = {part.programme.id: part for part in after.parts}
    found = [_compared(name, before, one.get(name), other.get(name)) for name in names]
    frames = [frame for frame, _ in found if frame.height]
    pairs = pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)
    return Difference(pairs, tuple(change for frame, change in found if frame.height))


def _overlaid(
    table: pl.DataFrame, rulebook: Rulebook, overlay: Mapping[str, object]
) -> pl.DataFrame:
    """The table with the facts of the overlay in place of its own."""
    rulebook.read(overlay)
    for name, value in overlay.items():
        fact = rulebook.dictionary.get(name)
        aliases = {name, *([fact.code] if fact else [])}
        aliases |= {each.name for each in rulebook.dictionary.values() if each.code == name}
        table = table.drop([header for header in table.columns if header.strip() in aliases])
        given = value
        if isinstance(value, Mapping):
            given = f"{value.get('自', '')}~{value.get('至', '')}"
        cell = pl.Series(name, [given], strict=False).new_from_index(0, table.height)
        table = table.with_columns(cell.alias(name))
    return table


def _dense(part: Part | None, rows: int) -> tuple[Array, Array, Array]:
    """Verdict codes, amounts and which are known, for every row."""
    if part is None:
        code = CODES[Verdict.NOT_APPLICABLE]
        return np.full(rows, code, np.uint8), np.zeros(rows, np.int64), np.zeros(rows, bool)
    verdicts = np.broadcast_to(np.asarray(part.verdicts, np.uint8), (rows,))
    if part.amounts is None or part.has_amount is None:
        return verdicts, np.zeros(rows, np.int64), np.zeros(rows, bool)
    return verdicts, part.amounts, part.has_amount


def _compared(
    name: str, before: Sweep, one: Part | None, other: Part | None
) -> tuple[pl.DataFrame, Change]:
    """The pairs of one programme that differ, and their sums."""
    rows = before.table.rows
    verdict, amount, known = _dense(one, rows)
    verdict_after, amount_after, known_after = _dense(other, rows)
    differs = (verdict != verdict_after) | (known != known_after)
    differs |= known & known_after & (amount != amount_after)
    places = np.flatnonzero(differs)
    words = pl.Series([each.value for each in VERDICTS], dtype=SCHEMA["verdict_before"])
    frame = pl.DataFrame(
        {
            "enterprise": before.enterprises.gather(places),
            "programme": pl.Series([name], dtype=pl.String).new_from_index(0, len(places)),
            "verdict_before": words.gather(verdict[places].astype(np.uint32)),
            "verdict_after": words.gather(verdict_after[places].astype(np.uint32)),
            "amount_before_fen": pl.Series(amount[places]).set(pl.Series(~known[places]), None),
            "amount_after_fen": pl.Series(amount_after[places]).set(
                pl.Series(~known_after[places]), None
            ),
        }
    )
    met = CODES[Verdict.MET]
    gained = int(((verdict != met) & (verdict_after == met)).sum())
    lost = int(((verdict == met) & (verdict_after != met)).sum())
    sums = total_fen(amount[known]), total_fen(amount_after[known_after])
    return frame, Change(name, gained, lost, *sums)

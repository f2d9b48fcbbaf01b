"""Who is entitled to what: the pairs that are met, ready to be settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from zhiqiao.policy.assess import Assessment
from zhiqiao.policy.columns import FactTable
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.sweep import CODES, Sweep
from zhiqiao.policy.values import Verdict
from zhiqiao.policy.vectors import Array


@dataclass(frozen=True)
class Entitlements:
    """Who meets which programme with which amount.

    Attributes:
        versions: the programmes in force, in order of their ids.
        rows: for each programme the positions in the table, rising.
        amounts: for each programme the amounts in fen.
        others: for each programme the rows that meet it without a known amount.
    """

    rulebook: Rulebook
    table: FactTable
    on: date
    enterprises: pl.Series
    versions: tuple[tuple[Programme, Version], ...]
    rows: tuple[Array, ...]
    amounts: tuple[Array, ...]
    others: tuple[Array, ...]


def entitlements(found: Sweep) -> Entitlements:
    """The pairs of a sweep that are met with a known amount."""
    met = CODES[Verdict.MET]
    versions: list[tuple[Programme, Version]] = []
    rows: list[Array] = []
    amounts: list[Array] = []
    others: list[Array] = []
    for part in found.parts:
        if part.version is None:
            continue
        positions = np.arange(found.table.rows) if part.rows is None else part.rows
        is_met = np.broadcast_to(np.asarray(part.verdicts) == met, (len(positions),))
        is_paid = is_met if part.has_amount is None else is_met & part.has_amount
        versions.append((part.programme, part.version))
        if part.amounts is None or part.has_amount is None:
            rows.append(np.zeros(0, np.uint32))
            amounts.append(np.zeros(0, np.int64))
            others.append(positions[is_met])
            continue
        is_all = bool(is_paid.all())
        rows.append(positions if is_all else positions[is_paid])
        amounts.append(part.amounts if is_all else part.amounts[is_paid])
        others.append(positions[:0] if is_all else positions[is_met & ~is_paid])
    return Entitlements(
        found.rulebook,
        found.table,
        found.on,
        found.enterprises,
        tuple(versions),
        tuple(rows),
        tuple(amounts),
        tuple(others),
    )


def entitlements_of(
    rulebook: Rulebook, assessments: Iterable[Assessment], *, enterprise: str = "1"
) -> Entitlements:
    """The same for one enterprise, from its assessments."""
    kept = sorted(
        (each for each in assessments if each.version), key=lambda each: each.programme.id
    )
    paid = [each.amount_fen for each in kept]
    given = kept[0].values if kept else {}
    frame = pl.DataFrame({"enterprise": [enterprise]})
    table = FactTable.known(frame, rulebook.dictionary, given)
    return Entitlements(
        rulebook,
        table,
        kept[0].on if kept else date.min,
        frame["enterprise"],
        tuple((each.programme, each.version) for each in kept if each.version),
        tuple(np.zeros(0 if fen is None else 1, np.uint32) for fen in paid),
        tuple(np.array([] if fen is None else [fen], np.int64) for fen in paid),
        tuple(
            np.zeros(int(each.verdict is Verdict.MET and each.amount_fen is None), np.uint32)
            for each in kept
        ),
    )

"""The second stage: from who meets what to what is granted.

Deterministic, in this order:

1. Programmes are settled so that one comes after those it gives way to (让位于): it is given up
   where one of these is granted. Of a 互斥 group the highest amount is kept; ties go to the
   smaller programme id.
2. 叠加上限: where several programmes together exceed a cap, those listed later are cut first. Where
   the cap cannot be worked out, they are held.
3. Budgets: in order of the rank keys, then of the enterprise; rows that lack a key come last. What
   does not fit is prorated (rounded down to the fen), stopped, or paid in part to the last one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl

from zhiqiao.policy.entitling import Entitlements
from zhiqiao.policy.exclusion import settling_order
from zhiqiao.policy.language.nodes import NumberNode
from zhiqiao.policy.masks import View
from zhiqiao.policy.programme import StackCap
from zhiqiao.policy.rank_keys import Order, worked_out_order
from zhiqiao.policy.reasons import HELD, Reason
from zhiqiao.policy.sweep import Sweep
from zhiqiao.policy.values import Budget, RankKey, Shortage
from zhiqiao.policy.vectors import INT64_MAX, Array, total_fen


@dataclass
class Settlement:
    """What is granted of each entitlement, and why.

    Attributes:
        granted: for each programme the amounts in fen, in order of the entitlements' rows.
        reasons: likewise the codes of `Reason`.
    """

    entitlements: Entitlements
    granted: list[Array]
    reasons: list[Array] = field(default_factory=list)

    def frames(self) -> Iterator[pl.DataFrame]:
        """One frame for each programme."""
        names = [reason.name for reason in Reason]
        words = pl.Series(names, dtype=pl.Enum(names))
        found = self.entitlements
        for at, (programme, _) in enumerate(found.versions):
            held = np.isin(self.reasons[at], [int(reason) for reason in HELD])
            granted = pl.Series("granted_fen", self.granted[at]).set(pl.Series(held), None)
            yield pl.DataFrame(
                {
                    "enterprise": found.enterprises.gather(found.rows[at]),
                    "programme": pl.Series([programme.id]).new_from_index(0, len(found.rows[at])),
                    "amount_fen": pl.Series(found.amounts[at]).cast(pl.Int64),
                    "granted_fen": granted,
                    "reason": words.gather(self.reasons[at].astype(np.uint32)),
                }
            )

    def frame(self) -> pl.DataFrame:
        """All: enterprise, programme, amount_fen, granted_fen, reason; null is held."""
        frames = list(self.frames())
        schema: dict[str, Any] = {
            "enterprise": pl.String,
            "programme": pl.String,
            "amount_fen": pl.Int64,
            "granted_fen": pl.Int64,
            "reason": pl.Enum([reason.name for reason in Reason]),
        }
        return pl.concat(frames) if frames else pl.DataFrame(schema=schema)

    def totals(self) -> dict[str, int]:
        """What each programme grants in all, in fen."""
        pairs = zip(self.entitlements.versions, self.granted, strict=True)
        return {programme.id: total_fen(granted) for (programme, _), granted in pairs}


def settled_frames(found: Sweep, settlement: Settlement) -> Iterator[pl.DataFrame]:
    """The frames of a sweep with what its settlement grants, one for each programme with pairs.

    Two columns are added: granted_fen and reason, null where there is no entitlement; granted_fen
    is null, too, where the amount is held.
    """
    places = {
        programme.id: at for at, (programme, _) in enumerate(settlement.entitlements.versions)
    }
    names = [reason.name for reason in Reason]
    words = pl.Series("reason", names, dtype=pl.Enum(names))
    for part in found.parts:
        frame = found.frame_of(part)
        if not frame.height:
            continue
        granted = np.zeros(frame.height, np.int64)
        reasons = np.full(frame.height, -1, np.int64)
        at = places.get(part.programme.id)
        if at is not None:
            rows = settlement.entitlements.rows[at]
            where = rows if part.rows is None else np.searchsorted(part.rows, rows)
            granted[where] = settlement.granted[at]
            reasons[where] = settlement.reasons[at]
        is_held = (reasons < 0) | np.isin(reasons, [int(reason) for reason in HELD])
        codes = pl.Series(reasons).set(pl.Series(reasons < 0), None).cast(pl.UInt32)
        yield frame.with_columns(
            pl.Series("granted_fen", granted).set(pl.Series(is_held), None),
            words.gather(codes).alias("reason"),
        )


def settle(found: Entitlements) -> Settlement:
    """Exclusions, stacking caps and budgets, in that order; see the module's head."""
    settlement = Settlement(found, [amounts.copy() for amounts in found.amounts])
    settlement.reasons = [np.zeros(len(rows), np.uint8) for rows in found.rows]
    work = _Settling(found, settlement)
    work.exclusions()
    work.caps()
    work.budgets()
    return settlement


@dataclass
class _Settling:
    """One settlement under way."""

    found: Entitlements
    result: Settlement
    ranks: dict[tuple[RankKey, ...], Array] = field(default_factory=dict)
    orders: dict[RankKey, Order | None] = field(default_factory=dict)

    def _drop(self, at: int, mask: Array, reason: Reason) -> None:
        """Grants nothing to these pairs of a programme."""
        self.result.granted[at][mask] = 0
        self.result.reasons[at][mask] = reason

    def exclusions(self) -> None:
        """让位于 and 互斥."""
        versions = [(programme.id, version) for programme, version in self.found.versions]
        places = {id_: at for at, (id_, _) in enumerate(versions)}
        wanted = {places[name] for _, v in versions for name in v.gives_way_to if name in places}
        taken: dict[int, tuple[Array, Array]] = {}
        for members in settling_order(versions):
            for at in members:
                for name in versions[at][1].gives_way_to:
                    if name in places and places[name] in taken:
                        self._give_way(at, *taken[places[name]])
            if len(members) > 1:
                self._keep_highest(members)
            for at in members:
                if at in wanted:
                    taken[at] = self._taken(at)

    def _taken(self, at: int) -> tuple[Array, Array]:
        """The enterprises that have a programme, and those that may yet get it."""
        found = self.found
        has, may = np.zeros((2, found.table.rows), bool)
        is_granted = (self.result.reasons[at] == Reason.GRANTED) & (self.result.granted[at] > 0)
        has[found.rows[at][is_granted]] = True
        may[found.rows[at][self.result.reasons[at] == Reason.RIVAL_OPEN]] = True
        # What pays nothing is had by being met; what has no amount yet may come to one.
        (may if found.versions[at][1].amount else has)[found.others[at]] = True
        return has, may

    def _give_way(self, at: int, has: Array, may: Array) -> None:
        """Gives a programme up where another is had, and holds it where that is open."""
        rows = self.found.rows[at]
        is_open = may[rows] & (self.result.reasons[at] == Reason.GRANTED)
        self._drop(at, is_open, Reason.RIVAL_OPEN)
        self._drop(at, has[rows], Reason.GAVE_WAY)

    def _keep_highest(self, members: list[int]) -> None:
        """Of a group, keeps the highest amount of each enterprise."""
        best = np.full(self.found.table.rows, -1, np.int64)
        winner = np.full(self.found.table.rows, -1, np.int32)
        for at in sorted(members):
            live = self.result.reasons[at] == Reason.GRANTED
            rows, amounts = self.found.rows[at][live], self.result.granted[at][live]
            is_better = amounts > best[rows]
            best[rows[is_better]] = amounts[is_better]
            winner[rows[is_better]] = at
        for at in members:
            lost = (self.result.reasons[at] == Reason.GRANTED) & (winner[self.found.rows[at]] != at)
            self._drop(at, lost, Reason.EXCLUDED)
        open_for = np.zeros(self.found.table.rows, bool)
        for at in members:
            open_for[self.found.others[at]] = True
        for at in members:
            is_open = open_for[self.found.rows[at]]
            self._drop(at, is_open & (self.result.reasons[at] == Reason.GRANTED), Reason.RIVAL_OPEN)

    def caps(self) -> None:
        """叠加上限, each once, in order of the programmes that state them."""
        places = {programme.id: at for at, (programme, _) in enumerate(self.found.versions)}
        seen: set[tuple[tuple[str, ...], NumberNode]] = set()
        for _, version in self.found.versions:
            cap = version.cap
            if cap is None or (cap.programmes, cap.limit) in seen:
                continue
            seen.add((cap.programmes, cap.limit))
            self._cap(cap, [places[name] for name in cap.programmes if name in places])

    def _cap(self, cap: StackCap, members: list[int]) -> None:
        """Cuts what goes over the cap, the last listed first."""
        if not members:
            return
        anyone = np.zeros(self.found.table.rows, bool)
        for at in members:
            anyone[self.found.rows[at]] = True
        rows = np.flatnonzero(anyone)
        view = self._view(rows)
        numbers = view.numbers(cap.limit)
        top = np.asarray(numbers.numerators) // np.asarray(numbers.denominators)
        left = np.broadcast_to(np.clip(top, 0, INT64_MAX), (len(rows),)).astype(np.int64)
        known = np.ones(len(rows), bool) if numbers.known is None else numbers.known
        known = np.broadcast_to(known, (len(rows),))
        for at in members:
            granted = self.result.granted[at]
            where = np.searchsorted(rows, self.found.rows[at])
            allowed = np.minimum(granted, left[where])
            cut = (allowed < granted) & known[where]
            self.result.granted[at][cut] = allowed[cut]
            self.result.reasons[at][cut] = Reason.CAPPED
            held = ~known[where] & (granted > 0)
            self._drop(at, held, Reason.CAP_UNKNOWN)
            left[where] -= self.result.granted[at]

    def _view(self, rows: Array) -> View:
        """Some enterprises."""
        found = self.found
        return View(found.table, rows, found.on.toordinal(), found.rulebook.compiler)

    def budgets(self) -> None:
        """Budgets of every programme that has one."""
        for at, (_, version) in enumerate(self.found.versions):
            if version.budget is not None:
                self._budget(at, version.budget)

    def _budget(self, at: int, budget: Budget) -> None:
        """Brings one programme within its budget."""
        granted = self.result.granted[at]
        total = total_fen(granted)
        if total <= budget.total_fen:
            return
        if budget.shortage is Shortage.PRORATE:
            paid = granted > 0
            self.result.granted[at] = _prorated(granted, budget.total_fen, total)
            self.result.reasons[at][paid] = Reason.PRORATED
            return
        order = self._order(at, budget.order)
        running = np.cumsum(granted[order].astype(object if total > INT64_MAX else np.int64))
        over = running > budget.total_fen
        first = int(np.argmax(over))
        left = budget.total_fen - (int(running[first - 1]) if first else 0)
        beyond = order[first:]
        beyond = beyond[granted[beyond] > 0]
        last = order[first]
        self._drop(at, beyond, Reason.OVER_BUDGET)
        if budget.shortage is Shortage.PARTIAL and left > 0:
            self.result.granted[at][last] = left
            self.result.reasons[at][last] = Reason.LAST_IN_PART

    def _order(self, at: int, keys: tuple[RankKey, ...]) -> Array:
        """The pairs of a programme in order of its budget."""
        rows = self.found.rows[at]
        by_amount = any(not key.fact for key in keys)
        if not by_amount:
            return np.argsort(self._rank(keys)[rows], kind="stable")
        columns = [self._identity(rows)]
        for key in reversed(keys):
            if key.fact:
                columns += self._keys(key, rows)
            else:
                amounts = self.result.granted[at]
                columns.append(-amounts if key.is_descending else amounts)
        return np.lexsort(columns)

    def _rank(self, keys: tuple[RankKey, ...]) -> Array:
        """The rank of every enterprise of the table, worked out once for each order."""
        if keys not in self.ranks:
            every = np.arange(self.found.table.rows)
            columns = [self._identity(every)]
            for key in reversed(keys):
                columns += self._keys(key, every)
            rank = np.empty(len(every), np.int32)
            rank[np.lexsort(columns)] = np.arange(len(every), dtype=np.int32)
            self.ranks[keys] = rank
        return self.ranks[keys]

    def _identity(self, rows: Array) -> Array:
        """The order of the enterprises' own names, which settles every tie."""
        if () not in self.ranks:
            order = self.found.enterprises.arg_sort().to_numpy()
            place = np.empty(len(order), np.int32)
            place[order] = np.arange(len(order), dtype=np.int32)
            self.ranks[()] = place
        return self.ranks[()][rows]

    def _fact_order(self, name: str) -> Order | None:
        """What sorts every enterprise by a fact, worked out where it has a formula."""
        fact = self.found.rulebook.scope.fact(name)
        if fact is None or fact.node is None or not (fact.fact and fact.fact.formula):
            return self.found.table.order(name)
        return worked_out_order(fact.node, self._view(np.arange(self.found.table.rows)))

    def _keys(self, key: RankKey, rows: Array) -> list[Array]:
        """Sort keys of a fact: its value, then, weightier, whether it is unknown."""
        if key not in self.orders:
            self.orders[key] = self._fact_order(key.fact)
        found = self.orders[key]
        if found is None:
            return []
        values, known = found
        wide = values[rows] if values.dtype == object else values[rows].astype(np.int64)
        ordered = -wide if key.is_descending else wide
        if known is None:
            return [ordered]
        return [np.where(known[rows], ordered, 0), ~known[rows]]


def _prorated(granted: Array, budget_fen: int, total_fen: int) -> Array:
    """Each amount times budget / total, rounded down to the fen."""
    if int(granted.max()) * budget_fen <= INT64_MAX:
        return granted * budget_fen // total_fen
    share = Fraction(budget_fen, total_fen)
    exact = granted.astype(object) * share.numerator // share.denominator
    return exact.astype(np.int64)

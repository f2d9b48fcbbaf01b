"""Judges every programme for every enterprise of a table."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from zhiqiao.common import ErrorCode
from zhiqiao.policy.assess import Assessment, judge
from zhiqiao.policy.closures import with_day
from zhiqiao.policy.columns import FactTable
from zhiqiao.policy.errors import PolicyError, Problem, ProblemKind
from zhiqiao.policy.language.nodes import Manual, Node, children
from zhiqiao.policy.masks import View
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.signature import waiting_groups
from zhiqiao.policy.values import Place, Verdict
from zhiqiao.policy.vectors import Array

CHUNK_ROWS = 131_072
VERDICTS = tuple(Verdict)
CODES = {verdict: code for code, verdict in enumerate(VERDICTS)}
ID_HEADERS = (
    "enterprise",
    "企业",
    "统一社会信用代码",
    "uscc",
    "credit_code",
    "企业编号",
    "企业代码",
    "企业名称",
    "enterprise_id",
    "id",
    "ID",
    "编号",
)
SCHEMA: dict[str, Any] = {
    "enterprise": pl.String,
    "programme": pl.String,
    "verdict": pl.Enum([verdict.value for verdict in VERDICTS]),
    "amount_fen": pl.Int64,
    "missing_facts": pl.List(pl.String),
}


@dataclass
class Part:
    """The pairs of one programme that were kept, in order of the table's rows.

    Attributes:
        rows: positions in the table; None is all of them.
        verdicts: a code for each pair, or one for all.
        amounts: fen, where `has_amount`; None where no pair has any.
        waiting: for each pair the place in `lists`; None where nothing is waited for.
    """

    programme: Programme
    version: Version | None
    rows: Array | None
    verdicts: Array | int
    amounts: Array | None = None
    has_amount: Array | None = None
    waiting: Array | None = None
    lists: tuple[tuple[str, ...], ...] = ()


@dataclass
class Sweep:
    """What a sweep found.

    Attributes:
        on: the day of the event.
        enterprises: who each row of the table is.
        parts: one for each programme, in order of the ids.
        ignored_columns: columns of the table that are neither facts nor the enterprise.
    """

    rulebook: Rulebook
    table: FactTable
    on: date
    enterprises: pl.Series
    parts: list[Part]
    ignored_columns: tuple[str, ...]

    def frames(self) -> Iterator[pl.DataFrame]:
        """One frame for each programme that has pairs."""
        for part in self.parts:
            frame = self.frame_of(part)
            if frame.height:
                yield frame

    def frame(self) -> pl.DataFrame:
        """All pairs: enterprise, programme, verdict, amount_fen, missing_facts.

        In order of programme, then of the table. `amount_fen` is null where nothing is due or the
        amount is not known; `missing_facts` is empty where nothing is waited for.
        """
        frames = list(self.frames())
        return pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)

    def frame_of(self, part: Part) -> pl.DataFrame:
        """The pairs of one programme."""
        ids = self.enterprises if part.rows is None else self.enterprises.gather(part.rows)
        height = len(ids)
        names = [verdict.value for verdict in VERDICTS]
        words = pl.Series(names, dtype=pl.Enum(names))
        codes = np.broadcast_to(np.asarray(part.verdicts, np.uint32), (height,))
        amounts = pl.Series("amount_fen", [None], dtype=pl.Int64).new_from_index(0, height)
        if part.amounts is not None and part.has_amount is not None:
            given = pl.Series("amount_fen", part.amounts)
            amounts = given.set(pl.Series(~part.has_amount), None)
        lists = pl.Series([list(each) for each in part.lists] or [[]], dtype=pl.List(pl.String))
        waiting = np.zeros(height, np.uint32) if part.waiting is None else part.waiting
        return pl.DataFrame(
            {
                "enterprise": ids,
                "programme": pl.Series([part.programme.id]).new_from_index(0, height),
                "verdict": words.gather(codes),
                "amount_fen": amounts,
                "missing_facts": lists.gather(waiting),
            }
        )


def sweep(
    rulebook: Rulebook,
    table: pl.DataFrame,
    *,
    on: date,
    keep: frozenset[Verdict] | None = None,
    id_column: str | None = None,
) -> Sweep:
    """Every programme for every enterprise on one day.

    Args:
        rulebook: the programmes.
        table: one row for each enterprise; columns are facts by name or code, and one says who it
            is. Other columns are ignored and named in the result.
        on: the day of the event; it chooses the versions.
        keep: the verdicts to keep; None is all.
        id_column: the column that says who it is; else it is found by its name.

    Raises:
        PolicyError: FACTS_BAD, for cells that cannot be read and enterprises that occur twice.
    """
    header = _id_header(table, rulebook, id_column)
    enterprises = _enterprises(table, header)
    keys = frozenset((header,) if header else ())
    facts = FactTable.of(table, rulebook.dictionary, keys=keys)
    wanted = frozenset(Verdict) if keep is None else keep
    parts = judged_parts(rulebook, facts, on, wanted)
    return Sweep(rulebook, facts, on, enterprises, parts, facts.ignored)


def judged_parts(
    rulebook: Rulebook, facts: FactTable, on: date, keep: frozenset[Verdict]
) -> list[Part]:
    """The pairs of every programme, over columns that are read already."""
    return _Judging(rulebook, facts, on, keep).parts()


def _id_header(table: pl.DataFrame, rulebook: Rulebook, id_column: str | None) -> str | None:
    """The column that says which enterprise a row is; None if there is none."""
    if id_column is not None:
        if id_column not in table.columns:
            data: dict[str, object] = {"name": id_column, "found": "、".join(table.columns[:8])}
            problem = Problem(ProblemKind.COLUMN_MISSING, Place("table", 1, 1), data)
            raise PolicyError([problem], ErrorCode.FACTS_BAD)
        return id_column
    codes = {fact.code for fact in rulebook.dictionary.values()}
    facts = {*rulebook.dictionary, *codes}
    for header in ID_HEADERS:
        if header in table.columns and (
            header not in facts or header in ("统一社会信用代码", "uscc")
        ):
            return header
    others = (header for header in table.columns if header not in facts)
    return next((each for each in others if table[each].n_unique() == table.height), None)


def _enterprises(table: pl.DataFrame, header: str | None) -> pl.Series:
    """Who each row is; its number where no column says so."""
    if header is None:
        return pl.Series("enterprise", np.arange(1, table.height + 1)).cast(pl.String)
    ids = table[header].cast(pl.String).alias("enterprise")
    if ids.n_unique() < len(ids) or ids.null_count():
        twice = (ids.is_duplicated() | ids.is_null()).arg_true()[:20]
        problems = [_wrong_id(ids[row], int(row), table.columns.index(header)) for row in twice]
        raise PolicyError(problems, ErrorCode.FACTS_BAD)
    return ids


def _wrong_id(id_: str | None, row: int, column: int) -> Problem:
    """An enterprise that occurs twice, or a row that names none."""
    place = Place("table", row + 1, column + 1)
    if id_ is None:
        return Problem(ProblemKind.ENTERPRISE_MISSING, place)
    return Problem(ProblemKind.ENTERPRISE_TWICE, place, {"id": id_})


@dataclass
class _Judging:
    """One sweep under way."""

    rulebook: Rulebook
    table: FactTable
    on: date
    keep: frozenset[Verdict]

    def parts(self) -> list[Part]:
        """The pairs of every programme."""
        in_force = self.rulebook.in_force(self.on)
        judged = self._judged(in_force)
        by_id = {
            programme.id: self._finished(programme, version, *found)
            for (programme, version), found in zip(in_force, judged, strict=True)
        }
        return [
            by_id.get(programme.id) or self._not_in_force(programme)
            for programme in self.rulebook.programmes
        ]

    def _not_in_force(self, programme: Programme) -> Part:
        """A programme without a version on the day: 不适用 for all."""
        code = CODES[Verdict.NOT_APPLICABLE]
        is_kept = Verdict.NOT_APPLICABLE in self.keep
        return Part(programme, None, None if is_kept else np.zeros(0, np.uint32), code)

    def _judged(
        self, in_force: list[tuple[Programme, Version]]
    ) -> list[tuple[Array | None, Array | int]]:
        """Rows and verdict codes of each programme; chunk by chunk, so that columns stay near."""
        rows = self.table.rows
        is_met_only = self.keep == {Verdict.MET} and not self.table.bounded
        kept: list[list[Array]] = [[] for _ in in_force]
        shared = _shared(
            root for _, version in in_force for root in (version.applies, version.rule) if root
        )
        for start in range(0, rows, CHUNK_ROWS):
            view = self._view(slice(start, min(start + CHUNK_ROWS, rows)), shared)
            for found, (_, version) in zip(kept, in_force, strict=True):
                if is_met_only:
                    found.append((np.flatnonzero(_met(view, version)) + start).astype(np.uint32))
                else:
                    found.append(_verdicts(view, version))
        if is_met_only:
            return [(_joined(found, np.uint32), CODES[Verdict.MET]) for found in kept]
        return [self._kept(_joined(found, np.uint8)) for found in kept]

    def _view(self, rows: slice | Array, shared: frozenset[int] = frozenset()) -> View:
        """Some rows of the table."""
        on = self.on.toordinal()
        return View(self.table, rows, on, self.rulebook.compiler, shared)

    def _kept(self, verdicts: Array) -> tuple[Array | None, Array | int]:
        """The rows whose verdict is kept, with their verdicts."""
        if len(self.keep) == len(VERDICTS):
            return None, verdicts
        wanted = np.array([verdict in self.keep for verdict in VERDICTS])
        # Bounded rows are judged one by one later: keep them until then.
        mask = wanted[verdicts]
        if self.table.bounded:
            mask[list(self.table.bounded)] = True
        rows = np.flatnonzero(mask).astype(np.uint32)
        return rows, verdicts[rows]

    def _finished(
        self, programme: Programme, version: Version, rows: Array | None, verdicts: Array | int
    ) -> Part:
        """The pairs with their amounts and what they wait for."""
        part = Part(programme, version, rows, verdicts)
        if self.table.bounded:
            return self._one_by_one(part)
        positions = np.arange(self.table.rows, dtype=np.uint32) if rows is None else rows
        codes = np.broadcast_to(np.asarray(verdicts), (len(positions),))
        is_met = codes == CODES[Verdict.MET]
        is_waiting = codes == CODES[Verdict.UNKNOWN]
        if version.amount and version.amount.node:
            self._add_amounts(part, positions, is_met)
            if part.has_amount is not None:
                is_waiting = is_waiting | (is_met & ~part.has_amount)
        if is_waiting.any():
            self._add_waiting(part, positions, np.flatnonzero(is_waiting))
        return part

    def _add_amounts(self, part: Part, positions: Array, is_met: Array) -> None:
        """Works out what is due to those that meet the programme."""
        node = part.version.amount.node if part.version and part.version.amount else None
        met = positions if is_met.all() else positions[is_met]
        if node is None:
            return
        part.amounts = np.zeros(len(positions), np.int64)
        part.has_amount = np.zeros(len(positions), bool)
        if not len(met):
            return
        numbers = self._view(met).numbers(node)
        part.amounts[is_met] = numbers.numerators
        part.has_amount[is_met] = True if numbers.known is None else numbers.known

    def _add_waiting(self, part: Part, positions: Array, waiting: Array) -> None:
        """Works out which facts are waited for, once for each group of rows that are alike."""
        version = part.version
        if version is None:
            return
        amount = version.amount.node if version.amount else None
        roots = [root for root in (version.rule, version.applies, amount) if root is not None]
        rows = positions[waiting]

        def explain(position: int) -> tuple[str, ...]:
            return self._assessed(part.programme, int(rows[position])).missing

        lists, places = waiting_groups(roots, self._view(rows), explain)
        part.lists = ((), *lists)
        part.waiting = np.zeros(len(positions), np.uint32)
        part.waiting[waiting] = places + 1

    def _assessed(self, programme: Programme, row: int) -> Assessment:
        """One pair, judged as for one enterprise."""
        known = self.rulebook.read(self.table.given(row))
        return judge(programme, with_day(known, self.on), self.on, self.rulebook.compiler)

    def _one_by_one(self, part: Part) -> Part:
        """The pairs of a table in which some numbers are only bounded."""
        bounded = self.table.bounded
        positions = np.arange(self.table.rows) if part.rows is None else part.rows
        codes = np.broadcast_to(np.asarray(part.verdicts), (len(positions),))
        lists: list[tuple[str, ...]] = [()]
        found: list[tuple[int, int, int | None, int]] = []
        plain = dict(zip(positions.tolist(), codes.tolist(), strict=True))
        for row, code in plain.items():
            if row not in bounded and code in (CODES[Verdict.UNMET], CODES[Verdict.NOT_APPLICABLE]):
                found.append((row, code, None, 0))
                continue
            pair = self._assessed(part.programme, row)
            if pair.verdict not in self.keep:
                continue
            if pair.missing not in lists:
                lists.append(pair.missing)
            place = lists.index(pair.missing)
            found.append((row, CODES[pair.verdict], pair.amount_fen, place))
        part.rows = np.array([row for row, *_ in found], np.uint32)
        part.verdicts = np.array([code for _, code, *_ in found], np.uint8)
        part.amounts = np.array([amount or 0 for *_, amount, _ in found], np.int64)
        part.has_amount = np.array([amount is not None for *_, amount, _ in found], bool)
        part.waiting = np.array([place for *_, place in found], np.uint32)
        part.lists = tuple(lists)
        return part


def _joined(arrays: list[Array], kind: type[np.generic]) -> Array:
    """The arrays in one."""
    return np.concatenate(arrays) if arrays else np.zeros(0, kind)


def _met(view: View, version: Version) -> Array:
    """The rows that meet the rule."""
    true = view.holds(version.rule)
    return true & view.holds(version.applies) if version.applies else true


def _verdicts(view: View, version: Version) -> Array:
    """The verdict code of every row."""
    true, false = view.truth(version.rule)
    if version.applies:
        applies, applies_not = view.truth(version.applies)
        true, false = true & applies, false & applies
    codes = np.full(view.height, CODES[Verdict.UNKNOWN], np.uint8)
    codes[true] = CODES[Verdict.MET]
    codes[false] = CODES[Verdict.UNMET]
    if version.applies:
        codes[applies_not] = CODES[Verdict.NOT_APPLICABLE]
    if any(isinstance(leaf, Manual) for leaf in version.leaves):
        waiting = view.waits_for_data(version.rule)
        if version.applies:
            waiting = waiting | view.waits_for_data(version.applies)
        codes[(codes == CODES[Verdict.UNKNOWN]) & ~waiting] = CODES[Verdict.MANUAL]
    return codes


def _shared(roots: Iterable[Node]) -> frozenset[int]:
    """Ids of nodes that stand below more than one parent: worth keeping."""
    counts: Counter[int] = Counter()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        counts[id(node)] += 1
        if counts[id(node)] == 1:
            waiting.extend(children(node))
    return frozenset(each for each, count in counts.items() if count > 1)

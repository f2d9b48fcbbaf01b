"""Facts of many enterprises as columns: exact integers with one denominator, or codes of values.

A column says for every row what `read_value` would say of its cell; what is empty is unknown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import polars as pl

from zhiqiao.common import ErrorCode
from zhiqiao.policy.calendar import EPOCH_ORDINAL
from zhiqiao.policy.errors import PolicyError, Problem, ProblemKind
from zhiqiao.policy.facts import NUMERIC, read_value
from zhiqiao.policy.values import Fact, FactType, Interval, Place
from zhiqiao.policy.vectors import INT64_MAX, Array

EXACT_FLOAT_MAX = 2**53
DECIMALS_MAX = 9
PROBLEMS_MAX = 100
MEMBER_MARK = "\x1f"
SMALL = ((2**7 - 1, np.int8), (2**15 - 1, np.int16), (2**31 - 1, np.int32))
INDEX_COLUMN = "\0row"


@dataclass(frozen=True)
class NumberColumn:
    """Numbers or ordinals: row i has numerators[i] / denominator, if it is known.

    Attributes:
        known: None where every row is.
        low: no numerator is below; `high`: none is above.
    """

    numerators: Array
    denominator: int
    known: Array | None
    low: int
    high: int


@dataclass(frozen=True)
class CodedColumn:
    """Texts, codes, sets or truths: row i has values[codes[i]]; None is unknown."""

    codes: Array
    values: tuple[Any, ...]


Column = NumberColumn | CodedColumn


@dataclass
class FactTable:
    """The columns of a table that are facts.

    Attributes:
        rows: how many enterprises there are.
        read: columns by the fact's name.
        unread: facts of free text, whose columns cannot be wrong; read when asked for.
        ignored: names of columns that are no facts.
        bounded: rows in which some number is only bounded.
    """

    rows: int
    read: dict[str, Column]
    ignored: tuple[str, ...]
    frame: pl.DataFrame
    names: dict[str, str]
    bounded: set[int] = field(default_factory=set)
    unread: dict[str, Fact] = field(default_factory=dict)

    def column(self, name: str) -> Column | None:
        """The column of a fact, or None; a column of free texts is read when first asked for."""
        if name in self.unread:
            fact = self.unread.pop(name)
            series = self.frame[self.names[name]]
            self.read[name] = _Reading(fact, series, 1, [], self.bounded).column()
        return self.read.get(name)

    def order(self, name: str) -> tuple[Array, Array | None] | None:
        """Numbers that sort the rows by a fact, and where it is known; None without a column."""
        if name in self.unread:
            series = self.frame[self.names[name]].cast(pl.String)
            series = series.set(series.str.strip_chars() == "", None)
            known = series.is_not_null().to_numpy() if series.null_count() else None
            places = series.rank("dense").fill_null(0)
            return places.cast(pl.Int64).to_numpy(), known
        column = self.read.get(name)
        if column is None:
            return None
        if isinstance(column, NumberColumn):
            return column.numerators, column.known
        return _text_order(column)

    @classmethod
    def of(
        cls, frame: pl.DataFrame, dictionary: Mapping[str, Fact], *, keys: frozenset[str]
    ) -> "FactTable":
        """The fact columns of a table; `keys` are columns that name the enterprise.

        Raises:
            PolicyError: FACTS_BAD, with the cells that cannot be read (row and column from 1).
        """
        codes = {fact.code: fact.name for fact in dictionary.values() if fact.code}
        columns: dict[str, Column] = {}
        unread: dict[str, Fact] = {}
        names: dict[str, str] = {}
        ignored: list[str] = []
        problems: list[Problem] = []
        bounded: set[int] = set()
        for position, header in enumerate(frame.columns):
            name = header if header in dictionary else codes.get(header.strip(), header.strip())
            if name not in dictionary:
                if header not in keys:
                    ignored.append(header)
                continue
            if name in names:
                place = Place("table", 1, position + 1)
                data: dict[str, object] = {"name": header, "first": names[name]}
                problems.append(Problem(ProblemKind.FACT_TWICE, place, data))
                continue
            names[name] = header
            fact = dictionary[name]
            if fact.type is FactType.TEXT and not fact.options and frame[header].dtype == pl.String:
                unread[name] = fact
                continue
            columns[name] = _Reading(fact, frame[header], position + 1, problems, bounded).column()
        if problems:
            raise PolicyError(problems[:PROBLEMS_MAX], ErrorCode.FACTS_BAD)
        return cls(frame.height, columns, tuple(ignored), frame, names, bounded, unread)

    @classmethod
    def known(
        cls, frame: pl.DataFrame, dictionary: Mapping[str, Fact], values: Mapping[Any, Any]
    ) -> "FactTable":
        """The table of one enterprise whose facts are in base units already."""
        columns: dict[str, Column] = {}
        for name, value in values.items():
            fact = dictionary.get(name)
            if fact is None or isinstance(value, Interval):
                continue
            if fact.type in (*NUMERIC, FactType.DATE):
                exact = Fraction(value)
                numerators = np.array([exact.numerator], dtype=object)
                if abs(exact.numerator) <= INT64_MAX:
                    numerators = numerators.astype(np.int64)
                low = exact.numerator
                columns[name] = NumberColumn(numerators, exact.denominator, None, low, low)
            else:
                columns[name] = CodedColumn(np.zeros(1, np.uint8), (value,))
        return cls(1, columns, (), frame, {})

    def given(self, row: int) -> dict[str, object]:
        """The cells of one enterprise by fact, as they were given."""
        cells = self.frame.row(row, named=True)
        return {name: cells[header] for name, header in self.names.items()}


@dataclass
class _Reading:
    """Reads one column."""

    fact: Fact
    series: pl.Series
    position: int
    problems: list[Problem]
    bounded: set[int]

    def column(self) -> Column:
        """The column of the fact's type."""
        dtype = self.series.dtype
        if dtype == pl.Null:
            return self._empty()
        if self.fact.type in NUMERIC and dtype.is_integer():
            return self._integers()
        if self.fact.type in NUMERIC and dtype.is_float():
            return self._floats()
        if self.fact.type is FactType.DATE and dtype in (pl.Date, pl.Datetime):
            local = self.series
            if getattr(local.dtype, "time_zone", None):
                local = local.dt.replace_time_zone(None)  # the day that the column shows
            days = local.cast(pl.Date).to_physical().cast(pl.Int64) + EPOCH_ORDINAL
            return self._made(days.fill_null(0).to_numpy(), 1, self._known())
        if self.fact.type is FactType.TRUTH and dtype == pl.Boolean:
            codes = self.series.cast(pl.UInt8).fill_null(2).to_numpy()
            return CodedColumn(codes, (False, True, None))
        return self._by_value()

    def _empty(self) -> Column:
        """A column in which nothing is known."""
        rows = len(self.series)
        if self.fact.type in (*NUMERIC, FactType.DATE):
            return NumberColumn(np.zeros(rows, np.int8), 1, np.zeros(rows, bool), 0, 0)
        return CodedColumn(np.zeros(rows, np.uint8), (None,))

    def _known(self) -> Array | None:
        """Which rows are not null."""
        return self.series.is_not_null().to_numpy() if self.series.null_count() else None

    def _made(self, numerators: Array, denominator: int, known: Array | None) -> NumberColumn:
        """The column, in the smallest integers that hold it."""
        low = int(numerators.min()) if len(numerators) else 0
        high = int(numerators.max()) if len(numerators) else 0
        top = max(-low, high)
        if top > INT64_MAX:
            return NumberColumn(numerators, denominator, known, low, high)
        kind = next((small for limit, small in SMALL if top <= limit), np.int64)
        return NumberColumn(numerators.astype(kind), denominator, known, low, high)

    def _times_factor(self, numerators: Array) -> tuple[Array, int]:
        """Numerators in the base unit, and the denominator that the factor brings."""
        factor = Fraction(self.fact.factor)
        if factor.numerator == 1 or not len(numerators):
            return numerators, factor.denominator
        top = max(-int(numerators.min()), int(numerators.max())) * factor.numerator
        wide = numerators.astype(np.int64 if top <= INT64_MAX else object)
        return wide * factor.numerator, factor.denominator

    def _integers(self) -> Column:
        """Whole numbers of any width."""
        series = self.series.fill_null(0)
        if series.dtype in (pl.UInt64, pl.Int128):
            top = max(abs(int(series.max() or 0)), abs(int(series.min() or 0)))  # type: ignore[arg-type]
            if top > INT64_MAX:
                array = np.array(series.to_list(), dtype=object)
                numerators, denominator = self._times_factor(array)
                return self._made(numerators, denominator, self._known())
        numerators, denominator = self._times_factor(series.cast(pl.Int64).to_numpy())
        return self._made(numerators, denominator, self._known())

    def _floats(self) -> Column:
        """Binary fractions, each read as the shortest decimal that stands for it."""
        bad = self.series.is_nan() | self.series.is_infinite()
        if bad.any():
            for row in bad.fill_null(value=False).arg_true()[:PROBLEMS_MAX]:
                self._problem(ProblemKind.VALUE_NOT_FINITE, row, str(self.series[row]))
            return self._empty()
        numbers = self.series.cast(pl.Float64).fill_null(0.0).to_numpy()
        if self.series.dtype == pl.Float32:
            return self._by_value()
        decimals = _decimals(numbers)
        if decimals is None:
            return self._by_value()
        numerators = np.rint(numbers * 10**decimals).astype(np.int64)
        if self.fact.type is FactType.INTEGER and decimals:
            wrong = np.flatnonzero(numerators % 10**decimals)
            for row in wrong[:PROBLEMS_MAX].tolist():
                self._problem(ProblemKind.VALUE_WRONG, row, str(self.series[row]))
            return self._empty()
        numerators, denominator = self._times_factor(numerators)
        return self._made(numerators, denominator * 10**decimals, self._known())

    def _problem(self, kind: ProblemKind, row: int, found: str) -> None:
        """Notes a cell that cannot be read."""
        data: dict[str, object] = {
            "name": self.fact.name,
            "found": found[:60],
            "wanted": self.fact.type.value,
        }
        self.problems.append(Problem(kind, Place("table", row + 1, self.position), data))

    def _by_value(self) -> Column:
        """Any column, each different value read once."""
        codes, distinct, read = self._coded()
        values: list[Any] = []
        for code, cell in enumerate(distinct):
            value = None
            try:
                value = read(cell)
            except PolicyError as error:
                row = int(np.flatnonzero(codes == code)[0])
                place = Place("table", row + 1, self.position)
                self.problems += [Problem(each.kind, place, each.data) for each in error.problems]
            if isinstance(value, Interval):
                self.bounded.update(np.flatnonzero(codes == code).tolist())
                value = None
            values.append(value)
        if self.fact.type in (*NUMERIC, FactType.DATE):
            return self._numbers(codes, values)
        return CodedColumn(codes, tuple(values))

    def _coded(self) -> tuple[Array, list[Any], Callable[[Any], Any]]:
        """A code for every row, the cells by code, and what reads a cell."""
        place = Place("table", 1, self.position)
        series = self.series
        is_list = isinstance(series.dtype, pl.List | pl.Array)
        if is_list:
            inner = series.cast(pl.List(pl.String))
            series = inner.list.join(MEMBER_MARK, ignore_nulls=True)
        elif series.dtype != pl.String:
            series = _as_text(series)
        distinct = series.unique().drop_nulls()
        numbered = series.cast(pl.Enum(distinct)).to_physical().cast(pl.Int64).fill_null(-1)
        raw = numbered.to_numpy() + 1
        kind = np.uint8 if len(distinct) < 255 else np.uint32  # noqa: PLR2004 -- what a byte holds
        cells: list[Any] = [None, *distinct.to_list()]
        if is_list:
            cells[1:] = [cell.split(MEMBER_MARK) if cell else [] for cell in cells[1:]]
        return raw.astype(kind), cells, lambda cell: read_value(self.fact, cell, place)

    def _numbers(self, codes: Array, values: list[Any]) -> NumberColumn:
        """A column of numbers from a code for every row."""
        denominator = lcm(*(Fraction(value).denominator for value in values if value is not None))
        scaled = [0 if value is None else int(value * denominator) for value in values]
        top = max(map(abs, scaled), default=0)
        table = np.array(scaled, dtype=np.int64 if top <= INT64_MAX else object)
        known = np.array([value is not None for value in values])
        return self._made(table[codes], denominator, None if known.all() else known[codes])


def _as_text(series: pl.Series) -> pl.Series:
    """Any series as text, as Python would write its values."""
    dtype = series.dtype
    if dtype.is_float() or dtype.is_nested() or dtype.is_decimal() or dtype == pl.Boolean:
        written = [None if value is None else _written(value) for value in series.to_list()]
        return pl.Series(series.name, written, dtype=pl.String)
    return series.cast(pl.String)


def _written(value: object) -> str:
    """A value as text; whole numbers without a point, as a column with gaps keeps them."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _decimals(numbers: Array) -> int | None:
    """How many decimals all the numbers have; None if more than can be told exactly."""
    top = float(np.abs(numbers).max()) if len(numbers) else 0.0
    start = 0
    for sample in (numbers[:1000], numbers):
        found = None
        for decimals in range(start, DECIMALS_MAX + 1):
            scale = 10**decimals
            if top * scale >= EXACT_FLOAT_MAX:
                return None
            if bool(np.all(np.rint(sample * scale) / scale == sample)):
                found = decimals
                break
        if found is None:
            return None
        start = found
    return start


def _text_order(column: CodedColumn) -> tuple[Array, Array]:
    """The place of each row's text among the sorted texts, and where it is known."""
    texts = [
        "、".join(sorted(value)) if isinstance(value, frozenset) else str(value)
        for value in column.values
    ]
    places = {text: place for place, text in enumerate(sorted(set(texts)))}
    order = np.array([places[text] for text in texts], np.int64)
    known = np.array([value is not None for value in column.values])
    return order[column.codes], known[column.codes]


def rows_with(column: CodedColumn, picked: list[bool]) -> Array:
    """The rows whose value is picked."""
    if len(picked) == 1:
        return np.full(len(column.codes), picked[0])
    chosen = [code for code, is_picked in enumerate(picked) if is_picked]
    if len(chosen) == 1:
        only: Array = column.codes == chosen[0]
        return only
    if not chosen:
        return np.zeros(len(column.codes), bool)
    found: Array = np.array(picked)[column.codes]
    return found

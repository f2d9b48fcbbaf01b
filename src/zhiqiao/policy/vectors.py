"""Exact numbers of many rows at once: integer numerators over integer denominators.

Every operation knows bounds of its result beforehand; where 64 bits would not hold it, Python's
own integers are used, which are slower and never wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Any, cast

import numpy as np

from zhiqiao.policy.rounding import AMOUNT_FEN_MAX, DOWN, HALF_EVEN, HALF_UP
from zhiqiao.policy.values import Number

Array = np.ndarray[Any, Any]
Whole = Array | int
INT64_MAX = 2**63 - 1


@dataclass(frozen=True)
class Numbers:
    """Numbers of some rows: numerators / denominators where known.

    Attributes:
        numerators: one for each row, or one int for all.
        denominators: above zero; likewise.
        known: None where all are.
        low: no numerator is below; `high`: none is above; `most`: no denominator is above.
    """

    numerators: Whole
    denominators: Whole = 1
    known: Array | None = None
    low: int = 0
    high: int = 0
    most: int = 1

    @classmethod
    def constant(cls, value: Number) -> "Numbers":
        """The same number for every row."""
        top, below = value.numerator, value.denominator
        return cls(top, below, None, top, top, below)

    @property
    def reach(self) -> int:
        """No numerator is larger, either way."""
        return max(-self.low, self.high)


UNKNOWN = Numbers(0, 1, np.False_)  # type: ignore[arg-type]


def total_fen(amounts: Array) -> int:
    """The sum, whether or not 64 bits hold it."""
    top = int(amounts.max(initial=0)) * len(amounts)
    return int(amounts.sum() if top <= INT64_MAX else amounts.astype(object).sum())


def both(one: Array | None, other: Array | None) -> Array | None:
    """Where both are known."""
    if one is None:
        return other
    return one if other is None else one & other


def where_known(numbers: Numbers, known: Array | None) -> Numbers:
    """The numbers, known in these rows only."""
    found = both(numbers.known, known)
    return Numbers(
        numbers.numerators, numbers.denominators, found, numbers.low, numbers.high, numbers.most
    )


def _wide(values: Whole, top: int) -> Whole:
    """The integers, wide enough for results up to the top."""
    if isinstance(values, int):
        return values
    wanted = np.dtype(np.int64) if top <= INT64_MAX else np.dtype(object)
    if values.dtype in (wanted, object):
        return values
    return values.astype(wanted)


def times(values: Whole, other: Whole, *, top: int) -> Whole:
    """The product; no result is larger than the top."""
    if isinstance(other, int) and other == 1:
        return values
    return _wide(values, top) * _wide(other, top)


def _scaled(numbers: Numbers, factor: int) -> Numbers:
    """The same numbers with numerators and denominator times a factor."""
    top = numbers.reach * factor
    return Numbers(
        times(numbers.numerators, factor, top=top),
        times(numbers.denominators, factor, top=numbers.most * factor),
        numbers.known,
        numbers.low * factor,
        numbers.high * factor,
        numbers.most * factor,
    )


def alike(one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
    """The two with the same denominators."""
    left, right = one.denominators, other.denominators
    if isinstance(left, int) and isinstance(right, int):
        common = lcm(left, right)
        return _scaled(one, common // left), _scaled(other, common // right)
    return _crossed(one, other), _crossed(other, one)


def _crossed(one: Numbers, other: Numbers) -> Numbers:
    """One number over the product of both denominators."""
    most = one.most * other.most
    return Numbers(
        times(one.numerators, other.denominators, top=one.reach * other.most),
        times(one.denominators, other.denominators, top=most),
        one.known,
        min(one.low * other.most, one.low),
        max(one.high * other.most, one.high),
        most,
    )


def add(one: Numbers, other: Numbers, sign: int = 1) -> Numbers:
    """The sum, or with sign -1 the difference."""
    left, right = alike(one, other)
    low = left.low + (right.low if sign > 0 else -right.high)
    high = left.high + (right.high if sign > 0 else -right.low)
    top = max(-low, high)
    a, b = _wide(left.numerators, top), _wide(right.numerators, top)
    total = a + b if sign > 0 else a - b
    return Numbers(total, left.denominators, both(one.known, other.known), low, high, left.most)


def multiply(one: Numbers, other: Numbers) -> Numbers:
    """The product."""
    corners = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
    top, most = max(map(abs, corners)), one.most * other.most
    return Numbers(
        times(one.numerators, other.numerators, top=top),
        times(one.denominators, other.denominators, top=most),
        both(one.known, other.known),
        min(corners),
        max(corners),
        most,
    )


def divide(one: Numbers, other: Numbers) -> Numbers:
    """The quotient; unknown where the divisor is zero."""
    known = both(one.known, other.known)
    divisor = other.numerators
    size: Whole
    sign: Whole
    if isinstance(divisor, int):
        if divisor == 0:
            return UNKNOWN
        size, sign = abs(divisor), 1 if divisor > 0 else -1
    else:
        is_zero = divisor == 0
        if is_zero.any():
            known = both(known, ~is_zero)
        wide = _wide(divisor, other.reach)
        size = np.where(is_zero, 1, np.abs(wide))
        sign = np.where(divisor < 0, -1, 1) if other.low < 0 else 1
    reach = one.reach * other.most
    top = times(one.numerators, other.denominators, top=reach)
    if not isinstance(sign, int) or sign < 0:
        top = _wide(top, reach) * sign
    most = max(one.most * max(other.reach, 1), 1)
    below = times(size, one.denominators, top=most)
    return Numbers(top, below, known, -reach, reach, most)


def extreme(items: list[Numbers], *, is_highest: bool) -> Numbers:
    """The highest or lowest; unknown where any is."""
    found = items[0]
    for item in items[1:]:
        left, right = alike(found, item)
        choose = np.maximum if is_highest else np.minimum
        pick: Callable[[int, int], int] = max if is_highest else min
        top = max(left.reach, right.reach)
        a, b = _wide(left.numerators, top), _wide(right.numerators, top)
        chosen = pick(a, b) if isinstance(a, int) and isinstance(b, int) else choose(a, b)
        known = both(left.known, right.known)
        low, high = pick(left.low, right.low), pick(left.high, right.high)
        found = Numbers(chosen, left.denominators, known, low, high, left.most)
    return found


def choose(where: Array, one: Numbers, other: Numbers) -> Numbers:
    """One where the mask holds, the other elsewhere."""
    left, right = (one, other) if one.denominators is other.denominators else alike(one, other)
    top = max(left.reach, right.reach)
    numerators = np.where(where, _wide(left.numerators, top), _wide(right.numerators, top))
    known: Array | None = None
    if left.known is not None or right.known is not None:
        known = np.where(
            where,
            True if left.known is None else left.known,
            True if right.known is None else right.known,
        )
    low, high = min(left.low, right.low), max(left.high, right.high)
    return Numbers(numerators, left.denominators, known, low, high, left.most)


def progressive(base: Numbers, steps: tuple[tuple[Number | None, Number], ...]) -> Numbers:
    """Each slice of the base at its own rate; see `rounding.progressive`."""
    total = Numbers.constant(0)
    zero = Numbers.constant(0)
    below = zero
    for bound, rate in steps:
        above = extreme([add(base, below, -1), zero], is_highest=True)
        if bound is not None:
            limit = Numbers.constant(bound)
            above = extreme([above, add(limit, below, -1)], is_highest=False)
            below = limit
        total = add(total, multiply(above, Numbers.constant(rate)))
    return total


def rounded(numbers: Numbers, step_fen: int, mode: str) -> Numbers:
    """At multiples of the step, not below zero; see `rounding.rounded`."""
    floored = extreme([numbers, Numbers.constant(0)], is_highest=True)
    most = floored.most * step_fen
    bottom = _wide(times(floored.denominators, step_fen, top=most), 2 * most + floored.reach)
    top = _wide(floored.numerators, 2 * (floored.reach + most))
    if isinstance(top, int):
        top = np.array(top, dtype=object if floored.reach > INT64_MAX else np.int64)
    whole = top // bottom
    if mode != DOWN:
        rest = top - whole * bottom
        if mode == HALF_UP:
            is_up = rest + rest >= bottom
        elif mode == HALF_EVEN:
            twice = rest + rest
            is_up = (twice > bottom) | ((twice == bottom) & (whole % 2 == 1))
        else:
            is_up = rest > 0
        whole = whole + is_up
    found, known = whole * step_fen, floored.known
    high = floored.high + step_fen
    if high > AMOUNT_FEN_MAX:
        known = both(known, np.asarray(found <= AMOUNT_FEN_MAX))
        found = np.where(found <= AMOUNT_FEN_MAX, found, 0).astype(np.int64)
    return Numbers(found, 1, known, 0, min(high, AMOUNT_FEN_MAX), 1)


def compare(one: Numbers, operator: str, other: Numbers) -> Array | bool:
    """Which rows hold, whether known or not."""
    top, below = other.numerators, other.denominators
    if isinstance(top, int) and isinstance(below, int) and isinstance(one.denominators, int):
        return _against(one, operator, top if below == 1 else Fraction(top, below))
    left, right = alike(one, other)
    top = max(left.reach, right.reach)
    a, b = _wide(left.numerators, top), _wide(right.numerators, top)
    return _apply(operator, a, b)


def _apply(operator: str, one: Whole, other: Whole) -> Array | bool:
    """Integers compared."""
    if operator == ">=":
        return one >= other
    if operator == ">":
        return one > other
    if operator == "<=":
        return one <= other
    if operator == "<":
        return one < other
    return one == other if operator == "=" else one != other


def _against(one: Numbers, operator: str, limit: Number) -> Array | bool:
    """Numbers with one denominator against a constant, without scaling them."""
    exact = limit * cast("int", one.denominators)
    if operator in ("=", "!="):
        if exact.denominator != 1 or not one.low <= exact <= one.high:
            return operator == "!="
        return _apply(operator, one.numerators, exact.numerator)
    at = ceil(exact) if operator in (">=", "<") else floor(exact)
    if at > one.high:
        return operator in ("<", "<=")
    if at < one.low:
        return operator in (">", ">=")
    return _apply(operator, one.numerators, at)

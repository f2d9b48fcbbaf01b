"""Exact arithmetic of amounts: slices of a base, and rounding to a step."""

from collections.abc import Sequence
from fractions import Fraction

from zhiqiao.policy.language.units import plain
from zhiqiao.policy.values import Number

DOWN = "舍去"
UP = "进位"
HALF_UP = "四舍五入"
HALF_EVEN = "四舍六入五成双"
MODES = (DOWN, UP, HALF_UP, HALF_EVEN)
AMOUNT_FEN_MAX = 10**17
STEPS_FEN = {"分": 1, "角": 10, "元": 100, "百元": 10_000, "千元": 100_000, "万元": 1_000_000}


def progressive(base: Number, steps: Sequence[tuple[Number | None, Number]]) -> Number:
    """The sum of each slice of the base at its own rate (超额累进).

    Args:
        base: the amount that is sliced; below zero it counts as zero.
        steps: (upper bound, rate), rising; None is without bound.

    >>> progressive(1200, [(1000, Fraction(1, 10)), (None, Fraction(3, 100))])
    106
    """
    total: Number = 0
    below: Number = 0
    for bound, rate in steps:
        top = base if bound is None else min(base, bound)
        if top > below:
            total += (top - below) * rate
            below = top
    return plain(Fraction(total))


def rounded(amount: Number, step_fen: int, mode: str) -> int | None:
    """The amount at a multiple of the step; an amount below zero becomes zero.

    None above `AMOUNT_FEN_MAX`: no payout is that large, so a fact must be wrong.

    >>> rounded(Fraction(2501, 2), 100, HALF_UP)
    1300
    """
    exact = max(Fraction(amount), Fraction(0)) / step_fen
    whole, rest = divmod(exact.numerator, exact.denominator)
    doubled = 2 * rest
    is_up = {
        DOWN: False,
        UP: rest > 0,
        HALF_UP: doubled >= exact.denominator,
        HALF_EVEN: doubled > exact.denominator or (doubled == exact.denominator and whole % 2 == 1),
    }[mode]
    found = (whole + is_up) * step_fen
    return found if found <= AMOUNT_FEN_MAX else None

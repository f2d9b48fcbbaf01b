"""Rounding, slices and columns of numbers, against fractions."""

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.policy import vectors
from zhiqiao.policy.rounding import (
    AMOUNT_FEN_MAX,
    DOWN,
    HALF_EVEN,
    HALF_UP,
    MODES,
    STEPS_FEN,
    UP,
    progressive,
    rounded,
)
from zhiqiao.policy.vectors import Numbers

OPERATORS = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
SMALL = st.integers(-(10**4), 10**4)
BEYOND = st.integers(-(2**80), 2**80)
DENOMINATORS = st.sampled_from([1, 3, 31, 100, 10**9, 2**40])
RATES = st.fractions(0, 1, max_denominator=1000)


@pytest.mark.parametrize(
    ("amount", "step", "mode", "expected"),
    [
        (Fraction(3, 2), 1, DOWN, 1),
        (Fraction(3, 2), 1, UP, 2),
        (Fraction(3, 2), 1, HALF_UP, 2),
        (Fraction(3, 2), 1, HALF_EVEN, 2),
        (Fraction(5, 2), 1, HALF_UP, 3),
        (Fraction(5, 2), 1, HALF_EVEN, 2),
        (Fraction(501, 200), 1, HALF_EVEN, 3),
        (Fraction(499, 200), 1, HALF_UP, 2),
        (1, 100, UP, 100),
        (0, 100, UP, 0),
        (100, 100, UP, 100),
        (99, 100, DOWN, 0),
        (50, 100, HALF_UP, 100),
        (50, 100, HALF_EVEN, 0),
        (150, 100, HALF_EVEN, 200),
        (-1, 1, UP, 0),
        (-(10**9), 100, DOWN, 0),
        (AMOUNT_FEN_MAX, 1, DOWN, AMOUNT_FEN_MAX),
        (AMOUNT_FEN_MAX + 1, 1, DOWN, None),
    ],
)
def test_rounding(amount, step, mode, expected):
    assert rounded(amount, step, mode) == expected


@given(st.fractions(-100, 10**9), st.sampled_from(sorted(STEPS_FEN.values())))
def test_rounding_lies_on_the_step_and_near_the_amount(amount, step):
    exact = max(amount, Fraction(0))
    found = {mode: rounded(amount, step, mode) for mode in MODES}
    assert all(value % step == 0 for value in found.values())
    assert found[DOWN] == floor(exact / step) * step
    assert found[UP] == ceil(exact / step) * step
    assert abs(found[HALF_UP] - exact) * 2 <= step
    assert abs(found[HALF_EVEN] - exact) * 2 <= step


def test_progressive_slices():
    steps = [(100, Fraction(1, 10)), (500, Fraction(1, 20)), (None, Fraction(1, 100))]
    bases = (-5, 0, 50, 100, 101, 500, 1500)
    wanted = [0, 0, 5, 10, 10 + Fraction(1, 20), 30, 40]
    assert [progressive(base, steps) for base in bases] == wanted


def test_progressive_stops_at_a_last_bound():
    assert progressive(10_000, [(100, Fraction(1, 10))]) == 10


def column(values, denominator, known=None):
    """Numbers as a column has them: the narrowest integers, and their bounds."""
    low, high = min(values), max(values)
    top = max(-low, high)
    kind = object
    for limit, each in ((2**7, np.int8), (2**15, np.int16), (2**31, np.int32), (2**63, np.int64)):
        if top < limit:
            kind = each
            break
    return Numbers(np.array(values, dtype=kind), denominator, known, low, high, denominator)


def fractions(numbers, height):
    """The numbers as fractions, None where unknown."""
    tops = np.broadcast_to(np.asarray(numbers.numerators, dtype=object), (height,))
    below = np.broadcast_to(np.asarray(numbers.denominators, dtype=object), (height,))
    known = np.broadcast_to(True if numbers.known is None else numbers.known, (height,))
    return [
        Fraction(int(top), int(bottom)) if is_known else None
        for top, bottom, is_known in zip(tops, below, known, strict=True)
    ]


def within_bounds(numbers):
    """Whether the bounds that later steps rely on are true."""
    known = True if numbers.known is None else numbers.known
    tops = np.asarray(numbers.numerators, dtype=object)
    tops = tops[np.broadcast_to(known, tops.shape)]
    below = np.asarray(numbers.denominators, dtype=object)
    return all(numbers.low <= int(top) <= numbers.high for top in tops.ravel()) and all(
        0 < int(each) <= numbers.most for each in below.ravel()
    )


@st.composite
def columns(draw):
    """Two columns of one height, of any size."""
    height = draw(st.integers(1, 6))
    found = []
    for _ in range(2):
        kind = draw(st.sampled_from([SMALL, st.integers(-128, 127), BEYOND]))
        values = draw(st.lists(kind, min_size=height, max_size=height))
        found.append(column(values, draw(DENOMINATORS)))
    return height, *found


@settings(max_examples=80)
@given(columns())
def test_columns_calculate_as_fractions_do(drawn):
    height, one, other = drawn
    a, b = fractions(one, height), fractions(other, height)
    results = {
        "+": (vectors.add(one, other), [x + y for x, y in zip(a, b, strict=True)]),
        "-": (vectors.add(one, other, -1), [x - y for x, y in zip(a, b, strict=True)]),
        "*": (vectors.multiply(one, other), [x * y for x, y in zip(a, b, strict=True)]),
        "/": (
            vectors.divide(one, other),
            [x / y if y else None for x, y in zip(a, b, strict=True)],
        ),
        "max": (
            vectors.extreme([one, other], is_highest=True),
            [max(x, y) for x, y in zip(a, b, strict=True)],
        ),
        "min": (
            vectors.extreme([one, other], is_highest=False),
            [min(x, y) for x, y in zip(a, b, strict=True)],
        ),
    }
    for name, (found, wanted) in results.items():
        assert fractions(found, height) == wanted, name
        assert within_bounds(found), name


@settings(max_examples=80)
@given(columns(), st.fractions(-1000, 1000, max_denominator=97))
def test_columns_compare_as_fractions_do(drawn, limit):
    height, one, other = drawn
    ratio = vectors.divide(one, other)
    for left, right in ((one, other), (one, Numbers.constant(limit)), (ratio, one)):
        a, b = fractions(left, height), fractions(right, height)
        for operator, holds in OPERATORS.items():
            found = np.broadcast_to(vectors.compare(left, operator, right), (height,))
            for at, (x, y) in enumerate(zip(a, b, strict=True)):
                if x is not None and y is not None:
                    assert bool(found[at]) == holds(x, y)


@settings(max_examples=60)
@given(columns(), st.sampled_from(MODES), st.sampled_from(sorted(STEPS_FEN.values())))
def test_columns_are_rounded_as_one_number_is(drawn, mode, step):
    height, one, other = drawn
    for numbers in (one, vectors.divide(one, other), vectors.multiply(one, other)):
        wanted = [
            None if each is None else rounded(each, step, mode)
            for each in fractions(numbers, height)
        ]
        assert fractions(vectors.rounded(numbers, step, mode), height) == wanted


@settings(max_examples=60)
@given(columns(), st.lists(RATES, min_size=2, max_size=3))
def test_columns_are_sliced_as_one_number_is(drawn, rates):
    height, one, _ = drawn
    bounds = [Fraction(100), Fraction(20_001, 2)][: len(rates) - 1]
    steps = tuple(zip([*bounds, None], rates, strict=True))
    wanted = [Fraction(progressive(each, steps)) for each in fractions(one, height)]
    assert fractions(vectors.progressive(one, steps), height) == wanted


def test_rows_that_are_not_known_stay_unknown():
    one = column([6, 0, 7], 1, np.array([True, False, True]))
    other = column([2, 5, 0], 1)
    assert fractions(vectors.add(one, other), 3) == [8, None, 7]
    assert fractions(vectors.divide(one, other), 3) == [3, None, None]
    assert fractions(vectors.choose(np.array([True, True, False]), one, other), 3) == [6, None, 0]
    assert fractions(vectors.rounded(one, 1, UP), 3) == [6, None, 7]


def test_dividing_by_a_constant_zero_is_unknown():
    found = vectors.divide(column([1, 2], 1), Numbers.constant(0))
    assert fractions(found, 2) == [None, None]

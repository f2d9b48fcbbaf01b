"""The population stability index and its marks."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.matching.learning import Movement, Reference, drift
from zhiqiao.matching.learning.drift import BINS, CHI_SQUARE_95, COUNT_MIN

EVEN = [number / 1000 for number in range(1000)]


def test_the_reference_has_a_tenth_in_each_bin():
    reference = Reference.of(EVEN)
    assert len(reference.edges) == BINS - 1
    assert sum(reference.shares) == pytest.approx(1)
    assert max(reference.shares) - min(reference.shares) < 0.01


def test_the_same_values_have_not_moved():
    found = drift(Reference.of(EVEN), EVEN)
    assert found.index == pytest.approx(0, abs=1e-9)
    assert (found.movement, found.shift) == (Movement.STEADY, pytest.approx(0))


def test_the_index_is_the_sum_over_the_bins():
    """All values in the last of ten equal bins."""
    found = drift(Reference.of(EVEN), [0.99] * 1000)
    few, many = 0.5 / 1005, 1000.5 / 1005
    then = 100.5 / 1005
    expected = 9 * (few - then) * log(few / then) + (many - then) * log(many / then)
    assert found.index == pytest.approx(expected, rel=0.01)
    assert found.movement == Movement.DRIFTED


def test_too_few_values_say_nothing():
    found = drift(Reference.of(EVEN), [0.99] * (COUNT_MIN - 1))
    assert (found.index, found.movement) == (None, Movement.UNKNOWN)
    assert drift(Reference.of(EVEN), []).mean is None


def test_what_chance_does_is_no_drift():
    """Draws of the same distribution stay within chance in about 19 of 20 cases."""
    generator = np.random.default_rng(0)
    base = Reference.of(generator.normal(size=300))
    moved = [
        drift(base, list(generator.normal(size=150))).movement != Movement.STEADY
        for _ in range(200)
    ]
    assert sum(moved) < 30
    assert drift(base, list(generator.normal(size=150))).chance == pytest.approx(
        CHI_SQUARE_95 * (1 / 150 + 1 / 300)
    )


def test_values_that_are_all_the_same_have_a_reference():
    found = drift(Reference.of([1.0] * 200), [1.0] * 200)
    assert (found.movement, found.shift) == (Movement.STEADY, None)


@settings(deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=COUNT_MIN, max_size=COUNT_MIN + 20))
def test_the_index_is_never_negative(values):
    assert drift(Reference.of(EVEN), values).index >= 0

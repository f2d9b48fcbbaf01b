"""Rates freed from the place at which pairs were shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.matching.learning import GradedPlace, PlaceWeights


def rows(*hits_by_rank):
    """(rank, hits, misses), each pair of a need of its own."""
    number, made = 0, []
    for rank, hits, misses in hits_by_rank:
        for is_hit in [True] * hits + [False] * misses:
            number += 1
            made.append(GradedPlace(number, rank, is_hit))
    return made


def test_nothing_graded_has_no_rate():
    assert PlaceWeights.of({1: 5}, []).rate([]) is None


def test_a_band_counts_by_what_was_shown_in_it():
    """Ten shown in either band; of the first all graded and hits, of the last two, both misses."""
    graded = rows((1, 10, 0), (8, 0, 2))
    weights = PlaceWeights.of({1: 10, 8: 10}, graded)
    found = weights.rate(graded)
    assert found.share == pytest.approx((10 * 1.0 + 10 * 0.0) / 20)
    assert sum(row.is_hit for row in graded) / len(graded) == pytest.approx(10 / 12)
    assert found.effective == pytest.approx(20**2 / (10 * 1 + 2 * 25))
    assert found.reached == 1.0


def test_what_lies_in_bands_without_a_grade_is_told():
    graded = rows((1, 1, 1))
    found = PlaceWeights.of({1: 5, 9: 15}, graded).rate(graded)
    assert (found.share, found.reached) == (0.5, 5 / 20)


def test_places_that_were_never_shown_do_not_count():
    graded = rows((1, 1, 0), (5, 0, 3))
    assert PlaceWeights.of({1: 2}, graded).rate(graded).share == 1.0


def test_one_need_alone_leaves_everything_open():
    graded = [GradedPlace(1, 1, is_hit=True), GradedPlace(1, 2, is_hit=False)]
    assert PlaceWeights.of({1: 1, 2: 1}, graded).rate(graded).interval == (0.0, 1.0)


def test_the_interval_holds_the_rate():
    graded = rows((1, 12, 8), (5, 6, 14))
    found = PlaceWeights.of({1: 40, 5: 200}, graded).rate(graded)
    low, high = found.interval
    assert low < found.share < high
    assert found == PlaceWeights.of({1: 40, 5: 200}, graded).rate(graded)


ranked = st.lists(
    st.builds(GradedPlace, st.integers(1, 9), st.integers(1, 10), st.booleans()), min_size=1
)


@settings(deadline=None)
@given(ranked)
def test_where_everything_shown_is_graded_the_weights_change_nothing(graded):
    shown = {rank: sum(row.rank == rank for row in graded) for rank in range(1, 11)}
    found = PlaceWeights.of(shown, graded).rate(graded)
    assert found.share == pytest.approx(sum(row.is_hit for row in graded) / len(graded))
    assert found.effective == pytest.approx(len(graded))


@settings(deadline=None)
@given(ranked)
def test_the_order_of_the_grades_does_not_matter(graded):
    weights = PlaceWeights.of(dict.fromkeys(range(1, 11), 40), graded)
    assert weights.rate(graded).share == pytest.approx(weights.rate(graded[::-1]).share)

"""Opinions beside the ranking: how far they move a match, and whether they earn more."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiqiao.common import ErrorCode
from zhiqiao.matching.calibrate import Calibration
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.opinions import (
    NONE,
    PLACES_PER_GRADE,
    TOP,
    GradedOpinions,
    OpinionFit,
    _without_opinions,
    fit_opinions,
    reorder,
    try_opinions,
)

SCORES = st.lists(st.floats(0, 1), max_size=30).map(lambda scores: sorted(scores, reverse=True))
GRADES = st.sampled_from([None, 1, 2, 3, 4])
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""How long a draw takes says nothing of the order: a busy machine is no fault."""


@patient
@given(SCORES, st.data())
def test_no_match_is_lost_and_the_rest_stays_where_it_is(scores, data):
    opinions = data.draw(st.lists(GRADES, min_size=len(scores), max_size=len(scores)))
    places = reorder(scores, opinions)
    assert sorted(places) == list(range(len(scores)))
    assert list(places[TOP:]) == list(range(TOP, len(scores)))


@patient
@given(SCORES, st.data())
def test_a_better_opinion_never_moves_a_match_down(scores, data):
    if not scores:
        return
    opinions = data.draw(st.lists(GRADES, min_size=len(scores), max_size=len(scores)))
    place = data.draw(st.integers(0, len(scores) - 1))
    lower, higher = list(opinions), list(opinions)
    lower[place], higher[place] = 2, 3
    assert reorder(scores, higher).index(place) <= reorder(scores, lower).index(place)


@patient
@given(SCORES, st.integers(0, 29))
def test_one_opinion_moves_its_match_nine_places_at_most(scores, place):
    if place >= min(len(scores), TOP):
        return
    for grade in (1, 2, 3, 4):
        opinions = [grade if each == place else None for each in range(len(scores))]
        assert abs(reorder(scores, opinions).index(place) - place) <= 3 * PLACES_PER_GRADE


def test_without_opinions_nothing_moves():
    assert reorder([0.9, 0.5, 0.1], [None] * 3) == (0, 1, 2)


def test_places_are_three_a_grade():
    # Expected is 1 + 3 * 0.3 = 1.9; a 4 is 2.1 grades above, 6.3 places.
    assert reorder([0.3] * 10, [None] * 9 + [4]) == (0, 1, 2, 9, 3, 4, 5, 6, 7, 8)


def graded(*, tells, needs=60, each=12, seed=3):
    """Pairs whose opinions follow people's grades in the share `tells` of cases."""
    chance = np.random.default_rng(seed)
    count = needs * each
    score = chance.normal(size=count)
    truth = Calibration((0.0, -1.6, -3.0), (0.8, 0.8, 0.8)).chances(score)
    grades = 1 + (chance.random(count)[:, None] < truth).sum(axis=1)
    guesses = chance.integers(1, 5, count)
    opinions = np.where(chance.random(count) < tells, grades, guesses)
    return GradedOpinions(np.repeat(np.arange(needs), each), grades, truth, opinions)


def test_opinions_that_tell_something_count():
    trial = try_opinions(graded(tells=0.5))
    assert trial.counts
    assert 0 < trial.low <= trial.gain <= trial.high
    assert (trial.needs, trial.pairs) == (60, 720)
    assert min(trial.fit.weights) > 0


@pytest.mark.parametrize("seed", range(5))
def test_opinions_by_chance_do_not_count(seed):
    assert not try_opinions(graded(tells=0.0, seed=seed)).counts


def test_recalibrating_alone_is_no_gain_of_the_opinions():
    """Chances that are far off are mended without opinions too: that is nothing they earned."""
    off = graded(tells=0.0, seed=7)
    shifted = GradedOpinions(off.need, off.grades, off.chances * 0.5, off.opinions)
    assert not try_opinions(shifted).counts


def test_a_weight_held_at_zero_gives_the_curves_without_opinions():
    """Opinions that say the opposite count for nothing, and do not move what else is fitted."""
    pairs = graded(tells=0.0, seed=1)
    against = np.where(np.arange(len(pairs.grades)) % 3 == 0, 4, 5 - pairs.grades)
    opposed = GradedOpinions(pairs.need, pairs.grades, pairs.chances, against)
    found = fit_opinions(opposed)
    assert found.weights == (0, 0, 0)
    without = _without_opinions(opposed)
    assert found.intercepts == pytest.approx(without.intercepts, abs=1e-5)
    assert found.slopes == pytest.approx(without.slopes, abs=1e-5)
    told = found.chances(opposed.chances, against).mean(axis=0)
    assert told == pytest.approx([(pairs.grades >= k).mean() for k in (2, 3, 4)], abs=0.01)


def test_too_few_grades_decide_nothing():
    with pytest.raises(MatchingError) as refused:
        try_opinions(graded(tells=1.0, needs=19))
    assert refused.value.code == ErrorCode.JUDGEMENTS_TOO_FEW


def test_rows_without_an_opinion_keep_their_chances():
    fit = fit_opinions(graded(tells=0.5))
    chances = np.array([[0.9, 0.4, 0.1], [0.9, 0.4, 0.1]])
    after = fit.chances(chances, [NONE, 4])
    assert after[0].tolist() == [0.9, 0.4, 0.1]
    assert (after[1] > after[0]).all()


@patient
@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.integers(1, 3))
def test_chances_fall_along_a_row_and_rise_with_the_opinion(chances, opinion):
    fit = OpinionFit((0.1, 0.0, -0.2), (1.0, 0.5, 1.2), (0.3, 0.0, 0.9))
    row = [sorted(chances, reverse=True)] * 2
    lower, higher = fit.chances(row, [opinion, opinion + 1])
    assert (np.diff(lower) <= 0).all()
    assert (higher >= lower - 1e-12).all()

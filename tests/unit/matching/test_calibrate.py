import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.matching.calibrate import Calibration, grade_medians

NUMBERS = st.floats(-50, 50)
CURVES = st.builds(
    Calibration,
    st.tuples(NUMBERS, NUMBERS, NUMBERS),
    st.tuples(*[st.floats(0, 20)] * 3),
)
SCORES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)


@given(CURVES, SCORES)
def test_chances_rise_with_the_score_and_fall_along_a_row(curves, scores):
    chances = curves.chances(sorted(scores))
    assert chances.shape == (len(scores), 3)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances, axis=0) >= 0).all()
    assert (np.diff(chances, axis=1) <= 0).all()


def test_known_curves_are_found_again():
    truth = Calibration((1.0, -1.0, -2.5), (1.5, 1.2, 0.9))
    random = np.random.default_rng(3)
    scores = random.normal(size=40_000)
    drawn = random.uniform(size=len(scores))
    grades = 1 + (drawn[:, None] < truth.chances(scores)).sum(axis=1)
    found = Calibration.fitted(scores, grades)
    assert found.intercepts == pytest.approx(truth.intercepts, abs=0.1)
    assert found.slopes == pytest.approx(truth.slopes, abs=0.1)


@pytest.mark.parametrize("grade", [1, 2, 3, 4])
def test_one_grade_only_gives_finite_and_certain_chances(grade):
    found = Calibration.fitted(np.linspace(-3, 3, 50), np.full(50, grade))
    assert np.isfinite([*found.intercepts, *found.slopes]).all()
    assert (grade_medians(found.chances([-3.0, 0.0, 3.0])) == grade).all()


def test_equal_scores_give_the_rate():
    found = Calibration.fitted(np.zeros(100), np.array([4] * 25 + [1] * 75))
    assert found.chances([0.0])[0] == pytest.approx([0.25, 0.25, 0.25], abs=1e-3)


def test_grades_parted_without_overlap_stay_finite():
    found = Calibration.fitted(np.arange(100.0), np.repeat([1, 4], 50))
    assert np.isfinite([*found.intercepts, *found.slopes]).all()
    assert found.chances([0.0])[0, 1] < 0.01
    assert found.chances([99.0])[0, 1] > 0.99


def test_a_score_that_misleads_is_not_turned_around():
    found = Calibration.fitted(-np.arange(100.0), np.repeat([1, 4], 50))
    assert found.slopes == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("chances", "grade"),
    [
        ((0.4, 0.3, 0.1), 1),
        ((0.5, 0.3, 0.1), 2),
        ((0.9, 0.5, 0.49), 3),
        ((0.9, 0.8, 0.5), 4),
    ],
)
def test_the_grade_is_the_median(chances, grade):
    assert grade_medians(np.array([chances])).tolist() == [grade]

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import spearmanr

from zhiqiao.matching import metrics

GRADES = st.lists(st.integers(1, 4), min_size=2, max_size=30)


def graded(*grades):
    return np.array(grades)


def in_order(count):
    return np.arange(count)


def test_ndcg_of_three_grades_is_gain_over_discount():
    found = metrics.ndcg_at_10(graded(3, 4, 1), in_order(3))
    expected = (3 / math.log2(2) + 7 / math.log2(3) + 0) / (7 / math.log2(2) + 3 / math.log2(3))
    assert found == pytest.approx(expected)


def test_a_weak_match_gains_one():
    found = metrics.ndcg_at_10(graded(1, 2), in_order(2))
    assert found == pytest.approx((1 / math.log2(3)) / (1 / math.log2(2)))


def test_ndcg_looks_no_further_than_ten():
    grades = graded(*[1] * 10, 4)
    assert metrics.ndcg_at_10(grades, in_order(11)) == 0.0
    assert metrics.ndcg_at_10(grades, in_order(11)[::-1]) == 1.0


def test_ndcg_of_equal_grades_is_one_and_of_nothing_but_ones_undefined():
    assert metrics.ndcg_at_10(graded(3, 3, 3), in_order(3)) == 1.0
    assert math.isnan(metrics.ndcg_at_10(graded(1, 1), in_order(2)))


@given(GRADES, st.randoms(use_true_random=False))
def test_no_order_beats_the_order_of_grades(grades, random):
    order = np.array(random.sample(range(len(grades)), len(grades)))
    found = metrics.ndcg_at_10(np.array(grades), order)
    if max(grades) == 1:
        assert math.isnan(found)
    else:
        assert 0.0 <= found <= 1.0
        assert metrics.ndcg_at_10(np.array(grades), np.argsort(-np.array(grades))) == 1.0


@pytest.mark.parametrize(
    ("grades", "expected"),
    [((4, 3, 2, 1, 1, 4), 2 / 5), ((3, 4), 2 / 2), ((1, 2, 2, 1, 2), 0 / 5)],
)
def test_precision_at_5_is_the_share_of_grades_3_and_4(grades, expected):
    assert metrics.precision_at_5(graded(*grades), in_order(len(grades))) == expected


def test_auc_counts_pairs_and_halves_ties():
    # hits score 3 and 1, misses 2 and 1: wins 3>2, 3>1; a loss 1<2; a tie 1=1
    found = metrics.auc_3(graded(3, 4, 2, 1), np.array([3.0, 1.0, 2.0, 1.0]))
    assert found == (1 + 1 + 0 + 1 / 2) / 4


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(-3, 3)), min_size=1, max_size=40))
def test_auc_agrees_with_counting_every_pair(rows):
    grades, scores = np.array([row[0] for row in rows]), np.array([float(row[1]) for row in rows])
    hits, misses = scores[grades >= 3], scores[grades < 3]
    found = metrics.auc_3(grades, scores)
    if not len(hits) or not len(misses):
        assert math.isnan(found)
    else:
        wins = [(hit > miss) + (hit == miss) / 2 for hit in hits for miss in misses]
        assert found == pytest.approx(sum(wins) / len(wins))


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(-5, 5)), min_size=2, max_size=40))
def test_spearman_agrees_with_scipy(rows):
    grades, scores = np.array([row[0] for row in rows]), np.array([float(row[1]) for row in rows])
    found = metrics.spearman(grades, scores)
    if np.ptp(grades) == 0 or np.ptp(scores) == 0:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(spearmanr(scores, grades).statistic)


def test_spearman_of_one_pair_is_undefined():
    assert math.isnan(metrics.spearman(graded(3), np.array([1.0])))


def test_score_mae_is_one_over_one_plus_the_mean_error():
    assert metrics.score_mae(graded(4, 1, 2), graded(2, 1, 3)) == 1 / (1 + (2 + 0 + 1) / 3)


def test_a_perfect_predictor_has_no_calibration_error():
    grades = graded(*[1, 4] * 50)
    assert metrics.calibration_error(grades, (grades >= 3).astype(float)) == 0.0


def test_a_constant_predictor_errs_by_its_distance_from_the_rate():
    grades = graded(*[3, 1, 1, 1, 1] * 20)  # ten bins of ten with two hits each
    assert metrics.calibration_error(grades, np.full(100, 0.5)) == pytest.approx(0.5 - 1 / 5)
    assert metrics.calibration_error(grades, np.full(100, 0.2)) == pytest.approx(0.0)


def test_calibration_error_of_fewer_pairs_than_bins():
    assert metrics.calibration_error(graded(4, 1), np.array([0.7, 0.1])) == pytest.approx(
        ((1 - 0.7) + (0.1 - 0)) / 2
    )


def test_recommended_counts_pairs_needs_and_hits():
    marked = np.array([True, False, True, True])
    found = metrics.recommended(graded(4, 4, 3, 1), marked, np.array([0, 0, 0, 1]))
    assert found == {"pairs": 3, "needs_share": 2 / 2, "precision_3": 2 / 3, "precision_4": 1 / 3}


def test_nothing_recommended_has_no_precision():
    found = metrics.recommended(graded(4, 4), np.zeros(2, bool), np.array([0, 1]))
    assert (found["pairs"], found["needs_share"]) == (0, 0.0)
    assert math.isnan(found["precision_3"])
    assert math.isnan(found["precision_4"])


VALUES = np.array([0.0, 0.2, 0.4, 0.9, 1.0])


def mean_of(drawn):
    return {"mean": float(VALUES[drawn].mean())}


def test_bootstrap_is_the_same_for_the_same_seed_and_holds_the_mean():
    first = metrics.bootstrap(5, mean_of, resamples=200, seed=1)
    assert first == metrics.bootstrap(5, mean_of, resamples=200, seed=1)
    assert first != metrics.bootstrap(5, mean_of, resamples=200, seed=2)
    assert first["mean"][0] < VALUES.mean() < first["mean"][1]


def test_bootstrap_leaves_out_draws_that_cannot_tell():
    def measure(drawn):
        return {"some": math.nan if 0 in drawn else 1.0, "never": math.nan}

    found = metrics.bootstrap(3, measure, resamples=50, seed=0)
    assert found["some"] == (1.0, 1.0)
    assert all(map(math.isnan, found["never"]))


def test_bootstrap_without_draws_says_nothing():
    assert metrics.bootstrap(3, mean_of, resamples=0, seed=0) == {}


@given(arrays.arrays(float, st.integers(1, 30), elements=st.integers(-4, 4).map(float)))
def test_a_constant_shift_of_scores_changes_no_auc(scores):
    grades = np.arange(len(scores)) % 4 + 1
    assert metrics.auc_3(grades, scores) == pytest.approx(
        metrics.auc_3(grades, scores + 1000.0), nan_ok=True
    )

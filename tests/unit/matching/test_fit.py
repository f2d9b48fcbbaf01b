from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from zhiqiao.common import ErrorCode
from zhiqiao.matching import Judged, Lens, cross_validate, evaluate, fit, metrics
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.evaluate import Predictions, mark, per_need, predict
from zhiqiao.matching.fit import (
    RECOMMENDED_CHANCE_MIN,
    compare,
    cross_parts,
    fitted,
    recommend_above,
)
from zhiqiao.matching.frame import Frame
from zhiqiao.matching.framing import frame_of
from zhiqiao.matching.pairs import JudgedPairs, judged_pairs
from zhiqiao.matching.values import Judgement, Relevance

SHARED = Path(__file__).parents[4] / "shared" / "data" / "matching"


def simulated(needs, *, each=12, seed=0, tell=1.0):
    """Pairs whose similarities tell the grade as clearly as `tell` says."""
    random = np.random.default_rng(seed)
    grades = random.choice([1, 2, 3, 4], needs * each, p=[0.4, 0.3, 0.2, 0.1])
    noise = random.normal(size=(needs * each, 4))
    similarities = (tell * grades[:, None] + noise).astype(np.float32)
    return JudgedPairs(np.repeat(np.arange(needs), each), grades, similarities)


def said(scores, chances=None):
    rows = np.asarray(scores, float)
    middle = rows if chances is None else np.asarray(chances, float)
    return Predictions(rows, np.column_stack([middle] * 3), np.zeros(len(rows), bool))


# pairs


def test_pairs_stand_by_need_and_offer_id_whatever_the_order_given(city, lens, pairs):
    backwards = Judged(city.needs[::-1], city.offers[::-1], city.judgements[::-1])
    again = judged_pairs(backwards, lens=lens)
    assert (again.need == pairs.need).all()
    assert (again.grades == pairs.grades).all()
    assert (again.similarities == pairs.similarities).all()
    assert (pairs.needs, len(pairs.grades)) == (72, len(city.judgements))
    assert pairs.group_sizes.sum() == len(pairs.grades)


def test_the_last_grade_of_a_pair_counts(city, lens):
    first = city.judgements[0]
    changed = replace(first, relevance=Relevance(5 - first.relevance))
    found = judged_pairs(Judged(city.needs, city.offers, [first, changed]), lens=lens)
    assert found.grades.tolist() == [changed.relevance]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            lambda city: Judged([*city.needs, city.needs[0]], city.offers, city.judgements),
            ErrorCode.ID_TWICE,
        ),
        (
            lambda city: Judged(city.needs, [*city.offers, city.offers[0]], city.judgements),
            ErrorCode.ID_TWICE,
        ),
        (
            lambda city: Judged(city.needs, city.offers, [Judgement("?", "?", Relevance.WEAK)]),
            ErrorCode.ID_UNKNOWN,
        ),
        (lambda city: Judged(city.needs, [], city.judgements), ErrorCode.ID_UNKNOWN),
        (lambda city: Judged(city.needs, city.offers, []), ErrorCode.JUDGEMENTS_TOO_FEW),
    ],
)
def test_lists_that_do_not_belong_together_are_refused(city, lens, change, code):
    with pytest.raises(MatchingError) as caught:
        judged_pairs(change(city), lens=lens)
    assert caught.value.code is code


def test_chosen_needs_are_numbered_anew(pairs):
    chosen = np.arange(72) % 3 == 0
    part = pairs.of(chosen)
    assert part.needs == 24
    assert (part.group_sizes == pairs.group_sizes[chosen]).all()
    assert (part.grades == pairs.grades[chosen[pairs.need]]).all()


def test_progress_counts_up_to_the_end(city, lens):
    told = []
    few = Judged(city.needs, city.offers, city.judgements[:30])
    judged_pairs(few, lens=lens, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, len(told)) for done in range(1, len(told) + 1)]


# marks and figures


def test_marks_are_the_first_two_of_each_need_above_the_chance():
    need = np.array([0, 0, 0, 0, 1, 1, 2, 2])
    scores = np.array([1.0, 5.0, 4.0, 3.0, 1.0, 2.0, 1.0, 2.0])
    chances = np.array([0.9, 0.9, 0.4, 0.9, 0.5, 0.6, 0.6, 0.4])
    expected = [False, True, False, False, True, True, True, False]
    assert mark(scores, chances, need, above=0.5).tolist() == expected


def test_needs_that_cannot_tell_do_not_count_for_the_top():
    few = JudgedPairs(np.zeros(9, int), np.full(9, 4), np.zeros((9, 4), np.float32))
    weak = JudgedPairs(np.zeros(10, int), np.full(10, 2), np.zeros((10, 4), np.float32))
    assert np.isnan(per_need(few, np.zeros(9))).all()
    assert np.isnan(per_need(weak, np.zeros(10))).all()
    enough = JudgedPairs(np.zeros(10, int), np.array([3] + [1] * 9), weak.similarities)
    assert per_need(enough, -np.arange(10.0)).tolist() == [[1.0, 1 / 5]]


def test_evaluation_is_deterministic_and_within_bounds(city, model, lens):
    found = evaluate(city, model=model, lens=lens, resamples=50)
    assert found == evaluate(city, model=model, lens=lens, resamples=50)
    plain = found.as_dict()
    assert plain["needs_judged"] == 72
    assert plain["pairs"] == len(city.judgements)
    assert plain["auc_3"] > 0.75
    for name in ("auc_3", "spearman", "score_mae", "calibration_error"):
        low, high = plain["intervals"][name]
        assert low <= plain[name] <= high or name == "calibration_error"
        assert 0.0 <= plain[name] <= 1.0


def test_what_the_grades_cannot_tell_is_none(city, model, lens):
    few = Judged(city.needs, city.offers, [replace(city.judgements[0], relevance=Relevance.WEAK)])
    plain = evaluate(few, model=replace(model, recommend_above=1.01), lens=lens, resamples=5)
    found = plain.as_dict()
    assert found["needs"] == 0
    for name in ("ndcg_at_10", "p_at_5", "auc_3", "spearman"):
        assert found[name] is None
    assert found["recommended"]["precision_3"] is None


@pytest.mark.parametrize(
    "change",
    [{"encoder_name": "other"}, {"frame": Frame(title=(0.0,), whole=(0.0,), offer=(0.0,))}],
)
def test_a_model_of_another_encoder_is_not_evaluated(city, model, lens, change):
    with pytest.raises(MatchingError) as caught:
        evaluate(city, model=replace(model, **change), lens=lens)
    assert caught.value.code is ErrorCode.MODEL_ENCODER_DIFFERS


# comparing and thresholds


def test_equal_scorings_gain_nothing(pairs):
    scores = said(pairs.similarities.mean(axis=1), np.full(len(pairs.grades), 0.3))
    gains = compare(
        simulated(30),
        said(np.arange(360.0), np.full(360, 0.3)),
        said(np.arange(360.0), np.full(360, 0.3)),
    )
    assert (gains.ndcg_at_10.mean, gains.ndcg_at_10.low, gains.ndcg_at_10.high) == (0, 0, 0)
    assert not gains.is_better
    assert not compare(pairs, scores, scores).is_better


def test_the_truth_gains_over_chance_and_not_the_other_way():
    held = simulated(30)
    truth, chance = said(held.grades, np.full(360, 0.3)), said(np.zeros(360), np.full(360, 0.3))
    assert compare(held, truth, chance).is_better
    assert not compare(held, chance, truth).is_better
    assert compare(held, truth, chance).ndcg_at_10.needs == sum(
        grades.max() >= 3 for grades in held.grades.reshape(30, 12)
    )


def test_a_handful_of_needs_decides_nothing():
    held = simulated(5)
    truth, chance = said(held.grades, np.full(60, 0.3)), said(-held.grades, np.full(60, 0.3))
    assert not compare(held, truth, chance).is_better


def needs_of_one(grades):
    count = len(grades)
    return JudgedPairs(np.arange(count), np.array(grades), np.zeros((count, 4), np.float32))


# grades from the surest need down | threshold, as the place of the last need that is marked
THRESHOLDS = [
    ([4, 4, 4, 4], 3),  # always right: everyone
    ([4, 4, 4, 1], 3),  # 3 of 4 are right
    ([4, 3, 1, 1], 2),  # 2 of 3 are right, 2 of 4 are not enough
    ([4, 1, 1, 1], 0),
    ([1, 1, 1, 1], 0),  # never right: the quarter sees one all the same
    ([1, 1, 1, 1, 4, 4, 4, 4], 1),
]


@pytest.mark.parametrize(("grades", "last"), THRESHOLDS)
def test_the_threshold_keeps_the_precision_or_serves_a_quarter(grades, last):
    chances = np.linspace(0.9, 0.5, len(grades))
    found = recommend_above(needs_of_one(grades), said(chances, chances))
    assert found == chances[last]


def test_nothing_that_is_called_unlikely_is_recommended():
    chances = np.linspace(0.9, 0.1, 4)
    found = recommend_above(needs_of_one([4, 4, 4, 4]), said(chances, chances))
    assert found == RECOMMENDED_CHANCE_MIN


def test_equal_chances_have_one_threshold():
    assert recommend_above(needs_of_one([4, 1, 1, 1]), said(np.zeros(4), np.full(4, 0.6))) == 0.6


# fitting


@pytest.fixture(scope="module")
def lens_of_any():
    """A lens whose encoder is only asked for its name."""

    class Named:
        name = "simulated"
        dim = 0

    return Lens(Named(), None)


@pytest.mark.parametrize(("needs", "each"), [(19, 12), (20, 9), (1, 300)])
def test_too_few_grades_fit_nothing(lens_of_any, needs, each):
    with pytest.raises(MatchingError) as caught:
        fitted(simulated(needs, each=each), lens_of_any, name="x")
    assert caught.value.code is ErrorCode.JUDGEMENTS_TOO_FEW


def test_the_fusion_is_chosen_where_trees_do_not_win(lens_of_any):
    found = fitted(simulated(25, each=9), lens_of_any, name="plain")
    assert found.trees == ""
    assert found.provenance["kind"] == "fusion"
    assert found.provenance["trees_over_fusion_ndcg_at_10"]["low"] <= 0
    assert (found.name, found.encoder_name) == ("plain", "simulated")
    assert 0 < found.recommend_above < 1
    assert fitted(simulated(25, each=9), lens_of_any, name="plain").to_json() == found.to_json()


@pytest.mark.proof
def test_meaning_weighs_more_only_within_a_frame_and_where_it_tells_more(lens_of_any):
    held = simulated(60, each=20)
    held.similarities[:, :2] = np.random.default_rng(7).normal(size=(len(held.grades), 2))
    frame = Frame(title=(0.0,), whole=(0.0,), offer=(0.0,))
    within = fitted(held, replace(lens_of_any, frame=frame), name="within")
    assert (within.frame, within.weights) == (frame, (1.0, 1.0, 2.0, 2.0))
    assert fitted(held, lens_of_any, name="raw").weights == (1.0,) * 4
    held.grades[:] = 1  # no need can tell
    assert fitted(held, replace(lens_of_any, frame=frame), name="none").weights == (1.0,) * 4


def test_trees_are_chosen_where_they_win(lens_of_any):
    """One feature tells everything, the others mislead: the mean is poor, trees find it."""
    random = np.random.default_rng(1)
    grades = random.choice([1, 2, 3, 4], 800)
    rows = random.normal(0, 30, (800, 4)).astype(np.float32)
    rows[:, 0] = grades + random.normal(0, 0.05, 800)
    held = JudgedPairs(np.repeat(np.arange(40), 20), grades, rows)
    found = fitted(held, lens_of_any, name="grown")
    assert found.provenance["kind"] == "trees"
    assert found.trees
    predictions = predict(held, found)
    assert metrics.auc_3(held.grades, predictions.scores) > 0.9


@pytest.mark.proof
def test_a_fit_of_the_city_is_useful(city, lens):
    told = []
    found = fit(city, lens=lens, name="city", progress=lambda *at: told.append(at))
    assert told[-1] == (72, 72)
    assert found.frame == frame_of(city, lens.encoder)
    assert evaluate(city, model=found, lens=lens, resamples=2).figures["auc_3"] > 0.75


def test_cross_validation_never_sees_the_need_it_judges(city, lens):
    """With grades dealt out anew among all pairs nothing can be learned: AUC is near a half."""
    grades = [each.relevance for each in city.judgements]
    np.random.default_rng(4).shuffle(grades)
    dealt = [
        replace(each, relevance=grade) for each, grade in zip(city.judgements, grades, strict=True)
    ]
    found = cross_validate(Judged(city.needs, city.offers, dealt), lens=lens, folds=2, resamples=2)
    assert found.figures["auc_3"] == pytest.approx(0.5, abs=0.1)
    assert found.figures["calibration_error"] < 0.1


def test_a_fold_learns_nothing_from_the_needs_held_back(city, lens):
    """Neither their texts nor their grades change its model."""
    raw = judged_pairs(city, lens=lens)
    _, model, held = next(cross_parts(city, raw, lens, folds=2))
    ids = np.array(sorted({each.need_id for each in city.judgements}))
    hidden = set(ids[held])
    needs = [replace(each, title="石墨烯") if each.id in hidden else each for each in city.needs]
    grades = [
        replace(each, relevance=Relevance.WEAK) if each.need_id in hidden else each
        for each in city.judgements
    ]
    changed = Judged(needs, city.offers, grades)
    assert next(cross_parts(changed, raw, lens, folds=2))[1] == model
    assert model.frame not in {None, frame_of(city, lens.encoder)}


@pytest.mark.shared_data
@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the graded pairs of ../shared/data/matching are absent"
)
def test_the_shipped_model_reaches_its_figures_on_the_public_pairs(model, lens):
    from zhiqiao.tables import read_judgements, read_needs, read_offers

    judged = Judged(
        read_needs(SHARED / "needs.csv").rows,
        read_offers(SHARED / "offers.csv").rows,
        read_judgements(SHARED / "judgements.csv").rows,
    )
    found = evaluate(judged, model=model, lens=lens, resamples=20)
    assert found.pairs == 7_224
    assert found.needs == 145
    assert found.figures["ndcg_at_10"] > 0.60
    assert found.figures["calibration_error"] < 0.05

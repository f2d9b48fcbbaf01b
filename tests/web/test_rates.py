"""The rate of 强相关, its interval, and what counts."""

import pytest
from tests.factories import ReviewFactory, RunFactory, SuggestionFactory, VersionFactory, run_with

from zhiqiao.matching.fit import Comparison, Gain
from zhiqiao.web.matches import actions, refitting
from zhiqiao.web.matches.rates import by_probability, by_rank, graded_suggestions, version_rates
from zhiqiao.web.matches.wilson import Rate


def grade_all(run, grades):
    for suggestion, relevance in zip(run.suggestions.order_by("rank"), grades, strict=False):
        ReviewFactory(need=run.need, offer=suggestion.offer, relevance=relevance)


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [
        (0, 10, 0.0, 3.8415 / (10 + 3.8415)),
        (10, 10, 10 / (10 + 3.8415), 1.0),
        (5, 10, 0.2366, 0.7634),
        (1, 1, 1 / (1 + 3.8415), 1.0),
    ],
)
def test_the_interval_is_wilsons(hits, count, low, high):
    interval = Rate(hits, count).interval
    assert interval == pytest.approx((low, high), abs=1e-4)


def test_nothing_counted_has_no_rate():
    assert (Rate(0, 0).share, Rate(0, 0).interval) == (None, None)


@pytest.mark.django_db
def test_graded_pairs_among_the_first_ten_count_once_each():
    run = run_with(12)
    grade_all(run, [4, 4, 3, 1])
    eleventh = run.suggestions.get(rank=11)
    ReviewFactory(need=run.need, offer=eleventh.offer, relevance=4)
    first = run.suggestions.get(rank=1)
    ReviewFactory(need=run.need, offer=first.offer, relevance=2)
    (rates,) = version_rates(graded_suggestions())
    assert (rates.strong.hits, rates.strong.count, rates.needs) == (1, 4, 1)
    assert rates.fair_or_better.hits == 2


@pytest.mark.django_db
def test_each_version_is_counted_by_its_own_suggestions():
    old = VersionFactory(name="old", serving=False)
    run = run_with(2, version=old)
    grade_all(run, [4, 1])
    new = RunFactory(need=run.need, version=VersionFactory(name="new"))
    SuggestionFactory(run=new, offer=run.suggestions.get(rank=1).offer, rank=1)
    found = {rates.version.name: rates.strong for rates in version_rates(graded_suggestions())}
    assert (found["old"].share, found["new"].share) == (1 / 2, 1.0)


@pytest.mark.django_db
def test_failed_runs_do_not_count():
    run = run_with(1, state="failed")
    grade_all(run, [4])
    assert graded_suggestions() == []


@pytest.mark.django_db
def test_the_tables_by_place_and_by_probability_add_up():
    run = run_with(10)
    grade_all(run, [4, 4, 3, 3, 2, 2, 1, 1, 1, 1])
    graded = graded_suggestions()
    assert by_rank(graded) == [("1–3", [2, 1, 0, 0]), ("4–6", [0, 1, 2, 0]), ("7–10", [0, 0, 0, 4])]
    assert sum(rate.count for _label, _mean, rate in by_probability(graded)) == 10


@pytest.mark.django_db
def test_the_page_shows_rate_interval_and_warns_of_few(broker):
    run = run_with(4)
    grade_all(run, [4, 1, 1, 1])
    page = broker.get("/statistics/").content.decode()
    assert "25.0%" in page
    low, high = Rate(1, 4).interval
    assert f"{low:.1%}–{high:.1%}" in page
    assert "已评的还很少" in page


@pytest.mark.django_db
def test_the_page_without_grades_says_what_to_do(broker):
    assert "还没有可统计的评分" in broker.get("/statistics/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_rates_are_exported(broker, kind):
    run = run_with(2)
    grade_all(run, [4, 1])
    answer = broker.get(f"/statistics/export/{kind}/")
    assert answer.status_code == 200
    if kind == "csv":
        assert "0.5" in answer.content.decode("utf-8-sig")


@pytest.mark.django_db
def test_a_refit_with_few_grades_keeps_the_model():
    run = run_with(3)
    grade_all(run, [4, 2, 1])
    result = actions.refit()
    assert (result.outcome, result.pairs, result.needs) == (refitting.Outcome.TOO_FEW, 3, 1)
    assert result.comparison is None


@pytest.mark.django_db
def test_needs_are_split_whole():
    for _ in range(6):
        grade_all(run_with(2), [4, 1])
    training, held_back = refitting.split(refitting.graded())
    assert len({each.need_id for each in held_back}) == 2
    assert not {each.need_id for each in training} & {each.need_id for each in held_back}


@pytest.mark.django_db
@pytest.mark.parametrize(("low", "serves"), [(0.01, True), (0.0, False), (-0.02, False)])
def test_only_a_better_model_serves(low, serves):
    version, model = actions.engine_room.serving_model()
    version.save()
    order = Gain(mean=0.03, low=low, high=0.05, needs=12)
    trial = refitting.Trial(model, Comparison(order, Gain(0.0, 0.0, 0.0, 12)), ())
    from dataclasses import replace

    trial = replace(trial, model=replace(model, name="refit-1"))
    stored = actions.store_trial(trial=trial, against=version)
    version.refresh_from_db()
    assert (stored.serving, version.serving) == (serves, not serves)
    assert actions.engine_room.serving_model()[0] == (stored if serves else version)

"""The model page: what it says to whom, and its buttons."""

import pytest
from tests.factories import (
    NeedFactory,
    OfferFactory,
    PersonFactory,
    ReviewFactory,
    RunFactory,
    SuggestionFactory,
    VersionFactory,
    run_with,
)
from tests.web.learning import DREW, keep_one_version_stored, ranked, stored

from zhiqiao.web.access import Role
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.matches import drifting, engine_room
from zhiqiao.web.matches.choosing import DISPUTED, DOUBTED, NEW_NEED, why_of
from zhiqiao.web.matches.models import ServingChange, ShadowSuggestion
from zhiqiao.web.matches.queue import pairs_to_grade
from zhiqiao.web.matches.rates import graded_suggestions
from zhiqiao.web.matches.rates_apart import by_broker, by_field, told_parts
from zhiqiao.web.matches.weighing import shown_at, weighted_versions
from zhiqiao.web.matches.wilson import Rate

pytestmark = pytest.mark.django_db


def graded_run(grades, *, person=None, need=None, version=None):
    """A run whose first suggestions one person graded."""
    run = run_with(
        len(grades), need=need or NeedFactory(), version=version or keep_one_version_stored()
    )
    person = person or PersonFactory()
    for suggestion, grade in zip(run.suggestions.order_by("rank"), grades, strict=True):
        ReviewFactory(need=run.need, offer=suggestion.offer, person=person, relevance=grade)
    return run


def test_an_empty_site_has_a_page(broker):
    page = broker.get("/models/")
    assert page.status_code == 200
    assert "现在没有影子" in page.text


def test_the_page_shows_the_shadow_and_offers_promotion_only_for_a_win(broker):
    shadow = stored(DREW)
    ranked(shadow)
    page = broker.get("/models/").text
    assert "没有明确更好" in page
    assert f"/models/{shadow.pk}/promotion/" not in page
    winner = stored(name="refit-2")
    assert f"/models/{winner.pk}/promotion/" not in broker.get("/models/").text
    ranked(winner)
    page = broker.get("/models/").text
    assert f"/models/{winner.pk}/promotion/" in page
    assert "排过 20 条需求" in page


def test_one_click_promotes_and_one_click_goes_back(broker):
    shipped, winner = keep_one_version_stored(), stored()
    ranked(winner)
    path = f"/models/{winner.pk}/promotion/"
    assert "请写一句" in broker.post(path, follow=True).text
    page = broker.post(path, {"reason": "次序更好"}, follow=True).text
    assert "已换上 refit-1" in page
    assert "次序更好" in page
    change = ServingChange.objects.unscoped().get()
    assert (change.person, change.version) == (broker.person, winner)
    page = broker.post("/models/rollback/", {"reason": "客户说不准"}, follow=True).text
    assert f"已退回 {shipped.name}" in page
    assert engine_room.serving_model()[0] == shipped
    assert AuditRow.objects.filter(action="roll_back_model", actor_id=broker.person.pk).exists()
    assert broker.post(path, {"reason": "再来"}).status_code == 404
    assert "退不回去" in broker.post("/models/rollback/", follow=True).text


def test_a_stale_comparison_is_made_anew_in_the_background(broker):
    winner = stored()
    ranked(winner)
    needs = [NeedFactory() for _ in range(3)]
    for need in needs:
        ReviewFactory(need=need)
    page = broker.post(f"/models/{winner.pk}/promotion/", {"reason": "好"}, follow=True).text
    assert "正在后台用今天的评分重新比较" in page
    assert AuditRow.objects.filter(action="ask_comparison").count() == 1
    broker.post("/models/comparison/")
    assert AuditRow.objects.filter(action="ask_comparison").count() == 2


def test_nothing_to_compare_is_not_found(broker):
    assert broker.post("/models/comparison/").status_code == 404


def test_who_reads_statistics_sees_the_page_and_changes_nothing(sign_in):
    winner = stored()
    ranked(winner)
    stored(name="served", as_shadow=False)
    analyst = sign_in(PersonFactory(role=Role.ANALYST))
    page = analyst.get("/models/").text
    assert "promotion" not in page
    assert "/models/rollback/" not in page
    assert analyst.post("/models/rollback/").status_code == 404
    assert analyst.post(f"/models/{winner.pk}/promotion/", {"reason": "好"}).status_code == 404
    for role in (Role.SEEKER, Role.PROVIDER, Role.REVIEWER, Role.AUDITOR):
        assert sign_in(PersonFactory(role=role)).get("/models/").status_code == 404


def test_the_page_asks_few_questions(broker, django_assert_max_num_queries):
    for _ in range(3):
        graded_run([4, 3, 2, 1, 4, 4], person=broker.person)
    shadow = stored()
    ranked(shadow, needs=5)
    stored(name="served", as_shadow=False)
    with django_assert_max_num_queries(15):
        assert broker.get("/models/").status_code == 200
    with django_assert_max_num_queries(15):
        assert broker.get("/queue/?order=worth").status_code == 200


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 9, "b": 5}, ["a", "b"]),
        ({"a": 9, "b": 6, "c": 4}, ["a"]),
        ({"a": 9, "b": 4, "c": 1}, ["a"]),
        ({"a": 4}, []),
        ({}, []),
    ],
)
def test_small_counts_are_not_told_nor_to_be_worked_out(counts, told):
    parts = told_parts({name: Rate(1, count) for name, count in counts.items()})
    assert [part.name for part in parts if part.rate] == told
    assert {part.name for part in parts} == set(counts)


def test_rates_by_field(broker):
    graded_run([4, 4, 1, 1, 1], need=NeedFactory(field="材料"))
    graded_run([4, 4, 4, 4, 4, 1], need=NeedFactory(field="农业"))
    found = {part.name: part.rate for part in by_field(graded_suggestions())}
    assert found == {"材料": Rate(2, 5), "农业": Rate(5, 6)}


def test_brokers_see_their_own_rate_and_the_total_and_analysts_see_all(broker, people):
    other = PersonFactory(name="另一位")
    graded_run([4, 1, 1, 1, 1], person=broker.person)
    graded_run([4, 4, 4, 4, 4, 4], person=other)
    rows = graded_suggestions()
    mine = by_broker(broker.person, rows)
    assert [(part.name, part.rate) for part in mine.parts] == [(broker.person.name, Rate(1, 5))]
    assert mine.total.rate == Rate(7, 11)
    for role in (Role.ANALYST, Role.OPERATOR):
        every = by_broker(people[role], rows)
        assert {part.name for part in every.parts} == {broker.person.name, "另一位"}
        assert every.is_all
    page = broker.get("/models/").text
    assert "另一位" not in page
    assert "我评的" in page


def test_the_rate_is_also_given_freed_from_the_places(broker):
    """The first place is graded in both needs and hits, the last in one, and misses."""
    one = run_with(10, version=keep_one_version_stored())
    two = run_with(10, version=one.version)
    for run, ranks in ((one, (1, 10)), (two, (1,))):
        for rank in ranks:
            offer = run.suggestions.get(rank=rank).offer
            ReviewFactory(need=run.need, offer=offer, relevance=4 if rank == 1 else 1)
    (rates,) = weighted_versions(graded_suggestions(), shown_at())
    assert rates.strong.share == 2 / 3
    assert rates.weighted.share == pytest.approx((2 * 1 + 8 * 0) / (2 + 8))
    page = broker.get("/statistics/").text
    assert "按名次校正" in page
    assert "20.0%" in page


def shown(version, runs, probability):
    """So many runs of the version, ten places each, that differ in their chances alone."""
    for _ in range(runs):
        run = RunFactory(version=version)
        for rank in range(1, 11):
            SuggestionFactory(
                run=run, rank=rank, probability=probability + rank / 100,
                similarities=[rank / 10.5] * 4, evidence=[],
            )  # fmt: skip


def test_drift_is_told_against_the_versions_own_first_runs(broker, monkeypatch):
    monkeypatch.setattr(drifting, "RUNS_LOOKED_AT", 11)
    version = keep_one_version_stored()
    shown(version, 11, probability=0.3)
    early = drifting.drift_of(version)
    assert (early.rows, early.first_runs, early.worst) == ((), 11, "unknown")
    assert "现在有 11 次" in broker.get("/models/").text
    shown(version, 11, probability=0.3)
    assert drifting.drift_of(version).worst == "steady"
    shown(version, 11, probability=0.8)
    report = drifting.drift_of(version)
    found = {row.name: row.drift.movement for row in report.rows}
    assert (report.runs, report.pairs, report.worst) == (11, 110, "drifted")
    assert found == dict.fromkeys(drifting.FEATURES, "steady") | {"probability": "drifted"}


def test_the_queue_asks_first_for_what_teaches_most_and_says_why(broker):
    version = keep_one_version_stored()
    known = NeedFactory(field="材料")
    ReviewFactory(need=known, offer=OfferFactory())
    sure = RunFactory(need=known, version=version)
    plain = SuggestionFactory(run=sure, rank=1, probability=0.95)
    even = SuggestionFactory(run=sure, rank=2, probability=0.5)
    fresh = SuggestionFactory(
        run=RunFactory(need=NeedFactory(field="农业"), version=version), probability=0.93
    )
    disputed = SuggestionFactory(run=sure, rank=3, probability=0.49)
    shadow = stored()
    ShadowSuggestion.objects.create(
        version=shadow, run=sure, need=known, offer=disputed.offer, rank=1, disagreement=0.9
    )
    found = list(pairs_to_grade(broker.person, order="worth"))
    assert found[0] == disputed
    assert found[-1] == plain
    assert set(found[1:3]) == {even, fresh}
    assert why_of(found[0]) == [DOUBTED, DISPUTED]
    assert why_of(next(row for row in found if row == fresh)) == ["“农业”领域还没有人评过"]
    page = broker.get("/queue/?order=worth").text
    assert "为什么请您评这条" in page
    assert str(DISPUTED) in page
    assert "领域还没有人评过" in broker.get("/queue/?order=worth&view=list").text
    assert list(pairs_to_grade(broker.person, order="worth")) == found


def test_a_need_without_grades_in_a_known_field_is_somewhat_new(broker):
    version = keep_one_version_stored()
    ReviewFactory(need=NeedFactory(field="材料"))
    SuggestionFactory(
        run=RunFactory(need=NeedFactory(field="材料"), version=version), probability=0.95
    )
    (row,) = pairs_to_grade(broker.person, order="worth")
    assert why_of(row) == [NEW_NEED]


def test_other_versions_can_be_looked_at(broker):
    graded_run([4, 4, 4, 1, 1], version=VersionFactory(name="old", serving=False, encoder="old"))
    old = VersionFactory(name="old")
    page = broker.get(f"/models/?version={old.pk}").text
    assert "old 的强相关率" in page
    assert broker.get("/models/?version=x").status_code == 200

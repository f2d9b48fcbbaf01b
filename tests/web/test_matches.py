"""Runs, the workbench, grading and its history."""

import re

import pytest
from django_tasks_db.models import DBTaskResult
from tests.factories import (
    NOON,
    NeedFactory,
    OfferFactory,
    PersonFactory,
    ReviewFactory,
    RunFactory,
    SuggestionFactory,
    run_with,
)

from zhiqiao.common import ZhiqiaoError
from zhiqiao.web.access import Role
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue.models import Side, Status
from zhiqiao.web.jobs.actions import resume_work
from zhiqiao.web.matches import actions, engine_room
from zhiqiao.web.matches.models import MatchRun, Review, RunState, Suggestion
from zhiqiao.web.matches.queries import counting_reviews
from zhiqiao.web.matches.tasks import follow_change, perform_runs

pytestmark = pytest.mark.django_db


def grade(client, suggestion, relevance, **more):
    return client.post(f"/suggestions/{suggestion.pk}/review/", {"relevance": relevance} | more)


def test_a_grade_is_stored_shown_and_audited(broker):
    suggestion = SuggestionFactory(rank=1)
    answer = grade(broker, suggestion, 3, note=" 少寿命数据 ")
    assert answer.url.endswith(f"#card-{suggestion.pk}")
    row = Review.objects.unscoped().get()
    assert (row.person, row.relevance, row.note) == (broker.person, 3, "少寿命数据")
    assert AuditRow.objects.get().action == "review"
    page = broker.get(f"/needs/{suggestion.need_id}/").content.decode()
    assert 'value="3" aria-pressed="true"' in page
    assert "少寿命数据" in page


def test_a_background_grade_answers_with_the_cards_part_alone(broker, htmx):
    suggestion = SuggestionFactory(rank=1)
    answer = broker.post(f"/suggestions/{suggestion.pk}/review/", {"relevance": 4}, headers=htmx)
    text = answer.content.decode()
    assert text.lstrip().startswith("<form")
    assert "已评 1 / 1" in text


@pytest.mark.parametrize("relevance", ["0", "5", "", "x"])
def test_a_grade_outside_the_four_is_refused(broker, relevance, htmx):
    suggestion = SuggestionFactory(rank=1)
    grade(broker, suggestion, relevance)
    answer = broker.post(
        f"/suggestions/{suggestion.pk}/review/", {"relevance": relevance}, headers=htmx
    )
    assert "没有写入" in answer.content.decode()
    assert not Review.objects.unscoped().exists()


def test_grading_again_keeps_the_history_and_the_newest_counts(broker):
    suggestion = SuggestionFactory(rank=1)
    grade(broker, suggestion, 2)
    grade(broker, suggestion, 4)
    ReviewFactory(need=suggestion.need, offer=suggestion.offer, relevance=1)
    assert sorted(counting_reviews().values_list("relevance", flat=True)) == [1, 4]
    assert Review.objects.unscoped().count() == 3
    assert "更早 1 次" in broker.get(f"/needs/{suggestion.need_id}/").content.decode()


def test_earlier_runs_can_be_seen_again(broker):
    need = NeedFactory()
    old = run_with(1, need=need)
    new = run_with(2, need=need)
    assert broker.get(f"/needs/{need.pk}/").context["run"] == new
    page = broker.get(f"/needs/{need.pk}/?run={old.pk}")
    assert page.context["run"] == old
    assert "这是较早的一次匹配" in page.content.decode()


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ({"state": RunState.WAITING, "version": None, "finished_at": None}, "state-running"),
        ({"state": RunState.RUNNING, "version": None, "finished_at": None}, "state-running"),
        ({"state": RunState.FAILED, "version": None, "failure": "编码器没有"}, "编码器没有"),
        ({"state": RunState.DONE, "searched": 40}, "没有找到合适的候选"),
    ],
)
def test_running_failed_and_validly_empty_look_different(broker, run, words):
    made = RunFactory(**run)
    page = broker.get(f"/needs/{made.need_id}/").content.decode()
    states = [state for state in ("state-running", "state-failed", "state-empty") if state in page]
    assert words in page
    assert len(states) == 1
    assert ("every 2s" in page) == made.is_under_way


def test_the_page_says_when_offers_are_newer_than_the_run(broker):
    run = run_with(1)
    OfferFactory()
    assert "还没有参与匹配" in broker.get(f"/needs/{run.need_id}/").content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_the_query_count_does_not_grow_with_the_candidates(
    broker, count, django_assert_max_num_queries
):
    run = run_with(count)
    for suggestion in run.suggestions.all():
        ReviewFactory(need=suggestion.need, offer=suggestion.offer)
    with django_assert_max_num_queries(14):
        broker.get(f"/needs/{run.need_id}/")


def test_asking_twice_waits_once(broker):
    need = NeedFactory()
    broker.post(f"/needs/{need.pk}/runs/")
    broker.post(f"/needs/{need.pk}/runs/")
    run = MatchRun.objects.unscoped().get()
    assert (run.state, run.person) == (RunState.WAITING, broker.person)


@pytest.fixture
def data_folder(settings, tmp_path):
    """A data folder without any index yet."""
    settings.ZHIQIAO_DATA = tmp_path
    return tmp_path


def test_a_run_over_real_texts_stores_ranked_explained_suggestions(data_folder):
    need = NeedFactory()
    fitting = OfferFactory(title="水性环氧底漆低温固化剂")
    OfferFactory(title="茶园采摘机", text="坡地仿形割台，含糊率 2%。", field="现代农业")
    OfferFactory(title="低温固化草稿", status=Status.DRAFT)
    (run,) = actions.ask_runs(actor=None, listings=[need])
    assert perform_runs.func([run.pk]) == 1
    run.refresh_from_db()
    assert (run.state, run.searched) == (RunState.DONE, 2)
    best = run.suggestions.get(rank=1)
    assert best.offer == fitting
    assert best.reasons
    for pair in best.evidence:
        span = pair["need"]
        assert getattr(need, span["part"])[span["start"] : span["end"]] == span["text"]
    assert run.version.name == engine_room.serving_model()[1].name
    assert list(AuditRow.objects.order_by("number").values_list("action", flat=True)) == [
        "ask_run",
        "finish_run",
    ]


def test_a_changed_offer_is_found_and_a_withdrawn_one_is_not(data_folder):
    need = NeedFactory()
    offer = OfferFactory(title="水性环氧底漆低温固化剂")
    other = OfferFactory()
    (reverse,) = actions.ask_runs(actor=None, listings=[offer])
    follow_change.func(Side.OFFER.value, [offer.pk, other.pk], [reverse.pk])
    assert reverse.suggestions.get().need == need
    offer.status = Status.WITHDRAWN
    offer.save()
    follow_change.func(Side.OFFER.value, [offer.pk], [])
    (run,) = actions.ask_runs(actor=None, listings=[need])
    actions.perform_run(run=run)
    assert [s.offer for s in run.suggestions.all()] == [other]


def test_publishing_asks_for_a_run_in_the_same_transaction(broker, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    form = {"title": "滚丝机模具寿命短", "organisation_name": "甲厂", "publish": "1"}
    page = broker.post("/needs/new/", form, follow=True).content.decode()
    assert "state-running" in page
    queued = DBTaskResult.objects.get()
    run = MatchRun.objects.unscoped().get()
    assert queued.args_kwargs["args"] == ["need", [run.need_id], [run.pk]]


def test_a_run_that_was_left_midway_can_be_asked_for_again(broker):
    stuck = RunFactory(state=RunState.WAITING, version=None, finished_at=None)
    MatchRun.objects.unscoped().update(asked_at=NOON)
    assert "重新匹配" in broker.get(f"/needs/{stuck.need_id}/").content.decode()
    broker.post(f"/needs/{stuck.need_id}/runs/")
    assert MatchRun.objects.unscoped().count() == 2


def test_a_run_that_cannot_be_done_says_why(data_folder, settings):
    settings.ZHIQIAO_ENCODER = "unknown"
    (run,) = actions.ask_runs(actor=None, listings=[NeedFactory()])
    actions.perform_run(run=run)
    assert run.state == RunState.FAILED
    assert "unknown" in run.failure
    assert AuditRow.objects.filter(action="fail_run").exists()


def test_an_offers_page_answers_from_the_needs_runs(sign_in):
    provider = PersonFactory(role=Role.PROVIDER)
    offer = OfferFactory(organisation=provider.organisation)
    suggestion = SuggestionFactory(offer=offer, rank=7)
    page = sign_in(provider).get(f"/offers/{offer.pk}/")
    assert [card.suggestion for card in page.context["cards"]] == [suggestion]
    assert Suggestion.objects.unscoped().count() == 1


@pytest.mark.parametrize("candidate", ["9" * 5_000, "x", "-1", "\u0663"])
def test_an_odd_candidate_in_the_address_opens_the_first(broker, candidate):
    run = run_with(2)
    page = broker.get(f"/needs/{run.need_id}/", {"candidate": candidate})
    assert page.context["open_card"].suggestion.rank == 1


def test_without_a_script_one_is_back_on_the_page_one_graded_on(broker):
    suggestion = SuggestionFactory(rank=1)
    for page in (f"/needs/{suggestion.need_id}/", f"/offers/{suggestion.offer_id}/"):
        (other,) = re.findall(r'name="other" value="(\w+)"', broker.get(page).content.decode())
        assert grade(broker, suggestion, 3, other=other).url.startswith(page)


def test_a_background_grade_counts_what_stands_on_an_offers_page(broker, htmx):
    suggestion = run_with(3).suggestions.get(rank=1)
    assert "已评 0 / 1" in broker.get(f"/offers/{suggestion.offer_id}/").content.decode()
    form = {"relevance": 4, "other": "need"}
    answer = broker.post(f"/suggestions/{suggestion.pk}/review/", form, headers=htmx)
    assert "已评 1 / 1" in answer.content.decode()


def test_the_same_grade_twice_as_by_a_double_click_is_one(broker):
    suggestion = SuggestionFactory(rank=1)
    for note in ("", "", "少寿命数据", "少寿命数据 "):
        grade(broker, suggestion, 3, note=note)
    assert sorted(Review.objects.unscoped().values_list("note", flat=True)) == ["", "少寿命数据"]


def test_an_index_that_cannot_be_brought_up_to_date_fails_the_runs_that_wait_for_it(
    data_folder, settings
):
    settings.ZHIQIAO_ENCODER = "unknown"
    need = NeedFactory()
    (run,) = actions.ask_runs(actor=None, listings=[need])
    with pytest.raises(ZhiqiaoError):
        follow_change.func(Side.NEED.value, [need.pk], [run.pk])
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "unknown" in run.failure


def test_a_run_that_breaks_leaves_the_others_to_be_performed(data_folder):
    (data_folder / "index").write_text("where the folder of the indexes should be")
    runs = actions.ask_runs(actor=None, listings=NeedFactory.create_batch(2))
    with pytest.raises(OSError, match="index"):
        perform_runs.func([run.pk for run in runs])
    assert set(MatchRun.objects.unscoped().values_list("state", flat=True)) == {RunState.FAILED}


def test_enter_in_the_reason_keeps_the_grade(broker):
    suggestion = SuggestionFactory(rank=1)
    address = f"/needs/{suggestion.need_id}/"
    first = re.compile(r'<button[^>]*name="relevance" value="(\d?)"')
    assert first.findall(broker.get(address).content.decode())[0] == ""
    grade(broker, suggestion, 2)
    assert first.findall(broker.get(address).content.decode())[0] == "2"


def test_a_refused_grade_keeps_the_reason_that_was_typed(broker, htmx):
    suggestion = SuggestionFactory(rank=1)
    form = {"relevance": "", "note": "少寿命数据"}
    answer = broker.post(f"/suggestions/{suggestion.pk}/review/", form, headers=htmx)
    assert 'value="少寿命数据"' in answer.content.decode()


def left_midway(settings, *, attempts):
    """A run under way, and its task, which an ended worker had claimed."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    (run,) = actions.ask_runs(actor=None, listings=[NeedFactory()])
    MatchRun.objects.unscoped().update(state=RunState.RUNNING)
    task = DBTaskResult.objects.get()
    for number in range(attempts):
        task.claim(f"worker-{number}")
    return run, task


def test_work_that_an_ended_worker_left_is_taken_up_again(settings):
    run, task = left_midway(settings, attempts=1)
    assert resume_work() == 1
    run.refresh_from_db()
    task.refresh_from_db()
    assert (run.state, task.status) == (RunState.WAITING, "READY")


def test_work_that_ended_three_workers_is_given_up_and_says_so(settings):
    run, task = left_midway(settings, attempts=3)
    assert resume_work() == 0
    run.refresh_from_db()
    task.refresh_from_db()
    assert (run.state, task.status) == (RunState.FAILED, "FAILED")
    assert "服务器日志" in run.failure

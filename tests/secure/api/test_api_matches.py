"""Suggestions by API: who reads them, asking for runs, grading."""

import pytest
from tests.factories import NeedFactory, OfferFactory, RunFactory, SuggestionFactory, run_with

from zhiqiao.web.access import Role
from zhiqiao.web.catalogue.models import Status
from zhiqiao.web.matches.models import MatchRun, Review, RunState


def test_a_seeker_reads_what_was_suggested_for_their_need(seeker):
    need = NeedFactory(organisation=seeker.person.organisation)
    run = run_with(3, need=need)
    told = seeker.get(f"/needs/{need.pk}/matches").json()
    assert (told["run"]["id"], told["run"]["state"], told["under_way"]) == (run.pk, "done", None)
    assert [each["rank"] for each in told["items"]] == [1, 2, 3]
    first = told["items"][0]
    assert first["need"]["id"] == need.pk
    assert first["evidence"][0]["offer"]["text"]
    assert set(first["offer"]) == {"id", "code", "title", "organisation"}


def test_the_latest_finished_run_answers_and_a_newer_one_is_told(seeker):
    need = NeedFactory(organisation=seeker.person.organisation)
    run_with(1, need=need)
    done = run_with(2, need=need)
    waiting = RunFactory(need=need, state=RunState.WAITING, finished_at=None, version=None)
    told = seeker.get(f"/needs/{need.pk}/matches").json()
    assert (told["run"]["id"], told["under_way"]["id"]) == (done.pk, waiting.pk)


def test_without_a_run_there_is_nothing_to_tell(seeker):
    need = NeedFactory(organisation=seeker.person.organisation)
    told = seeker.get(f"/needs/{need.pk}/matches").json()
    assert told == {"run": None, "under_way": None, "items": [], "next_cursor": None}


def test_suggestions_come_by_cursor_bound_to_their_run(seeker):
    need = NeedFactory(organisation=seeker.person.organisation)
    run_with(5, need=need)
    path = f"/needs/{need.pk}/matches?limit=2"
    first = seeker.get(path).json()
    second = seeker.get(f"{path}&cursor={first['next_cursor']}").json()
    assert [each["rank"] for each in first["items"] + second["items"]] == [1, 2, 3, 4]
    run_with(5, need=need)
    assert seeker.get(f"{path}&cursor={first['next_cursor']}").status_code == 400


def test_a_pair_whose_other_side_is_no_longer_seen_is_left_out(seeker):
    need = NeedFactory(organisation=seeker.person.organisation)
    run = run_with(0, need=need)
    SuggestionFactory(run=run, offer=OfferFactory(status=Status.WITHDRAWN, title="撤回的"), rank=1)
    SuggestionFactory(run=run, rank=2)
    told = seeker.get(f"/needs/{need.pk}/matches")
    assert [each["rank"] for each in told.json()["items"]] == [2]
    assert "撤回的" not in told.content.decode()


@pytest.mark.parametrize("role", [Role.SEEKER, Role.PROVIDER, Role.ANALYST])
def test_matches_of_others_look_absent(program, role):
    run = run_with(1)
    other = program(role)
    assert other.get(f"/needs/{run.need_id}/matches").status_code == 404
    assert other.post(f"/needs/{run.need_id}/runs").status_code == 404
    assert MatchRun.objects.unscoped().count() == 1


def test_a_provider_reads_matches_of_their_offer(program):
    provider = program(Role.PROVIDER)
    offer = OfferFactory(organisation=provider.person.organisation)
    run = RunFactory(need=None, offer=offer)
    SuggestionFactory(run=run, need=NeedFactory(), offer=offer, rank=1)
    told = provider.get(f"/offers/{offer.pk}/matches").json()
    assert [each["offer"]["id"] for each in told["items"]] == [offer.pk]
    assert provider.post(f"/offers/{offer.pk}/runs").status_code == 202


def test_a_run_is_asked_for_once(seeker):
    need = NeedFactory(organisation=seeker.person.organisation)
    first = seeker.post(f"/needs/{need.pk}/runs")
    second = seeker.post(f"/needs/{need.pk}/runs")
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["state"] == "waiting"


def test_only_what_is_published_is_matched(seeker):
    need = NeedFactory(organisation=seeker.person.organisation, status=Status.DRAFT)
    answer = seeker.post(f"/needs/{need.pk}/runs")
    assert (answer.status_code, answer.json()["listing_status"]) == (409, "draft")


def test_a_manager_grades_and_others_do_not(staff, seeker):
    need = NeedFactory(organisation=seeker.person.organisation)
    suggestion = run_with(1, need=need).suggestions.get()
    path = f"/suggestions/{suggestion.pk}/reviews"
    made = staff.post(path, {"relevance": 3, "note": "场景相符"})
    assert (made.status_code, made.json()["relevance"]) == (201, 3)
    assert staff.post(path, {"relevance": 3, "note": "场景相符"}).json()["id"] == made.json()["id"]
    assert seeker.post(path, {"relevance": 4}).status_code == 404
    for wrong in (
        {"relevance": 5},
        {"relevance": 0},
        {"relevance": "4"},
        {},
        {"relevance": 4, "person": 1},
    ):
        assert staff.post(path, wrong).status_code == 422
    assert Review.objects.unscoped().count() == 1
    assert staff.post("/suggestions/999999/reviews", {"relevance": 1}).status_code == 404

"""Profiles and programmes by API."""

import pytest
from django.utils import timezone
from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.profiles.actions import Statement, share_fact, state_fact
from zhiqiao.web.profiles.dictionary import entries, entry_of
from zhiqiao.web.profiles.models import Fact, Visibility


def code(kind="integer"):
    """A fact of the dictionary that takes a number and has periods, and one that has none."""
    wanted = "研发费用" if kind == "integer" else kind
    entry = next(each for name, each in entries().items() if wanted in name and each.code)
    return entry.code


@pytest.fixture
def fact_code():
    return code()


def test_a_fact_is_stated_corrected_and_listed(seeker, fact_code):
    made = seeker("PUT", f"/profile/{fact_code}", {"value": "500万元", "period": "2025"})
    assert made.status_code == 200, made.content.decode()
    first = made.json()
    assert (first["state"], first["source"], first["period"]) == ("confirmed", "self", "2025")
    again = {"value": "600万元", "period": "2025", "replaces": first["id"]}
    assert seeker("PUT", f"/profile/{fact_code}", again).status_code == 200
    late = seeker("PUT", f"/profile/{fact_code}", again)
    assert (late.status_code, late.json()["type"]) == (412, "urn:zhiqiao:problem:changed-meanwhile")
    listed = seeker.get("/profile").json()["items"]
    assert [(each["code"], each["shown"]) for each in listed] == [(fact_code, listed[0]["shown"])]
    assert "600" in listed[0]["shown"]
    assert Fact.objects.unscoped().count() == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"value": "很多"}, "#/value"), ({"value": "5", "period": "去年"}, "#/period"),
        ({"value": "5", "as_of": "2999-01-01"}, "#/as_of"), ({"value": {}}, "#/value"),
        ({"value": ""}, "#/value"), ({"value": "5", "state": "confirmed"}, "#/state"),
        ({"value": "5", "visibility": "everyone"}, "#/visibility"),
        ({"value": "5", "organisation": 1}, "#/organisation"),
    ],
)  # fmt: skip
def test_what_the_dictionary_refuses_is_named(seeker, fact_code, body, pointer):
    answer = seeker("PUT", f"/profile/{fact_code}", body)
    assert answer.status_code == 422
    assert any(each["pointer"].startswith(pointer) for each in answer.json()["errors"])
    assert not Fact.objects.unscoped().exists()


def test_an_unknown_fact_is_absent(seeker):
    assert seeker("PUT", "/profile/nothing-such", {"value": "5"}).status_code == 404
    assert seeker.post("/profile/nothing-such/confirm").status_code == 404


def test_what_others_stated_is_confirmed(seeker, fact_code):
    name = entry_of(fact_code).name
    organisation = seeker.person.organisation
    state_fact(
        actor=PersonFactory(), organisation=organisation, statement=Statement(name, "5万元", "2025")
    )
    assert seeker.post(f"/profile/{fact_code}/confirm").status_code == 404
    answer = seeker.post(f"/profile/{fact_code}/confirm?period=2025")
    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")


def test_facts_of_others_are_seen_as_far_as_they_are_shared(seeker, staff, program, fact_code):
    organisation, name = seeker.person.organisation, entry_of(fact_code).name
    seeker("PUT", f"/profile/{fact_code}", {"value": "5万元", "period": "2025"})
    path = f"/organisations/{organisation.pk}/profile"
    reviewer = program(Role.REVIEWER)
    for visibility, seen_by_staff, seen_by_reviewer in [
        (Visibility.OWN, 0, 0), (Visibility.CENTRE, 1, 0), (Visibility.REVIEWERS, 1, 1),
    ]:  # fmt: skip
        share_fact(actor=seeker.person, organisation=organisation, name=name, visibility=visibility)
        assert len(staff.get(path).json()["items"]) == seen_by_staff
        assert len(reviewer.get(path).json()["items"]) == seen_by_reviewer
    other = program(Role.SEEKER)
    assert other.get(path).status_code == 404
    assert other.get("/profile").json()["items"] == []


def test_who_may_not_write_does_not(program, fact_code):
    admin = program(Role.ORGANISATION_ADMIN)
    assert admin.get("/profile").status_code == 200
    answer = admin("PUT", f"/profile/{fact_code}", {"value": "5"})
    assert (answer.status_code, answer.json()["permission"]) == (404, "own:profile:write")


def test_programmes_are_public_and_come_by_cursor(stranger):
    first = stranger.get("/programmes?limit=3").json()
    second = stranger.get(f"/programmes?limit=3&cursor={first['next_cursor']}").json()
    ids = [each["id"] for each in first["items"] + second["items"]]
    assert len(ids) == len(set(ids)) == 6
    one = stranger.get(f"/programmes/{ids[0]}").json()
    assert one["summary"]["id"] == ids[0]
    assert stranger.get("/programmes/nothing-such").status_code == 404
    assert stranger.get("/programmes?on=1066-01-01").status_code == 422
    assert stranger.get("/programmes?cursor=W10").status_code == 400


def test_an_assessment_rests_on_what_the_caller_sees(seeker, staff, program, fact_code):
    seeker("PUT", f"/profile/{fact_code}", {"value": "500万元", "period": "2025"})
    own = seeker.get("/assessment").json()
    assert own["organisation_id"] == seeker.person.organisation_id
    assert own["on"] == str(timezone.localdate())
    assert (own["is_partial_view"], own["facts"]) == (False, [entry_of(fact_code).name])
    assert {each["verdict"] for each in own["programmes"]} <= {
        "MET", "UNMET", "UNKNOWN", "MANUAL", "NOT_APPLICABLE",
    }  # fmt: skip
    path = f"/organisations/{seeker.person.organisation_id}/assessment"
    assert staff.get(path).json()["is_partial_view"] is True
    assert program(Role.SEEKER).get(path).status_code == 404
    assert (
        staff.get(f"/organisations/{OrganisationFactory().pk + 999}/assessment").status_code == 404
    )

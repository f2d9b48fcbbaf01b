"""Needs and offers by API: finding, writing, versions, what is refused."""

import pytest
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory

from zhiqiao.web.access import Role
from zhiqiao.web.catalogue.actions import save_listing
from zhiqiao.web.catalogue.models import Need, Offer, Status

NEW = {"title": "低温固化", "text": "5 ℃ 下 24 h 实干", "field": "新材料", "budget_fen": 50_000_000}


def test_everyone_reads_what_is_published(stranger):
    shown = NeedFactory(title="公开的")
    NeedFactory(title="草稿", status=Status.DRAFT)
    answer = stranger.get("/needs")
    assert answer.status_code == 200
    assert [each["title"] for each in answer.json()["items"]] == ["公开的"]
    one = stranger.get(f"/needs/{shown.pk}").json()
    assert one["organisation"]["name"] == shown.organisation.name
    assert one["budget_fen"] == 120_000_000
    assert "quality" not in one


def test_words_and_filters_narrow_the_list(stranger, seeker):
    NeedFactory(title="水性底漆")
    NeedFactory(title="高镍正极")
    own = NeedFactory(title="自己的", organisation=seeker.person.organisation)
    assert [n["title"] for n in stranger.get("/needs?q=高镍").json()["items"]] == ["高镍正极"]
    assert [n["id"] for n in seeker.get("/needs?mine=true").json()["items"]] == [own.pk]
    assert stranger.get("/needs?mine=true").json()["items"] == []


def test_only_what_changed_since_is_listed(stranger):
    NeedFactory()
    changed = NeedFactory()
    Need.objects.unscoped().exclude(pk=changed.pk).update(updated_at="2026-01-01T00:00:00Z")
    found = stranger.get("/needs?sort=updated&updated_since=2026-06-01T08:00:00Z").json()
    assert [each["id"] for each in found["items"]] == [changed.pk]
    for wrong in ("gestern", "2026-06-01T08:00:00", "0001-01-01T00:00:00%2B14:00", "5"):
        assert stranger.get(f"/needs?updated_since={wrong}").status_code == 422


def test_a_need_is_made_changed_published_and_withdrawn(seeker):
    made = seeker.post("/needs", NEW)
    assert made.status_code == 201
    need = Need.objects.unscoped().get(pk=made.json()["id"])
    assert made["Location"] == f"/api/v1/needs/{need.pk}"
    assert (need.status, need.organisation) == (Status.DRAFT, seeker.person.organisation)
    changed = seeker(
        "PATCH", f"/needs/{need.pk}", {"title": "常温固化", "budget_fen": None},
        **{"If-Match": made["ETag"]},
    )  # fmt: skip
    assert (changed.status_code, changed.json()["title"]) == (200, "常温固化")
    assert changed.json()["budget_fen"] is None
    assert changed.json()["text"] == NEW["text"]
    assert seeker.post(f"/needs/{need.pk}/publish").json()["status"] == "published"
    assert seeker.post(f"/needs/{need.pk}/withdraw").json()["status"] == "withdrawn"


def test_an_offer_is_made_by_a_provider(program):
    provider = program(Role.PROVIDER)
    made = provider.post("/offers", {"title": "固化剂", "trl": 6, "kind": "专利", "publish": True})
    assert (made.status_code, made.json()["status"]) == (201, "published")
    assert Offer.objects.unscoped().get().trl == 6


def test_the_centres_staff_write_for_an_organisation_by_name(staff, seeker):
    there = OrganisationFactory(name="云溪涂料")
    made = staff.post("/needs", NEW | {"organisation_name": "云溪涂料"})
    assert made.json()["organisation"]["id"] == there.pk
    assert staff.post("/needs", NEW).status_code == 422
    refused = seeker.post("/needs", NEW | {"organisation_name": "云溪涂料"})
    assert refused.json()["errors"][0]["pointer"] == "#/organisation_name"


def test_two_editors_do_not_overwrite_each_other(seeker):
    made = seeker.post("/needs", NEW)
    path, tag = f"/needs/{made.json()['id']}", made["ETag"]
    assert seeker("PATCH", path, {"title": "甲"}, **{"If-Match": tag}).status_code == 200
    late = seeker("PATCH", path, {"title": "乙"}, **{"If-Match": tag})
    assert (late.status_code, late.json()["type"]) == (412, "urn:zhiqiao:problem:changed-meanwhile")
    assert seeker.get(path).json()["title"] == "甲"
    assert seeker("PATCH", path, {"title": "丙"}).status_code == 428
    assert seeker("PATCH", path, {"title": "丙"}, **{"If-Match": "*"}).status_code == 200


def test_a_change_between_reading_and_saving_is_noticed(seeker, monkeypatch):
    need = NeedFactory(organisation=seeker.person.organisation)
    from zhiqiao.web.catalogue import actions

    measured = actions.measure

    def slow(listing):
        Need.objects.unscoped().filter(pk=need.pk).update(updated_at="2026-01-01T00:00:00Z")
        measured(listing)

    tag = seeker.get(f"/needs/{need.pk}")["ETag"]
    monkeypatch.setattr(actions, "measure", slow)
    late = seeker("PATCH", f"/needs/{need.pk}", {"title": "乙"}, **{"If-Match": tag})
    assert late.status_code == 412
    need.refresh_from_db()
    assert need.title != "乙"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_what_is_not_ones_own_looks_absent(seeker, program, status):
    others = NeedFactory(status=status, title="别家的秘密")
    missing = seeker.get("/needs/999999999")
    for method, path in [
        ("GET", ""), ("PATCH", ""), ("POST", "/publish"), ("POST", "/withdraw"),
        ("GET", "/matches"), ("POST", "/runs"),
    ]:  # fmt: skip
        body = {"title": "改名"} if method == "PATCH" else None
        answer = seeker(method, f"/needs/{others.pk}{path}", body, **{"If-Match": "*"})
        assert answer.status_code == 404, (method, path)
        told = answer.json() | {"instance": ""}
        assert told == missing.json() | {"instance": ""}
        assert "秘密" not in answer.content.decode()
    assert "秘密" not in seeker.get(f"/needs?status={status}").content.decode()


def test_a_published_need_of_others_is_read_but_not_changed(seeker):
    others = NeedFactory()
    assert seeker.get(f"/needs/{others.pk}").status_code == 200
    answer = seeker("PATCH", f"/needs/{others.pk}", {"title": "改名"}, **{"If-Match": "*"})
    assert answer.status_code == 404
    assert seeker.post(f"/needs/{others.pk}/withdraw").status_code == 404


def test_confidential_needs_are_not_in_the_api(staff, seeker):
    need = NeedFactory(organisation=seeker.person.organisation, text="只给自己人看的指标")
    need.is_confidential = True
    save_listing(actor=seeker.person, listing=need, publish=False)
    assert staff.get(f"/needs/{need.pk}").status_code == 404
    assert seeker.get("/needs?mine=true").json()["items"] == []
    assert seeker.get(f"/needs/{need.pk}/matches").status_code == 404


MASS = [
    ("id", 1), ("code", "N-1"), ("status", "published"), ("organisation", 1),
    ("organisation_id", 1), ("is_demo", True), ("is_confidential", True), ("quality", 1.0),
    ("quality_level", "good"), ("created_at", "2020-01-01"), ("updated_at", "2020-01-01"),
    ("published_on", "2020-01-01"), ("runs", []), ("pk", 1), ("_state", {}), ("__class__", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), MASS)
def test_fields_that_are_not_the_callers_are_refused(seeker, name, value):
    need = NeedFactory(organisation=seeker.person.organisation)
    before = Need.objects.unscoped().filter(pk=need.pk).values().get()
    for answer in (
        seeker.post("/needs", NEW | {name: value}),
        seeker("PATCH", f"/needs/{need.pk}", {name: value}, **{"If-Match": "*"}),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == "extra_forbidden"
        assert answer.json()["errors"][0]["pointer"] == f"#/{name}"
    assert Need.objects.unscoped().filter(pk=need.pk).values().get() == before
    assert Need.objects.unscoped().count() == 1


WRONG = [
    ("title", "", "string_too_short"), ("title", " \n", "string_pattern_mismatch"),
    ("title", "长" * 201, "string_too_long"), ("title", 5, "string_type"),
    ("title", None, "string_type"), ("budget_fen", -1, "greater_than_equal"),
    ("budget_fen", "12", "int_type"), ("budget_fen", 1.5, "int_type"),
    ("budget_fen", 10**30, "less_than_equal"), ("budget_fen", True, "int_type"),
    ("deadline_on", 20260101, "value_error"),
    ("deadline_on", "morgen", "date_from_datetime_parsing"),
    ("publish", "yes", "bool_type"), ("field", ["新材料"], "string_type"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "code"), WRONG)
def test_each_wrong_field_is_named(seeker, name, value, code):
    answer = seeker.post("/needs", NEW | {name: value})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == (f"#/{name}", code)
    assert error["detail"].strip()
    assert not error["detail"].isascii()


def test_texts_are_emptied_with_an_empty_text(seeker):
    need = NeedFactory(organisation=seeker.person.organisation)
    path = f"/needs/{need.pk}"
    refused = seeker("PATCH", path, {"text": None}, **{"If-Match": "*"})
    assert refused.json()["errors"][0]["pointer"] == "#/text"
    assert seeker("PATCH", path, {"text": ""}, **{"If-Match": "*"}).json()["text"] == ""


def test_offers_of_one_kind_of_person_are_not_written_by_another(seeker, program):
    answer = seeker.post("/offers", {"title": "不该有"})
    assert (answer.status_code, answer.json()["permission"]) == (404, "own:offer:write")
    offer = OfferFactory(organisation=seeker.person.organisation)
    assert seeker.post(f"/offers/{offer.pk}/withdraw").status_code == 404

"""Answers kept for repetitions say nothing of a need that became confidential."""

import pytest
from django.test import Client
from tests.factories import NeedFactory

from zhiqiao.web.api.models import IdempotencyKey, KeyState
from zhiqiao.web.catalogue.actions import publish, save_listing
from zhiqiao.web.catalogue.models import Need

NEW = {"title": "canary title 碳化硅", "text": "canary text 秘密组分甲", "publish": True}
WORDS = ["canary", "碳化硅", "秘密组分甲", "\\u78b3", "\\u79d8"]
KEY = {"Idempotency-Key": "k1"}


def told(text):
    return [word for word in WORDS if word in text]


def make_confidential_on_the_site(seeker, need_id):
    client = Client()
    client.force_login(seeker.person, backend="django.contrib.auth.backends.ModelBackend")
    form = {"title": NEW["title"], "text": NEW["text"], "is_confidential": "on"}
    assert client.post(f"/needs/{need_id}/edit/", form).status_code == 302
    assert Need.objects.unscoped().get(pk=need_id).is_confidential


def test_a_repetition_tells_nothing_and_the_table_holds_nothing(seeker):
    made = seeker.post("/needs", NEW, **KEY)
    need_id = made.json()["id"]
    seeker(
        "PATCH", f"/needs/{need_id}", {"area": "澄湖区"},
        **{"If-Match": "*", "Idempotency-Key": "k2"},
    )  # fmt: skip
    assert len(told("".join(IdempotencyKey.objects.values_list("body", flat=True)))) > 1
    make_confidential_on_the_site(seeker, need_id)
    answer = seeker.post("/needs", NEW, **KEY)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:zhiqiao:problem:done-before")
    assert told(answer.text) == []
    rows = list(IdempotencyKey.objects.values())
    assert len(rows) == 2
    assert told(repr(rows)) == []
    assert {(row["state"], row["body"]) for row in rows} == {(KeyState.DONE, "")}
    assert Need.objects.unscoped().count() == 1


def test_answers_about_other_needs_stay(seeker):
    other = seeker.post("/needs", NEW, **{"Idempotency-Key": "other"})
    made = seeker.post("/needs", NEW, **KEY)
    make_confidential_on_the_site(seeker, made.json()["id"])
    again = seeker.post("/needs", NEW, **{"Idempotency-Key": "other"})
    assert (again.status_code, again.content) == (201, other.content)


@pytest.mark.parametrize("code", ['引号"与\\汉字', "N-1"])
def test_codes_of_every_spelling_are_found(seeker, code):
    need = NeedFactory(organisation=seeker.person.organisation, code=code, title="canary title")
    seeker("PATCH", f"/needs/{need.pk}", {"area": "区"}, **{"If-Match": "*"}, **KEY)
    assert told(IdempotencyKey.objects.get().body)
    need = Need.objects.unscoped().get()
    need.is_confidential = True
    save_listing(actor=seeker.person, listing=need, publish=False)
    assert IdempotencyKey.objects.get().body == ""


@pytest.mark.parametrize("version", ["*", None])
def test_a_change_to_what_became_confidential_meanwhile_is_refused(seeker, version, monkeypatch):
    from zhiqiao.web.api.routes import listings
    from zhiqiao.web.api.routes.listings import _fill

    made = seeker.post("/needs", NEW)
    need_id = made.json()["id"]

    def meanwhile(listing, body):
        monkeypatch.undo()
        make_confidential_on_the_site(seeker, need_id)
        _fill(listing, body)

    monkeypatch.setattr(listings, "_fill", meanwhile)
    answer = seeker(
        "PATCH", f"/needs/{need_id}", {"area": "区"}, **{"If-Match": version or made["ETag"]}
    )
    assert answer.status_code == 412
    kept = Need.objects.unscoped().get()
    assert (kept.is_confidential, kept.text) == (True, "")


@pytest.mark.parametrize("deed", ["publish", "withdraw"])
def test_a_status_set_on_what_became_confidential_meanwhile_tells_nothing(
    seeker, deed, monkeypatch
):
    from zhiqiao.web.api.routes import listings

    need_id = seeker.post("/needs", NEW | {"publish": False}).json()["id"]
    need = Need.objects.unscoped().get()
    if deed == "withdraw":
        publish(actor=seeker.person, listing=need)
    change = getattr(listings.actions, deed)

    def meanwhile(**known):
        monkeypatch.undo()
        make_confidential_on_the_site(seeker, need_id)
        change(**known)

    monkeypatch.setattr(listings.actions, deed, meanwhile)
    answer = seeker.post(f"/needs/{need_id}/{deed}")
    assert answer.status_code == 200
    assert told(answer.text) == []
    assert Need.objects.unscoped().get().is_confidential


def test_a_status_of_what_is_gone_is_a_conflict(seeker, monkeypatch):
    from zhiqiao.web.api.routes import listings

    need_id = seeker.post("/needs", NEW | {"publish": False}).json()["id"]
    change = listings.actions.publish

    def meanwhile(**known):
        Need.objects.unscoped().filter(pk=need_id).delete()
        change(**known)

    monkeypatch.setattr(listings.actions, "publish", meanwhile)
    assert seeker.post(f"/needs/{need_id}/publish").status_code == 409

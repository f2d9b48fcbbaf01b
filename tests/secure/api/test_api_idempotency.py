"""The same request twice takes effect once."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories import NeedFactory

from zhiqiao.web.access import Role
from zhiqiao.web.api import idempotency, key_actions
from zhiqiao.web.api.models import IdempotencyKey, KeyState
from zhiqiao.web.catalogue.models import Need

NEW = {"title": "低温固化", "publish": True}


def needs():
    return Need.objects.unscoped().count()


def test_a_repetition_gets_the_same_answer_and_does_nothing(seeker):
    first = seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"})
    second = seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    for name in ("Location", "ETag", "Content-Type"):
        assert first[name] == second[name]
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert needs() == 1


def test_the_same_key_for_something_else_is_refused(seeker):
    seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"})
    for method, path, body in [
        ("POST", "/needs", NEW | {"title": "别的"}), ("POST", "/needs", '{"title": "低温固化"}'),
        ("POST", "/needs/1/publish", None),
    ]:  # fmt: skip
        answer = seeker(method, path, body, **{"Idempotency-Key": "k1"})
        assert (answer.status_code, answer.json()["type"]) == (
            422, "urn:zhiqiao:problem:key-reused",
        )  # fmt: skip
    assert needs() == 1


def test_keys_of_different_callers_do_not_meet(seeker, program):
    other = program(Role.SEEKER)
    again = program(person=seeker.person)
    for caller in (seeker, other, again):
        answer = caller.post("/needs", NEW, **{"Idempotency-Key": "k1"})
        assert "Idempotency-Replayed" not in answer
    assert needs() == 3


def test_a_refused_request_may_be_put_right_under_its_key(seeker):
    assert seeker.post("/needs", {"title": ""}, **{"Idempotency-Key": "k1"}).status_code == 422
    assert seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"}).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 201])
def test_a_key_that_is_none_is_refused(seeker, key):
    assert seeker.post("/needs", NEW, **{"Idempotency-Key": key}).status_code == 400
    assert needs() == 0


def test_a_repetition_while_the_first_is_under_way_is_told_to_wait(seeker, monkeypatch):
    told = []
    answered = key_actions.answer

    def meanwhile(**more):
        told.append(seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"}))
        answered(**more)

    monkeypatch.setattr(idempotency.key_actions, "answer", meanwhile)
    assert seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"}).status_code == 201
    assert told[0].status_code == 409
    assert needs() == 1


def claimed(seeker, **changes):
    """A key as a process leaves it that was ended midway."""
    seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"})
    Need.objects.unscoped().all().delete()
    changes = {"state": KeyState.CLAIMED, "claim": uuid.uuid4()} | changes
    IdempotencyKey.objects.update(**changes)


def test_who_claimed_a_key_and_is_gone_leaves_it_to_the_next(seeker):
    claimed(seeker)
    answer = seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"})
    assert (answer.status_code, answer["Retry-After"]) == (409, "1")
    IdempotencyKey.objects.update(claimed_at=timezone.now() - timedelta(minutes=2))
    assert seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"}).status_code == 201
    assert needs() == 1


def test_an_effect_without_its_answer_is_not_repeated(seeker):
    claimed(seeker, state=KeyState.DONE, claimed_at=timezone.now() - timedelta(days=1))
    answer = seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:zhiqiao:problem:done-before")
    assert needs() == 0


def test_a_claimant_believed_dead_takes_no_effect_any_more(seeker, monkeypatch):
    from zhiqiao.web.catalogue import actions

    measured = actions.measure

    def slow(listing):
        IdempotencyKey.objects.update(claim=uuid.uuid4())  # another process took over
        measured(listing)

    monkeypatch.setattr(actions, "measure", slow)
    answer = seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"})
    assert answer.status_code == 409
    assert needs() == 0


def test_a_fault_frees_the_key_when_nothing_was_done(seeker, monkeypatch):
    from zhiqiao.web.catalogue import actions

    def fails(_listing):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(actions, "measure", fails)
        with pytest.raises(RuntimeError):
            seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"})
    assert seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"}).status_code == 201


def test_keys_are_forgotten_after_a_month(seeker):
    seeker.post("/needs", NEW, **{"Idempotency-Key": "k1"})
    IdempotencyKey.objects.update(claimed_at=timezone.now() - timedelta(days=31))
    seeker.post("/needs", NEW, **{"Idempotency-Key": "k2"})
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["k2"]


def test_reads_take_no_key(seeker):
    NeedFactory()
    seeker.get("/needs", **{"Idempotency-Key": "k1"})
    assert not IdempotencyKey.objects.exists()

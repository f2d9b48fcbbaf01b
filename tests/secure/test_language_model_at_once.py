"""Two processes that got an answer to the same question of the model at the same moment."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from tests.factories import OrganisationFactory

from zhiqiao.language_model import Purpose
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.language_model import actions
from zhiqiao.web.language_model.models import Call, KeptAnswerQuerySet
from zhiqiao.web.language_model.queries import kept_answer
from zhiqiao.web.vault.sealing import seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return OrganisationFactory()


def call_of(firm):
    return actions.reserve(
        organisation=firm, purpose=Purpose.DRAFT, model="m", tokens=9, digest="d" * 64
    )


def test_an_answer_that_another_process_keeps_meanwhile_stays(monkeypatch, firm):
    """Deleting sees no row that the other has not committed; the insert then meets it."""
    monkeypatch.setattr(KeptAnswerQuerySet, "delete", lambda _rows: (0, {}))
    for text in "甲乙":
        actions.settle(call=call_of(firm), outcome="used", tokens=3, kept=text)
    assert kept_answer("d" * 64) == "甲"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_two_that_settle_the_same_question_at_once_keep_one_answer(monkeypatch, firm):
    calls, failures, meeting = [call_of(firm), call_of(firm)], [], Barrier(2)

    def sealed(text, *, purpose):
        meeting.wait(timeout=20)
        return seal(text, purpose=purpose)

    def settle(call):
        try:
            with every_row_for("settling"):
                actions.settle(call=call, outcome="used", tokens=3, kept="甲")
        except Exception as error:  # noqa: BLE001 -- told below
            failures.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(actions, "seal", sealed)
    threads = [Thread(target=settle, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
    assert kept_answer("d" * 64) == "甲"
    assert {call.outcome for call in Call.objects.unscoped()} == {"used"}

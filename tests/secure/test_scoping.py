"""Rows are read for someone, or for a stated purpose, never just so."""

import pytest
from tests.factories import NeedFactory, run_with

from zhiqiao.web.access import UnscopedError
from zhiqiao.web.accounts.models import Membership, Organisation
from zhiqiao.web.catalogue.models import Need

ANSWERS = [
    lambda rows: list(rows.all()),
    lambda rows: rows.count(),
    lambda rows: rows.exists(),
    lambda rows: rows.first(),
    lambda rows: rows.get(pk=1),
    lambda rows: rows.filter(pk=1).update(pk=1),
    lambda rows: rows.filter(pk=1).delete(),
    lambda rows: list(rows.values_list("pk")),
    lambda rows: list(rows.iterator()),
    lambda rows: rows.in_bulk([1]),
    lambda rows: rows.aggregate(),
    lambda rows: rows.latest("pk"),
    lambda rows: list(Organisation.objects.filter(pk__in=rows.values("pk"))),
]


@pytest.mark.parametrize("ask", ANSWERS)
def test_no_answer_without_saying_for_whom(db, ask):
    with pytest.raises(UnscopedError):
        ask(Need.objects)


@pytest.mark.parametrize("ask", ANSWERS[:4])
def test_rows_reached_from_an_organisation_or_a_person_are_not_for_everyone(db, ask):
    need = NeedFactory()
    with pytest.raises(UnscopedError):
        ask(need.organisation.needs)


def test_rows_reached_from_a_row_that_was_read_for_someone_are(db):
    run = run_with(2)
    assert run.need.runs.count() == 1
    assert len(run.suggestions.all()) == 2


def test_a_stated_purpose_is_enough(db):
    NeedFactory()
    assert Need.objects.unscoped().count() == 1
    assert Membership.objects.unscoped().count() == 0

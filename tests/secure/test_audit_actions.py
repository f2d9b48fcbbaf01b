"""No audit row, no change; and nothing in a row that could not be erased."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from tests.factories import NeedFactory, OrganisationFactory, PersonFactory
from tests.secure.chains import note_deeds, written

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.audit.actions import action, audit, system_action
from zhiqiao.web.audit.canonical import FIELDS, Deed, body_of
from zhiqiao.web.audit.errors import UnauditedChangeError, UnsafeAuditDataError
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.audit.reading import rows_after
from zhiqiao.web.catalogue.models import Need, Offer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.ZHIQIAO_DATA = tmp_path
    settings.ZHIQIAO_KEYS = tmp_path / "keys"


def title_of(need):
    return Need.objects.unscoped().get(pk=need.pk).title


@action
def rename(*, need, is_told=True, then=None):
    Need.objects.unscoped().filter(pk=need.pk).update(title="改过")
    if is_told:
        audit(actor=None, action="change", what=need, data={"fields": ["title"]})
    if then is not None:
        then()


def test_a_change_and_its_row_are_kept_together():
    need, person = NeedFactory(), PersonFactory()
    rename(need=need)
    with system_action("renaming"):
        Need.objects.unscoped().filter(pk=need.pk).update(title="再改")
        audit(actor=person, action="change", what=need)
    first, second = AuditRow.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert json.loads(first.data) == {"fields": ["title"]}
    assert (first.actor_id, second.actor_id) == (None, person.pk)
    assert (second.noun, second.object_id) == ("need", str(need.pk))
    assert first.organisation_id == second.organisation_id == need.organisation_id
    assert second.at_us >= first.at_us


def test_a_change_without_a_row_is_undone():
    need = NeedFactory(title="原样")
    with pytest.raises(UnauditedChangeError, match="catalogue_need"):
        rename(need=need, is_told=False)
    assert title_of(need) == "原样"
    assert not AuditRow.objects.exists()


def test_a_row_without_a_finished_change_is_undone():
    need = NeedFactory(title="原样")

    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename(need=need, then=fail)
    assert title_of(need) == "原样"
    assert not AuditRow.objects.exists()


def test_nothing_is_kept_where_the_row_cannot_be_appended(settings):
    need = NeedFactory(title="原样")
    note_deeds()
    (settings.ZHIQIAO_KEYS / "audit-key").unlink()
    with pytest.raises(ZhiqiaoError) as refused:
        rename(need=need)
    assert refused.value.code == ErrorCode.AUDIT_KEY_MISSING
    assert title_of(need) == "原样"


def test_an_action_inside_an_action_is_refused():
    with pytest.raises(RuntimeError, match="durable"):
        rename(need=NeedFactory(), then=note_deeds)


def test_audit_outside_an_action_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        audit(actor=None, action="change", what=Need)


def test_an_action_that_changes_nothing_needs_no_row():
    @action
    def look():
        Need.objects.unscoped().filter(title="nowhere").update(title="still nowhere")
        return Need.objects.unscoped().count()

    assert look() == 0
    assert not AuditRow.objects.exists()


def test_what_was_undone_to_a_savepoint_is_not_told():
    need = NeedFactory(title="原样")
    taken = OrganisationFactory()

    @transaction.atomic
    def half():
        Need.objects.unscoped().filter(pk=need.pk).update(title="改过")
        audit(actor=None, action="change", what=need)
        OrganisationFactory(name=taken.name)

    @action
    def try_and_go_on():
        with pytest.raises(IntegrityError):
            half()

    try_and_go_on()
    assert title_of(need) == "原样"
    assert not AuditRow.objects.exists()


def test_a_write_of_the_product_outside_an_action_is_refused():
    from zhiqiao.web.catalogue.actions import _mark_published, measure  # noqa: F401
    from zhiqiao.web.matches.serving_actions import retire

    with pytest.raises(UnauditedChangeError, match="matches_rankingmodelversion"):
        retire("static")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalogue_need SET title = 'x'",
        'DELETE FROM "catalogue_need"',
        "INSERT INTO catalogue_need (title) VALUES ('x')",
        "WITH a AS (SELECT 1) UPDATE catalogue_need SET title = 'x'",
        "/* quiet */ UPDATE catalogue_need SET title = 'x'",
        "UPDATE accounts_person SET last_login = NULL, name = 'x'",
        "UPDATE main.catalogue_need SET title = 'x'",
        "EXPLAIN ANALYZE UPDATE catalogue_need SET title = 'x'",
        "SELECT 1; UPDATE catalogue_need SET title = 'x'",
    ],
)
def test_no_wording_of_a_write_gets_past_the_guard(statement, monkeypatch):
    from zhiqiao.web.audit import guard

    monkeypatch.setattr(guard, "_allowances", [])
    with pytest.raises(UnauditedChangeError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_signing_in_and_sessions_need_no_row(monkeypatch):
    from zhiqiao.web.audit import guard

    person = PersonFactory()
    monkeypatch.setattr(guard, "_allowances", [])
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.session.save()
    assert client.get("/needs/").status_code == 200


def test_migrations_are_not_hindered(monkeypatch):
    from zhiqiao.web.audit import guard

    monkeypatch.setattr(guard, "_allowances", [])
    call_command("migrate", verbosity=0)
    with pytest.raises(UnauditedChangeError):
        NeedFactory()


@pytest.mark.parametrize(
    "data",
    [
        {"title": "水性底漆"},
        {"name": "Wang Yi"},
        {"mail": "wang@example.cn"},
        {"note": "line\nline"},
        {"long": "x" * 81},
        {"nested": {"text": "a"}},
        {"list": ["ok", "not ok"]},
        {"number": float("nan")},
        {"两": 1},
        {"many": list(range(9_000))},
    ],
)
def test_what_people_wrote_is_refused(data):
    @action
    def tell():
        audit(actor=None, action="change", what=Need, data=data)

    with pytest.raises(UnsafeAuditDataError) as refused:
        tell()
    assert "水性底漆" not in str(refused.value)
    assert not AuditRow.objects.exists()


def test_ids_counts_dates_and_words_are_kept_in_one_form():
    @action
    def tell():
        data = {"z": [3, "a:b"], "on": date(2026, 1, 2), "is": True, "none": None, "share": 0.5}
        audit(actor=None, action="change", what=Need, data=data)

    tell()
    expected = '{"is":true,"none":null,"on":"2026-01-02","share":0.5,"z":[3,"a:b"]}'
    assert AuditRow.objects.get().data == expected


def test_the_database_and_python_agree_on_a_rows_bytes():
    person = PersonFactory()

    @action
    def tell():
        audit(actor=person, action="change", what=Need, data={"a": ["x", 1]})
        audit(actor=None, action="change", what=Offer)

    tell()
    rows = AuditRow.objects.order_by("number")
    bodies = [
        body_of(
            Deed(*(getattr(row, name) for name in FIELDS[2:])), number=row.number, at_us=row.at_us
        )
        for row in rows
    ]
    assert [body for _number, _mac, body in rows_after(0)] == bodies


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_auditrow SET action = 'x'", "DELETE FROM audit_auditrow WHERE number = 1"],
)
def test_the_database_refuses_to_change_or_remove_rows(statement):
    written(2)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditRow.objects.count() == 2


def test_the_model_refuses_too():
    written(1)
    row = AuditRow.objects.get()
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


def test_time_never_runs_back(monkeypatch):
    written(1)
    before = AuditRow.objects.get().at_us
    from zhiqiao.web.audit import chain

    hour_us = timedelta(hours=1).total_seconds() * 1_000_000
    monkeypatch.setattr(chain.time, "time_ns", lambda: int(before - hour_us) * 1_000)
    written(1)
    assert AuditRow.objects.get(number=2).at_us == before

"""Rows from before there was a chain become its first rows, in their order."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from tests.factories import PersonFactory

from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.audit.verifying import verify

pytestmark = pytest.mark.django_db(transaction=True)
BEGIN = datetime(2026, 11, 1, 8, tzinfo=UTC)
OLD = [
    (False, "create", "need", "7", {"title": "水性底漆", "status": "draft"}),
    (True, "confirm", "import", "2", {"created": 5, "updated": 0}),
    (True, "fail_run", "matchrun", "9", {"why": "磁盘满了"}),
    (False, "改名", "need", "7", []),
]


@pytest.fixture
def old_installation(settings, tmp_path):
    """The tables as they were before the chain, with four rows."""
    if connection.vendor != "sqlite":
        pytest.skip("the site's role may not change tables in PostgreSQL")
    settings.ZHIQIAO_DATA = tmp_path
    settings.ZHIQIAO_KEYS = tmp_path / "keys"
    person = PersonFactory()
    call_command("migrate", "audit", "zero", verbosity=0)
    with connection.cursor() as cursor:
        for number, (has_actor, action, noun, thing, data) in enumerate(OLD):
            at = str(BEGIN + timedelta(hours=number))[:19]
            cursor.execute(
                "INSERT INTO site_auditrow (at, actor_id, action, noun, object_id, data)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                [at, person.pk if has_actor else None, action, noun, thing, json.dumps(data)],
            )
    yield person
    call_command("migrate", verbosity=0)


def test_old_rows_are_adopted_in_order_with_what_may_stay(old_installation):
    call_command("migrate", verbosity=0)
    rows = list(AuditRow.objects.order_by("number"))
    assert [(row.number, row.action, row.noun, row.object_id) for row in rows] == [
        (1, "create", "need", "7"),
        (2, "confirm", "import", "2"),
        (3, "fail_run", "matchrun", "9"),
        (4, "unknown", "need", "7"),
    ]
    assert [row.actor_id for row in rows] == [None, old_installation.pk, old_installation.pk, None]
    assert [json.loads(row.data) for row in rows] == [
        {"adopted": True, "left_out": 1, "status": "draft"},
        {"adopted": True, "left_out": 0, "created": 5, "updated": 0},
        {"adopted": True, "left_out": 1},
        {"adopted": True, "left_out": 0},
    ]
    hour_us = 3_600_000_000
    assert [row.at_us - rows[0].at_us for row in rows] == [0, hour_us, 2 * hour_us, 3 * hour_us]
    assert rows[0].at_us == BEGIN.timestamp() * 1_000_000
    assert (verify().is_sound, verify().rows) == (True, 4)
    assert "site_auditrow" not in connection.introspection.table_names()

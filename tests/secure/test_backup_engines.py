"""An archive of one engine comes back on the other, row for row."""

import uuid

import pytest
from tests.secure.operating import python, refused, serving, told, zhiqiao

from zhiqiao.web.access.row_security import MATCHER, MIGRATOR, WEB
from zhiqiao.web.operation.backup.checking import verify

pytestmark = pytest.mark.one_database


def addresses(name):
    """The settings of a site on that database."""
    from tests.postgresql import server

    return {
        "ZHIQIAO_DATABASE_URL": server.address(WEB, name),
        "ZHIQIAO_MATCHER_DATABASE_URL": server.address(MATCHER, name),
        "ZHIQIAO_MIGRATOR_DATABASE_URL": server.address(MIGRATOR, name),
    }


@pytest.fixture
def empty_postgresql():
    """An empty database on a real server, and the settings of a site on it."""
    from tests.postgresql import server

    server.start()
    name = f"zhiqiao_{uuid.uuid4().hex[:12]}"
    with server.administrator() as connection:
        connection.execute(f"CREATE DATABASE {name} OWNER {MIGRATOR}")
    with server.administrator(name) as connection:
        connection.execute(f"ALTER SCHEMA public OWNER TO {MIGRATOR}")
    yield addresses(name)
    with server.administrator() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.proof
def test_from_sqlite_to_postgresql_and_back(with_keys, empty_postgresql, tmp_path):
    there = tmp_path / "there"
    told("restore", with_keys, data=there, **empty_postgresql)
    told("backup", tmp_path / "there.zip", "--with-keys", data=there, **empty_postgresql)
    first, second = verify(with_keys), verify(tmp_path / "there.zip")
    assert (first.engine, second.engine) == ("sqlite", "postgresql")
    assert second.tables == first.tables

    back = tmp_path / "back"
    told("restore", tmp_path / "there.zip", data=back)
    told("backup", tmp_path / "back.zip", data=back)
    assert verify(tmp_path / "back.zip").tables == first.tables


@pytest.mark.proof
def test_a_site_moved_to_postgresql_runs_in_its_roles(with_keys, empty_postgresql, tmp_path):
    data = tmp_path / "there"
    told("restore", with_keys, data=data, **empty_postgresql)
    assert told("audit", "verify", data=data, **empty_postgresql)
    with serving(data, **empty_postgresql) as site:
        status, body = site.get("/readyz")
        assert (status, '"ready"' in body) == (200, True), body
        assert "水性底漆" in site.get("/needs/")[1]
    made = (
        "from zhiqiao.web.accounts.models import Organisation\n"
        "from zhiqiao.web.audit.guard import without_guard\n"
        "with without_guard():\n"
        "    print(Organisation.objects.create(code='new', name='新机构', kind='other').pk)\n"
    )
    number = int(python(made, data=data, **empty_postgresql))
    part = next(each for each in verify(with_keys).tables if each.name == "accounts_organisation")
    assert number == part.last_number + 1


@pytest.mark.proof
def test_an_older_postgresql_waits_for_upgrade(empty_postgresql, tmp_path):
    data = tmp_path / "there"
    told("upgrade", data=data, **empty_postgresql)
    undone = (
        "from django.db import connection\n"
        "with connection.cursor() as cursor:\n"
        "    cursor.execute(\"DELETE FROM django_migrations WHERE app='demo'\")\n"
        "    cursor.execute('DROP TABLE demo_demoload')\n"
    )
    python(undone, data=data, **empty_postgresql)
    assert refused("serve", data=data, **empty_postgresql) == "schema_older"
    done = told("upgrade", data=data, **empty_postgresql)
    assert [step.partition(".")[0] for step in done["steps"]] == ["demo"] * len(done["steps"])
    assert verify(data / "backups" / done["backup"].rpartition("/")[2]).engine == "postgresql"
    again = zhiqiao("upgrade", data=data, **empty_postgresql)
    assert "没有改动" in again.stdout

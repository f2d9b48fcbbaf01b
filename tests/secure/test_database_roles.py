"""Which database a process uses and as whom; the background worker really works as the matcher."""

# ruff: noqa: S603 -- the commands are the project's own

import os
import subprocess
import sys

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client
from tests.factories import OfferFactory, PersonFactory

from zhiqiao.common import ErrorCode, ZhiqiaoError, describe
from zhiqiao.web.access import Role
from zhiqiao.web.access.database_roles import roles_sql
from zhiqiao.web.access.row_security import MATCHER, MIGRATOR, WEB
from zhiqiao.web.catalogue.models import Need, Side
from zhiqiao.web.databases import ADDRESSES, DatabaseRole, databases, environment_of, role_of
from zhiqiao.web.matches import engine_room
from zhiqiao.web.matches.actions import ask_runs
from zhiqiao.web.matches.models import MatchRun, Suggestion

postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no roles; make test runs both"
)
ALL = {
    name: f"postgresql://zhiqiao_{role}:secret@db.example/zhiqiao"
    for role, name in ADDRESSES.items()
}


def test_without_an_address_the_data_lies_in_sqlite(tmp_path):
    found = databases({}, tmp_path)["default"]
    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == tmp_path / "db.sqlite3"


@pytest.mark.parametrize("role", DatabaseRole)
def test_each_process_connects_as_its_own_role(role, tmp_path):
    found = databases(ALL | {"ZHIQIAO_DATABASE_ROLE": role.value}, tmp_path)["default"]
    assert found["USER"] == f"zhiqiao_{role}"
    assert found["ENGINE"] == "zhiqiao.web.access.postgresql"
    assert found["CONN_HEALTH_CHECKS"]
    assert "idle_in_transaction_session_timeout=60000" in found["OPTIONS"]["options"]


def test_the_site_may_not_take_longer_than_half_a_minute_for_a_statement(tmp_path):
    options = databases(ALL, tmp_path)["default"]["OPTIONS"]["options"]
    assert "statement_timeout=30000" in options


def test_limits_in_the_address_come_last_and_count(tmp_path):
    address = ALL["ZHIQIAO_DATABASE_URL"] + "?options=-c%20statement_timeout%3D5000"
    options = databases(ALL | {"ZHIQIAO_DATABASE_URL": address}, tmp_path)["default"]["OPTIONS"]
    assert options["options"].endswith("-c statement_timeout=5000")


@pytest.mark.parametrize("address", ["", "mysql://x@y/z", "zhiqiao", "sqlite:///x"])
def test_a_missing_or_foreign_address_is_named_and_not_repeated(address, tmp_path):
    environment = ALL | {"ZHIQIAO_DATABASE_URL": address}
    with pytest.raises(ZhiqiaoError) as caught:
        databases(environment, tmp_path)
    assert caught.value.code == ErrorCode.DATABASE_ADDRESS_BAD
    assert "ZHIQIAO_DATABASE_URL" in describe(caught.value)
    assert "secret" not in describe(caught.value) + str(caught.value)


@pytest.mark.parametrize("role", DatabaseRole)
def test_a_child_process_gets_its_own_address_and_no_other(role):
    environment = environment_of(role, ALL | {"PATH": "/bin"})
    assert {name for name in environment if name in ADDRESSES.values()} == {ADDRESSES[role]}
    assert role_of(environment) == role
    assert environment["PATH"] == "/bin"


def test_a_child_process_without_its_address_does_not_start():
    given = {"ZHIQIAO_DATABASE_URL": ALL["ZHIQIAO_DATABASE_URL"]}
    with pytest.raises(ZhiqiaoError) as caught:
        environment_of(DatabaseRole.MATCHER, given)
    assert caught.value.data == {"variable": "ZHIQIAO_MATCHER_DATABASE_URL"}


def test_the_roles_are_made_without_power_and_without_passwords():
    sql = roles_sql("zhiqiao")
    for role in (WEB, MATCHER, MIGRATOR):
        assert f"CREATE ROLE {role} LOGIN NOSUPERUSER" in sql
    assert sql.count("NOBYPASSRLS") == 3
    assert "PASSWORD '" not in sql


def test_the_command_prints_them(capfd):
    zhiqiao = [sys.executable, "-m", "zhiqiao.cli", "database", "roles"]
    done = subprocess.run(zhiqiao, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == roles_sql("zhiqiao")
    wrong = subprocess.run(
        [*zhiqiao, "--database", "x; DROP"], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert wrong.stdout == ""


@postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("secrecy", [{}, {"is_confidential": "on"}])
def test_the_background_worker_matches_as_the_matcher(secrecy, settings, tmp_path):
    """Another process, another role: it sees no password and opens a sealed text for its run."""
    settings.ZHIQIAO_DATA = tmp_path
    seeker = PersonFactory(role=Role.SEEKER)
    client = Client()
    client.force_login(seeker, backend="django.contrib.auth.backends.ModelBackend")
    offer = OfferFactory()
    engine_room.refresh_index(Side.OFFER, [offer.pk])
    words = {"title": "低温快干环氧固化剂", "text": "5 ℃ 下 20 h 实干，盐雾 1000 h。"}
    assert client.post("/needs/new/", words | {"publish": "1"} | secrecy).status_code == 302
    need = Need.objects.unscoped().get()
    ask_runs(actor=seeker, listings=[need])
    run = MatchRun.objects.unscoped().get(need=need)
    as_matcher(
        "from zhiqiao.web.matches.tasks import follow_change",
        f"follow_change.func('need', [{need.pk}], [{run.pk}])",
    )
    run.refresh_from_db()
    assert (run.state, run.failure) == ("done", "")
    assert Suggestion.objects.unscoped().filter(run=run, offer=offer).exists()


@postgresql
@pytest.mark.django_db(transaction=True)
def test_for_the_matcher_every_password_is_empty():
    PersonFactory(username="someone")
    shown = as_matcher(
        "from zhiqiao.web.accounts.models import Person",
        "print([each.password for each in Person.objects.all()])",
    )
    assert shown.strip() == "['']"


def as_matcher(*lines, **more):
    """What a process of the background worker prints; `more`: of its environment."""
    from tests.postgresql import server

    code = "\n".join(["import django", "django.setup()", *lines])
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings",
        "ZHIQIAO_DATABASE_ROLE": "matcher",
        "ZHIQIAO_MATCHER_DATABASE_URL": server.address(MATCHER, connection.settings_dict["NAME"]),
        "ZHIQIAO_DATA": str(site_settings.ZHIQIAO_DATA),
        "ZHIQIAO_KEYS": str(site_settings.ZHIQIAO_KEYS),
        "ZHIQIAO_ENCODER": "static",
    } | more
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

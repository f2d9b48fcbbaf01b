"""A database of the release before is brought to this one, with everything that was in it."""

import json
import shutil
import sqlite3

import pytest
from tests.secure.operating import python, refused, told, zhiqiao

from zhiqiao.web.operation.backup.checking import verify

pytestmark = pytest.mark.one_database

FIRST_RELEASE = ("site", "accounts", "catalogue", "matches", "demo")
"""Apps of ours at the release before, all at their first migration."""
TO_FIRST_RELEASE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "zhiqiao.web.settings"
import django
django.setup()
from django.core.management import call_command
for app in {apps}:
    call_command("migrate", app, "0001", verbosity=0, skip_checks=True)
for app in ("sessions", "django_tasks_database"):
    call_command("migrate", app, verbosity=0, skip_checks=True)
"""
ORGANISATION = "code, name, kind, area, uscc, intro, is_demo"
PERSON = "password, username, name, role, organisation_id, is_active, is_demo, created_at"
ROWS = f"""
CREATE TABLE axes_accessattempt (id integer PRIMARY KEY, username varchar(255));
INSERT INTO axes_accessattempt (username) VALUES ('typed-at-sign-in');
INSERT INTO accounts_organisation ({ORGANISATION}) VALUES
 ('org-1', '澄湖精密有限公司', 'enterprise', '澄湖区', '91330000MA27X12346', '做轴承', 0),
 ('org-2', '江南大学', 'university', '', '', '', 0);
INSERT INTO accounts_person ({PERSON}) VALUES
 ('!', 'liu', '刘一', 'seeker', 1, 1, 0, '2026-01-02 03:04:05.678901'),
 ('!', 'chen', '陈二', 'provider', 2, 1, 0, '2026-01-02 03:04:05'),
 ('!', 'admin', '管理员', 'operator', NULL, 1, 0, '2026-01-01 00:00:00');
INSERT INTO site_auditrow (at, actor_id, action, noun, object_id, data) VALUES
 ('2026-01-03 00:00:00', 1, 'publish', 'need', '1', '{{"title": "轴承寿命"}}');
"""  # noqa: S608 -- our names


def columns(raw, table):
    return [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]


def fill(data):
    """Rows as the release before wrote them, by plain SQL."""
    raw = sqlite3.connect(data / "db.sqlite3")
    with raw:
        raw.executescript(ROWS)
        row = {
            "code": "N-2026-000001",
            "title": "轴承寿命",
            "text": "要求转速 20000，寿命 5000 h。",
            "field": "装备",
            "stage": "中试",
            "mode": "技术开发",
            "area": "澄湖区",
            "budget_fen": 120_000_000,
            "organisation_id": 1,
            "status": "published",
            "published_on": "2026-01-03",
            "quality": 0.5,
            "quality_level": "fair",
        }
        blank = {
            name: "[]" if kind.startswith("text") and "quality" in name else ""
            for _, name, kind, needed, default, is_key in raw.execute(
                "PRAGMA table_info(catalogue_need)"
            )
            if needed and not is_key and name not in row and default is None
        }
        for name in blank:
            kind = next(
                each[2]
                for each in raw.execute("PRAGMA table_info(catalogue_need)")
                if each[1] == name
            )
            if "bool" in kind or "int" in kind or "real" in kind:
                blank[name] = 0
            if "datetime" in kind:
                blank[name] = "2026-01-03 00:00:00"
            if name in {"diagnosis", "questions", "problems"}:
                blank[name] = "[]"
        told_row = row | blank
        names = ", ".join(told_row)
        places = ", ".join("?" * len(told_row))
        raw.execute(
            f"INSERT INTO catalogue_need ({names}) VALUES ({places})",  # noqa: S608 -- our names
            list(told_row.values()),
        )
    raw.close()


@pytest.fixture(scope="module")
def old_template(tmp_path_factory):
    import os
    import subprocess
    import sys

    from tests.secure.operating import environment

    data = tmp_path_factory.mktemp("old") / "var"
    ended = subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", TO_FIRST_RELEASE.format(apps=FIRST_RELEASE)],
        env=environment(data) | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    fill(data)
    return data


@pytest.fixture
def old(old_template, tmp_path):
    """A data folder of the release before."""
    return shutil.copytree(old_template, tmp_path / "var")


def check_everything_is_there(data):
    raw = sqlite3.connect(data / "db.sqlite3")
    organisations = raw.execute("SELECT code, name, uscc FROM accounts_organisation ORDER BY id")
    assert organisations.fetchall()[:2] == [
        ("org-1", "澄湖精密有限公司", "91330000MA27X12346"),
        ("org-2", "江南大学", ""),
    ]
    asked = "SELECT username, name, created_at FROM accounts_person ORDER BY id"
    people = raw.execute(asked).fetchall()
    assert [row[:2] for row in people] == [("liu", "刘一"), ("chen", "陈二"), ("admin", "管理员")]
    assert people[0][2] == "2026-01-02 03:04:05.678901"
    roles = raw.execute("SELECT person_id, organisation_id, role FROM accounts_membership")
    assert {(person, role) for person, _, role in roles} == {
        (1, "seeker"),
        (2, "provider"),
        (3, "operator"),
    }
    need = raw.execute("SELECT code, title, text, budget_fen, status FROM catalogue_need")
    assert need.fetchall() == [
        ("N-2026-000001", "轴承寿命", "要求转速 20000，寿命 5000 h。", 120_000_000, "published")
    ]
    assert raw.execute("SELECT COUNT(*) FROM audit_auditrow").fetchone()[0] >= 1
    raw.close()


@pytest.fixture(scope="module")
def upgraded_template(old_template, tmp_path_factory):
    """A data folder of the release before that was upgraded, and what the command told."""
    data = shutil.copytree(old_template, tmp_path_factory.mktemp("upgraded") / "var")
    return data, told("upgrade", data=data)


@pytest.fixture
def upgraded(upgraded_template, tmp_path):
    """The same again, for one test."""
    data, done = upgraded_template
    return shutil.copytree(data, tmp_path / "upgraded"), done


def test_upgrade_backs_up_first_then_keeps_everything(upgraded):
    old, done = upgraded
    assert "accounts.0002_memberships" in done["steps"]
    check_everything_is_there(old)
    assert told("audit", "verify", data=old)
    before = verify(old / "backups" / done["backup"].rpartition("/")[2])
    counts = {table.name: table.rows for table in before.tables}
    assert counts["accounts_person"] == 3
    assert ("accounts", "0002_memberships") not in before.steps


@pytest.mark.proof
def test_the_backup_from_before_can_be_restored(upgraded, tmp_path):
    old, done = upgraded
    shutil.copytree(old / "keys", tmp_path / "fresh" / "keys")
    told("restore", old / "backups" / done["backup"].rpartition("/")[2], data=tmp_path / "fresh")
    check_everything_is_there(tmp_path / "fresh")


@pytest.mark.proof
def test_serve_brings_an_older_sqlite_up_to_date_by_itself(old):
    python("", data=old)  # what serve, demo and match reindex begin with
    check_everything_is_there(old)


def test_upgrade_of_what_is_current_changes_nothing(upgraded):
    again = told("upgrade", data=upgraded[0])
    assert (again["steps"], again["backup"]) == ([], None)


@pytest.mark.proof
def test_upgrade_without_a_backup_or_to_a_place_of_choice(old, tmp_path):
    target = tmp_path / "before.zip"
    assert told("upgrade", "--backup-to", target, data=old)["backup"] == str(target)
    assert verify(target).rows > 3


@pytest.mark.proof
def test_upgrade_can_go_without(old):
    assert told("upgrade", "--no-backup", data=old)["backup"] is None


@pytest.mark.proof
def test_where_the_backup_cannot_be_written_nothing_changes(old, tmp_path):
    (tmp_path / "taken.zip").touch()
    code = refused("upgrade", "--backup-to", tmp_path / "taken.zip", data=old)
    assert code == "backup_target_taken"
    raw = sqlite3.connect(old / "db.sqlite3")
    assert "role" in columns(raw, "accounts_person")
    raw.close()


@pytest.mark.parametrize(
    "command",
    [("serve",), *(pytest.param((each,), marks=pytest.mark.proof) for each in ("upgrade", "demo"))],
)
def test_a_newer_database_is_refused(old, command):
    raw = sqlite3.connect(old / "db.sqlite3")
    with raw:
        raw.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('catalogue', '9999_tomorrow', '2027-01-01')"
        )
    raw.close()
    ended = zhiqiao(*command, "--json", data=old)
    assert ended.returncode == 1
    assert "catalogue.9999_tomorrow" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert json.loads(ended.stdout)["error"]["code"] == "schema_newer"

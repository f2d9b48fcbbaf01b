"""Settings, probes, the SQLite guard, one server a data folder, and what systemd is told."""

import ast
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, connections
from django.test import Client
from tests.secure.operating import free_port, refused, serving, told, zhiqiao

from zhiqiao.cli.systemd import tell_systemd, watchdog_s
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web import environment
from zhiqiao.web.environment import SETTINGS, Kind
from zhiqiao.web.operation import data_folder, heartbeat, readiness, schema
from zhiqiao.web.operation.sqlite_guard import refuse_unsafe_connection

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "zhiqiao"
PAGE = ROOT / "docs" / "reference" / "settings.md"


# --- settings ---


def variables_named_in_the_code():
    """Every text in the code that is the name of an environment variable of ours."""
    return {
        node.value
        for path in SOURCE.rglob("*.py")
        if "environment" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"ZHIQIAO_[A-Z_]+", node.value)
    }


def settings_that_are_no_variables():
    """Django settings with a name like ours, which the code asks for by name."""
    text = (SOURCE / "web" / "settings.py").read_text("utf-8")
    assigned = set(re.findall(r"^(ZHIQIAO_[A-Z_]+) *[:=]", text, re.MULTILINE))
    return assigned - set(SETTINGS)


def test_every_variable_read_is_in_the_table_and_the_other_way_round():
    named = variables_named_in_the_code() - settings_that_are_no_variables()
    assert named - set(SETTINGS) == set()
    assert set(SETTINGS) - named == set()


def environment_reads():
    """Names that are read from the environment in the code, whoever's they are."""
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        pattern = r"""(?:environ(?:\.get)?[\[(]|getenv\()\s*["']([A-Z_]+)["']"""
        yield from re.findall(pattern, text)


def test_every_variable_read_is_documented():
    page = PAGE.read_text("utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE))
    assert documented >= set(SETTINGS) | set(environment_reads())
    assert {name for name in documented if name.startswith("ZHIQIAO_")} == set(SETTINGS)


def test_the_page_gives_the_defaults_and_the_choices():
    page = PAGE.read_text("utf-8")
    for setting in SETTINGS.values():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{setting.name}`"))
        assert not setting.default or f"`{setting.default}`" in row, setting.name
        assert all(f"`{choice}`" in row for choice in setting.choices), setting.name


WRONG = {
    Kind.SWITCH: "yes",
    Kind.CHOICE: "neither",
    Kind.NUMBER: "-1",
    Kind.ORIGINS: "zhiqiao.example",
    Kind.URL: "no address",
    Kind.NETWORKS: "192.0.2.1/24",
    Kind.PORTS: "8443,0",
    Kind.MAIL: "https://mail.example",
    Kind.TEXT: "\0",
    Kind.NAMES: "\0",
    Kind.FOLDER: "\0",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_wrong_value_is_refused_with_what_and_how(name):
    setting = SETTINGS[name]
    with pytest.raises(ZhiqiaoError) as error:
        environment.check_environment({name: WRONG[setting.kind]})
    assert error.value.code is ErrorCode.SETTING_BAD
    assert error.value.data["name"] == name
    assert error.value.data["expected"] == setting.expected
    if setting.is_secret:
        assert error.value.data["value"] == "…"


@pytest.mark.parametrize("name", SETTINGS)
def test_the_default_is_a_right_value_and_empty_means_default(name):
    assert environment.value_of(name, {}) == environment.value_of(name, {name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [("ZHIQIAO_DISK_MIB_MIN", "\uff11\uff12"), ("ZHIQIAO_DISK_MIB_MIN", "9" * 13)],
)
def test_numbers_are_plain_digits_within_their_range(name, value):
    with pytest.raises(ZhiqiaoError):
        environment.value_of(name, {name: value})


@pytest.mark.parametrize("command", [("serve",), ("config",), ("backup", "x.zip"), ("upgrade",)])
def test_a_wrong_setting_ends_every_command_clearly(tmp_path, command):
    assert refused(*command, data=tmp_path / "var", ZHIQIAO_HTTPS="yes") == "setting_bad"


def test_config_shows_values_but_no_secrets(tmp_path):
    secret = "a-secret-that-nobody-may-see"
    found = told("config", data=tmp_path / "var", ZHIQIAO_METRICS_TOKEN=secret)
    assert secret not in json.dumps(found)
    assert set(found["settings"]) == set(SETTINGS)
    assert found["settings"]["ZHIQIAO_ENCODER"] == "static"


def test_config_advises_what_to_mend(tmp_path):
    found = told("config", data=tmp_path / "var", ZHIQIAO_HTPS="1", ZHIQIAO_METRICS_TOKEN="short")
    codes = {each["code"] for each in found["advice"]}
    assert {"setting_unknown", "security.W004", "metrics_token_short", "demo_on"} <= codes
    assert "ZHIQIAO_HTPS" in json.dumps(found["advice"])


def test_config_has_nothing_to_say_of_a_site_that_is_set_up_well(tmp_path):
    data, keys = tmp_path / "var", tmp_path / "keys"
    data.mkdir(mode=0o700)
    keys.mkdir(mode=0o700)
    good = {
        "ZHIQIAO_KEYS": str(keys),
        "ZHIQIAO_HOSTS": "zhiqiao.example",
        "ZHIQIAO_ORIGINS": "https://zhiqiao.example",
        "ZHIQIAO_HTTPS": "1",
        "ZHIQIAO_DEMO": "0",
    }
    assert told("config", data=data, **good)["advice"] == []


# --- probes ---


@pytest.fixture
def alive(settings, tmp_path):
    settings.ZHIQIAO_DATA = tmp_path
    heartbeat.beat(tmp_path)


@pytest.mark.django_db
def test_readiness_names_each_part(alive):
    answer = Client().get("/readyz")
    expected = dict.fromkeys(("database", "schema", "index", "worker", "disk"), "ok")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "checks": expected})


def unready():
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    return {name: word for name, word in answer.json()["checks"].items() if word != "ok"}


@pytest.mark.django_db
def test_a_worker_that_is_late_or_absent_is_told(alive, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(readiness, "LATE_AFTER_S", -1)
    assert unready() == {"worker": "late"}
    heartbeat.heartbeat_file(tmp_path).unlink()
    assert unready() == {"worker": "absent"}


@pytest.mark.django_db
def test_a_full_disk_is_told(alive, settings):
    settings.ZHIQIAO_DISK_MIB_MIN = 10**9
    assert unready() == {"disk": "full"}


@pytest.mark.django_db
def test_an_index_that_is_damaged_is_told_and_one_not_yet_built_is_none(alive, tmp_path):
    folder = tmp_path / "index" / "offers-static"
    folder.mkdir(parents=True)
    assert Client().get("/readyz").status_code == 200
    (folder / "manifest.json").write_text("{")
    assert unready() == {"index": "failed"}


@pytest.mark.django_db
def test_a_database_that_is_gone_is_told_without_detail(alive, monkeypatch):
    def gone(*_):
        raise DatabaseError("password of zhiqiao@198.51 is wrong")

    monkeypatch.setattr(connections["default"], "cursor", gone)
    answer = Client().get("/readyz")
    assert answer.json()["checks"]["database"] == "failed"
    assert "password" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("missing", "unknown", "word"),
    [((("site", "9999_x"),), (), "older"), ((), (("site", "9999_x"),), "newer")],
)
def test_a_schema_that_is_not_the_codes_is_told(alive, monkeypatch, missing, unknown, word):
    found = schema.Standing(missing, unknown, is_untouched=False)
    monkeypatch.setattr(readiness, "standing", lambda: found)
    assert unready() == {"schema": word}


def test_health_needs_no_database_no_session_and_no_known_host():
    answer = Client().get("/healthz", headers={"host": "elsewhere.example"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert Client().post("/healthz").status_code == 405


# --- the guard of SQLite ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragmas", "pragma"),
    [
        ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL", "synchronous"),
        ("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF", "synchronous"),
        ("PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL", "journal_mode"),
    ],
)
def test_an_unsafe_sqlite_connection_is_refused_and_closed(tmp_path, pragmas, pragma):
    using = sqlite_connection(tmp_path, pragmas)
    for _ in range(2):  # and again: it is not left open as a good one
        with pytest.raises(ZhiqiaoError) as error:
            using.ensure_connection()
        assert error.value.code is ErrorCode.SQLITE_UNSAFE
        assert error.value.data["pragma"] == pragma
        assert using.connection is None


@pytest.mark.django_db
@pytest.mark.parametrize("level", ["FULL", "EXTRA"])
def test_a_safe_sqlite_connection_is_kept(tmp_path, level):
    using = sqlite_connection(tmp_path, f"PRAGMA journal_mode=WAL; PRAGMA synchronous={level}")
    using.ensure_connection()
    using.close()


def sqlite_connection(tmp_path, pragmas):
    from django.db.backends.sqlite3.base import DatabaseWrapper

    settings_dict = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tmp_path / "db.sqlite3",
        "OPTIONS": {"init_command": pragmas},
        "TIME_ZONE": None,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "AUTOCOMMIT": True,
        "TEST": {"NAME": None},
    }
    return DatabaseWrapper(settings_dict, alias="guarded")


def test_the_site_itself_opens_sqlite_safely(tmp_path):
    from zhiqiao.web.databases import databases

    options = databases({}, tmp_path)["default"]["OPTIONS"]
    with sqlite3.connect(tmp_path / "db.sqlite3") as raw:
        raw.executescript(options["init_command"])
        assert raw.execute("PRAGMA synchronous").fetchone() == (2,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()


def test_other_engines_are_not_asked():
    refuse_unsafe_connection(connection=type("Other", (), {"vendor": "postgresql"})())


# --- one at a time ---


def test_a_data_folder_is_held_by_one(tmp_path):
    with data_folder.held(tmp_path):
        again = data_folder.held(tmp_path)
        with pytest.raises(ZhiqiaoError) as error:
            again.__enter__()
    assert error.value.code is ErrorCode.DATA_FOLDER_BUSY
    with data_folder.held(tmp_path):
        pass


@pytest.mark.proof
def test_two_servers_on_one_data_folder_are_refused_and_figures_add_up(tmp_path, new_site):
    data = new_site(tmp_path / "var")
    token = {"ZHIQIAO_METRICS_TOKEN": "figures-token-of-a-test-0123456789"}
    with serving(data, "--workers", 2, ZHIQIAO_LOGS="json", **token) as site:
        assert refused("serve", "--port", free_port(), data=data) == "data_folder_busy"
        assert refused("upgrade", data=data) == "data_folder_busy"
        assert site.get("/readyz")[0] == 200
        statuses = [site.get("/needs/")[0] for _ in range(20)]
        bearer = {"Authorization": f"Bearer {token['ZHIQIAO_METRICS_TOKEN']}"}
        status, text = site.get("/metrics", **bearer)
    assert statuses == [200] * 20
    assert status == 200
    counted = re.search(
        r'zhiqiao_requests_total\{method="GET",route="needs",status="200"\} (\S+)', text
    )
    assert float(counted[1]) == 20  # two processes, and whichever answers adds both up
    logged = [
        json.loads(line) for line in site.log.read_text("utf-8").splitlines() if line[:1] == "{"
    ]
    assert sum(line.get("route") == "needs" for line in logged) == 20


def test_an_unsafe_sqlite_stops_the_server(tmp_path):
    data = tmp_path / "var"
    code = (
        "import zhiqiao.web.databases as d\n"
        "made = d._sqlite\n"
        "def unsafe(data):\n"
        "    told = made(data)\n"
        "    pragmas = 'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL'\n"
        "    told['OPTIONS']['init_command'] = pragmas\n"
        "    return told\n"
        "d._sqlite = unsafe\n"
    )
    (tmp_path / "sitecustomize.py").write_text(code)
    ended = zhiqiao(
        "serve", "--json", data=data, PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path])
    )
    assert json.loads(ended.stdout)["error"]["code"] == "sqlite_unsafe"
    assert ended.returncode == 1


# --- systemd ---


def test_systemd_is_told_where_it_listens(tmp_path):
    """In a process of its own: here tests may reach no socket but the loopback's."""
    code = (
        "import os, socket, sys\n"
        "from zhiqiao.cli.systemd import tell_systemd\n"
        "listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "listener.bind(sys.argv[1])\n"
        "os.environ['NOTIFY_SOCKET'] = sys.argv[1]\n"
        "tell_systemd('READY=1')\n"
        "print(listener.recv(64).decode())\n"
    )
    ended = subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", code, str(tmp_path / "notify")],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ended.stdout == "READY=1\n"


def test_nobody_listens_nothing_is_told(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    tell_systemd("READY=1")


@pytest.mark.parametrize(("given", "seconds"), [("60000000", 30.0), ("", None), ("x", None)])
def test_the_watchdog_is_fed_twice_as_often_as_asked(monkeypatch, given, seconds):
    monkeypatch.setenv("WATCHDOG_USEC", given)
    assert watchdog_s() == seconds


def test_the_database_that_does_not_answer_is_told(tmp_path):
    address = "postgresql://zhiqiao_migrator@127.0.0.1:1/zhiqiao"
    names = (
        "ZHIQIAO_DATABASE_URL",
        "ZHIQIAO_MATCHER_DATABASE_URL",
        "ZHIQIAO_MIGRATOR_DATABASE_URL",
    )
    found = refused("serve", data=tmp_path / "var", **dict.fromkeys(names, address))
    assert found == "database_unreachable"

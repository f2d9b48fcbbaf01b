"""Limits and sessions hold across the site's processes and a restart: a site that really runs."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx
import pytest
from tests.secure.signing_in import PASSWORD

pytestmark = pytest.mark.one_database

PATIENCE_S = 120
ADDRESS = re.compile(r'"address": "(http:[^"]+)"')
SEED = """
from zhiqiao.cli.site import set_up_site
set_up_site()
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.guard import without_guard
with without_guard():
    for username in ("guessed", "other"):
        person = Person(username=username, name=username)
        person.set_password("correct horse battery")
        person.save()
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory, new_site):
    """Of a site with a data folder of its own and two people."""
    data = new_site(tmp_path_factory.mktemp("data"))
    names = {"ZHIQIAO_DATA": str(data), "ZHIQIAO_ENCODER": "static", "ZHIQIAO_DEMO": "0"}
    clean = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    made = clean | names | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", SEED], env=made, check=True)  # noqa: S603 -- ours
    return made


@contextmanager
def site(environment):
    """The address of the site, served by two processes, once it answers."""
    command = [sys.executable, "-m", "zhiqiao.cli", "serve", "--workers", "2", "--json"]
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [*command, "--port", str(free_port())],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield next(found[1] for line in process.stdout if (found := ADDRESS.search(line)))
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def visit():
    """Opens browsers, so to speak, and closes them at the end."""
    with ExitStack() as stack:
        yield lambda address, **more: stack.enter_context(
            httpx.Client(base_url=address, timeout=PATIENCE_S, **more)
        )


def try_password(client, username, password):
    """The status of the answer."""
    client.get("/sign-in/")
    form = {"username": username, "password": password}
    form["csrfmiddlewaretoken"] = client.cookies["csrftoken"]
    return client.post("/sign-in/", data=form).status_code


def passwords_looked_at(environment):
    """How many wrong guesses were compared with the password at all."""
    with closing(sqlite3.connect(Path(environment["ZHIQIAO_DATA"]) / "db.sqlite3")) as database:
        query = "SELECT count(*) FROM audit_auditrow WHERE action = 'sign_in_failed'"
        return database.execute(query).fetchone()[0]


def is_signed_in(client):
    return client.get("/account/security/").status_code == 200


@pytest.mark.proof
def test_guesses_are_counted_together_and_sessions_end_together(environment, visit):
    with site(environment) as address, ThreadPoolExecutor(8) as pool:
        guesses = [pool.submit(try_password, visit(address), "guessed", "wrong") for _ in range(16)]
        assert {each.result() for each in guesses} <= {200, 429}
        assert passwords_looked_at(environment) == 5
        assert try_password(visit(address), "guessed", PASSWORD) == 429
        first, second = visit(address), visit(address)
        assert try_password(first, "other", PASSWORD) == 302
        assert try_password(second, "other", PASSWORD) == 302
        token = {"csrfmiddlewaretoken": first.cookies["csrftoken"]}
        first.post("/account/sessions/end/", data=token)
        assert [is_signed_in(second) for _ in range(6)] == [False] * 6
        assert [is_signed_in(first) for _ in range(6)] == [True] * 6
    with site(environment) as address:
        assert try_password(visit(address), "guessed", PASSWORD) == 429
        assert is_signed_in(visit(address, cookies={"sessionid": first.cookies["sessionid"]}))

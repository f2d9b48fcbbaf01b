"""The API of the real server, with its own processes and database."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from tests.secure.operating import python, serving

from zhiqiao.web.api.signing import signature_of

pytestmark = pytest.mark.one_database

SET_UP = """
from zhiqiao.web.accounts.models import Membership, Organisation, Person
from zhiqiao.web.api.token_actions import make_token
from zhiqiao.web.api.webhook_actions import make_webhook
from zhiqiao.web.audit.actions import audit, system_action

with system_action("prepare"):
    organisation = Organisation.objects.create(code="o-1", name="测试机构", kind="enterprise")
    person = Person.objects.create(username="programmer", name="程序员")
    for role in ("seeker", "organisation_admin"):
        Membership.objects.create(person=person, organisation=organisation, role=role)
    audit(actor=None, action="prepare", what=person)
person.act_for(None)
print(make_webhook(actor=person, url="{url}", events=["needs.changed"])[1])
print(make_token(actor=person, name="x", permissions=["own:need:write"], days=1)[1])
"""
CALLERS = 8


class Receiver(BaseHTTPRequestHandler):
    """Refuses the first event and takes the next."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((dict(self.headers), body))
        self.send_response(204 if len(self.server.got) > 1 else 500)
        self.end_headers()
        if len(self.server.got) > 1:
            self.server.is_done.set()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def receiver():
    """A server on this machine that is told of events."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.is_done = [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory, new_site, receiver):
    """The API of a site with two web processes, seen with a token's eyes."""
    data = new_site(tmp_path_factory.mktemp("served") / "data")
    url = f"http://127.0.0.1:{receiver.server_port}/in"
    receiver.secret, token = python(SET_UP.replace("{url}", url), data=data).split()[-2:]
    near = {"ZHIQIAO_OUTBOUND_HTTP": "1", "ZHIQIAO_OUTBOUND_NETWORKS": "127.0.0.0/8"}
    with serving(data, "--workers", "2", **near) as site:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(
            base_url=f"http://127.0.0.1:{site.port}/api/v1", headers=headers, timeout=30
        ) as client:
            yield client


def test_of_many_at_once_under_one_key_one_takes_effect(site):
    answers, start = [], threading.Barrier(CALLERS)

    def send():
        start.wait()
        body, headers = {"title": "低温固化", "publish": True}, {"Idempotency-Key": "one"}
        answers.append(site.post("/needs", json=body, headers=headers))

    threads = [threading.Thread(target=send) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {201, 409}
    fresh = [a for a in answers if a.status_code == 201 and "Idempotency-Replayed" not in a.headers]
    assert len(fresh) == 1
    assert len(site.get("/needs?mine=true").json()["items"]) == 1


def test_the_background_process_sends_events_and_tries_again(site, receiver):
    made = site.post("/needs", json={"title": "高镍正极"})
    assert made.status_code == 201
    assert receiver.is_done.wait(60)
    for headers, text in receiver.got:
        expected = signature_of(
            receiver.secret,
            message_id=headers["webhook-id"],
            at_s=int(headers["webhook-timestamp"]),
            body=text,
        )
        assert headers["webhook-signature"] == expected
        assert json.loads(text)["type"] == "needs.changed"


def test_every_error_of_the_server_is_a_problem(site):
    for answer in (
        site.get("/nothing"), site.get("/needs?limit=0"), site.post("/needs", content=b"{"),
        site.put("/needs"), site.get("/needs", headers={"Authorization": "Bearer zq_x"}),
    ):  # fmt: skip
        assert answer.status_code >= 400
        assert answer.headers["Content-Type"] == "application/problem+json"

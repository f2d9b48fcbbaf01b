"""Callers of the API: programs with tokens, people with sessions."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.api import middleware, token_actions
from zhiqiao.web.api.tokens import grantable


class Program:
    """A program with a token, or with none."""

    def __init__(self, text="", person=None, token=None, **client):
        self.text, self.person, self.token = text, person, token
        self.client = Client(**client)

    def __call__(self, method, path, body=None, **headers):
        if self.text:
            headers.setdefault("Authorization", f"Bearer {self.text}")
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        data = b"" if body is None else content
        url = path if path.startswith("/api") else f"/api/v1{path}"
        return self.client.generic(
            method, url, data, content_type="application/json", headers=headers
        )

    def get(self, path, **headers):
        return self("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self("POST", path, body, **headers)


@pytest.fixture(autouse=True)
def _fresh_counts():
    middleware.forget_counts()
    yield
    middleware.forget_counts()


@pytest.fixture
def program(db):
    """Makes a program that acts as a person, or as someone new in a role."""

    def make(role=Role.SEEKER, *, person=None, permissions=None, days=30, **client):
        person = person or PersonFactory(role=role, organisation=OrganisationFactory())
        person.act_for(None)
        asked = grantable(person) if permissions is None else permissions
        token, text = token_actions.make_token(
            actor=person, name="测试程序", permissions=asked, days=days
        )
        return Program(text, person, token, **client)

    return make


@pytest.fixture
def stranger(db):
    """A program without a token."""
    return Program()


@pytest.fixture
def seeker(program):
    """A seeker's program, with all that a seeker may do."""
    return program(Role.SEEKER)


@pytest.fixture
def staff(program):
    """A technology manager's program."""
    return program(Role.BROKER)


class Receiver(BaseHTTPRequestHandler):
    """Takes what is sent, answers with the server's `status`."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.got.append((dict(self.headers), body.decode()))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver(settings):
    """A server on this machine that events may be sent to; `got` is what it was sent."""
    settings.ZHIQIAO_OUTBOUND_HTTP = True
    settings.ZHIQIAO_OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.status = [], 204
    server.url = f"http://127.0.0.1:{server.server_port}/in"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()

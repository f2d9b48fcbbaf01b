"""Requests that no page of ours sends: forged, odd methods, odd headers, odd addresses."""

from urllib.parse import unquote_to_bytes

import pytest
from django.db import connection
from tests.secure.crawl.browser import Browser
from tests.secure.crawl.crawling import Request, Written, requests_of
from tests.secure.crawl.forms import filled
from tests.secure.crawl.routes import routes
from tests.secure.crawl.rows import TOLD
from tests.secure.crawl.worlds import build
from tests.secure.test_crawl import _quiet_and_unlimited, token_for  # noqa: F401 -- a fixture

from zhiqiao.web.access import Role

pytestmark = pytest.mark.one_database

SAFE = {"GET", "HEAD", "OPTIONS"}
BY_LINK = {"POST /inbox/leave/<str:leave_token>/"}
"""One press in a mail program, without a session: the signed link is the right (RFC 8058)."""
NOT_FOUND, NOT_ALLOWED, FORBIDDEN, BAD = 404, 405, 403, 400
SERVER_FAULT = 500
ODD_PATHS = (
    "//needs/", "/needs//", "/needs/../people/", "/needs/%2e%2e/people/",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/needs/1./", "/needs/-1/", "/needs/0/", "/needs/99999999999999999999999999/",
    "/needs/9223372036854775808/", "/needs/1%00/", "/needs/%00/", "/needs/1;a=b/",
    "/needs/%EF%BC%91/",
    "/needs/1/edit/../../2/edit/", "/people/%2e/", "/api/v1/needs/99999999999999999999999/matches",
    "/api/v1/../v1/me/", "/api//v1/me", "/api/v1/needs/-1", "/api/v1/needs/1%00",
    "/organisations/1/members/99999999999999999999999/", "/static/../../secret-key",
    "/static/%2e%2e/%2e%2e/secret-key", "/invitation/%ff%fe/", "/invitation/..%2f..%2f/",
    "/account/new-password/1/%00/", "/jobs/99999999999999999999/progress/", "/NEEDS/", "/needs/1/ ",
)  # fmt: skip
ODD_QUERIES = (
    "?page=99999999999999999999", "?page=-1", "?page=%00", "?q=%00", "?q=%ff%fe",
    "?q=" + "%E9%95%BF" * 900,
    "?status=draft%27%20OR%201=1--", "?sort=__class__", "?q[]=1&q[]=2", "?page=1&page=2",
    "?run=99999999999999999999&candidate=-1", "?before=9" + "9" * 40, "?" + "a=b&" * 400,
)  # fmt: skip
TRICKS = (
    {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"},
    {"HTTP_X_ORIGINAL_URL": "/"},
    {"HTTP_X_REWRITE_URL": "/"},
    {"HTTP_X_FORWARDED_PREFIX": "/x"},
    {"HTTP_X_FORWARDED_USER": "operator"},
    {"REMOTE_USER": "operator"},
    {"HTTP_HX_REQUEST": "true"},
)


@pytest.fixture
def own():
    return build("one", Role.OPERATOR)


def first_request(route, own) -> Request:
    return next(iter(requests_of(route, own, own)))


def test_what_a_session_writes_needs_the_token_against_forgery(own):
    wrong = []
    browser = Browser(own.owner, enforce_csrf=True)
    for route in routes():
        if route.method in SAFE:
            continue
        note, sent, path = Written(), filled(route, own), first_request(route, own).path
        with connection.execute_wrapper(note):
            if path.startswith("/api/"):
                answer = browser.generic(
                    route.method, path, sent.json, "application/json", headers=sent.headers
                )
            else:
                answer = browser.submit(path, sent.fields)
        if (answer.status_code != FORBIDDEN or note.tables) and route.key not in BY_LINK:
            wrong.append((route.key, answer.status_code, note.tables))
    assert wrong == []


def test_a_program_needs_none(own):
    browser = Browser(token=token_for(own.owner, own.organisation), enforce_csrf=True)
    body = b'{"title": "x", "organisation_name": "y"}'
    answer = browser.generic("POST", "/api/v1/needs", body, "application/json")
    assert answer.status_code == 201


@pytest.mark.proof
def test_methods_that_an_address_does_not_take_do_nothing(own):
    wrong = []
    known = routes()
    taken = {(route.template, route.method) for route in known}
    browser = Browser(own.owner)
    for route in {route.template: route for route in known}.values():
        path = first_request(route, own).path
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            if (route.template, method) in taken:
                continue
            note = Written()
            with connection.execute_wrapper(note):
                answer = browser.generic(method, path)
            if answer.status_code not in {NOT_FOUND, NOT_ALLOWED} or note.tables - {TOLD}:
                wrong.append((method, path, answer.status_code, note.tables))
    assert wrong == []


@pytest.mark.proof
def test_asking_for_headers_or_methods_shows_nothing(own):
    wrong = []
    browser = Browser(own.owner)
    for route in routes():
        path = first_request(route, own).path
        for method in ("HEAD", "OPTIONS"):
            answer = browser.generic(method, path)
            body = b"" if answer.streaming else answer.content
            is_problem = answer.status_code in {NOT_FOUND, NOT_ALLOWED}
            if answer.status_code >= SERVER_FAULT and route.template != "readyz":
                wrong.append((method, path, answer.status_code))
            if not is_problem and b"canary" in body:
                wrong.append((method, path, body))
    assert wrong == []


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: next(iter(trick)))
def test_headers_change_neither_who_asks_nor_what_for(trick):
    own = build("one", Role.SEEKER)
    for path in ("/people/", "/organisations/", "/audit/", "/needs/new/"):
        for person in (own.owner, None):
            plain = Browser(person).get(path)
            tricked = Browser(person).get(path, **trick)
            if "HTTP_HX_REQUEST" in trick and person is None:
                assert tricked.status_code == 204
                continue
            assert (tricked.status_code, tricked.get("Location")) == (
                plain.status_code,
                plain.get("Location"),
            )


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil", ""]
)
def test_a_host_that_is_not_ours_is_refused(own, settings, host):
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = Browser(own.owner).get("/", HTTP_HOST=host or "\x7f")
    assert answer.status_code == BAD


def test_a_forwarded_host_is_not_believed(own, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    browser = Browser(own.owner)
    path = f"/people/{own.colleague.pk}/password-link/"
    answer = browser.submit(path, {}, HTTP_X_FORWARDED_HOST="evil.example")
    assert b"evil.example" not in answer.content
    assert b"http://testserver/" in answer.content


def _as_sent(path: str) -> str:
    """How a server hands a path on: unquoted bytes as latin-1."""
    return unquote_to_bytes(path).decode("latin-1")


@pytest.mark.parametrize("role", [None, Role.OPERATOR], ids=["stranger", "operator"])
def test_odd_addresses_are_not_found(own, role):
    browser = Browser(own.owner if role else None)
    statuses = {
        path: browser.generic("GET", "/", PATH_INFO=_as_sent(path)).status_code
        for path in ODD_PATHS
    }
    usual = {301, 302, BAD, NOT_FOUND} | ({401} if role is None else set())
    assert {path: status for path, status in statuses.items() if status not in usual} == {}


def test_odd_questions_are_answered_or_refused(own):
    browser = Browser(own.owner)
    lists = ("/", "/needs/", "/offers/", "/people/", "/jobs/", "/audit/", "/organisations/",
             "/imports/", "/api/v1/needs", "/api/v1/offers")  # fmt: skip
    wrong = {
        path + query[:40]: status
        for path in lists
        for query in ODD_QUERIES
        if (status := browser.generic("GET", path, QUERY_STRING=query[1:]).status_code)
        >= SERVER_FAULT
    }
    assert wrong == {}

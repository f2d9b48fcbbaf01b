"""What every operation shares: problems, languages, bodies, cursors, limits, the description."""

import json
import re

import pytest
from django.test import Client
from tests.factories import NeedFactory, OrganisationFactory

from zhiqiao.web.access import EVERYONE, Permission
from zhiqiao.web.api import middleware, paging
from zhiqiao.web.api.building import path_views, permissions_asked
from zhiqiao.web.api.endpoint import Endpoint
from zhiqiao.web.api.limits import Meter
from zhiqiao.web.api.openapi import schema
from zhiqiao.web.api.permission_words import PERMISSION_WORDS
from zhiqiao.web.api.problems import WORDING, Fault

pytestmark = pytest.mark.one_database

NEW = {"title": "低温固化"}


def problem(answer, status, fault):
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["type"], body["status"]) == (f"urn:zhiqiao:problem:{fault}", status)
    assert body["title"]
    assert body["detail"]
    assert body["instance"].startswith("/api/v1/")
    return body


@pytest.mark.parametrize("path", ["/nothing", "/needs/abc", "/needs/1/2/3", "/needs/", "/needs/-1"])
def test_an_unknown_address_is_a_problem(stranger, path):
    problem(stranger.get(path), 404, "not-found")


def test_a_number_beyond_the_database_is_absent(seeker):
    for number in (2**63 - 1, 2**63, 10**40):
        problem(seeker.get(f"/needs/{number}"), 404, "not-found")


def test_an_unknown_method_is_told_which_there_are(stranger):
    answer = stranger("DELETE", "/needs")
    problem(answer, 405, "method-not-allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_so_does_the_description(stranger):
    answer = stranger.post("/openapi.json")
    problem(answer, 405, "method-not-allowed")
    assert "GET" in answer["Allow"]


def test_a_stranger_is_asked_for_a_token(stranger):
    answer = stranger.post("/needs", NEW)
    problem(answer, 401, "token-missing")
    assert answer["WWW-Authenticate"] == "Bearer"


BAD_BODIES = [
    b"{", b"", b"title=x", b"\xff\xfe{}", b'{"title": NaN}', b'{"title": "a", "title": "b"}',
    b'{"title": "\\u0000"}', b'{"title": "\\ud800"}', b"[" * 100_000, b'{"a":' * 5000,
    b'{"budget_fen": ' + b"9" * 5000 + b"}", b'{"title": "x"} {}', "\ufeff{}".encode(),
]  # fmt: skip


@pytest.mark.parametrize("body", BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_a_body_that_is_no_sound_json_is_refused(seeker, body):
    answer = seeker("POST", "/needs", body)
    if body:
        problem(answer, 400, "bad-json")
    else:
        problem(answer, 422, "invalid")


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b"null", b"true", b"{}"])
def test_a_body_of_another_shape_is_told_what_is_missing(seeker, body):
    assert problem(seeker("POST", "/needs", body), 422, "invalid")["errors"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "", "text/json x"]
)
def test_a_body_must_say_that_it_is_json(seeker, kind):
    headers = {"Authorization": f"Bearer {seeker.text}"}
    answer = seeker.client.generic(
        "POST", "/api/v1/needs", b'{"title": "x"}', content_type=kind, headers=headers
    )
    problem(answer, 415, "media-type")


def test_a_long_body_is_not_read(seeker, settings):
    body = json.dumps({"title": "x", "text": "长" * 1_000_000})
    problem(seeker("POST", "/needs", body), 413, "too-large")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    problem(seeker("POST", "/needs", body), 413, "too-large")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("sort=size", "sort"),
        ("status=secret", "status"), ("statsu=draft", "statsu"), ("q=" + "x" * 201, "q"),
        ("mine=perhaps", "mine"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(stranger, query, name):
    body = problem(stranger.get(f"/needs?{query}"), 422, "invalid")
    assert [each["parameter"] for each in body["errors"]] == [name]


def test_nul_is_refused_wherever_it_stands(stranger):
    problem(stranger.get("/needs?q=%00"), 400, "bad-request")


def test_problems_speak_the_language_asked_for(stranger):
    chinese = stranger.get("/needs/1", **{"Accept-Language": "fr, zh;q=0.5"})
    english = stranger.get("/needs/1", **{"Accept-Language": "en-GB,en;q=0.9"})
    assert (chinese["Content-Language"], english["Content-Language"]) == ("zh-hans", "en")
    assert not chinese.json()["detail"].isascii()


def test_every_fault_is_worded():
    assert set(WORDING) == set(Fault)
    statuses = {status for status, *_ in WORDING.values()}
    assert {400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 500, 503} == statuses


def test_a_fault_of_ours_is_a_problem_without_detail(stranger, monkeypatch):
    def fails(*_args, **_more):
        raise RuntimeError("内部细节")

    monkeypatch.setattr(paging, "_after", fails)
    NeedFactory()
    cursor = paging.encoded(["new", 0, 5])
    client = Client(raise_request_exception=False)
    answer = client.get(f"/api/v1/needs?cursor={cursor}")
    problem(answer, 500, "server-error")
    assert "内部细节" not in answer.content.decode()


def test_an_unknown_host_is_a_problem_too(stranger):
    problem(
        stranger.client.get("/api/v1/needs", headers={"Host": "evil.example"}), 400, "bad-request"
    )


# --- cursors ------------------------------------------------------------------------------------


def walk(program, path, meanwhile=lambda _page: None):
    ids, cursor, pages = [], "", 0
    while True:
        page = program.get(f"{path}&cursor={cursor}" if cursor else path).json()
        ids += [each["id"] for each in page["items"]]
        cursor, pages = page["next_cursor"], pages + 1
        if cursor is None:
            return ids
        meanwhile(pages)


@pytest.mark.parametrize("sort", ["new", "old", "updated"])
@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_pages_hold_every_row_once(stranger, sort, limit):
    made = [NeedFactory().pk for _ in range(7)]
    ids = walk(stranger, f"/needs?sort={sort}&limit={limit}")
    assert ids == (made[::-1] if sort == "new" else made)


@pytest.mark.parametrize("sort", ["new", "old"])
def test_rows_added_and_taken_meanwhile_shift_nothing(stranger, sort):
    made = [NeedFactory().pk for _ in range(9)]

    def meanwhile(page):
        NeedFactory()
        if page == 1:
            type(NeedFactory()).objects.unscoped().filter(pk=made[4]).delete()

    ids = walk(stranger, f"/needs?sort={sort}&limit=2", meanwhile)
    assert len(ids) == len(set(ids))
    assert set(made) - {made[4]} <= set(ids)


BAD_CURSORS = [
    "x", "e30", "W10", paging.encoded(["new", 0]), paging.encoded(["old", 0, 1]),
    paging.encoded(["new", 0, -1]), paging.encoded(["new", 0, 2**70]), paging.encoded([1, 2, 3]),
    paging.encoded(["new", 10**30, 1]), paging.encoded(["new", "0", "1"]), "%F0%9F%98%80",
    "a" * 299,
    paging.encoded({"a": 1}), paging.encoded(["new", 1.5, 2.5]),
]  # fmt: skip


@pytest.mark.parametrize("cursor", BAD_CURSORS)
def test_a_cursor_that_is_none_of_ours_is_refused(stranger, cursor):
    problem(stranger.get(f"/needs?cursor={cursor}"), 400, "bad-cursor")


# --- limits -------------------------------------------------------------------------------------


def test_a_bucket_empties_and_fills_evenly():
    now = [0.0]
    meter = Meter(60, clock=lambda: now[0])
    assert [meter.wait_s("a") for _ in range(60)] == [0] * 60
    assert meter.wait_s("a") == 1
    assert meter.wait_s("b") == 0
    now[0] = 2.0
    assert [meter.wait_s("a") for _ in range(3)] == [0, 0, 1]
    now[0] = 10_000.0
    assert [meter.wait_s("a") for _ in range(61)][-2:] == [0, 1]


def test_processes_share_the_limit(settings, program):
    settings.ZHIQIAO_API_PER_MINUTE, settings.ZHIQIAO_WORKERS = 12, 4
    middleware.forget_counts()
    one, other = program(), program()
    assert [one.get("/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = one.get("/me")
    problem(answer, 429, "too-many-requests")
    assert int(answer["Retry-After"]) == 20
    assert other.get("/me").status_code == 200


def test_an_address_is_limited_before_tokens_are_looked_up(
    settings, stranger, django_assert_num_queries
):
    settings.ZHIQIAO_API_PER_MINUTE_AND_ADDRESS = 3
    middleware.forget_counts()
    for number in range(3):
        assert stranger.get("/me", Authorization=f"Bearer zq_guess{number}").status_code == 401
    with django_assert_num_queries(0):
        assert stranger.get("/me", Authorization="Bearer zq_guess").status_code == 429


def test_reads_do_not_write(seeker, django_assert_max_num_queries):
    seeker.get("/me")
    with django_assert_max_num_queries(4) as queries:
        seeker.get("/me")
    assert all(each["sql"].startswith("SELECT") for each in queries)


# --- the description ----------------------------------------------------------------------------


def test_every_operation_declares_a_permission_that_people_can_read():
    for _route, _name, view in path_views():
        for permission in Endpoint(view).permissions.values():
            assert isinstance(permission, Permission)
    assert set(permissions_asked()) == set(PERMISSION_WORDS)
    assert not set(permissions_asked()) & EVERYONE


def test_the_description_is_openapi_3_1_and_whole(stranger):
    told = stranger.get("/api/v1/openapi.json").json()
    assert told == schema()
    assert told["openapi"].startswith("3.1")
    described = {(method.upper(), path) for path, each in told["paths"].items() for method in each}
    answered = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/api/v1/{route}"))
        for route, _name, view in path_views()
        for method in Endpoint(view).methods
        if method != "HEAD"
    }
    assert described == answered
    for each in told["paths"].values():
        for operation in each.values():
            assert operation["summary"]
            assert operation["x-permission"] in set(Permission)
            assert "application/problem+json" in str(operation["responses"]["422"])


def test_the_page_shows_every_operation(stranger):
    page = Client().get("/api/").content.decode()
    assert page.count("<details>") >= sum(len(each) for each in schema()["paths"].values())
    assert "<script>" not in page
    assert "style=" not in page.partition("<main")[2]


def test_organisations_are_ones_own_or_for_staff_all(seeker, staff):
    other = OrganisationFactory(name="别的机构")
    assert [o["id"] for o in seeker.get("/organisations").json()["items"]] == [
        seeker.person.organisation_id
    ]
    problem(seeker.get(f"/organisations/{other.pk}"), 404, "not-found")
    assert [o["id"] for o in staff.get("/organisations?q=别的").json()["items"]] == [other.pk]
    assert staff.get(f"/organisations/{other.pk}").json()["name"] == "别的机构"
    assert set(staff.get(f"/organisations/{other.pk}").json()) == {
        "id",
        "code",
        "name",
        "kind",
        "area",
    }

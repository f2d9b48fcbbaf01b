"""Logs tell what happened and where, and carry nothing that anybody wrote."""

import io
import json
import logging
import warnings

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from tests.factories import NeedFactory, PersonFactory

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.access import Permission, Role, requires
from zhiqiao.web.operation import logs, observing
from zhiqiao.web.operation.last_resort import nothing_escapes
from zhiqiao.web.operation.logs import JsonLines, TextLines
from zhiqiao.web.urls import urlpatterns as site_urls

pytestmark = pytest.mark.one_database

CANARY = "canary-7f3e甲13800138000"
HEADER_CANARY = "canary-7f3e-13800138000"
ID = "0123456789abcdef0123456789abcdef"
log = logging.getLogger("zhiqiao.tests")


def faulty(request):
    secret = CANARY
    raise ValueError(f"cannot read {secret} {request.POST.get('text', '')}")


def database_fault(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s FROM table_of_nothing", [CANARY])


def chained(request):
    try:
        faulty(request)
    except ValueError as error:
        raise ZhiqiaoError(ErrorCode.FILE_MISSING, path=CANARY) from error


def fine(request):
    warnings.warn(f"about {CANARY}", stacklevel=1)
    logging.getLogger("some.library").warning("about %s", CANARY)
    logging.getLogger("some.library").warning(f"put together: {CANARY}")
    return HttpResponse("ok")


public = requires(Permission.PUBLIC, "GET", "POST", "PUT")
urlpatterns = [
    path(f"{view.__name__}/", public(view), name=view.__name__)
    for view in (faulty, database_fault, chained, fine)
] + site_urls


def plain_fault(request):
    return HttpResponse("500", status=500)


handler500 = plain_fault


@pytest.fixture(params=[JsonLines, TextLines])
def written(request):
    """Everything that reaches the log, as it would be written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    root = logging.getLogger()
    ours = logging.getLogger("zhiqiao")
    levels = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    logging.captureWarnings(capture=True)
    yield stream
    logging.captureWarnings(capture=False)
    root.removeHandler(handler)
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


@pytest.fixture
def lines():
    """JSON lines as objects."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    ours = logging.getLogger("zhiqiao")
    ours.addHandler(handler)
    level = ours.level
    ours.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    ours.removeHandler(handler)
    ours.setLevel(level)


def client_of(role=Role.OPERATOR):
    client = Client(raise_request_exception=False)
    person = PersonFactory(role=role, name=CANARY, username=CANARY)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.person = person
    return client


def ask_in_every_way(client, need):
    """Canaries in form, query, header, JSON, path, cookie, host, method and file."""
    headers = {"X-Request-ID": HEADER_CANARY, "User-Agent": HEADER_CANARY, "Referer": HEADER_CANARY}
    client.cookies["other"] = HEADER_CANARY
    upload = SimpleUploadedFile(f"{CANARY}.csv", f"名称\n{CANARY}".encode())
    body = json.dumps({"text": CANARY})
    client.get(f"/needs/?q={CANARY}", headers=headers)
    client.get(f"/{CANARY}/", headers=headers)
    client.get(f"/needs/{need.pk}/?{CANARY}={CANARY}", headers=headers)
    client.post("/sign-in/", {"username": CANARY, "password": CANARY}, headers=headers)
    client.post("/needs/new/", {"title": CANARY, "text": CANARY}, headers=headers)
    client.post("/imports/", {"file": upload}, headers=headers)
    client.post("/api/v1/needs", body, content_type="application/json", headers=headers)
    client.post("/needs/new/", body, content_type="application/json", headers=headers)
    client.generic("BREW", f"/needs/?q={CANARY}", headers=headers)
    client.get("/needs/", headers={"Host": f"{HEADER_CANARY}.example"})
    client.get("/needs/", headers={"Host": f"bad host {HEADER_CANARY}"})
    client.get("/api/v1/needs", headers={"Authorization": f"Bearer {HEADER_CANARY}"})
    client.post("/needs/new/", {f"field-{number}": CANARY for number in range(1_200)})


@pytest.mark.django_db
def test_no_request_leaves_a_canary(written):
    need = NeedFactory(title=CANARY, text=CANARY)
    for client in (Client(raise_request_exception=False), client_of()):
        ask_in_every_way(client, need)
    strict = Client(enforce_csrf_checks=True)
    strict.post("/sign-in/", {"username": CANARY}, headers={"Origin": f"https://{HEADER_CANARY}"})
    text = written.getvalue()
    assert text.count("zhiqiao.requests") > 20
    assert "canary" not in text
    assert "13800138000" not in text


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("view", ["faulty", "database_fault", "chained", "fine"])
def test_no_fault_leaves_a_canary(written, view):
    client = Client(raise_request_exception=False)
    client.post(f"/{view}/?q={CANARY}", {"text": CANARY}, headers={"X-Request-ID": HEADER_CANARY})
    text = written.getvalue()
    assert "canary" not in text
    assert view in text


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_fault_is_told_by_type_code_and_place(lines):
    client = Client(raise_request_exception=False)
    django = logging.getLogger("django.request")
    ours = logging.getLogger("zhiqiao")
    django.addHandler(ours.handlers[-1])
    try:
        client.post("/chained/", headers={"X-Request-ID": ID})
    finally:
        django.removeHandler(ours.handlers[-1])
    fault = next(line for line in lines() if "error" in line)
    assert fault["error"].endswith("ZhiqiaoError")
    assert fault["code"] == "file_missing"
    assert fault["causes"] == ["ValueError"]
    assert fault["request_id"] == ID
    assert any(":chained:" in place for place in fault["stack"])
    request = next(line for line in lines() if line["logger"] == "zhiqiao.requests")
    assert (request["status"], request["level"], request["route"]) == (500, "ERROR", "chained")


@pytest.mark.django_db
def test_each_request_is_one_line_with_these_fields(lines):
    client = client_of()
    answer = client.get("/needs/", headers={"X-Request-ID": ID})
    assert answer.headers["X-Request-ID"] == ID
    told = next(line for line in lines() if line["event"] == "request")
    assert told["request_id"] == ID
    assert (told["route"], told["method"], told["status"]) == ("needs", "GET", 200)
    assert told["person"] == client.person.pk
    assert told["ms"] >= 0
    assert told["queries"] > 0
    allowed = {"at", "level", "logger", "event", "request_id", "route", "method", "status", "ms"}
    assert set(told) <= allowed | {"queries", "person"}


@pytest.mark.parametrize(
    "given", [None, "", "x" * 32, HEADER_CANARY, "138001380001234567", ID[:-1]]
)
def test_an_odd_request_id_is_replaced(given):
    found = observing.accepted_id(given)
    assert found != given
    assert len(found) == 32


@pytest.mark.parametrize("given", [ID, "01234567-89ab-cdef-0123-456789abcdef"])
def test_a_proxys_request_id_is_kept(given):
    assert observing.accepted_id(given) == given


def test_fields_that_are_not_code_words_are_dropped(lines):
    log.warning("something", extra={"route": CANARY, "status": 3, "name_of_person": CANARY})
    told = lines()[-1]
    assert told["status"] == 3
    assert "route" not in told
    assert "canary" not in json.dumps(told)


def test_a_message_of_the_code_is_kept_without_what_filled_it(lines):
    log.warning("row %s of %s about %s", 17, CANARY, 13800138000)
    assert lines()[-1]["event"] == "row 17 of … about …"


def test_a_message_put_together_is_told_by_its_place(lines):
    log.warning(f"put together {CANARY}")
    assert lines()[-1]["event"].startswith("test_logs:test_a_message_put_together")


def test_the_databases_code_is_kept_and_its_detail_dropped(lines):
    error = DatabaseError(f"duplicate key\nDETAIL: Key (name)=({CANARY}) already exists.")
    cause = type("UniqueViolation", (Exception,), {"sqlstate": "23505"})(CANARY)
    error.__cause__ = cause
    try:
        raise error
    except DatabaseError:
        log.exception("cannot write")
    told = lines()[-1]
    assert told["code"] == "23505"
    assert "canary" not in json.dumps(told)
    assert "DETAIL" not in json.dumps(told)


def test_an_error_outside_the_site_is_logged_and_answered(lines):
    def broken(environ, start_response):
        raise RuntimeError(CANARY)

    started = []
    body = nothing_escapes(broken)({}, lambda *answer: started.append(answer))
    assert list(body) == [b"500"]
    assert started[0][0].startswith("500")
    assert lines()[-1]["error"] == "RuntimeError"
    assert "canary" not in json.dumps(lines())


def test_an_error_in_a_stream_is_logged_without_its_text(lines):
    class Stream:
        streaming = True
        closed = False

        def __iter__(self):
            yield b"a"
            raise RuntimeError(CANARY)

        def close(self):
            self.closed = True

    stream = Stream()
    pieces = nothing_escapes(lambda *_: stream)({}, None)
    with pytest.raises(ConnectionAbortedError):
        list(pieces)
    pieces.close()
    assert stream.closed
    assert lines()[-1]["error"] == "RuntimeError"


def test_uncaught_errors_go_to_the_log(lines, monkeypatch):
    import sys
    import threading

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.log_what_escapes()
    try:
        raise RuntimeError(CANARY)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=lambda: {}[CANARY])
    thread.start()
    thread.join()
    logging.captureWarnings(capture=False)
    assert [line["error"] for line in lines()[-2:]] == ["RuntimeError", "KeyError"]
    assert "canary" not in json.dumps(lines())


def test_debug_lines_are_whole_and_json_never_is():
    debugged = logs.logging_settings(style="lines", level="INFO", debug=True)
    assert debugged["handlers"]["stderr"]["formatter"] == "whole"
    earnest = logs.logging_settings(style="json", level="INFO", debug=True)
    assert earnest["handlers"]["stderr"]["formatter"] == "json"
    assert earnest["root"]["level"] == "WARNING"

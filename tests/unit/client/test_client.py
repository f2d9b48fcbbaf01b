"""The client: pages, trying again, keys, errors. A server of a few lines answers."""

import json

import httpx
import pytest

from zhiqiao.client import Client, ClientError
from zhiqiao.common import ErrorCode, describe

PROBLEM = {"Content-Type": "application/problem+json"}


class Server:
    """Answers from a list; keeps what it was asked and how long the client slept."""

    def __init__(self, *answers):
        self.answers, self.asked, self.slept = list(answers), [], []

    def __call__(self, request):
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, body, *headers = answer
        return httpx.Response(status, json=body, headers=headers[0] if headers else None)

    def client(self, server="https://zhiqiao.example", **more):
        transport = httpx.MockTransport(self)
        return Client(server, "zq_secret", transport=transport, sleep=self.slept.append, **more)


def page(ids, cursor):
    return 200, {"items": [{"id": each} for each in ids], "next_cursor": cursor}


def test_listing_walks_the_pages():
    server = Server(page([1, 2], "c1"), page([3], None))
    with server.client() as client:
        assert [need["id"] for need in client.needs.list(q="固化", mine=True)] == [1, 2, 3]
    first, second = (request.url.params for request in server.asked)
    assert (first["q"], first["mine"], first["limit"]) == ("固化", "true", "100")
    assert "cursor" not in first
    assert second["cursor"] == "c1"


def test_the_token_and_the_language_travel_in_headers():
    server = Server((200, {"username": "x"}))
    server.client(language="en").me()
    [request] = server.asked
    assert str(request.url) == "https://zhiqiao.example/api/v1/me"
    assert request.headers["Authorization"] == "Bearer zq_secret"
    assert request.headers["Accept-Language"] == "en"


@pytest.mark.parametrize("server", ["http://zhiqiao.example", "http://203.0.113.7:8000"])
def test_a_token_is_not_sent_unencrypted(server):
    with pytest.raises(ClientError) as refused:
        Client(server, "zq_secret")
    assert refused.value.code == ErrorCode.SERVER_UNENCRYPTED
    assert "https://" in describe(refused.value)
    Client(server)


@pytest.mark.parametrize(
    "server", ["http://127.0.0.1:8000", "http://[::1]:8000", "http://localhost"]
)
def test_on_this_machine_it_may_be(server):
    assert Client(server, "zq_secret").connection.server == server


def test_writes_carry_a_key_that_stays_when_tried_again():
    server = Server((503, {}), httpx.ConnectError("gone"), (201, {"id": 7}))
    assert server.client().needs.create(title="x")["id"] == 7
    keys = {request.headers["Idempotency-Key"] for request in server.asked}
    assert (len(server.asked), len(keys)) == (3, 1)
    assert server.slept == [0.5, 1.0]
    other = Server((201, {"id": 8}))
    other.client().needs.create(title="x")
    assert other.asked[0].headers["Idempotency-Key"] not in keys


def test_a_server_that_is_busy_says_how_long():
    server = Server((429, {}, {"Retry-After": "7"}), (200, {"id": 1}))
    server.client().needs.get(1)
    assert server.slept == [7.0]


def test_a_long_wait_is_told_instead():
    body = {"detail": "请求太多"}
    server = Server((429, body, PROBLEM | {"Retry-After": "3600"}))
    with pytest.raises(ClientError) as refused:
        server.client().me()
    assert (refused.value.status, server.slept) == (429, [])


def test_a_key_in_use_is_waited_for():
    busy = {"type": "urn:zhiqiao:problem:key-in-use"}
    server = Server((409, busy, PROBLEM | {"Retry-After": "1"}), (201, {"id": 1}))
    server.client().needs.create(title="x")
    assert server.slept == [1.0]


def test_it_gives_up_after_a_few_tries():
    server = Server(httpx.ConnectTimeout("slow"))
    with pytest.raises(ClientError) as refused:
        server.client().me()
    assert refused.value.code == ErrorCode.SERVER_UNREACHABLE
    assert len(server.asked) == 4


@pytest.mark.parametrize("status", [400, 401, 404, 409, 412, 422, 500])
def test_a_problem_becomes_an_error_that_carries_it(status):
    body = {"detail": "有的字段不对", "errors": [{"pointer": "#/title", "detail": "必填。"}]}
    server = Server((status, body, PROBLEM))
    with pytest.raises(ClientError) as refused:
        server.client().needs.create()
    error = refused.value
    assert (error.code, error.status, error.problem) == (ErrorCode.SERVER_REFUSED, status, body)
    assert describe(error).endswith("有的字段不对 #/title: 必填。")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>", headers={"Content-Type": "text/html"}),
        httpx.Response(200, text="{", headers={"Content-Type": "application/json"}),
        httpx.Response(302, headers={"Location": "https://elsewhere.example/"}),
        httpx.Response(500, json={}),
    ],
)
def test_what_is_no_zhiqiao_server_is_said_to_be_none(answer):
    client = Client(
        "https://zhiqiao.example", "t", transport=httpx.MockTransport(lambda _request: answer)
    )
    with pytest.raises(ClientError) as refused:
        client.me()
    assert refused.value.code == ErrorCode.SERVER_ANSWER_BAD


def test_a_change_names_the_version_that_was_read():
    server = Server((200, {"id": 1}, {"ETag": '"n1-5"'}), (200, {"id": 1}))
    server.client().needs.change(1, title="y")
    read, written = server.asked
    assert (read.method, written.method) == ("GET", "PATCH")
    assert written.headers["If-Match"] == '"n1-5"'
    assert json.loads(written.content) == {"title": "y"}


def test_suggestions_of_all_pages_are_one_list():
    start = {"run": {"id": 3}, "under_way": None}
    server = Server(
        (200, start | {"items": [{"rank": 1}], "next_cursor": "c"}),
        (200, start | {"items": [{"rank": 2}], "next_cursor": None}),
    )
    found = server.client().matches.of_need(5)
    assert [each["rank"] for each in found["items"]] == [1, 2]


def test_names_in_addresses_are_quoted():
    server = Server((200, {"code": "x"}))
    server.client().profile.confirm("研发/费用", period="2025")
    assert server.asked[0].url.raw_path.startswith(b"/api/v1/profile/%E7%A0%94%E5%8F%91%2F")

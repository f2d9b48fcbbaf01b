"""The simulated bank behind HTTP. It trusts whoever reaches it: listen on this machine alone."""

import base64
import json
import re
import select
import threading
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from zhiqiao.bank.errors import BankError, BankRefusedError
from zhiqiao.bank.http_link import SIGNATURE_HEADER
from zhiqiao.bank.links import Sign, Verify, refusal_of
from zhiqiao.bank.simulator.bank import Outcome, SimulatedBank
from zhiqiao.bank.simulator.faults import faults_named
from zhiqiao.bank.simulator.folder import FolderDoor
from zhiqiao.bank.walking import LIMITS
from zhiqiao.common import describe

SILENCE_S_MAX = 600
SCAN_EVERY_S = 0.2
DAYS_MAX = 400
FILES_MAX = 1_000
BODY_BYTES_MAX = LIMITS.bytes_max
JSON = "application/json"
XML = "application/xml; charset=utf-8"


class BankServer(ThreadingHTTPServer):
    """A bank that listens."""

    daemon_threads = True

    def __init__(
        self,
        bank: SimulatedBank,
        address: tuple[str, int],
        *,
        sign: Sign | None = None,
        verify: Verify | None = None,
    ) -> None:
        super().__init__(address, Handler)
        self.bank = bank
        self.sign = sign
        self.verify = verify
        self.is_ending = threading.Event()

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def watch(self, door: FolderDoor) -> None:
        """Looks after a folder from a thread of its own, until the server ends."""

        def look() -> None:
            while not self.is_ending.wait(SCAN_EVERY_S):
                door.scan()

        threading.Thread(target=look, daemon=True).start()

    def live(self, *, day_s: float) -> None:
        """Has a day pass every so many seconds while payments wait for it, until it ends."""

        def pass_days() -> None:
            while not self.is_ending.wait(day_s):
                if self.bank.is_waiting:
                    self.bank.advance()

        threading.Thread(target=pass_days, daemon=True).start()

    def end(self) -> None:
        """Stops listening; to be called from another thread than the one that serves."""
        self.is_ending.set()
        self.shutdown()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Says nothing of clients that went away: that is what they do after a time-out."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: BankServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answers a question."""
        self._answer(_GET)

    def do_POST(self) -> None:
        """Does something."""
        self._answer(_POST)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name above
        """Nothing: the simulator's only words are what it answers."""

    def _answer(self, routes: "list[tuple[re.Pattern[str], Route]]") -> None:
        """Finds the route and runs it."""
        parts = urlsplit(self.path)
        self.query = parse_qs(parts.query)
        self.body = self._body()
        if self.body is None:
            self.say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"detail": "too large"})
            return
        for pattern, route in routes:
            if (found := pattern.fullmatch(parts.path)) is not None:
                self._run(route, *found.groups())
                return
        self.say(HTTPStatus.NOT_FOUND, {"detail": "no such path"})

    def _run(self, route: "Route", *names: str) -> None:
        """Runs the route; what is refused is answered as the bank would."""
        try:
            route(self, *(unquote(name) for name in names))
        except BankRefusedError as error:
            self.say(HTTPStatus(int(str(error.data["status"]))), {"detail": error.data["detail"]})
        except BankError as error:
            self.say(HTTPStatus.BAD_REQUEST, {"detail": describe(error, "en")})
        except ValueError as error:
            self.say(HTTPStatus.BAD_REQUEST, {"detail": str(error)})

    def _body(self) -> bytes | None:
        """What was sent, or None where it is too much."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_BYTES_MAX:
            self.close_connection = True
            return None
        return self.rfile.read(length)

    def number(self, name: str, default: int, *, at_most: int) -> int:
        """A number of the query."""
        return max(0, min(int(self.query.get(name, [str(default)])[0]), at_most))

    def said(self) -> dict[str, Any]:
        """The body as an object."""
        found = json.loads(self.body or b"{}")
        if not isinstance(found, dict):
            message = "an object is expected"
            raise ValueError(message)
        return found

    def say(self, status: HTTPStatus, told: object) -> None:
        """Answers in JSON."""
        content = json.dumps(told, ensure_ascii=False, default=str).encode()
        self.give(status, content, kind=JSON)

    def give(
        self, status: HTTPStatus, content: bytes, *, kind: str, signature: bytes | None = None
    ) -> None:
        """Answers with bytes."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if signature is not None:
            self.send_header(SIGNATURE_HEADER, base64.b64encode(signature).decode())
        self.end_headers()
        self.wfile.write(content)

    def stay_silent(self) -> None:
        """Never answers: waits until the client gives up."""
        select.select([self.connection], [], [], SILENCE_S_MAX)
        self.close_connection = True


Route = Callable[..., None]


def _receive(handler: Handler) -> None:
    """POST /payments."""
    content = handler.body or b""
    header = handler.headers.get(SIGNATURE_HEADER)
    signature = base64.b64decode(header) if header else None
    verify = handler.server.verify
    refusal = refusal_of("-", content=content, signature=signature, verify=verify)
    if refusal is not None:
        handler.say(HTTPStatus.FORBIDDEN, {"detail": str(refusal.code)})
        return
    outcome, answer = handler.server.bank.attempt(content)
    if outcome is Outcome.TIMED_OUT:
        handler.stay_silent()
    elif answer is None:
        handler.say(HTTPStatus.INTERNAL_SERVER_ERROR, {"detail": "out of order"})
    else:
        handler.say(HTTPStatus.ACCEPTED, asdict(answer))


def _enquire(handler: Handler, message_id: str) -> None:
    """GET /messages/<id>."""
    is_known = handler.server.bank.knows(message_id)
    status = HTTPStatus.OK if is_known else HTTPStatus.NOT_FOUND
    handler.say(status, {"message_id": message_id, "is_known": is_known})


def _list(handler: Handler) -> None:
    """GET /files?after=N&at_most=M."""
    after = handler.number("after", 0, at_most=2**62)
    at_most = handler.number("at_most", 100, at_most=FILES_MAX)
    found = handler.server.bank.names(after=after, at_most=at_most)
    listed = [{"number": number, "name": name} for number, name in found]
    handler.say(HTTPStatus.OK, {"files": listed})


def _file(handler: Handler, number: str) -> None:
    """GET /files/<n>."""
    found = handler.server.bank.file(int(number))
    if found is None:
        handler.say(HTTPStatus.NOT_FOUND, {"detail": "no such file"})
        return
    sign = handler.server.sign
    signature = sign(found.content) if sign else None
    handler.give(HTTPStatus.OK, found.content, kind=XML, signature=signature)


def _advance(handler: Handler) -> None:
    """POST /advance?days=N."""
    days = handler.number("days", 1, at_most=DAYS_MAX)
    day = handler.server.bank.advance(days)
    handler.say(HTTPStatus.OK, {"day": day.isoformat()})


def _change_faults(handler: Handler) -> None:
    """POST /faults: {"preset": name} and rates in basis points."""
    said = handler.said()
    rates = faults_named(str(said.pop("preset"))).rates() if "preset" in said else {}
    handler.server.bank.change_faults(rates | said)
    handler.say(HTTPStatus.OK, handler.server.bank.faults.rates())


def _health(handler: Handler) -> None:
    """GET /health."""
    day = handler.server.bank.day.isoformat()
    handler.say(HTTPStatus.OK, {"status": "ok", "day": day})


def _totals(handler: Handler) -> None:
    """GET /totals."""
    handler.say(HTTPStatus.OK, asdict(handler.server.bank.totals()))


def _routes(table: dict[str, Route]) -> list[tuple[re.Pattern[str], Route]]:
    return [(re.compile(pattern), route) for pattern, route in table.items()]


_GET = _routes(
    {
        r"/messages/([^/]{1,400})": _enquire,
        r"/files": _list,
        r"/files/([0-9]{1,15})": _file,
        r"/health": _health,
        r"/totals": _totals,
    }
)
_POST = _routes({r"/payments": _receive, r"/advance": _advance, r"/faults": _change_faults})

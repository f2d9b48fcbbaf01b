import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tests.unit.bank.files import payment_file

from zhiqiao.bank import pain001, read_any
from zhiqiao.bank.errors import BankRefusedError, BankTimeoutError, BankUnreachableError
from zhiqiao.bank.folder_link import FolderLink
from zhiqiao.bank.http_link import HttpBankLink
from zhiqiao.bank.links import Enquiry, Receipt
from zhiqiao.bank.signing import new_keys, signer, verifier
from zhiqiao.bank.simulator import NONE, SimulatedBank
from zhiqiao.bank.simulator.folder import FolderDoor
from zhiqiao.bank.simulator.server import BankServer
from zhiqiao.bank.values import Status
from zhiqiao.common import ErrorCode

FILE = pain001.write(payment_file())
NAME = "ZQ-20260105-0001.xml"
MESSAGE_ID = "ZQ-20260105-0001"


class Process:
    """The simulator as a process of its own."""

    def __init__(self, data, *options):
        command = [sys.executable, "-m", "zhiqiao.cli", "bank", "simulator", "--json"]
        command += ["--port", "0", "--data", str(data), "--day", "2026-01-05", *options]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        self.child = subprocess.Popen(  # noqa: S603 -- our own command
            command, stdout=subprocess.PIPE, env=environment, text=True
        )
        lines = iter(self.child.stdout.readline, "}\n")
        self.url = json.loads("".join(lines) + "}")["url"]

    def call(self, method, path, body=None):
        host, _, port = self.url.removeprefix("http://").partition(":")
        connection = HTTPConnection(host, int(port), timeout=30)
        connection.request(method, path, body=json.dumps(body) if body is not None else None)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer


@contextmanager
def running(data, *options, ends_with=signal.SIGTERM):
    process = Process(data, *options)
    try:
        yield process
    finally:
        process.child.send_signal(ends_with)
        process.child.wait(timeout=30)
        process.child.stdout.close()


def test_a_file_that_was_taken_in_silence_is_paid_once(tmp_path):
    with running(tmp_path, "--faults", "none") as bank:
        bank.call("POST", "/faults", {"timeout_after_bp": 10_000})
        impatient = HttpBankLink(bank.url, timeout_s=0.5)
        with pytest.raises(BankTimeoutError) as unknown:
            impatient.send(NAME, content=FILE)
        assert unknown.value.code == ErrorCode.BANK_TIMEOUT
    assert bank.child.returncode == 0
    with running(tmp_path, ends_with=signal.SIGKILL) as bank:
        bank.call("POST", "/faults", {"preset": "none"})
        link = HttpBankLink(bank.url)
        assert link.enquire(MESSAGE_ID) is Enquiry.KNOWN
        assert link.enquire("OTHER") is Enquiry.NOT_KNOWN
        assert link.send(NAME, content=FILE) == Receipt(NAME, is_repeat=True)
        assert bank.call("POST", "/advance?days=2") == {"day": "2026-01-07"}
    with running(tmp_path) as bank:
        totals = bank.call("GET", "/totals")
        assert {each["out_count"] for each in totals["payments"].values()} == {1}
        assert bank.call("GET", "/health") == {"status": "ok", "day": "2026-01-07"}
        link = HttpBankLink(bank.url)
        report, *others = link.fetch()
        assert read_any(report.content).group_status is Status.ACCEPTED
        assert link.fetch(after=report.cursor) == others
        assert link.fetch(after=others[-1].cursor) == []
        link.acknowledge(report)


@pytest.fixture
def served():
    """A simulated bank behind HTTP, in this process."""
    made = []

    def serve(**keys):
        server = BankServer(SimulatedBank(faults=NONE), ("127.0.0.1", 0), **keys)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        made.append((server, thread))
        return server

    yield serve
    for server, thread in made:
        server.end()
        thread.join()
        server.server_close()
        server.bank.close()


def test_what_the_bank_does_not_take_is_refused_with_its_words(served):
    link = HttpBankLink(served().url)
    link.send(NAME, content=FILE)
    for content, status in ((FILE.replace(b"2026-01-05<", b"2026-01-06<"), 409), (b"<x/>", 422)):
        with pytest.raises(BankRefusedError) as refused:
            link.send(NAME, content=content)
        assert refused.value.data["status"] == status


def test_a_failing_bank_may_have_the_file(served):
    server = served()
    server.bank.change_faults({"error_after_bp": 10_000})
    link = HttpBankLink(server.url)
    with pytest.raises(BankTimeoutError):
        link.send(NAME, content=FILE)
    assert link.enquire(MESSAGE_ID) is Enquiry.KNOWN


class Gateway(BaseHTTPRequestHandler):
    """Something before the bank that answers for it."""

    def do_POST(self):
        """As the path says."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_error(int(self.path.split("/")[1]))

    def log_message(self, *_words):
        """Nothing: what is asked is not of interest."""


@pytest.mark.parametrize(
    ("status", "error"),
    [(408, BankTimeoutError), (429, BankTimeoutError), (403, BankRefusedError)],
)
def test_a_gateway_that_has_no_patience_says_nothing_of_the_file(status, error):
    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        link = HttpBankLink(f"http://127.0.0.1:{server.server_port}/{status}")
        with pytest.raises(error):
            link.send(NAME, content=FILE)
        thread.join()


def test_where_nobody_listens_nothing_was_sent():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        link = HttpBankLink(f"http://127.0.0.1:{free.getsockname()[1]}", timeout_s=1)
        with pytest.raises(BankUnreachableError):
            link.send(NAME, content=FILE)
        with pytest.raises(BankUnreachableError):
            link.fetch()
        assert link.enquire(MESSAGE_ID) is Enquiry.UNREACHABLE


def test_signatures_travel_both_ways(served):
    (ours, our_public), (theirs, their_public) = new_keys(), new_keys()
    server = served(sign=signer(theirs), verify=verifier(our_public))
    link = HttpBankLink(server.url, sign=signer(ours), verify=verifier(their_public))
    link.send(NAME, content=FILE)
    assert [each.refusal for each in link.fetch()] == [None]
    deceived = HttpBankLink(server.url, sign=signer(theirs), verify=verifier(our_public))
    assert [each.refusal.code for each in deceived.fetch()] == [ErrorCode.BANK_SIGNATURE_WRONG]
    with pytest.raises(BankRefusedError):
        deceived.send(NAME, content=FILE)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nowhere", None, 404),
        ("GET", "/files/99", None, 404),
        ("GET", "/files?after=x", None, 400),
        ("POST", "/faults", "[]", 400),
        ("POST", "/faults", '{"preset": "merciless"}', 400),
        ("POST", "/faults", "{", 400),
    ],
)
def test_a_wrong_call_is_answered_so(served, method, path, body, status):
    host, port = served().server_address
    connection = HTTPConnection(host, port, timeout=10)
    connection.request(method, path, body=body)
    answer = connection.getresponse()
    assert answer.status == status
    assert json.loads(answer.read())["detail"]
    connection.close()


def test_a_folder_is_a_door_too(tmp_path):
    bank = SimulatedBank(faults=NONE)
    door, link = FolderDoor(bank, tmp_path), FolderLink(tmp_path)
    link.send(NAME, content=FILE)
    link.send("broken.xml", content=b"<x/>")
    assert door.scan() == 3
    bank.advance()
    door.scan()
    assert [each.name.partition("-")[0] for each in link.fetch()] == [
        "camt053",
        "camt054",
        "pain002",
    ]
    assert (tmp_path / "refused" / "broken.xml.why").exists()
    assert link.enquire(MESSAGE_ID) is Enquiry.KNOWN
    assert door.scan() == 0
    bank.close()

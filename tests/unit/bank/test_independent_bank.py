"""What we write and read, against a bank that somebody else wrote."""

import json
import re
import subprocess
import sys
from datetime import date
from http.client import HTTPConnection

import pytest
from tests.unit.bank.files import payment_file, transfer

from zhiqiao.bank import IgnoredFile, StatusReport, pain001, read_any
from zhiqiao.bank.values import Direction, StatementKind, Status

CLOSED = "NL84MOCK0000000003"
OPENING_FEN = 1_000_000_00


class MockBank:
    """Its HTTP."""

    def __init__(self, port):
        self.port = port

    def call(self, method, path, body=None):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        content = json.dumps(body).encode() if isinstance(body, dict) else body
        connection.request(method, path, body=content)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        connection.close()
        assert answer.status < 300, told
        return told

    def messages(self):
        """What it sent of our account, each read, by the name of its kind."""
        found = {}
        for each in self.call("GET", "/_mock/mailbox"):
            if each["account"] in ("CITY", None):
                found.setdefault(each["type"][:8], []).append(read_any(each["body"].encode()))
        return found


@pytest.fixture
def mock_bank():
    command = [sys.executable, "-m", "mockbank", "--port", "0", "--clock", "2026-01-05T08:00"]
    child = subprocess.Popen(  # noqa: S603 -- a bank of our own environment
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    listening = child.stdout.readline()
    bank = MockBank(int(re.search(r"127\.0\.0\.1:(\d+)", listening)[1]))
    account = {"id": "CITY", "name": "某市科学技术局", "iban": iban("CN", "MOCK0000000009")}
    bank.call("POST", "/_mock/accounts", account | {"currency": "CNY", "balance": OPENING_FEN})
    yield bank
    child.terminate()
    child.wait(timeout=20)
    child.stdout.close()


def iban(country, rest):
    """An account with right check digits (ISO 7064), since that bank knows accounts as IBANs."""
    digits = "".join(str(int(letter, 36)) for letter in rest + country + "00")
    return f"{country}{98 - int(digits) % 97:02d}{rest}"


def payments(*several):
    return payment_file(
        *several,
        debtor_account=iban("CN", "MOCK0000000009"),
        execution_on=date(2026, 1, 6),
    )


def test_an_independent_bank_understands_us_and_we_understand_it(mock_bank):
    good, closed = transfer(1), transfer(2, account=CLOSED)
    mock_bank.call("POST", "/payments", pain001.write(payments(good, closed)))
    (report,) = mock_bank.messages()["pain.002"]
    assert isinstance(report, StatusReport)
    assert (report.original_message_id, report.group_status) == (
        "ZQ-20260105-0001",
        Status.PARTLY_ACCEPTED,
    )
    rejected = [each for each in report.statuses if each.status is Status.REJECTED]
    assert [(each.end_to_end_id, each.reason_code) for each in rejected] == [
        (closed.end_to_end_id, "AC04")
    ]
    mock_bank.call("POST", "/_mock/advance?days=2")
    sent = mock_bank.messages()
    (notified,) = sent["camt.054"][0]
    (line,) = notified.lines
    assert notified.kind is StatementKind.NOTIFICATION
    assert (line.end_to_end_id, line.amount_fen) == (good.end_to_end_id, good.amount_fen)
    assert (line.direction, line.name, line.account) == (Direction.OUT, good.name, good.account)
    days = [each for (each,) in sent["camt.053"]]
    assert days[0].opening_fen == OPENING_FEN
    assert days[-1].closing_fen == OPENING_FEN - good.amount_fen
    assert [each for day in days for each in day.lines] == [line]


def test_a_return_of_an_independent_bank_is_read(mock_bank):
    behaviour = {"behaviour": "return-later", "parameters": {"days": 2, "reason": "AC04"}}
    mock_bank.call("PATCH", "/_mock/accounts/CITY", behaviour)
    good = transfer(1)
    mock_bank.call("POST", "/payments", pain001.write(payments(good)))
    mock_bank.call("POST", "/_mock/advance?days=7")
    sent = mock_bank.messages()
    assert isinstance(sent["pacs.004"][0], IgnoredFile)
    lines = [line for (each,) in sent["camt.053"] for line in each.lines]
    assert [line.direction for line in lines] == [Direction.OUT, Direction.IN]
    assert [line.is_return for line in lines] == [False, True]
    assert lines[1].end_to_end_id == good.end_to_end_id
    assert lines[1].return_code == "AC04"


def test_a_file_sent_twice_is_refused_by_an_independent_bank(mock_bank):
    content = pain001.write(payments(transfer(1)))
    mock_bank.call("POST", "/payments", content)
    with pytest.raises(AssertionError, match="DUPL"):
        mock_bank.call("POST", "/payments", content)
    reports = mock_bank.messages()["pain.002"]
    assert reports[-1].group_status is Status.REJECTED

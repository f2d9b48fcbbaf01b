"""`zhiqiao ledger`: what it prints, and its exit status."""

import json

import pytest
from tests.secure.bank_talk import Bank
from tests.secure.keeping_books import Books, resolved
from tests.secure.test_ledger_tampering import account, past_everything

from zhiqiao.cli.running import run
from zhiqiao.ledger import Phase
from zhiqiao.web.payouts.models import Payment

pytestmark = [pytest.mark.one_database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(capsys):
    """What a call prints with --json."""

    def call(*words, status=0):
        capsys.readouterr()
        assert run(["ledger", *words, "--json"]) == status
        return json.loads(capsys.readouterr().out)

    return call


def test_a_sound_ledger_is_said_to_be_sound(told, capsys):
    resolved(Books(1_000).pay(400), Phase.POST)
    verdict = told("verify")
    assert (verdict["is_sound"], verdict["accounts"], verdict["entries"]) == (True, 4, 3)
    assert verdict["breaches"] == []
    assert run(["ledger", "verify"]) == 0
    assert "每一分钱都对得上" in capsys.readouterr().out


def test_what_does_not_hold_is_told_with_its_place(told, capsys):
    books = Books(1_000)
    with past_everything() as cursor:
        cursor.execute(account(books.line, credit_fen=2_000))
        verdict = told("verify", status=1)
        assert run(["ledger", "verify"]) == 1
    first, second = verdict["breaches"]
    assert (first["kind"], first["account"]) == ("sum_differs", books.line.code)
    assert (first["expected_fen"], first["found_fen"]) == (1_000, 2_000)
    assert second["kind"] == "unbalanced"
    assert books.line.code in capsys.readouterr().err


def test_a_payment_that_the_ledger_knows_otherwise_is_told(told, capsys):
    payment = Bank(payees=2).payments[0]
    assert told("verify")["disagreements"] == []
    Payment.objects.unscoped().filter(pk=payment.pk).update(state="settled")
    verdict = told("verify", status=1)
    wrong = {"kind": "payment_entries", "what": payment.end_to_end_id}
    assert (verdict["is_sound"], verdict["breaches"]) == (False, [])
    assert wrong in verdict["disagreements"]
    assert run(["ledger", "verify"]) == 1
    assert payment.end_to_end_id in capsys.readouterr().err


def test_accounts_and_entries_are_listed(told, capsys):
    books = Books(1_000)
    entry = books.pay(400)
    codes = [each["code"] for each in told("accounts")]
    assert codes == sorted(each.code for each in (
        books.bank, books.line, books.transit, books.returns
    ))  # fmt: skip
    newest, oldest = told("entries", "--account", books.line.code)
    assert (newest["number"], newest["phase"], newest["amount_fen"]) == (entry.pk, "pending", 400)
    assert oldest["movement"] == "appropriate"
    assert len(told("entries", "--account", books.line.code, "--limit", "1")) == 1
    capsys.readouterr()
    assert run(["ledger", "accounts"]) == run(["ledger", "entries", "--account", books.line.code])
    assert "预算指标" in capsys.readouterr().out


def test_an_account_that_is_not_there_is_told(told):
    error = told("entries", "--account", "nowhere", status=1)["error"]
    assert error["code"] == "ledger_account_unknown"


def test_a_new_site_has_an_empty_and_sound_ledger(told, capsys):
    assert told("verify")["is_sound"]
    assert told("accounts") == []
    assert run(["ledger", "accounts"]) == 0
    assert "还没有账户" in capsys.readouterr().err

"""Every outcome, each reached by a row of a table."""

import pytest
from tests.unit.ledger.table_text import Table

from zhiqiao.ledger import AccountKind, LedgerRefusedError, Movement, Outcome, Phase
from zhiqiao.ledger.movements import MOVEMENTS
from zhiqiao.ledger.stored import BreachKind
from zhiqiao.ledger.wording import told

ACCOUNTS = """
    account bank       treasury_bank
    account line       budget
    account transit    in_transit
    account returns    returns_suspense
    account owed       clawback_receivable
    account unmatched  bank_unmatched
    account foreign    budget 2
"""
TABLES = {
    "a payment from the budget to the bank": """
        post    a1 appropriate bank line 1000 -> ok
        balance bank 1000 0 0 0
        balance line 0 1000 0 0
        post    r1 reserve line transit 600 -> ok
        balance line 0 1000 600 0
        balance transit 0 0 0 600
        resolve r1/void r1 void -> ok
        post    p1 pay line transit 250 -> ok
        post    p2 pay line transit 350 -> ok
        balance line 0 1000 600 0
        resolve p1/post p1 post -> ok
        post    s1 settle transit bank 250 -> ok
        balance line 250 1000 350 0
        balance transit 250 250 0 350
        balance bank 1000 250 0 0
        resolve p2/void p2 void -> ok
        balance line 250 1000 0 0
    """,
    "a payment that comes back, is made again, and is given up": """
        post    a1 appropriate bank line 100 -> ok
        post    p1 pay line transit 100 -> ok
        resolve p1/post p1 post -> ok
        post    s1 settle transit bank 100 -> ok
        post    b1 return bank returns 100 -> ok
        balance returns 0 100 0 0
        post    p2 reissue returns transit 100 -> ok
        post    p3 reissue returns transit 1 -> floor_reached
        resolve p2/void p2 void -> ok
        post    g1 release returns line 100 -> ok
        balance line 100 200 0 0
        balance returns 100 100 0 0
    """,
    "money that is demanded back": """
        post    c1 claw_back owed line 70 -> ok
        balance line 0 0 0 70
        resolve c1/post c1 post -> ok
        post    c1/repay repay bank owed 70 -> ok
        balance owed 70 70 0 0
        balance line 0 70 0 0
    """,
    "what the bank says and nobody knows": """
        post    u1 unmatched_in bank unmatched 5 -> ok
        reverse u1/undone u1 -> ok
        balance unmatched 5 5 0 0
        post    u2 unmatched_out unmatched bank 5 -> ok
    """,
    "a budget that is lowered and lapses": """
        post    a1 appropriate bank line 100 -> ok
        post    l1 lower line bank 30 -> ok
        post    l2 lapse line bank 71 -> floor_reached
        post    l2 lapse line bank 70 -> ok
        balance line 100 100 0 0
    """,
    "keys": """
        post    a1 appropriate bank line 100 -> ok
        post    a1 appropriate bank line 100 -> exists
        post    a1 appropriate bank line 101 -> key_taken
        post    a1 unmatched_in bank unmatched 100 -> key_taken
        balance line 0 100 0 0
    """,
    "amounts": """
        post    a1 appropriate bank line 0 -> amount_not_positive
        post    a1 appropriate bank line -1 -> amount_not_positive
        post    a1 appropriate bank line 1000000000000001 -> too_much
        post    a1 appropriate bank line 1000000000000000 -> ok
    """,
    "accounts": """
        post    a1 appropriate bank bank 1 -> same_account
        post    a1 appropriate bank nowhere 1 -> account_unknown
        post    a1 appropriate nowhere line 1 -> account_unknown
        post    a1 appropriate bank foreign 1 -> owners_differ
        post    a1 appropriate bank transit 1 -> wrong_account_kind
        post    a1 appropriate line bank 1 -> wrong_account_kind
    """,
    "phases": """
        post    a1 appropriate bank line 9 -> ok
        entry   a2 appropriate pending bank line 9 -> wrong_phase
        entry   p1 pay posted line transit 9 -> wrong_phase
        entry   p1 pay pending line transit 9 of=a1 -> wrong_phase
        entry   p1 pay posted line transit 9 of=a1 -> wrong_phase
    """,
    "resolving": """
        post    a1 appropriate bank line 100 -> ok
        post    a2 appropriate bank line 100 -> ok
        post    p1 pay line transit 40 -> ok
        entry   x pay post line transit 40 -> pending_unknown
        entry   x pay post line transit 40 of=p9 -> pending_unknown
        entry   x pay post line transit 40 of=a1 -> not_pending
        entry   x pay post line transit 41 of=p1 -> amount_differs
        entry   x pay post returns transit 40 of=p1 -> accounts_differ
        entry   x reserve post line transit 40 of=p1 -> movement_differs
        resolve p1/post p1 post -> ok
        resolve p1/post p1 post -> exists
        resolve p1/void p1 void -> already_resolved
        resolve p1/post2 p1 post -> already_resolved
        balance line 40 200 0 0
    """,
    "reversing": """
        post    a1 appropriate bank line 100 -> ok
        post    p1 pay line transit 40 -> ok
        entry   x appropriate posted line bank 100 reverses=a9 -> reversed_unknown
        entry   x appropriate posted line bank 99 reverses=a1 -> amount_differs
        entry   x appropriate posted bank line 100 reverses=a1 -> accounts_differ
        entry   x lower posted line bank 100 reverses=a1 -> movement_differs
        reverse p1/undone p1 -> not_reversible
        reverse a1/undone a1 -> floor_reached
        resolve p1/post p1 post -> ok
        reverse p1/undone p1/post -> ok
        reverse p1/again p1/post -> already_reversed
        reverse p1/back p1/undone -> not_reversible
        balance line 40 140 0 0
        balance transit 40 40 0 0
        reverse a1/undone a1 -> ok
        reverse a1/undone a1 -> exists
    """,
    "the floor counts what is reserved": """
        post    a1 appropriate bank line 100 -> ok
        post    p1 pay line transit 60 -> ok
        post    p2 pay line transit 41 -> floor_reached
        post    l1 lower line bank 41 -> floor_reached
        post    p2 pay line transit 40 -> ok
        post    p3 pay line transit 1 -> floor_reached
        resolve p2/void p2 void -> ok
        post    p3 pay line transit 1 -> ok
    """,
}


@pytest.mark.parametrize("name", TABLES)
def test_table(name):
    Table().play(ACCOUNTS).play(TABLES[name])


def test_the_tables_reach_every_outcome():
    reached = set()
    for text in TABLES.values():
        reached |= Table().play(ACCOUNTS).play(text).reached
    assert reached == set(Outcome)


def test_an_account_holds_no_more_than_a_database_does():
    table = Table().play(ACCOUNTS)
    for number in range(1000):
        table.play(f"post a{number} appropriate bank line 1000000000000000 -> ok")
    table.play("post b appropriate bank line 1 -> too_much")


@pytest.mark.parametrize("kind", [AccountKind, Phase, Movement, Outcome, BreachKind])
def test_every_code_word_is_told_in_both_languages(kind):
    for word in kind:
        assert told(word, "zh").strip()
        assert told(word, "en").strip()
        assert told(word, "zh") != told(word, "en")


def test_every_movement_has_a_route_between_different_kinds():
    assert set(MOVEMENTS) == set(Movement)
    assert all(route.debit != route.credit for route in MOVEMENTS.values())
    assert {route.phase for route in MOVEMENTS.values()} == {Phase.POSTED, Phase.PENDING}


def test_a_refusal_says_why_and_which():
    error = LedgerRefusedError(Outcome.FLOOR_REACHED, key="pay/7")
    assert (error.outcome, error.key) == (Outcome.FLOOR_REACHED, "pay/7")
    assert str(error) == "ledger_refused: {'outcome': 'floor_reached', 'key': 'pay/7'}"

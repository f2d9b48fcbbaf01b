"""Every kind of breach, planted in stored rows."""

# ruff: noqa: FBT003 -- rows as a database holds them

from pathlib import Path

import pytest
from tests.unit.ledger.books import new_book, stored

from zhiqiao.ledger import Breach, Entry, Movement, Phase, post, verify
from zhiqiao.ledger.stored import AccountRow, BreachKind, EntryRow

K = BreachKind
HISTORY = [
    Entry("a", Movement.APPROPRIATE, Phase.POSTED, "treasury_bank/1", "budget/1", 100),
    Entry("p", Movement.PAY, Phase.PENDING, "budget/1", "in_transit/1", 40),
    Entry("p/post", Movement.PAY, Phase.POST, "budget/1", "in_transit/1", 40, of="p"),
    Entry("s", Movement.SETTLE, Phase.POSTED, "in_transit/1", "treasury_bank/1", 40),
    Entry("u", Movement.UNMATCHED_IN, Phase.POSTED, "treasury_bank/1", "bank_unmatched/1", 7),
    Entry(
        "u/back", Movement.UNMATCHED_IN, Phase.POSTED, "bank_unmatched/1", "treasury_bank/1", 7,
        reverses="u",
    ),
    Entry("q", Movement.PAY, Phase.PENDING, "budget/1", "in_transit/1", 10),
]  # fmt: skip


@pytest.fixture
def rows():
    book, outcomes = post(new_book(), HISTORY)
    assert {str(each) for each in outcomes} == {"ok"}
    return stored(book)


def number_of(accounts, code):
    return next(each.number for each in accounts if each.code == code)


def kinds(accounts, entries):
    return {(each.kind, each.entry) for each in verify(accounts, entries)}


def put(entries, place, **changed):
    """The entries, that at a place changed; places count from 1, as the numbers do."""
    entries[place - 1] = entries[place - 1]._replace(**changed)
    return entries


def test_a_sound_ledger(rows):
    assert verify(*rows) == ()
    assert verify([], []) == ()


@pytest.mark.parametrize(
    ("place", "changed", "kind"),
    [
        (1, {"amount_fen": 0}, K.AMOUNT_WRONG),
        (1, {"amount_fen": -5}, K.AMOUNT_WRONG),
        (1, {"amount_fen": 10**15 + 1}, K.AMOUNT_WRONG),
        (1, {"credit": 99}, K.ACCOUNT_UNKNOWN),
        (1, {"debit": 99}, K.ACCOUNT_UNKNOWN),
        (1, {"movement": "settle"}, K.MOVEMENT_WRONG),
        (1, {"movement": "gift"}, K.MOVEMENT_WRONG),
        (1, {"phase": "pending"}, K.MOVEMENT_WRONG),
        (1, {"phase": "maybe"}, K.MOVEMENT_WRONG),
        (2, {"phase": "posted"}, K.MOVEMENT_WRONG),
        (3, {"of": None}, K.PENDING_UNKNOWN),
        (3, {"of": 1}, K.PENDING_UNKNOWN),
        (3, {"of": 7}, K.PENDING_UNKNOWN),  # it comes later
        (3, {"of": 99}, K.PENDING_UNKNOWN),
        (3, {"amount_fen": 39}, K.RESOLUTION_DIFFERS),
        (3, {"movement": "reserve"}, K.RESOLUTION_DIFFERS),
        (6, {"reverses": 99}, K.REVERSED_UNKNOWN),
        (6, {"reverses": 2}, K.REVERSED_UNKNOWN),
        (6, {"amount_fen": 8}, K.REVERSAL_DIFFERS),
        (6, {"reverses": 4}, K.REVERSAL_DIFFERS),
    ],
)
def test_a_damaged_entry_is_named(rows, place, changed, kind):
    accounts, entries = rows
    assert (kind, place) in kinds(accounts, put(entries, place, **changed))


def test_one_account_on_both_sides(rows):
    accounts, entries = rows
    same = entries[0].debit
    assert (K.ACCOUNTS_ALIKE, 1) in kinds(accounts, put(entries, 1, credit=same))


def test_money_between_two_departments(rows):
    accounts, entries = rows
    place = number_of(accounts, "budget/1") - 1
    accounts[place] = accounts[place]._replace(owner=2)
    assert (K.OWNERS_DIFFER, 1) in kinds(accounts, entries)


def test_numbers_out_of_order(rows):
    accounts, entries = rows
    assert (K.OUT_OF_ORDER, 1) in kinds(accounts, [entries[1], entries[0], *entries[2:]])


def test_a_key_used_twice(rows):
    accounts, entries = rows
    found = verify(accounts, put(entries, 5, key="a"))
    assert found == (Breach(K.KEY_TWICE, 5),)


def test_a_pending_entry_resolved_twice(rows):
    accounts, entries = rows
    again = entries[2]._replace(number=8, key="p/again", phase="void")
    assert (K.RESOLVED_TWICE, 8) in kinds(accounts, [*entries, again])


def test_an_entry_reversed_twice(rows):
    accounts, entries = rows
    again = entries[5]._replace(number=8, key="u/again")
    assert (K.REVERSED_TWICE, 8) in kinds(accounts, [*entries, again])


def test_a_floor_broken_and_mended_later():
    accounts = [
        AccountRow(1, "bank", "treasury_bank", 1, False, 10, 0, 0, 0),
        AccountRow(2, "line", "budget", 1, True, 0, 10, 5, 0),
        AccountRow(3, "transit", "in_transit", 1, False, 0, 0, 0, 5),
    ]
    entries = [
        EntryRow(1, "p", "pay", "pending", 2, 3, 5, None, None),
        EntryRow(2, "a", "appropriate", "posted", 1, 2, 10, None, None),
    ]
    assert verify(accounts, entries) == (Breach(K.FLOOR_BROKEN, 1, "line"),)


@pytest.mark.parametrize("which", AccountRow._fields[5:])
def test_a_sum_that_was_changed(rows, which):
    accounts, entries = rows
    place = number_of(accounts, "budget/1") - 1
    before = getattr(accounts[place], which)
    accounts[place] = accounts[place]._replace(**{which: before + 1})
    found = verify(accounts, entries)
    assert found[0] == Breach(K.SUM_DIFFERS, None, "budget/1", which, before, before + 1)
    assert [each.kind for each in found[1:]] == [K.UNBALANCED]


def test_a_sum_changed_on_both_sides_is_still_found(rows):
    accounts, entries = rows
    for code, which in (("treasury_bank/1", "debit_fen"), ("budget/1", "credit_fen")):
        place = number_of(accounts, code) - 1
        more = getattr(accounts[place], which) + 1_000
        accounts[place] = accounts[place]._replace(**{which: more})
    assert {(each.kind, each.account) for each in verify(accounts, entries)} == {
        (K.SUM_DIFFERS, "treasury_bank/1"),
        (K.SUM_DIFFERS, "budget/1"),
    }


def test_the_tests_above_reach_every_breach():
    text = Path(__file__).read_text("utf-8")
    assert [each.name for each in K if f"K.{each.name}" not in text] == []

"""Damage done to the stored ledger, past every trigger and constraint: each is found and named."""

# ruff: noqa: S608 -- these tests change rows by SQL, as someone with the database would

import contextlib

import pytest
from django.db import connection
from tests.secure.keeping_books import Books, resolved, reversed_

from zhiqiao.ledger import Movement, Phase
from zhiqiao.web.ledger.models import Entry
from zhiqiao.web.ledger.queries import balance, verify_rows
from zhiqiao.web.ledger.triggers import CREATE, DROP

pytestmark = pytest.mark.django_db(transaction=True)
INDEXES = ("one_entry_a_key", "one_resolution_a_pending", "one_reversal")


@contextlib.contextmanager
def past_everything():
    """A cursor of someone who owns the database; what it took down is up again afterwards."""
    if connection.vendor == "postgresql":
        from tests.postgresql import server

        with server.administrator(connection.settings_dict["NAME"]) as other:
            other.execute("SET session_replication_role = replica")
            for name in INDEXES:
                constraint = other.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [name])
                what = f"TABLE ledger_entry DROP CONSTRAINT {name}"
                other.execute(f"ALTER {what}" if constraint.fetchone() else f"DROP INDEX {name}")
            yield other.cursor()
            other.execute("DELETE FROM ledger_entry")
            other.execute("ALTER TABLE ledger_entry ADD CONSTRAINT one_entry_a_key UNIQUE (key)")
            for name, column in zip(INDEXES[1:], ("of_id", "reverses_id"), strict=True):
                where = f"({column}) WHERE {column} IS NOT NULL"
                other.execute(f"CREATE UNIQUE INDEX {name} ON ledger_entry {where}")
        return
    with connection.cursor() as cursor:
        made = "SELECT sql FROM sqlite_master WHERE name = %s"
        again = [cursor.execute(made, [name]).fetchone()[0] for name in INDEXES[1:]]
        for statement in (*DROP["sqlite"], *(f"DROP INDEX {name}" for name in INDEXES[1:])):
            cursor.execute(statement)
        yield cursor
        cursor.execute("DELETE FROM ledger_entry")
        for statement in (*again, *CREATE["sqlite"]):
            cursor.execute(statement)


def damage(*statements):
    """What a reading finds once the statements were run: kinds by the entry, or the account."""
    with past_everything() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return {(each.kind.value, each.entry or each.account) for each in verify_rows().breaches}


@pytest.fixture
def books():
    """A budget of 1,000 of which 400 are paid and 100 on their way; 7 that nobody knew of."""
    made = Books(1_000)
    made.paid = made.pay(400, key="p")
    made.posted = resolved(made.paid, Phase.POST, key="p/post")
    made.settled = made.post(Movement.SETTLE, made.transit, made.bank, 400, key="s")
    made.back = made.post(Movement.RETURN, made.bank, made.returns, 7, key="b")
    made.undone = reversed_(made.back, key="b/undone")
    made.waiting = made.pay(100, key="q")
    return made


def entry(row, **changed):
    sets = ", ".join(f"{name} = {value}" for name, value in changed.items())
    return f"UPDATE ledger_entry SET {sets} WHERE id = {row.pk}"


def account(row, **changed):
    sets = ", ".join(f"{name} = {value}" for name, value in changed.items())
    return f"UPDATE ledger_account SET {sets} WHERE id = {row.pk}"


def copied(row, **changed):
    """Another entry like that one."""
    names = [field.column for field in Entry._meta.fields if field.name != "id"]  # noqa: SLF001
    kept = ", ".join(str(changed.get(name, name)) for name in names)
    return (
        f"INSERT INTO ledger_entry ({', '.join(names)}) SELECT {kept} FROM ledger_entry"
        f" WHERE id = {row.pk}"
    )


def test_a_ledger_as_posted_is_sound(books):
    verdict = verify_rows()
    assert verdict.is_sound
    assert (verdict.accounts, verdict.entries) == (4, Entry.objects.unscoped().count())
    assert balance(books.line).free_fen == 500


def test_a_sum_that_was_changed_is_found(books):
    found = damage(account(books.line, credit_fen=2_000))
    assert found == {("sum_differs", books.line.code), ("unbalanced", "")}


def test_a_changed_amount_is_found(books):
    assert ("resolution_differs", books.posted.pk) in damage(entry(books.posted, amount_fen=399))


def test_an_amount_changed_everywhere_is_found_by_the_sums(books):
    found = damage(entry(books.settled, amount_fen=401))
    assert found == {("sum_differs", books.transit.code), ("sum_differs", books.bank.code)}


def test_a_removed_entry_is_found(books):
    assert ("pending_unknown", books.posted.pk) in damage(
        f"DELETE FROM ledger_entry WHERE id = {books.paid.pk}"
    )


def test_money_sent_to_another_account_is_found(books):
    changed = entry(books.settled, credit_id=books.returns.pk)
    assert ("movement_wrong", books.settled.pk) in damage(changed)


def test_a_payment_posted_twice_is_found(books):
    twice = copied(books.posted, key="'twice'")
    found = damage(twice, account(books.line, debit_fen=800, credit_fen=1_000))
    assert "resolved_twice" in {kind for kind, _ in found}


def test_a_reversal_done_twice_is_found(books):
    found = damage(copied(books.undone, key="'twice'"))
    assert "reversed_twice" in {kind for kind, _ in found}


def test_an_account_that_is_gone_is_found(books):
    found = damage(f"DELETE FROM ledger_account WHERE id = {books.returns.pk}")
    assert ("account_unknown", books.back.pk) in found


def test_a_kind_that_was_changed_is_found(books):
    assert ("movement_wrong", books.back.pk) in damage(account(books.returns, kind="'escrow'"))


def test_money_of_two_departments_is_found(books):
    other = Books().organisation
    found = damage(account(books.returns, organisation_id=other.pk))
    assert ("owners_differ", books.back.pk) in found


def test_a_floor_broken_and_mended_again_is_found(books):
    """Every sum is right in the end, but for a while more was promised than there was."""
    first = Entry.objects.unscoped().get(movement="appropriate")
    later = first.pk + 1_000
    found = damage(f"UPDATE ledger_entry SET id = {later} WHERE id = {first.pk}")
    assert found == {("floor_broken", books.paid.pk)}


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite cannot drop a constraint")
def test_a_key_used_twice_is_found(books):
    found = damage(entry(books.waiting, key="'p'"))
    assert found == {("key_twice", books.waiting.pk)}

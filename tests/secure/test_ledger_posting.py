"""Entries one at a time and a hundred thousand at once: what the database then says."""

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.secure.keeping_books import (
    Books,
    K,
    all_posted,
    all_resolved,
    department,
    opened,
    perform,
    resolved,
    reversed_,
    sums,
)

from zhiqiao.ledger import LedgerRefusedError, Movement, Outcome, Phase
from zhiqiao.web.audit.errors import UnauditedChangeError
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.ledger.actions import move_accounts
from zhiqiao.web.ledger.models import Account, Entry
from zhiqiao.web.ledger.posting_actions import post
from zhiqiao.web.ledger.queries import verify_rows
from zhiqiao.web.ledger.refusing import refusing
from zhiqiao.web.ledger.set_actions import Rows

pytestmark = pytest.mark.django_db(transaction=True)


def numbered(count, fen=7, prefix="set"):
    """A SELECT of so many rows, in the SQL of both databases."""
    return Rows(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
        " SELECT %s || '/' || i AS key, CAST(%s AS bigint) AS amount_fen, i AS source_id FROM n",
        (count, prefix, fen),
    )


PENDING = Rows(
    "SELECT 'post/' || id AS key, id AS pending_id FROM ledger_entry WHERE phase = %s",
    ("pending",),
)


def refused(function, *args, **kwargs):
    """The outcome of what is refused; nothing of it is kept."""
    rows = Entry.objects.unscoped().count(), AuditRow.objects.count()
    with pytest.raises(LedgerRefusedError) as caught:
        function(*args, **kwargs)
    assert (Entry.objects.unscoped().count(), AuditRow.objects.count()) == rows
    return caught.value.outcome


def test_a_budget_is_appropriated_reserved_paid_and_settled():
    books = Books(1_000)
    assert sums(books.bank) == (1_000, 0, 0, 0)
    pending = books.pay(400)
    assert sums(books.line) == (0, 1_000, 400, 0)
    assert sums(books.transit) == (0, 0, 0, 400)
    resolved(pending, Phase.POST)
    books.post(Movement.SETTLE, books.transit, books.bank, 400)
    assert sums(books.line) == (400, 1_000, 0, 0)
    assert sums(books.transit) == (400, 400, 0, 0)
    assert sums(books.bank) == (1_000, 400, 0, 0)


def test_a_voided_payment_is_free_again():
    books = Books(1_000)
    resolved(books.pay(1_000), Phase.VOID)
    assert sums(books.line) == (0, 1_000, 0, 0)
    books.pay(1_000)


def test_a_hundred_at_once():
    books = Books(1_000)
    assert all_posted(numbered(100), Movement.PAY, books.line, books.transit) == (100, 700)
    assert sums(books.line) == (0, 1_000, 700, 0)
    assert all_resolved(PENDING, Phase.POST) == (100, 700)
    assert sums(books.line) == (700, 1_000, 0, 0)
    assert sums(books.transit) == (0, 700, 0, 0)
    made = Entry.objects.unscoped().filter(phase="post").first()
    assert (made.movement, made.amount_fen, made.source) == ("pay", 7, "test")
    assert made.source_id == made.of.source_id


def test_a_hundred_are_posted_as_a_whole_or_not_at_all():
    books = Books(699)
    set_ = (Movement.PAY, books.line, books.transit)
    assert refused(all_posted, numbered(100), *set_) == Outcome.FLOOR_REACHED
    assert all_posted(numbered(99), *set_) == (99, 693)
    assert refused(all_posted, numbered(100, fen=0, prefix="x"), *set_) == (
        Outcome.AMOUNT_NOT_POSITIVE
    )
    assert refused(all_posted, numbered(1, fen=10**15 + 1, prefix="x"), *set_) == Outcome.TOO_MUCH
    assert refused(all_posted, numbered(99), *set_) == Outcome.KEY_TAKEN
    assert refused(all_posted, numbered(1, prefix="x"), Movement.PAY, books.line, books.bank) == (
        Outcome.WRONG_ACCOUNT_KIND
    )
    assert refused(all_posted, numbered(1), Movement.PAY, books.line, Books().transit) == (
        Outcome.OWNERS_DIFFER
    )
    nothing = Rows("SELECT 'x' AS key, 1 AS amount_fen, 1 AS source_id WHERE 1 = 0")
    assert all_posted(nothing, *set_) == (0, 0)


def test_a_set_is_resolved_once_and_only_what_is_pending():
    books = Books(1_000)
    all_posted(numbered(10), Movement.PAY, books.line, books.transit)
    unknown = Rows("SELECT %s AS key, 10000 AS pending_id", ("x",))
    assert refused(all_resolved, unknown, Phase.POST) == Outcome.NOT_PENDING
    posted = Rows("SELECT 'x' || id AS key, id AS pending_id FROM ledger_entry")
    assert refused(all_resolved, posted, Phase.POST) == Outcome.NOT_PENDING
    assert all_resolved(PENDING, Phase.VOID) == (10, 70)
    again = Rows("SELECT 'again/' || id AS key, id AS pending_id FROM ledger_entry"
                 " WHERE phase = %s", ("pending",))  # fmt: skip
    assert refused(all_resolved, again, Phase.POST) == Outcome.ALREADY_RESOLVED
    assert sums(books.line) == (0, 1_000, 0, 0)


def test_a_set_is_resolved_across_many_accounts():
    first, second = Books(1_000), Books(1_000)
    for books, prefix in ((first, "a"), (second, "b")):
        all_posted(numbered(5, prefix=prefix), Movement.PAY, books.line, books.transit)
    assert all_resolved(PENDING, Phase.POST) == (10, 70)
    assert sums(first.line) == sums(second.line) == (35, 1_000, 0, 0)


def test_the_same_key_is_posted_once_and_never_for_anything_else():
    books = Books(1_000)
    first = books.pay(7, key="pay/1")
    assert books.pay(7, key="pay/1").pk == first.pk
    assert refused(books.pay, 8, key="pay/1") == Outcome.KEY_TAKEN
    assert refused(books.pay, 7, key="pay/1", source_id=2) == Outcome.KEY_TAKEN
    assert sums(books.line) == (0, 1_000, 7, 0)
    assert resolved(first, Phase.POST).pk == resolved(first, Phase.POST).pk
    assert sums(books.line) == (7, 1_000, 0, 0)


def test_what_the_engine_refuses_is_refused_here():
    books = Books(100)
    pending = books.pay(60)
    assert refused(books.pay, 41) == Outcome.FLOOR_REACHED
    assert refused(books.pay, 0) == Outcome.AMOUNT_NOT_POSITIVE
    resolved(pending, Phase.POST)
    assert refused(resolved, pending, Phase.VOID) == Outcome.ALREADY_RESOLVED
    assert refused(reversed_, pending) == Outcome.NOT_REVERSIBLE


def test_a_reversal_brings_the_money_back_once():
    books = Books(100)
    posted = resolved(books.pay(60), Phase.POST)
    assert reversed_(posted).reverses_id == posted.pk
    assert sums(books.line) == (60, 160, 0, 0)
    assert refused(reversed_, posted, key="again") == Outcome.ALREADY_REVERSED


def test_a_refusal_in_the_middle_keeps_nothing_of_the_action():
    books = Books(100)

    def twice():
        post(books.new(Movement.PAY, books.line, books.transit, 60))
        post(books.new(Movement.PAY, books.line, books.transit, 60))

    assert refused(perform, twice) == Outcome.FLOOR_REACHED
    assert sums(books.line) == (0, 100, 0, 0)


def test_the_database_itself_keeps_the_floor():
    books = Books(100)

    def past_the_engine():
        with refusing("x"):
            Account.objects.unscoped().filter(pk=books.line.pk).update(debit_pending_fen=101)

    assert refused(perform, past_the_engine) == Outcome.FLOOR_REACHED


def test_posting_belongs_inside_an_action():
    books = Books()
    new = books.new(Movement.APPROPRIATE, books.bank, books.line, 1)
    with pytest.raises((UnauditedChangeError, transaction.TransactionManagementError)):
        outside_an_action(post, new)


def outside_an_action(function, *args):
    """As the product would call it, not as a test that prepares rows."""
    from zhiqiao.web.audit import guard

    allowed, guard._allowances[:] = guard._allowances[:], []  # noqa: SLF001
    try:
        return function(*args)
    finally:
        guard._allowances[:] = allowed  # noqa: SLF001


def test_an_account_is_opened_once_and_its_code_is_nobody_elses():
    first, other = department(), department()
    account = opened(K.BUDGET, first, "budget/2026/x")
    assert opened(K.BUDGET, first, "budget/2026/x").pk == account.pk
    assert account.has_floor
    assert not opened(K.IN_TRANSIT, first).has_floor
    assert refused(opened, K.BUDGET, other, "budget/2026/x") == Outcome.KEY_TAKEN
    assert refused(opened, K.IN_TRANSIT, first, "budget/2026/x") == Outcome.KEY_TAKEN


CHANGES = [
    "UPDATE ledger_entry SET amount_fen = 1",
    "UPDATE ledger_entry SET key = 'x'",
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_account",
    "UPDATE ledger_account SET kind = 'escrow'",
    "UPDATE ledger_account SET code = 'x'",
    "UPDATE ledger_account SET has_floor = false",
]


@pytest.mark.parametrize("change", CHANGES)
def test_no_entry_is_ever_changed_or_removed(change):
    Books(100)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles")
@pytest.mark.parametrize("change", [*CHANGES, "TRUNCATE ledger_entry", "TRUNCATE ledger_account"])
def test_not_even_by_who_may_change_tables(change):
    from tests.postgresql import server

    Books(100)
    database = server.address("zhiqiao_migrator", connection.settings_dict["NAME"])
    with psycopg.connect(database) as migrator, pytest.raises(psycopg.errors.Error) as caught:
        migrator.execute(f"{change} CASCADE" if "TRUNCATE" in change else change)
    assert "never changed or removed" in str(caught.value)


COPY = (
    "INSERT INTO ledger_entry (key, movement, phase, debit_id, credit_id, amount_fen, of_id,"
    " reverses_id, booked_on, made_at, source, source_id) SELECT 'copy', {movement}, {phase},"
    " {debit}, {credit}, {fen}, {of}, {reverses}, booked_on, made_at, source, source_id"
    " FROM ledger_entry WHERE id = {id}"
)
AS_IT_IS = {
    "movement": "movement", "debit": "debit_id", "credit": "credit_id", "fen": "amount_fen",
    "reverses": "NULL",
}  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"fen": "amount_fen + 1"},
        {"debit": "credit_id", "credit": "debit_id"},
        {"movement": "'reserve'"},
        {"of": "0"},
        {"debit": "0"},
    ],
)
def test_the_database_itself_looks_at_what_an_entry_resolves(changed):
    pending = Books(100).pay(60)
    kept = {**AS_IT_IS, "phase": "'post'", "of": "id", "id": pending.pk} | changed

    def insert():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(COPY.format(**kept))

    if changed:
        with pytest.raises(IntegrityError):
            insert()
    else:
        insert()


def test_an_entry_is_never_rewritten_by_the_program():
    entry = Books(100).pay(60)
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_the_money_of_a_merged_department_is_the_others():
    books, target = Books(100), department()
    perform(move_accounts, source=books.organisation, target=target)
    assert set(Account.objects.unscoped().values_list("organisation_id", flat=True)) == {target.pk}
    assert verify_rows().is_sound

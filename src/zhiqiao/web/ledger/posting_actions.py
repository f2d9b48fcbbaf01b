"""Opening accounts and posting entries, one at a time, inside the actions of others.

The action that posts tells the chain what it did; nothing here does. Both accounts of an entry are
locked first, in the order of their numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.utils import timezone

from zhiqiao import ledger
from zhiqiao.ledger import AccountKind, LedgerRefusedError, Movement, Outcome, Phase
from zhiqiao.ledger.movements import FLOORED, MOVEMENTS
from zhiqiao.ledger.values import Balance
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.ledger.models import SUMS, Account, Entry
from zhiqiao.web.ledger.refusing import refusing
from zhiqiao.web.ledger.rows import book_of, entry_of


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be posted.

    Attributes:
        key: unique for all time; the same key with the same content is posted once.
        on: the day that it counts for.
        source: what caused it, as a code word of at most 16 letters (`sources.register`).
    """

    movement: Movement
    debit: Account
    credit: Account
    amount_fen: int
    key: str
    on: date
    source: str
    source_id: int


def open_account(
    kind: AccountKind, *, organisation: Organisation, code: str | None = None
) -> Account:
    """The department's account of that code, opened if it is not there.

    Args:
        kind: a budget, a returns or an escrow account gets a floor.
        organisation: whose money it is.
        code: at most 100 letters; the kind and the department's number unless told.

    Raises:
        LedgerRefusedError: KEY_TAKEN; the code is another account's.
    """
    code = code or f"{kind.value}/{organisation.pk}"
    account, _is_new = Account.objects.unscoped().get_or_create(
        code=code,
        defaults={"kind": kind.value, "organisation": organisation, "has_floor": kind in FLOORED},
    )
    if (account.kind, account.organisation_id) != (kind.value, organisation.pk):
        raise LedgerRefusedError(Outcome.KEY_TAKEN, key=code)
    return account


def lock_accounts(accounts: Iterable[Account]) -> dict[int, Account]:
    """The accounts by their number, as they are now, locked until the action ends.

    An action that posts between several accounts locks them all at once, before it posts.
    """
    rows = Account.objects.unscoped().filter(pk__in={each.pk for each in accounts})
    return {each.pk: each for each in rows.select_for_update().order_by("pk")}


def post(new: NewEntry) -> Entry:
    """The entry in its movement's phase; the one that is there if the key was posted alike.

    Raises:
        LedgerRefusedError: with the outcome; the action is over, nothing of it is kept.
    """
    return _post(
        Entry(
            key=new.key,
            movement=new.movement.value,
            phase=MOVEMENTS[new.movement].phase.value,
            debit=new.debit,
            credit=new.credit,
            amount_fen=new.amount_fen,
            booked_on=new.on,
            source=new.source,
            source_id=new.source_id,
        )
    )


def resolve(pending: Entry, *, phase: Phase, key: str, on: date) -> Entry:
    """The entry that posts (POST) or frees (VOID) what a pending one reserved.

    Raises:
        LedgerRefusedError: as ALREADY_RESOLVED; nothing of the action is kept.
    """
    return _post(
        Entry(
            key=key,
            movement=pending.movement,
            phase=phase.value,
            debit=pending.debit,
            credit=pending.credit,
            amount_fen=pending.amount_fen,
            of=pending,
            booked_on=on,
            source=pending.source,
            source_id=pending.source_id,
        )
    )


def reverse(undone: Entry, *, key: str, on: date, source: str, source_id: int) -> Entry:
    """The entry that undoes another: the same amount back, at once.

    Raises:
        LedgerRefusedError: as ALREADY_REVERSED; nothing of the action is kept.
    """
    return _post(
        Entry(
            key=key,
            movement=undone.movement,
            phase=Phase.POSTED.value,
            debit=undone.credit,
            credit=undone.debit,
            amount_fen=undone.amount_fen,
            reverses=undone,
            booked_on=on,
            source=source,
            source_id=source_id,
        )
    )


def _post(new: Entry) -> Entry:
    locked = lock_accounts([new.debit, new.credit])
    met = _entries_met(new)
    book = book_of(tuple(locked.values()), met)
    after, (outcome,) = ledger.post(book, [entry_of(new)])
    if outcome == Outcome.EXISTS:
        return _same(new, next(each for each in met if each.key == new.key))
    if outcome != Outcome.OK:
        raise LedgerRefusedError(outcome, key=new.key)
    new.made_at = timezone.now()
    with refusing(new.key):
        new.save()
        for account in locked.values():
            _move(account, book.balance(account.code), after.balance(account.code))
    return new


def _entries_met(new: Entry) -> list[Entry]:
    """Those that an entry is judged by: of its key, what it refers to, and what did so before."""
    wanted = Q(key=new.key)
    if new.of_id:
        wanted |= Q(pk=new.of_id) | Q(of=new.of_id)
    if new.reverses_id:
        wanted |= Q(pk=new.reverses_id) | Q(reverses=new.reverses_id)
    rows = Entry.objects.unscoped().filter(wanted)
    return list(rows.select_related("debit", "credit", "of", "reverses"))


def _same(new: Entry, there: Entry) -> Entry:
    """The entry that is there, if it has the same cause too."""
    if (new.source, new.source_id) != (there.source, there.source_id):
        raise LedgerRefusedError(Outcome.KEY_TAKEN, key=new.key)
    return there


def _move(account: Account, before: Balance, after: Balance) -> None:
    """Adds the difference, so that the sums stay right whoever else wrote."""
    more = {name: getattr(after, name) - getattr(before, name) for name in SUMS}
    rows = Account.objects.unscoped().filter(pk=account.pk)
    rows.update(**{name: F(name) + fen for name, fen in more.items() if fen})

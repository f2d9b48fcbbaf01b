"""The ledger as it is stored, for the verifier and for pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

from django.db import connection

from zhiqiao.ledger import Breach, verify
from zhiqiao.ledger.stored import AccountRow, EntryRow
from zhiqiao.ledger.values import Balance
from zhiqiao.web.ledger.models import SUMS, Account
from zhiqiao.web.ledger.snapshot import one_moment

CHUNK_ROWS = 20_000
_CHUNK = (
    "SELECT id, key, movement, phase, debit_id, credit_id, amount_fen, of_id, reverses_id"
    " FROM ledger_entry WHERE id > %s ORDER BY id LIMIT %s"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reading of the whole ledger found; `seconds` is how long it took."""

    accounts: int
    entries: int
    breaches: tuple[Breach, ...]
    seconds: float

    @property
    def is_sound(self) -> bool:
        """Whether everything holds."""
        return not self.breaches


def verify_rows() -> Verdict:
    """Reads every account and entry as of one moment, and verifies them.

    Memory grows by about 25 bytes an entry.
    """
    started = perf_counter()
    with one_moment():
        accounts = list(_account_rows())
        entries = _Counted()
        breaches = verify(accounts, entries.rows())
    return Verdict(len(accounts), entries.count, breaches, perf_counter() - started)


def _account_rows() -> Iterator[AccountRow]:
    columns = ("id", "code", "kind", "organisation_id", "has_floor", *SUMS)
    rows = Account.objects.unscoped().order_by("id").values_list(*columns)
    return map(AccountRow._make, rows)


class _Counted:
    """The entries by number, a chunk at a time, and how many there were."""

    def __init__(self) -> None:
        self.count = 0

    def rows(self) -> Iterator[EntryRow]:
        last = -1
        while True:
            with connection.cursor() as cursor:
                cursor.execute(_CHUNK, [last, CHUNK_ROWS])
                chunk = cursor.fetchall()
            yield from map(EntryRow._make, chunk)
            self.count += len(chunk)
            if len(chunk) < CHUNK_ROWS:
                return
            last = chunk[-1][0]


def balance(account: Account) -> Balance:
    """The four sums of an account as they are now."""
    return Account.objects.unscoped().get(pk=account.pk).balance


def every_account() -> list[tuple[str, str, str, int, int, int, int]]:
    """Code, kind, the department's name and the four sums of every account, by code."""
    columns = ("code", "kind", "organisation__name", *SUMS)
    return list(Account.objects.unscoped().order_by("code").values_list(*columns))


def account_of_code(code: str) -> Account | None:
    """The account of that code, whoever's it is: for the operator's commands."""
    return Account.objects.unscoped().filter(code=code).first()

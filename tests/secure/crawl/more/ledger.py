"""The ledger of both worlds: read by the finance people of the department whose money it is."""

from django.utils import timezone

from zhiqiao.ledger import AccountKind
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.ledger.models import Account, Entry

_MOVES = {
    Permission.BUDGET_WRITE,
    Permission.GRANT_WRITE,
    Permission.PAYOUT_MAKE,
    Permission.PAYOUT_CHECK,
}


def _never(_person: Person) -> bool:
    return False


SEEN_BY_OTHERS = {"ledger-account": _never, "ledger-entry": _never}
KEPT_WITHIN = {kind: {Permission.LEDGER_READ} for kind in SEEN_BY_OTHERS}
WRITTEN_WITH = {
    "ledger_account": _MOVES | {Permission.ORGANISATION_ALL},
    "ledger_entry": _MOVES,
}
SEARCHED = ("ledger",)


def add(made) -> None:
    """Two accounts of the world's organisation, and a movement between them."""
    bank = _account(made, AccountKind.TREASURY_BANK, debit_fen=700)
    line = _account(made, AccountKind.BUDGET, credit_fen=700, has_floor=True)
    Entry.objects.create(
        key=made.canary("ledger-entry"),
        movement="appropriate",
        phase="posted",
        debit=bank,
        credit=line,
        amount_fen=700,
        booked_on="2026-10-01",
        made_at=timezone.now(),
        source="test",
        source_id=1,
    )
    made.ids["ledger_account_id"] = [bank.pk, line.pk]


def _account(made, kind: AccountKind, *, has_floor: bool = False, **sums: int) -> Account:
    return Account.objects.create(
        code=f"{kind.value}/{made.canary('ledger-account')}",
        kind=kind.value,
        organisation=made.organisation,
        has_floor=has_floor,
        **sums,
    )

"""A department's accounts and entries between them, for tests."""

from datetime import date
from itertools import count

from tests.factories import OrganisationFactory

from zhiqiao.ledger import AccountKind, Movement
from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.ledger.models import Account, Entry
from zhiqiao.web.ledger.posting_actions import NewEntry, open_account, post, resolve, reverse
from zhiqiao.web.ledger.set_actions import post_all, resolve_all

K = AccountKind
TODAY = date(2026, 11, 20)
_numbers = count(1)


def department():
    return OrganisationFactory(kind=OrganisationKind.DEPARTMENT)


@action
def perform(function, *args, **kwargs):
    """An action around one posting, as an app's would be."""
    audit(actor=None, action="note", what=Entry)
    return function(*args, **kwargs)


def opened(kind, organisation, code=None):
    return perform(open_account, kind, organisation=organisation, code=code)


class Books:
    """The accounts of one department, a budget of so much in one of them."""

    def __init__(self, budget_fen=0, organisation=None):
        self.organisation = organisation or department()
        self.bank = opened(K.TREASURY_BANK, self.organisation)
        self.line = opened(K.BUDGET, self.organisation)
        self.transit = opened(K.IN_TRANSIT, self.organisation)
        self.returns = opened(K.RETURNS_SUSPENSE, self.organisation)
        if budget_fen:
            self.post(Movement.APPROPRIATE, self.bank, self.line, budget_fen)

    def new(self, movement, debit, credit, fen, **more):
        given = {"key": f"key/{next(_numbers)}", "source": "test", "source_id": 1} | more
        return NewEntry(movement, debit, credit, fen, on=TODAY, **given)

    def post(self, *args, **more):
        return perform(post, self.new(*args, **more))

    def pay(self, fen, **more):
        return self.post(Movement.PAY, self.line, self.transit, fen, **more)


def resolved(pending, phase, key=None):
    key = key or f"{pending.key}/{phase}"
    return perform(resolve, pending, phase=phase, key=key, on=TODAY)


def reversed_(entry, key=None):
    key = key or f"{entry.key}/reversed"
    return perform(reverse, entry, key=key, on=TODAY, source="test", source_id=1)


def all_posted(rows, movement, debit, credit):
    return perform(
        post_all, rows, movement=movement, debit=debit, credit=credit, source="test", on=TODAY
    )


def all_resolved(rows, phase):
    return perform(resolve_all, rows, phase=phase, on=TODAY)


def sums(account):
    """The four sums of an account as they are stored."""
    balance = Account.objects.unscoped().get(pk=account.pk).balance
    return (
        balance.debit_fen,
        balance.credit_fen,
        balance.debit_pending_fen,
        balance.credit_pending_fen,
    )

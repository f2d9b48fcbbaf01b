"""The accounts of a department: each is opened when it is first needed, inside another action."""

from zhiqiao.ledger import AccountKind
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.ledger.models import Account
from zhiqiao.web.ledger.posting_actions import open_account


def treasury_of(organisation: Organisation) -> Account:
    """What the department's bank account holds."""
    return _opened(AccountKind.TREASURY_BANK, organisation, "treasury")


def in_transit_of(organisation: Organisation) -> Account:
    """What was paid out and is not on a statement yet."""
    return _opened(AccountKind.IN_TRANSIT, organisation, "in-transit")


def suspense_of(organisation: Organisation) -> Account:
    """What the bank gave back, until somebody decides on it."""
    return _opened(AccountKind.RETURNS_SUSPENSE, organisation, "returns")


def clawback_of(organisation: Organisation) -> Account:
    """What enterprises owe the department."""
    return _opened(AccountKind.CLAWBACK_RECEIVABLE, organisation, "clawback")


def unmatched_of(organisation: Organisation) -> Account:
    """What moved on the bank account and belongs to nothing known."""
    return _opened(AccountKind.BANK_UNMATCHED, organisation, "unmatched")


def budget_account(organisation: Organisation, *, programme_id: str, year: int) -> Account:
    """That of a budget line; with a floor."""
    code = f"budget/{organisation.pk}/{year}/{programme_id}"
    return open_account(AccountKind.BUDGET, organisation=organisation, code=code)


def _opened(kind: AccountKind, organisation: Organisation, word: str) -> Account:
    return open_account(kind, organisation=organisation, code=f"{word}/{organisation.pk}")

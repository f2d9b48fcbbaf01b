"""The demo department's budgets and lists, each brought to its state by the people who do so."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhiqiao.common.money import FEN_PER_WAN_YUAN
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.budgets.actions import Change, approve_revision, open_line, propose
from zhiqiao.web.budgets.models import BudgetLine, RevisionKind
from zhiqiao.web.demo.paying_grants import (
    ENTRY,
    HIGH_TECH,
    PROVINCE,
    VOUCHER,
    Payees,
    account_of,
    confirmed,
)
from zhiqiao.web.grants.account_actions import save_account
from zhiqiao.web.payouts import check_actions, list_actions, release_actions, return_actions
from zhiqiao.web.payouts.account_actions import NewAccount, confirm_account, propose_account
from zhiqiao.web.payouts.changes import ChangeKind
from zhiqiao.web.payouts.models import Payment, PaymentState, PayoutList

BUDGETS = {ENTRY: 39, HIGH_TECH: 300, PROVINCE: 60, VOUCHER: 80}
"""In ten thousand yuan."""
MORE, MORE_FOR = 100, "云财教〔2026〕41号：高企认定企业增加，追加培育奖励指标"
DOCUMENT = "云财预〔2026〕12号：年度预算批复"
NUMBER = "33100246000000000018"
BANK = ("云溪银行市府支行", "313331000018")
REISSUE_FOR = "原账户收不了款，企业已确认新账户，按新账户重新付"


@dataclass(frozen=True, slots=True)
class Office:
    """The department's two people for money, acting for it."""

    maker: Person
    checker: Person


def register_account(office: Office) -> None:
    """One enters the account to pay from, the other one confirms it."""
    organisation = office.maker.organisation
    if organisation is None:
        return
    account = NewAccount(organisation.name, NUMBER, *BANK)
    confirm_account(
        actor=office.checker, change=propose_account(actor=office.maker, account=account)
    )


def open_budgets(office: Office, year: int) -> None:
    """A budget for each programme, approved."""
    for programme_id, wan_yuan in BUDGETS.items():
        revision = open_line(
            actor=office.maker,
            programme_id=programme_id,
            year=year,
            amount_fen=wan_yuan * FEN_PER_WAN_YUAN,
            reason=DOCUMENT,
            is_demo=True,
        )
        approve_revision(actor=office.checker, revision=revision)


def ask_for_more(office: Office, year: int) -> None:
    """Proposes to raise one of them; the second person has not looked yet."""
    change = Change(RevisionKind.RAISE, MORE * FEN_PER_WAN_YUAN, MORE_FOR)
    propose(actor=office.maker, line=line_of(HIGH_TECH, year), change=change)


def line_of(programme_id: str, year: int) -> BudgetLine:
    """The demo's budget for a programme, as it is now."""
    rows = BudgetLine.objects.unscoped().filter(is_demo=True)
    return rows.select_related("organisation", "account").get(programme_id=programme_id, year=year)


def make(
    office: Office, programme_id: str, year: int, *, title: str, codes: Iterable[str] = ()
) -> PayoutList | None:
    """A list of those of the enterprises that have confirmed; None where nobody has."""
    chosen = confirmed(programme_id, codes)
    if not chosen:
        return None
    line = line_of(programme_id, year)
    return list_actions.make_list(
        actor=office.maker, line=line, title=title, entitlement_ids=chosen
    )


def submit(office: Office, made: PayoutList | None) -> None:
    """Hands it to the second person."""
    if made is not None:
        list_actions.submit(actor=office.maker, payout_list=made)


def approve(office: Office, title: str) -> PayoutList | None:
    """The second person approves the list of that title; None where there is none."""
    found = PayoutList.objects.unscoped().filter(
        title=title, organisation=office.checker.organisation_id
    )
    waiting = found.first()
    if waiting is not None:
        check_actions.approve(actor=office.checker, payout_list=waiting, digest=waiting.digest)
    return waiting


def release(office: Office, title: str) -> PayoutList | None:
    """Approves it and pays it."""
    approved = approve(office, title)
    if approved is not None:
        release_actions.release(actor=office.maker, payout_list=approved)
    return approved


def pay_anew(office: Office, payees: Payees) -> None:
    """The enterprise names another account, and the maker proposes to pay it there."""
    returned = Payment.objects.unscoped().filter(
        department=office.maker.organisation_id, state=PaymentState.RETURNED
    )
    for payment in returned.select_related("organisation"):
        person = payees.of(payment.organisation)
        account = save_account(actor=person, given=account_of(payment.organisation, first="6217"))
        return_actions.confirm_account(actor=person, payment=payment, account=account)
        return_actions.propose_change(
            actor=office.maker, payment=payment, kind=ChangeKind.REISSUE, reason=REISSUE_FOR
        )

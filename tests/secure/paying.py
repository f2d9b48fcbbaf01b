"""Lists at every step, with real budgets and a real ledger, for tests."""

from tests.secure.keeping_books import sums

from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.budgets.models import BudgetLine
from zhiqiao.web.demo.rehearsal_actions import prepare
from zhiqiao.web.grants.account_actions import AccountGiven, keep_account
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.ledger.models import Account
from zhiqiao.web.payouts import check_actions, list_actions, release_actions
from zhiqiao.web.payouts.models import PayoutList

YUAN = 100
BANK_CODE = "102331000018"


class Paying:
    """A department with a maker, a checker, a budget, and enterprises that have confirmed."""

    def __init__(self, payees=4, yuan=7_800, budget_yuan=None):
        self.cast = prepare(
            payees=payees,
            total_fen=yuan * YUAN,
            year=2026,
            budget_fen=(budget_yuan or yuan) * YUAN,
        )
        self.maker, self.checker = self.cast.maker, self.cast.checker
        self.department, self.line = self.cast.department, self.cast.line

    @property
    def entitlements(self):
        return list(Entitlement.objects.unscoped().order_by("pk"))

    def made(self, count=None, title="第一批"):
        numbers = None if count is None else [each.pk for each in self.entitlements[:count]]
        line = BudgetLine.objects.unscoped().get(pk=self.line.pk)
        return list_actions.make_list(
            actor=self.maker, line=line, title=title, entitlement_ids=numbers
        )

    def submitted(self, **more):
        made = self.made(**more)
        list_actions.submit(actor=self.maker, payout_list=made)
        return fresh(made)

    def approved(self, **more):
        made = self.submitted(**more)
        check_actions.approve(actor=self.checker, payout_list=made, digest=made.digest)
        return fresh(made)

    def released(self, **more):
        made = self.approved(**more)
        release_actions.release(actor=self.maker, payout_list=made)
        return fresh(made)

    def books(self):
        """The four sums of the budget's account, and of what is in transit."""
        accounts = Account.objects.unscoped()
        transit = accounts.filter(code=f"in-transit/{self.department.pk}").first()
        line = accounts.get(pk=self.line.account_id)
        return sums(line), sums(transit) if transit else (0, 0, 0, 0)


def fresh(payout_list):
    return PayoutList.objects.unscoped().get(pk=payout_list.pk)


def new_account(entitlement, number="6222000011112222"):
    """The enterprise enters another account, as its own page has it do."""
    given = AccountGiven(entitlement.organisation.name, number, "云溪银行城东支行", BANK_CODE)
    with system_action("test"):
        account = keep_account(actor=None, organisation=entitlement.organisation, given=given)
        rows = Entitlement.objects.unscoped().filter(pk=entitlement.pk)
        rows.update(account=account)
    return account

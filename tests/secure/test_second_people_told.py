"""What waits for a second person tells those who may decide, and not who proposed it."""

import pytest
from tests.secure.bank_talk import Bank, line, paid, statement
from tests.secure.paying import Paying
from tests.secure.test_reconciliation_returns import change

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.payouts.changes import ChangeKind
from zhiqiao.web.reconciliation.difference_actions import propose_remedy
from zhiqiao.web.reconciliation.models import Difference, Remedy

pytestmark = pytest.mark.django_db(transaction=True)


def told(kind):
    return [each.person for each in Message.objects.unscoped().filter(kind=kind)]


def made_both(cast):
    """The maker may check as well, though never what they made themselves."""
    role = {"role": Role.FINANCE_CHECKER, "organisation": cast.department}
    Membership.objects.create(person=cast.maker, **role)


def test_of_a_list_that_is_submitted():
    paying = Paying(payees=2)
    made_both(paying.cast)
    paying.submitted()
    assert told("list-submitted") == [paying.checker]


@pytest.fixture
def bank():
    bank = Bank(payees=2)
    made_both(bank.cast)
    return bank


def test_of_what_is_to_be_done_about_a_payment(bank):
    payment = bank.payments[0]
    bank.settle(payment)
    change(bank, payment, ChangeKind.CLAW_BACK, is_approved=False)
    assert told("change-proposed") == [bank.cast.checker]


def test_of_a_file_that_was_brought_by_hand(bank):
    content = statement([paid(bank.payments[0])])
    for _ in range(2):
        bank.take(content, actor=bank.cast.maker)
    assert told("bank-file-waiting") == [bank.cast.checker]


def test_of_what_a_difference_is(bank):
    bank.take(statement([line()]))
    found = Difference.objects.unscoped().get()
    propose_remedy(actor=bank.cast.maker, difference=found, remedy=Remedy.EXPLAIN, note="利息")
    assert told("difference-proposed") == [bank.cast.checker]

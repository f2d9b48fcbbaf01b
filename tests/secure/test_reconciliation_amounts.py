"""Lines of another amount than was owed: booked as what was owed, the rest in plain sight."""

import pytest
from tests.secure.bank_talk import Bank, line, paid, returned, statement, states
from tests.secure.test_reconciliation_returns import change, free_fen, resolve

from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.budgets.accounts_actions import unmatched_of
from zhiqiao.web.payouts.changes import ChangeKind
from zhiqiao.web.reconciliation.models import Remedy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bank():
    return Bank(payees=4)


def unmatched_fen(bank):
    return unmatched_of(bank.department).balance.net_fen


def test_a_return_less_a_fee_is_the_return_and_the_fee_is_seen(bank):
    payment = bank.payments[0]
    bank.settle(payment)
    bank.take(statement([returned(payment, amount_fen=payment.amount_fen - 500)]))
    resolve(bank, Remedy.RETURN, target=payment)
    assert (states(bank)[0], unmatched_fen(bank)) == ("returned", -500)
    change(bank, payment, ChangeKind.RELEASE)
    assert free_fen(bank) == payment.amount_fen
    # The bank gives the fee back: nothing is left to clear.
    bank.take(statement([line(amount_fen=500)]))
    resolve(bank, Remedy.EXPLAIN)
    assert unmatched_fen(bank) == 0


def test_what_left_with_too_much_is_paid_and_the_rest_is_seen(bank):
    payment = bank.payments[0]
    bank.take(statement([paid(payment, amount_fen=payment.amount_fen + 500)]))
    resolve(bank, Remedy.SETTLE, target=payment)
    assert (states(bank)[0], unmatched_fen(bank)) == ("settled", -500)
    # All of it comes back.
    bank.take(statement([returned(payment, amount_fen=payment.amount_fen + 500)]))
    resolve(bank, Remedy.RETURN, target=payment)
    assert (states(bank)[0], unmatched_fen(bank)) == ("returned", 0)


@pytest.mark.parametrize(
    ("made", "lacks_fen", "remedy"),
    [(paid, 1_000, Remedy.SETTLE), (returned, 10_001, Remedy.RETURN)],
)
def test_what_does_not_cover_it_is_neither(bank, made, lacks_fen, remedy):
    payment = bank.payments[0]
    if made is returned:
        bank.settle(payment)
    bank.take(statement([made(payment, amount_fen=payment.amount_fen - lacks_fen)]))
    with pytest.raises(RefusedError, match="不能这样处理"):
        resolve(bank, remedy, target=payment)
    resolve(bank, Remedy.EXPLAIN)


def test_too_little_of_what_is_demanded_leaves_the_demand(bank):
    payment = bank.payments[0]
    bank.settle(payment)
    change(bank, payment, ChangeKind.CLAW_BACK)
    less = {"amount_fen": payment.amount_fen - 500, "end_to_end_id": payment.end_to_end_id}
    bank.take(statement([line(**less)]))
    with pytest.raises(RefusedError, match="重新选"):
        resolve(bank, Remedy.RETURN, target=payment)

"""Lines of another amount than was owed: booked as what was owed, the rest in plain sight."""

import pytest
from tests.factories import PersonFactory
from tests.secure.bank_talk import Bank, line, paid, returned, statement, states
from tests.secure.test_reconciliation_returns import change, free_fen, resolve

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.budgets.accounts_actions import unmatched_of
from zhiqiao.web.payouts.changes import ChangeKind
from zhiqiao.web.payouts.return_actions import confirm_account
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
    with pytest.raises(RefusedError, match="不能这样处理"):
        resolve(bank, Remedy.RETURN, target=payment)


@pytest.mark.parametrize("times", [2, 100])
def test_what_left_with_far_too_much_is_not_that_payment(bank, times):
    payment = bank.payments[0]
    bank.take(statement([paid(payment, amount_fen=times * payment.amount_fen)]))
    with pytest.raises(RefusedError, match="不能这样处理"):
        resolve(bank, Remedy.SETTLE, target=payment)
    # The excess comes back: it is no return, and nobody is paid twice.
    bank.take(statement([returned(payment)]))
    assert states(bank)[0] == "queued"


def test_what_an_enterprise_sends_itself_is_no_return(bank):
    payment = bank.payments[0]
    bank.settle(payment)
    own = {"amount_fen": payment.amount_fen - 500, "end_to_end_id": payment.end_to_end_id}
    bank.take(statement([line(**own)]))
    with pytest.raises(RefusedError, match="不能这样处理"):
        resolve(bank, Remedy.RETURN, target=payment)


@pytest.mark.parametrize("is_explained", [True, False])
def test_no_return_while_more_of_it_is_out(bank, is_explained):
    payment = bank.payments[0]
    bank.settle(payment)
    bank.settle(payment)
    if is_explained:
        resolve(bank, Remedy.EXPLAIN)
    bank.take(statement([returned(payment, amount_fen=payment.amount_fen - 500)]))
    with pytest.raises(RefusedError, match="重新选"):
        resolve(bank, Remedy.RETURN, target=payment, place=0 if is_explained else 1)
    assert states(bank)[0] == "settled"


def test_a_correction_of_what_was_settled_with_too_much_returns_nothing(bank):
    payment = bank.payments[0]
    more = {"amount_fen": payment.amount_fen + 500}
    bank.take(statement([paid(payment, **more)]))
    resolve(bank, Remedy.SETTLE, target=payment)
    back = line(end_to_end_id=payment.end_to_end_id, is_reversal=True, **more)
    bank.take(statement([back, paid(payment)]))
    with pytest.raises(RefusedError, match="重新选"):
        resolve(bank, Remedy.RETURN, target=payment)
    resolve(bank, Remedy.EXPLAIN)
    resolve(bank, Remedy.EXPLAIN)
    assert (states(bank)[0], unmatched_fen(bank)) == ("settled", 0)


def test_what_left_again_bars_paying_anew_until_it_came_back(bank):
    payment = bank.payments[0]
    bank.settle(payment)
    bank.take(statement([returned(payment)]))
    payment.refresh_from_db()
    payee = PersonFactory(role=Role.AFFAIRS, organisation=payment.organisation)
    payee.act_for(payment.organisation_id)
    confirm_account(actor=payee, payment=payment, account=payment.account)
    bank.take(statement([paid(payment)]))
    resolve(bank, Remedy.EXPLAIN)
    with pytest.raises(RefusedError, match="还有差异没有处理"):
        change(bank, payment, ChangeKind.REISSUE)
    bank.take(statement([returned(payment)]))
    resolve(bank, Remedy.EXPLAIN)
    change(bank, payment, ChangeKind.REISSUE)
    assert unmatched_fen(bank) == 0

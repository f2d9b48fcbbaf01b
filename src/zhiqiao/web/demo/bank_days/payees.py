"""What enterprises do on a day: confirm what came back to them, change accounts, pay back."""

from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.demo.bank_days.payee_actions import payee_of
from zhiqiao.web.demo.bank_days.scene import Scene
from zhiqiao.web.demo.rehearsal_actions import BANK_CODE
from zhiqiao.web.grants.account_actions import AccountGiven, save_account
from zhiqiao.web.grants.confirm_actions import confirm
from zhiqiao.web.grants.models import Entitlement, EntitlementState, PayeeAccount
from zhiqiao.web.payouts.changes import Clawback, ClawbackState
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.payouts.return_actions import confirm_account

AT_ONCE_BP = 6_000
OTHER_ACCOUNT_BP = 5_000
PAYS_BACK_BP = 4_000


def do_their_part(scene: Scene) -> None:
    """Those who wait for something that they have to do themselves do it, or put it off."""
    _confirm_again(scene)
    _say_where_to(scene)
    _pay_back(scene)


def change_account(scene: Scene, organisation: Organisation) -> PayeeAccount:
    """The enterprise moves to another account."""
    scene.met["account_changed"] += 1
    number = f"62230001{scene.luck.number(10**9):010d}"
    given = AccountGiven(organisation.name, number, "排练银行", BANK_CODE)
    return save_account(actor=payee_of(organisation), given=given)


def _acts(scene: Scene) -> bool:
    return scene.is_calm or scene.luck.happens(AT_ONCE_BP)


def _account(scene: Scene, organisation: Organisation) -> PayeeAccount:
    rows = PayeeAccount.objects.unscoped().filter(organisation=organisation, is_current=True)
    if scene.luck.happens(OTHER_ACCOUNT_BP):
        return change_account(scene, organisation)
    return rows.get()


def _confirm_again(scene: Scene) -> None:
    """What the bank rejected for the account's sake waits for the enterprise."""
    rows = Entitlement.objects.unscoped().filter(state=EntitlementState.CLEARED)
    for each in rows.select_related("organisation").order_by("pk"):
        if _acts(scene):
            account = _account(scene, each.organisation)
            confirm(actor=payee_of(each.organisation), entitlement=each, account=account)
            scene.met["confirmed_again"] += 1


def _say_where_to(scene: Scene) -> None:
    rows = Payment.objects.unscoped().filter(
        state=PaymentState.RETURNED, confirmed_account__isnull=True
    )
    for each in rows.select_related("organisation").order_by("pk"):
        if _acts(scene):
            account = _account(scene, each.organisation)
            confirm_account(actor=payee_of(each.organisation), payment=each, account=account)


def _pay_back(scene: Scene) -> None:
    """Most name the reference, some the payment, some nothing that helps."""
    rows = Clawback.objects.unscoped().filter(state=ClawbackState.DEMANDED)
    for demand in rows.select_related("payment").order_by("pk"):
        payment = demand.payment
        if demand.reference in scene.asked_back or not scene.luck.happens(PAYS_BACK_BP):
            continue
        scene.asked_back.add(demand.reference)
        how = scene.luck.number(4)
        named = payment.end_to_end_id if how == 1 else ""
        remark = f"退还补助 {demand.reference}" if how > 1 else "退款"
        pay_back(scene, payment, named=named, remark=remark)


def pay_back(scene: Scene, payment: Payment, *, named: str, remark: str) -> None:
    """Money goes to the department's account, the way an enterprise sends it."""
    scene.met["paid_back"] += 1
    account = payment.department.bank_account
    scene.bank.pay_in(
        account.number, amount_fen=payment.amount_fen, end_to_end_id=named, remark=remark
    )

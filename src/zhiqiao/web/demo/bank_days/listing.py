"""Lists on a day of a department: made, checked, upset in between, paid by a click."""

from django.utils import timezone

from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.budgets.models import BudgetLine, LineState
from zhiqiao.web.demo.bank_days.budgeting import raise_for
from zhiqiao.web.demo.bank_days.payees import change_account
from zhiqiao.web.demo.bank_days.scene import Scene
from zhiqiao.web.demo.bank_days.withdrawing import restore_programme, withdraw_programme
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.payouts.check_actions import approve, cancel, send_back
from zhiqiao.web.payouts.list_actions import make_list, payable, remove_line, renew_lines, submit
from zhiqiao.web.payouts.models import ListLine, ListState, PayoutList
from zhiqiao.web.payouts.release_actions import release

LATER_BP = 1_500
REMOVED_BP = 500
SENT_BACK_BP = 500
CANCELLED_BP = 300
ACCOUNT_BP = 800
PROGRAMME_BP = 500
OVERNIGHT_BP = 1_000
CLICKED_TWICE_BP = 3_000


def pay_lists(scene: Scene) -> None:
    """Pays what was left approved, then makes lists of what can be paid, and pays most of them."""
    for left in _lists(ListState.APPROVED):
        _click(scene, left)
    lines = BudgetLine.objects.unscoped().filter(state=LineState.OPEN).order_by("pk")
    for line in lines.select_related("organisation", "account"):
        can_pay = Entitlement.objects.unscoped().filter(payable(line)).exists()
        if can_pay and not scene.befalls("list_made_later", LATER_BP):
            _pay(scene, line)


def _pay(scene: Scene, line: BudgetLine) -> None:
    made = make_list(actor=scene.cast.maker, line=line, title=f"排练 {scene.day:%m-%d}")
    scene.met["lists"] += 1
    if made.count > 1 and scene.befalls("line_removed", REMOVED_BP):
        rows = ListLine.objects.unscoped().filter(payout_list=made)
        remove_line(actor=scene.cast.maker, line=rows.order_by("pk")[0])
    digest = submit(actor=scene.cast.maker, payout_list=made)
    if scene.befalls("list_sent_back", SENT_BACK_BP):
        send_back(actor=scene.cast.checker, payout_list=made, reason="排练：请核对")
        digest = submit(actor=scene.cast.maker, payout_list=made)
    _approve(scene, made, digest)
    if scene.befalls("list_cancelled", CANCELLED_BP):
        cancel(actor=scene.cast.checker, payout_list=made)
    elif not scene.befalls("left_overnight", OVERNIGHT_BP):
        _click(scene, _fresh(made))


def _approve(scene: Scene, payout_list: PayoutList, digest: str) -> None:
    """Approves; where the budget does not suffice, it is raised first."""
    scene.wait(7)
    try:
        approve(actor=scene.cast.checker, payout_list=payout_list, digest=digest)
    except RefusedError:
        scene.met["budget_too_small"] += 1
        raise_for(scene, payout_list.budget_line, payout_list.total_fen)
        approve(actor=scene.cast.checker, payout_list=payout_list, digest=digest)


def _click(scene: Scene, payout_list: PayoutList) -> None:
    """Pays; an approval that was upset does not hold, and the list goes round once more."""
    scene.wait(11)
    expected = _upset(scene, payout_list)
    released = release(actor=scene.cast.maker, payout_list=payout_list)
    if set(released.voided) != expected:
        raise AssertionError(f"voided {released.voided}, expected {sorted(expected)}")
    if "programme" in expected:
        restore_programme(payout_list.budget_line.programme_id)
    if expected:
        scene.met["approval_voided"] += 1
        renew_lines(actor=scene.cast.maker, payout_list=payout_list)
        digest = submit(actor=scene.cast.maker, payout_list=payout_list)
        _approve(scene, payout_list, digest)
        release(actor=scene.cast.maker, payout_list=payout_list)
    if scene.befalls("clicked_twice", CLICKED_TWICE_BP) and not scene.is_refused(
        "second_click_refused", lambda: release(actor=scene.cast.maker, payout_list=payout_list)
    ):
        raise AssertionError("a second click was not refused")


def _upset(scene: Scene, payout_list: PayoutList) -> set[str]:
    """What happens between the approval and the click, as the click is to find it."""
    found = set()
    if scene.befalls("account_changed_after_approval", ACCOUNT_BP):
        rows = ListLine.objects.unscoped().filter(payout_list=payout_list).order_by("pk")
        line = rows.select_related("entitlement__organisation")[0]
        change_account(scene, line.entitlement.organisation)
        found |= {"account"}
    if scene.befalls("programme_withdrawn_after_approval", PROGRAMME_BP):
        withdraw_programme(payout_list.budget_line.programme_id, on=timezone.localdate())
        found |= {"programme"}
    return found


def _lists(state: ListState) -> list[PayoutList]:
    rows = PayoutList.objects.unscoped().filter(state=state).order_by("pk")
    return list(rows.select_related("budget_line", "organisation"))


def _fresh(payout_list: PayoutList) -> PayoutList:
    return PayoutList.objects.unscoped().select_related("budget_line").get(pk=payout_list.pk)

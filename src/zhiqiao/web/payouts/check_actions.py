"""The second pair of eyes: a checker approves a list as it is, or gives it back."""

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.ledger import LedgerRefusedError, Movement, Phase
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.budgets.accounts_actions import in_transit_of
from zhiqiao.web.budgets.models import LineState
from zhiqiao.web.grants.models import EntitlementState
from zhiqiao.web.ledger.models import Entry
from zhiqiao.web.ledger.posting_actions import NewEntry, post, resolve
from zhiqiao.web.payouts import interests
from zhiqiao.web.payouts.barring import barred
from zhiqiao.web.payouts.digest import digest_of
from zhiqiao.web.payouts.entitlement_actions import give_back, move_entitlements
from zhiqiao.web.payouts.failpoints import fail_at
from zhiqiao.web.payouts.list_actions import changed_lines, check_of_department
from zhiqiao.web.payouts.models import ListState, PayoutList
from zhiqiao.web.payouts.moves_actions import locked, money_action, move
from zhiqiao.web.payouts.telling import tell_finance


@money_action
def approve(*, actor: Person, payout_list: PayoutList, digest: str) -> None:
    """Approves a submitted list exactly as it was shown, and reserves its money.

    Args:
        actor: a finance checker of the department, not its maker.
        payout_list: submitted.
        digest: of what the checker saw.

    Raises:
        RefusedError: the list is another one than was shown, the checker made it, or the budget
            does not suffice.
    """
    current = locked(payout_list.pk, ListState.SUBMITTED)
    check_of_department(actor, current, Permission.PAYOUT_CHECK)
    if current.maker_id == actor.pk:
        raise RefusedError(_("清单是您编制的，要由另一位同事复核。"))
    interests.check_list(actor, current)
    if current.lines.unscoped().filter(barred("entitlement__")).exists():
        words = _(
            "清单里有企业的上一次兑付还有对账差异没有处理，或核查认定不该付，没有批准。"
            "请退回经办人更新。"
        )
        raise RefusedError(words)
    if not digest == current.digest == digest_of(current) or changed_lines(current).exists():
        raise RefusedError(_("清单和您看到的不一样了，没有批准。请退回经办人更新后再提交。"))
    move_entitlements(current, EntitlementState.LISTED, to=EntitlementState.APPROVED)
    move(
        current,
        to=ListState.APPROVED,
        checker=actor,
        checked_at=timezone.now(),
        reservation=_reserve(current),
    )
    data = {"count": current.count, "total_fen": current.total_fen}
    audit(actor=actor, action="approve_list", what=current, data=data)
    tell_finance(current, "list-approved", Permission.PAYOUT_MAKE)
    fail_at("approve-before-commit")


@money_action
def send_back(*, actor: Person, payout_list: PayoutList, reason: str) -> None:
    """Gives a submitted list back to its maker, with a reason."""
    current = locked(payout_list.pk, ListState.SUBMITTED)
    check_of_department(actor, current, Permission.PAYOUT_CHECK)
    if not reason.strip():
        raise RefusedError(_("请写明退回的原因，让经办人知道改什么。"))
    move(current, to=ListState.DRAFT, digest="", returned=reason.strip())
    audit(actor=actor, action="send_back_list", what=current)
    tell_finance(current, "list-sent-back", Permission.PAYOUT_MAKE)


@money_action
def cancel(*, actor: Person, payout_list: PayoutList) -> None:
    """Gives up a list that is not released; its enterprises can be put on another one."""
    current = locked(payout_list.pk, ListState.DRAFT, ListState.SUBMITTED, ListState.APPROVED)
    check_of_department(actor, current, Permission.PAYOUT_MAKE, Permission.PAYOUT_CHECK)
    free_reservation(current)
    for state in (EntitlementState.LISTED, EntitlementState.APPROVED):
        give_back(current, state, to=EntitlementState.CONFIRMED)
    current.lines.unscoped().all().delete()
    move(current, to=ListState.CANCELLED)
    audit(actor=actor, action="cancel_list", what=current, data={"count": current.count})


def free_reservation(payout_list: PayoutList) -> None:
    """Sets free what the approval reserved, inside another action; the list keeps no approval."""
    if payout_list.reservation is None:
        return
    resolve(
        payout_list.reservation,
        phase=Phase.VOID,
        key=f"void/{payout_list.reservation.key}",
        on=timezone.localdate(),
    )
    payout_list.reservation = None


def _reserve(payout_list: PayoutList) -> Entry:
    line = payout_list.budget_line
    if line.state != LineState.OPEN:
        raise RefusedError(_("这一年度的预算已结转，不能再批准。"))
    try:
        return post(
            NewEntry(
                movement=Movement.RESERVE,
                debit=line.account,
                credit=in_transit_of(line.organisation),
                amount_fen=payout_list.total_fen,
                key=f"reserve/{payout_list.pk}/{payout_list.revision}",
                on=timezone.localdate(),
                source="list",
                source_id=payout_list.pk,
            )
        )
    except LedgerRefusedError as error:
        words = _("预算不够：清单合计 %(total)s 元，超过这项政策还能用的预算。请先追加预算。")
        said = {"total": f"{payout_list.total_fen / 100:,.2f}"}
        raise RefusedError(words % said) from error

"""What an enterprise does: says that it wants the money, and to which account; or declines."""

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.grants.account_actions import AccountGiven, keep_account
from zhiqiao.web.grants.models import Entitlement, EntitlementState, PayeeAccount, StepKind
from zhiqiao.web.grants.step_actions import move_all
from zhiqiao.web.grants.telling import tell_finance

CONFIRMABLE = (EntitlementState.CLEARED, EntitlementState.CONFIRMED)


@action
def confirm(
    *,
    actor: Person,
    entitlement: Entitlement,
    account: PayeeAccount | None = None,
    given: AccountGiven | None = None,
) -> None:
    """The enterprise wants what it is entitled to, on its account; once more: on another one.

    Args:
        actor: of the enterprise.
        entitlement: cleared, or confirmed and on no list yet.
        account: the enterprise's current one.
        given: else an account to keep first.

    Raises:
        RefusedError: it cannot be confirmed now, or the account is not the enterprise's.
    """
    current = _own(actor, entitlement)
    if given is not None:
        account = keep_account(actor=actor, organisation=current.organisation, given=given)
    is_own = account is not None and account.organisation_id == current.organisation_id
    if account is None or not is_own or not account.is_current:
        raise RefusedError(_("请选本单位现在的收款账户，或填一个新的。"))
    if current.state not in CONFIRMABLE:
        raise RefusedError(_("这一项现在不用确认。可能刚有同事办过，请刷新再看。"))
    Entitlement.objects.unscoped().filter(pk=current.pk).update(
        account=account, confirmed_by=actor, confirmed_at=timezone.now()
    )
    source = [EntitlementState(current.state)]
    kind, words = StepKind.CONFIRMED, _("收款账户尾号 %(tail)s") % {"tail": account.tail}
    one = [current.pk]
    move_all(one, source, to=EntitlementState.CONFIRMED, kind=kind, actor=actor, text=words)
    data = {"account": account.pk, "amount_fen": current.amount_fen}
    audit(actor=actor, action="confirm_entitlement", what=current, data=data)
    day = timezone.localdate().isoformat()
    once = f"grant-confirmed-{current.programme_id}-{current.period}-{day}"
    tell_finance(current, "grant-confirmed", once=once)


@action
def decline(*, actor: Person, entitlement: Entitlement, text: str = "") -> None:
    """The enterprise does not want the money: it is not paid, this period, for good.

    Raises:
        RefusedError: it is on a list already, or was never cleared.
    """
    current = _own(actor, entitlement)
    if current.state not in CONFIRMABLE:
        raise RefusedError(_("这一项现在不能改。已列入兑付清单的，请联系发钱的部门。"))
    source, kind = [EntitlementState(current.state)], StepKind.DECLINED
    one, words = [current.pk], text.strip()
    move_all(one, source, to=EntitlementState.DECLINED, kind=kind, actor=actor, text=words)
    audit(actor=actor, action="decline_entitlement", what=current)


def _own(actor: Person, entitlement: Entitlement) -> Entitlement:
    """The entitlement as it is now, for this action alone until it ends."""
    rows = Entitlement.objects.unscoped().select_for_update(of=("self",))
    current = rows.select_related("organisation", "department").get(pk=entitlement.pk)
    is_own = actor.organisation_id == current.organisation_id
    if not is_own or not actor.may(Permission.PAYOUT_RECEIVE):
        raise RefusedError(_("这一项不是本单位的。"))
    return current

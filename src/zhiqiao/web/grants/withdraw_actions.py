"""Taking entitlements back before they are paid; checking them after."""

from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.grants.models import ENDED, Entitlement, EntitlementState, StepKind
from zhiqiao.web.grants.repealed import is_repealed, repealed_of
from zhiqiao.web.grants.rights import check_grants
from zhiqiao.web.grants.signals import approved_changed, found_unsound
from zhiqiao.web.grants.step_actions import add_steps, move_all
from zhiqiao.web.grants.telling import tell_enterprise, tell_finance

WITHDRAWABLE = tuple(
    each for each in EntitlementState if each not in (*ENDED, EntitlementState.PAID)
)


@action
def withdraw(*, actor: Person, entitlement: Entitlement, text: str) -> None:
    """Takes an entitlement back, with a reason that the enterprise sees.

    One that stands on a list stays on it, so that the list cannot be paid as it was approved.

    Raises:
        RefusedError: it is paid or has ended, or no reason is given.
    """
    check_grants(actor, entitlement)
    rows = Entitlement.objects.unscoped().select_for_update(of=("self",))
    current = rows.select_related("organisation", "department").get(pk=entitlement.pk)
    if current.state not in WITHDRAWABLE:
        raise RefusedError(_("已发起兑付或已结束的不能取消。付错了的，做事后核查，由财务追回。"))
    if not text.strip():
        raise RefusedError(_("请写明取消的原因：企业会看到。"))
    source, kind = [EntitlementState(current.state)], StepKind.WITHDRAWN
    one, words = [current.pk], text.strip()
    move_all(one, source, to=EntitlementState.WITHDRAWN, kind=kind, actor=actor, text=words)
    audit(actor=actor, action="withdraw_entitlement", what=current)
    approved_changed.send(sender=Entitlement, numbers=one)
    if current.state in TOLD:
        tell_enterprise(current, "grant-withdrawn")


TOLD = (
    EntitlementState.NOTICED,
    EntitlementState.OBJECTED,
    EntitlementState.CLEARED,
    EntitlementState.CONFIRMED,
    EntitlementState.LISTED,
    EntitlementState.APPROVED,
)
"""Where the enterprise knows of it, and so is told."""


@action
def withdraw_repealed(*, programme_id: str) -> int:
    """Takes back all that is not paid under a programme that was repealed; how many."""
    if not is_repealed(programme_id):
        return 0
    rows = Entitlement.objects.unscoped().filter(programme_id=programme_id, state__in=WITHDRAWABLE)
    told = list(rows.filter(state__in=TOLD).select_related("organisation", "department"))
    count = move_all(
        rows,
        WITHDRAWABLE,
        to=EntitlementState.WITHDRAWN,
        kind=StepKind.WITHDRAWN,
        actor=None,
        text=_("政策已废止"),
    )
    approved_changed.send(sender=Entitlement, numbers=[each.pk for each in told])
    for each in told:
        tell_enterprise(each, "grant-withdrawn", once=f"grant-withdrawn-{each.pk}")
    if count:
        audit(actor=None, action="withdraw_repealed", what=Entitlement, data={"count": count})
    return count


def withdraw_all_repealed() -> int:
    """As `withdraw_repealed` for every programme that has something waiting; how many."""
    waiting = Entitlement.objects.unscoped().filter(state__in=WITHDRAWABLE).order_by()
    programmes = set(waiting.values_list("programme_id", flat=True).distinct())
    return sum(withdraw_repealed(programme_id=each) for each in sorted(repealed_of(programmes)))


@action
def post_check(*, actor: Person, entitlement: Entitlement, is_sound: bool, text: str) -> None:
    """Keeps what a check after payment found; where it should not have been paid, finance is told.

    Raises:
        RefusedError: it is not paid, or it is found unsound without a reason.
    """
    check_grants(actor, entitlement)
    current = Entitlement.objects.unscoped().select_for_update(of=("self",)).get(pk=entitlement.pk)
    if current.state != EntitlementState.PAID:
        raise RefusedError(_("还没有兑付的不用事后核查。"))
    if not is_sound and not text.strip():
        raise RefusedError(_("请写明哪里不对：财务凭这句话追回。"))
    Entitlement.objects.unscoped().filter(pk=current.pk).update(is_sound=is_sound)
    add_steps([current.pk], kind=StepKind.POST_CHECKED, actor=actor, text=text.strip())
    data = {"sound": is_sound}
    audit(actor=actor, action="check_after_payment", what=current, data=data)
    if not is_sound:
        tell_finance(current, "grant-unsound", once=f"grant-unsound-{current.pk}")
        found_unsound.send(sender=Entitlement, entitlement=current, actor=actor, text=text.strip())

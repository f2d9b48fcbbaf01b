"""What becomes of entitlements when organisations merge; inside the merger's action."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.grants.models import (
    ENDED,
    Comparison,
    Entitlement,
    EntitlementState,
    PassedOver,
    PayeeAccount,
    PublicNotice,
    StepKind,
)
from zhiqiao.web.grants.step_actions import move_all

WITH_ACCOUNT = (
    EntitlementState.CONFIRMED,
    EntitlementState.LISTED,
    EntitlementState.APPROVED,
)


def move_entitlements(*, source: Organisation, target: Organisation, actor: Person | None) -> None:
    """Has the entitlements of a merged organisation, and what it granted, be the other's.

    Of two for the same programme and period the other's goes on, unless the merged one's was paid:
    then nothing more is due. What was confirmed has to be
    confirmed anew: the account was under the old name.
    """
    rows = Entitlement.objects.unscoped()
    own = {(row.programme_id, row.period): row for row in rows.filter(organisation=target)}
    count = 0
    for row in rows.filter(organisation=source):
        twin = own.get((row.programme_id, row.period))
        if twin is not None:
            _end(twin if row.state == EntitlementState.PAID else row, actor)
            continue
        if row.state in WITH_ACCOUNT:
            _confirm_anew(row, actor)
        rows.filter(pk=row.pk).update(organisation=target)
        count += 1
    accounts = PayeeAccount.objects.unscoped().filter(organisation=source)
    accounts.update(organisation=target, is_current=False)
    PassedOver.objects.unscoped().filter(organisation=source).delete()
    count += _move_department(source, target)
    if count:
        data = {"count": count, "source": source.pk}
        audit(actor=actor, action="move_entitlements", what=target, data=data)


def _move_department(source: Organisation, target: Organisation) -> int:
    Comparison.objects.unscoped().filter(department=source).update(department=target)
    PublicNotice.objects.filter(department=source).update(department=target)
    rows = Entitlement.objects.unscoped().filter(department=source)
    return rows.update(department=target, revision=F("revision") + 1, changed_at=timezone.now())


def _confirm_anew(row: Entitlement, actor: Person | None) -> None:
    states = [EntitlementState(row.state)]
    kind, words = StepKind.CLEARED, _("单位合并，请重新确认收款账户")
    move_all([row.pk], states, to=EntitlementState.CLEARED, kind=kind, actor=actor, text=words)
    Entitlement.objects.unscoped().filter(pk=row.pk).update(account=None, confirmed_by=None)


def _end(row: Entitlement, actor: Person | None) -> None:
    if row.state in (*ENDED, EntitlementState.PAID):
        return
    states = [EntitlementState(row.state)]
    kind, words = StepKind.WITHDRAWN, _("单位合并，同一项只保留一份")
    move_all([row.pk], states, to=EntitlementState.WITHDRAWN, kind=kind, actor=actor, text=words)

"""Objections to a public notice: anyone may object, the department answers."""

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.grants.models import (
    Entitlement,
    EntitlementState,
    NoticeState,
    Objection,
    ObjectionState,
    PublicNotice,
    StepKind,
)
from zhiqiao.web.grants.rights import check_grants
from zhiqiao.web.grants.step_actions import add_steps, move_all
from zhiqiao.web.grants.telling import tell_enterprise, tell_objector, tell_reviewers


@action
def make_objection(
    *, actor: Person | None, notice: PublicNotice, number: int, text: str, contact: str
) -> Objection:
    """Objects to one line of an open notice; its enterprise is not paid until that is answered.

    Args:
        actor: who objects; None for somebody who has not signed in.
        notice: open.
        number: of the line.
        text: what speaks against it.
        contact: how to reach whoever objects.

    Raises:
        RefusedError: the notice has ended, or has no such line.
    """
    line = next((each for each in notice.content if each["number"] == number), None)
    with every_row_for("anyone may object to what everyone sees"):
        current = PublicNotice.objects.select_for_update().get(pk=notice.pk)
        if line is None or current.state != NoticeState.OPEN:
            raise RefusedError(
                _("公示已经结束，或这一行不在了。仍有情况要反映，可以向部门提一个问题。")
            )
        entitlement = Entitlement.objects.unscoped().get(pk=line["entitlement"])
        objection = Objection.objects.create(
            notice=current,
            entitlement=entitlement,
            text=text.strip(),
            contact=contact.strip(),
            by=actor,
        )
        if entitlement.state == EntitlementState.NOTICED:
            kind, states = StepKind.OBJECTED, [EntitlementState.NOTICED]
            move_all([entitlement.pk], states, to=EntitlementState.OBJECTED, kind=kind, actor=None)
        else:
            add_steps([entitlement.pk], kind=StepKind.OBJECTED, actor=None)
        tell_reviewers(objection)
    audit(actor=actor, action="object", what=objection, organisation_id=current.department_id)
    return objection


@action
def uphold(*, actor: Person, objection: Objection, answer: str) -> None:
    """The objection is right: the enterprise's entitlement is withdrawn."""
    current = _decided(actor, objection, ObjectionState.UPHELD, answer)
    entitlement = current.entitlement
    if entitlement.state in (EntitlementState.OBJECTED, EntitlementState.NOTICED):
        move_all(
            [entitlement.pk],
            [EntitlementState(entitlement.state)],
            to=EntitlementState.WITHDRAWN,
            kind=StepKind.UPHELD,
            actor=actor,
            text=current.answer,
        )
        tell_enterprise(entitlement, "grant-withdrawn")
    audit(actor=actor, action="uphold_objection", what=current)


@action
def dismiss(*, actor: Person, objection: Objection, answer: str) -> None:
    """The objection is not right: the enterprise goes on, once no other one is open."""
    current = _decided(actor, objection, ObjectionState.DISMISSED, answer)
    entitlement, kind = current.entitlement, StepKind.DISMISSED
    others = entitlement.objections.unscoped().filter(state=ObjectionState.OPEN)
    if entitlement.state != EntitlementState.OBJECTED or others.exists():
        add_steps([entitlement.pk], kind=kind, actor=actor, text=current.answer)
    else:
        is_open = current.notice.state == NoticeState.OPEN
        move_all(
            [entitlement.pk],
            [EntitlementState.OBJECTED],
            to=EntitlementState.NOTICED if is_open else EntitlementState.CLEARED,
            kind=kind,
            actor=actor,
            text=current.answer,
        )
        if not is_open:
            tell_enterprise(entitlement, "grant-to-confirm", once=f"grant-confirm-{entitlement.pk}")
    audit(actor=actor, action="dismiss_objection", what=current)


def _decided(actor: Person, objection: Objection, state: ObjectionState, answer: str) -> Objection:
    """The objection with its answer, which whoever made it gets.

    Raises:
        RefusedError: it was decided already, is not the actor's to decide, or the answer is empty.
    """
    # The notice first, as whoever ends it does: it cannot end between the two.
    PublicNotice.objects.select_for_update().get(pk=objection.notice_id)
    rows = Objection.objects.unscoped().select_for_update(of=("self",))
    current = rows.select_related("entitlement__organisation", "notice").get(pk=objection.pk)
    check_grants(actor, current.entitlement)
    if current.state != ObjectionState.OPEN:
        raise RefusedError(_("这条异议刚被同事处理过，请刷新再看。"))
    if actor.pk == current.by_id:
        raise RefusedError(_("这条异议是您提的，要由另一位同事处理。"))
    if not answer.strip():
        raise RefusedError(_("请写明核实的情况和理由：提出异议的人会看到。"))
    current.state, current.answer = state, answer.strip()
    current.decided_by, current.decided_at = actor, timezone.now()
    current.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    tell_objector(current, current.notice)
    return current

"""What the department does: accept, assign, ask, approve, reject, note; its own clock."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.common.working_days import add_working_days
from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Membership, MembershipState, Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.applications.clock import answer_until, clock_of, due
from zhiqiao.web.applications.grants import check_may_be_granted
from zhiqiao.web.applications.models import (
    WITH_DEPARTMENT,
    Application,
    DepartmentClock,
    State,
    StepKind,
)
from zhiqiao.web.applications.signals import application_approved
from zhiqiao.web.applications.step_actions import add_step, move
from zhiqiao.web.applications.telling import tell_applicants, tell_department
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.jobs.calendar import working_calendar

Item = dict[str, str]
OVER = {"due_on": None, "answer_by": None}
DECIDABLE = (State.UNDER_REVIEW, State.ASKED)
REMINDED_BEFORE = 2
"""Working days before an answer is due."""


def check_reviews(actor: Person | None, application: Application) -> None:
    """Raises RefusedError where the actor is not of its department, or had a part in it."""
    if actor is None:
        return
    is_of_department = actor.organisation_id == application.department_id
    if not is_of_department or not actor.may(Permission.APPLICATION_REVIEW):
        raise RefusedError(_("这件申报不归您审核。"))
    if has_part_in(actor, application):
        raise RefusedError(
            _("您写过这件申报，或也是申报单位的成员，不能经办它。请交给没有关系的同事。")
        )


def has_part_in(person: Person, application: Application) -> bool:
    """Whether the person wrote any of it, or is a member of its applicants."""
    with every_row_for("nobody decides what they had a part in"):
        theirs = Membership.objects.unscoped().filter(
            person=person,
            organisation=application.organisation_id,
            state=MembershipState.ACTIVE,
        )
        wrote = application.submissions.unscoped().filter(by=person)
        return application.made_by_id == person.pk or wrote.exists() or theirs.exists()


@action
def accept(*, actor: Person | None, application: Application) -> None:
    """Takes an application on: the review clock begins; whoever does it handles it."""
    check_reviews(actor, application)
    days, today = clock_of(application.department).review_days, timezone.localdate()
    move(
        application,
        [State.SUBMITTED],
        to=State.UNDER_REVIEW,
        accepted_at=timezone.now(),
        assignee=application.assignee or actor,
        clock_from=today,
        clock_days=days,
        pauses=[],
        due_on=due(today, days, []),
    )
    add_step(actor=actor, application=application, kind=StepKind.ACCEPTED)
    tell_applicants(application, "application-accepted")


@action
def assign(*, actor: Person, application: Application, to: Person) -> None:
    """Gives the application to a colleague.

    Raises:
        RefusedError: they do not review for the department.
    """
    check_reviews(actor, application)
    if to not in people_who(application.department_id, Permission.APPLICATION_REVIEW):
        raise RefusedError(_("只能分给本部门的审核员。"))
    if has_part_in(to, application):
        words = _("%(name)s写过这件申报，或也是申报单位的成员，不能分给这位同事。")
        raise RefusedError(words % {"name": to.name})
    states = (*WITH_DEPARTMENT, State.ASKED)
    move(application, states, to=None, assignee=to)
    data = {"people": [to.pk]}
    add_step(
        actor=actor,
        application=application,
        kind=StepKind.ASSIGNED,
        to=to,
        is_internal=True,
        data=data,
    )
    tell_department(application, "application-assigned")


@action
def ask(
    *, actor: Person | None, application: Application, items: Sequence[Item], text: str, days: int
) -> None:
    """Asks the applicants for more; the department's clock stands until they answer.

    Args:
        actor: a reviewer of the department.
        application: waiting for acceptance, or under review.
        items: each with kind ("fact" or "material"), name and words.
        text: to all of it.
        days: working days that the applicants have.

    Raises:
        RefusedError: nothing is asked for.
    """
    check_reviews(actor, application)
    if not items:
        raise RefusedError(_("请至少选一项要补正的事实或材料，并写清要什么。"))
    today = timezone.localdate()
    move(
        application,
        WITH_DEPARTMENT,
        to=State.ASKED,
        asked=list(items),
        assignee=application.assignee or actor,
        answer_by=answer_until(days),
        pauses=[*application.pauses, [today.isoformat(), None]],
        due_on=None,
    )
    add_step(
        actor=actor,
        application=application,
        kind=StepKind.ASKED,
        text=text,
        items=list(items),
        data={"count": len(items), "days": days},
    )
    tell_applicants(application, "application-asked")


@action
def approve(
    *, actor: Person | None, application: Application, amount_fen: int | None, text: str = ""
) -> None:
    """Grants the application.

    Args:
        actor: a reviewer of the department.
        application: under review, or not answered in time.
        amount_fen: what is granted; None where the programme pays nothing.
        text: why this much, where the rule leaves the amount to people.

    Raises:
        RefusedError: the amount is above what the rule allows, or differs from what the rule
            computes without a reason; the same was granted before, or another grant excludes it.
    """
    check_reviews(actor, application)
    content = application.submissions.unscoped().latest("number").content
    _check_amount(content, amount_fen, text)
    check_may_be_granted(application)
    decided = _decided(actor, application)
    move(application, DECIDABLE, to=State.APPROVED, **decided, amount_fen=amount_fen)
    data = {} if amount_fen is None else {"amount_fen": amount_fen}
    add_step(
        actor=actor,
        application=application,
        kind=StepKind.APPROVED,
        text=text,
        amount_fen=amount_fen,
        data=data,
    )
    application_approved.send(
        sender=Application, application=application, content=content, actor=actor
    )
    tell_applicants(application, "application-approved")


def _decided(actor: Person | None, application: Application) -> dict[str, Any]:
    """What every decision changes.

    Raises:
        RefusedError: the applicants still have time to answer what was asked.
    """
    today = timezone.localdate()
    if application.state == State.ASKED and not application.may_be_decided_on(today):
        raise RefusedError(_("企业还在补正期限内：等它答复，或过了期限再决定。"))
    return {
        **OVER,
        "asked": [],
        "pauses": [[start, end or today.isoformat()] for start, end in application.pauses],
        "decided_at": timezone.now(),
        "assignee": application.assignee or actor,
    }


def _check_amount(content: dict[str, Any], amount_fen: int | None, text: str) -> None:
    bound_fen, computed_fen = content["bound_fen"], content["amount_fen"]
    if amount_fen is not None and amount_fen < 0:
        raise RefusedError(_("金额不能是负数。"))
    if amount_fen is not None and bound_fen is not None and amount_fen > bound_fen:
        words = _("最多只能核定 %(most)s 元，这是规则算出的上限。")
        raise RefusedError(words % {"most": f"{bound_fen / 100:,.2f}"})
    if amount_fen != computed_fen and not text.strip():
        raise RefusedError(_("核定的金额和规则算出的不同，或规则没有算出金额：请写明理由。"))


@action
def reject(
    *, actor: Person | None, application: Application, clause_ids: Sequence[str], text: str
) -> None:
    """Turns the application down, with the clauses that it fails.

    Raises:
        RefusedError: no clause is named, or one that the rule does not have.
    """
    check_reviews(actor, application)
    content = application.submissions.unscoped().latest("number").content
    named = [each for each in content["clauses"] if each["id"] in set(clause_ids)]
    if not named or len(named) != len(set(clause_ids)):
        raise RefusedError(_("请选出没有满足的条款：企业会看到条款原文和差多少。"))
    if not text.strip():
        raise RefusedError(_("请用几句话告诉企业差在哪里、下一步可以怎么办。"))
    clauses = [
        {"id": each["id"], "citation": each["citation"], "sentence": each["sentence"]}
        for each in named
    ]
    decided = _decided(actor, application)
    move(application, DECIDABLE, to=State.REJECTED, **decided, clauses=clauses)
    add_step(
        actor=actor,
        application=application,
        kind=StepKind.REJECTED,
        text=text,
        items=clauses,
        data={"clauses": [each["id"] for each in clauses if each["id"].isascii()]},
    )
    tell_applicants(application, "application-rejected")


@action
def note(*, actor: Person, application: Application, text: str) -> None:
    """Keeps a remark that only the department sees."""
    check_reviews(actor, application)
    add_step(actor=actor, application=application, kind=StepKind.NOTED, text=text, is_internal=True)


@action
def set_clock(
    *, actor: Person, department: Organisation, acceptance_days: int, review_days: int
) -> None:
    """Says how many working days the department gives itself, for steps that begin from now on."""
    row = DepartmentClock.objects.filter(department=department).first() or DepartmentClock(
        department=department
    )
    row.acceptance_days, row.review_days = acceptance_days, review_days
    row.save()
    data = {"acceptance_days": acceptance_days, "review_days": review_days}
    audit(actor=actor, action="set_clock", what=row, data=data, organisation_id=department.pk)


@action
def remind_of(*, on: date) -> int:
    """Tells of applications that are late, and of answers that are due; once each, how many."""
    rows = Application.objects.unscoped().select_related("organisation", "department")
    told = 0
    for each in rows.filter(state__in=WITH_DEPARTMENT, due_on__lt=on):
        once = f"application-late-{each.pk}-{each.due_on}"
        told += tell_department(each, "application-late", once=once)
    soon = add_working_days(on, REMINDED_BEFORE, calendar=working_calendar())
    for each in rows.filter(state=State.ASKED, answer_by__lte=soon):
        once = f"application-answer-{each.pk}-{each.answer_by}"
        told += tell_applicants(each, "application-answer-soon", once=once)
    if told:
        audit(actor=None, action="remind", what=Application, data={"count": told})
    return told

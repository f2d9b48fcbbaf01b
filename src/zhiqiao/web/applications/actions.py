"""What applicants do: begin, fill in, hand in, answer, withdraw, ask for a second look."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.applications.checks import admission_of
from zhiqiao.web.applications.clock import REOPENED_MAX, clock_of, due, may_be_reopened_until
from zhiqiao.web.applications.first_rule import standing_for
from zhiqiao.web.applications.models import (
    DECIDED,
    OPEN,
    Application,
    Material,
    Solved,
    State,
    StepKind,
    Submission,
)
from zhiqiao.web.applications.snapshot import Content, frozen, sha256_of
from zhiqiao.web.applications.standing import Standing, version_label
from zhiqiao.web.applications.step_actions import add_step, move
from zhiqiao.web.applications.telling import tell_applicants, tell_department
from zhiqiao.web.attachments.actions import attach, hand_over
from zhiqiao.web.attachments.actions import remove as remove_attachment
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.profiles.dictionary import code_of

FILES_MAX = 40
EDITABLE = (State.DRAFT, State.ASKED)


@action
def begin(*, actor: Person | None, organisation: Organisation, standing: Standing) -> Application:
    """A draft; the open application where there is one already.

    Raises:
        RefusedError: the programme cannot be applied for now; the message says why.
    """
    admission = admission_of(standing, organisation)
    department = standing.department
    if department is None or not admission.is_open:
        raise RefusedError(admission.refusals[0])
    keys = {
        "organisation": organisation,
        "programme_id": standing.programme.id,
        "version_label": version_label(standing),
    }
    found = Application.objects.unscoped().filter(**keys, state__in=OPEN).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            application = Application.objects.create(
                **keys,
                programme_name=standing.programme.name,
                department=department,
                made_by=actor,
                is_demo=organisation.is_demo,
            )
    except IntegrityError:  # a colleague began at the same moment
        return Application.objects.unscoped().get(**keys, state__in=OPEN)
    audit(actor=actor, action="begin_application", what=application)
    return application


@action
def save_note(*, actor: Person, application: Application, note: str) -> None:
    """Keeps what the applicants want to tell the department."""
    move(application, EDITABLE, to=None, note=note)
    audit(actor=actor, action="save_draft", what=application)


@action
def say_unknown(*, actor: Person, application: Application, name: str, is_unknown: bool) -> None:
    """Notes that the applicants do not know a fact, or takes that back."""
    names = set(application.unknown) - {name} | ({name} if is_unknown else set())
    move(application, EDITABLE, to=None, unknown=sorted(names))
    data = {"fact": code_of(name), "unknown": is_unknown}
    audit(actor=actor, action="say_unknown", what=application, data=data)


@action
def add_file(
    *, actor: Person, application: Application, material: str, name: str, content: bytes
) -> Material:
    """Attaches a file to one of the documents that are asked for.

    Raises:
        RefusedError: the file cannot be taken, there are too many, or it was handed in already.
    """
    if application.materials.unscoped().count() >= FILES_MAX:
        words = _("一件申报最多 %(n)d 个文件。请把几页合成一个 PDF，或删去不用的。")
        raise RefusedError(words % {"n": FILES_MAX})
    move(application, EDITABLE, to=None)
    attachment = attach(
        actor=actor, organisation=application.organisation, name=name, content=content
    )
    return Material.objects.create(application=application, attachment=attachment, name=material)


@action
def remove_file(*, actor: Person, application: Application, material: Material) -> None:
    """Removes a file that was not handed in yet.

    Raises:
        RefusedError: it was handed in.
    """
    if material.given_in is not None:
        raise RefusedError(_("已经提交过的文件要留存，不能删。可以再传一份新的。"))
    move(application, EDITABLE, to=None)
    attachment = material.attachment
    Material.objects.unscoped().filter(pk=material.pk).delete()
    remove_attachment(actor=actor, attachment=attachment)


@action
def submit(*, actor: Person | None, application: Application) -> Submission:
    """Hands the application in to its department, frozen as it is now.

    Raises:
        RefusedError: it cannot be applied for any more; the message says why.
    """
    standing = _standing_now(actor, application)
    admission = admission_of(standing, application.organisation)
    if standing.department is None or not admission.is_open:
        raise RefusedError(admission.refusals[0])
    clock = clock_of(standing.department)
    today = timezone.localdate()
    # The clock, the department and the version are those of the day on which it is handed in.
    changes: dict[str, Any] = {
        "department": standing.department,
        "programme_name": standing.programme.name,
        "version_label": version_label(standing),
        "submitted_at": timezone.now(),
        "clock_from": today,
        "clock_days": clock.acceptance_days,
        "pauses": [],
        "due_on": due(today, clock.acceptance_days, []),
    }
    _move_alone(application, [State.DRAFT], to=State.SUBMITTED, **changes)
    submission = _hand_in(actor, application, standing)
    add_step(actor=actor, application=application, kind=StepKind.SUBMITTED, data=_told(submission))
    tell_department(application, "application-handed-in")
    return submission


@action
def answer(*, actor: Person, application: Application, text: str) -> Submission:
    """Answers what the department asked for: hands in once more, and its clock goes on."""
    today = timezone.localdate()
    pauses = _ended(application.pauses, today)
    back_to = State.UNDER_REVIEW if application.accepted_at else State.SUBMITTED
    from_day = application.clock_from or today
    move(
        application,
        [State.ASKED],
        to=back_to,
        asked=[],
        answer_by=None,
        pauses=pauses,
        due_on=due(from_day, application.clock_days, pauses),
    )
    submission = _hand_in(actor, application, _standing_now(actor, application))
    add_step(
        actor=actor,
        application=application,
        kind=StepKind.ANSWERED,
        text=text,
        data=_told(submission),
    )
    tell_department(application, "application-answered")
    return submission


def _ended(pauses: list[list[str | None]], on: date) -> list[list[str | None]]:
    """The pauses, the last of which ends on the day."""
    return [[start, end or on.isoformat()] for start, end in pauses]


def _standing_now(actor: Person | None, application: Application) -> Standing:
    """How it stands, by the rule that holds for it.

    Raises:
        RefusedError: the programme has no rule today.
    """
    standing = standing_for(actor, application)
    if standing is None:
        raise RefusedError(_("这项政策今天没有有效的规定，不能提交。"))
    return standing


def _hand_in(actor: Person | None, application: Application, standing: Standing) -> Submission:
    """Freezes what is handed in, and lets the department read the files."""
    materials = list(application.materials.unscoped().select_related("attachment"))
    content = frozen(standing, application, materials)
    last = application.submissions.unscoped().aggregate(last=Max("number"))["last"] or 0
    submission = Submission.objects.create(
        application=application,
        number=last + 1,
        content=content,
        sha256=sha256_of(content),
        by=actor,
    )
    application.materials.unscoped().filter(given_in=None).update(given_in=submission.number)
    hand_over(
        attachment_ids=[each.attachment_id for each in materials],
        organisation=application.organisation,
        to=application.department,
    )
    bound_fen = content["bound_fen"]
    Application.objects.unscoped().filter(pk=application.pk).update(bound_fen=bound_fen)
    application.bound_fen = bound_fen
    return submission


def _told(submission: Submission) -> Mapping[str, object]:
    content: Content = submission.content
    files = sum(len(each["files"]) for each in content["materials"])
    return {
        "number": submission.number,
        "verdict": str(content["verdict"]).lower(),
        "facts": len(content["facts"]),
        "files": files,
        "digest": submission.sha256,
    }


@action
def withdraw(*, actor: Person | None, application: Application, text: str = "") -> None:
    """Takes an application back; a draft is given up. What was handed in stays on record."""
    was_handed_in = application.submitted_at is not None
    move(application, OPEN, to=State.WITHDRAWN, due_on=None, answer_by=None, asked=[])
    add_step(actor=actor, application=application, kind=StepKind.WITHDRAWN, text=text)
    if was_handed_in:
        tell_department(application, "application-withdrawn")


@action
def say_solved(*, actor: Person, application: Application, solved: Solved) -> None:
    """Keeps what the applicants say to 「解决了吗？」."""
    move(application, DECIDED, to=None, solved=solved)
    add_step(
        actor=actor,
        application=application,
        kind=StepKind.SOLVED,
        text=str(solved),
        data={"solved": str(solved)},
    )


@action
def reopen(*, actor: Person, application: Application, text: str = "") -> None:
    """Asks the department to look again; its review clock begins anew.

    Raises:
        RefusedError: it was not rejected, was looked at again as often as it may be, the time
            for it is over, or another application for the same is open.
    """
    today = timezone.localdate()
    _check_reopens(application, today)
    days = clock_of(application.department).review_days
    changes: dict[str, Any] = {
        "assignee": None,
        "decided_at": None,
        "amount_fen": None,
        "clauses": [],
        "solved": "",
        "clock_from": today,
        "clock_days": days,
        "pauses": [],
        "due_on": due(today, days, []),
        "times_reopened": application.times_reopened + 1,
    }
    _move_alone(application, [State.REJECTED], to=State.UNDER_REVIEW, **changes)
    add_step(actor=actor, application=application, kind=StepKind.REOPENED, text=text)
    tell_department(application, "application-reopened")
    tell_applicants(application, "application-reopened-own")


def _check_reopens(application: Application, today: date) -> None:
    if application.state != State.REJECTED:
        raise RefusedError(_("没有通过的申报才能申请复核。对金额有疑问，可以向部门提一个问题。"))
    if application.times_reopened >= REOPENED_MAX:
        words = _("一件申报最多复核 %(n)d 次，已经用完。可以重新申报，或向部门提一个问题。")
        raise RefusedError(words % {"n": REOPENED_MAX})
    until = may_be_reopened_until(application)
    if until is None or today > until:
        raise RefusedError(_("申请复核的时间已经过了。可以重新申报，或向部门提一个问题。"))


def _move_alone(
    application: Application, from_states: Sequence[State], *, to: State, **changes: Any
) -> None:
    """Moves it where no other application for the same version is open.

    Raises:
        RefusedError: there is one.
    """
    try:
        with transaction.atomic():
            move(application, from_states, to=to, **changes)
    except IntegrityError:
        raise RefusedError(_("这项政策已有一件新的申报在办，请在那一件里继续。")) from None

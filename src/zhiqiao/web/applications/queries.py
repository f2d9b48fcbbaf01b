"""Reads of applications: baskets, what waits for whom, counts by programme."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.applications.models import (
    DECIDED,
    WITH_DEPARTMENT,
    Application,
    State,
    Step,
    Submission,
)
from zhiqiao.web.programmes.applied import Applied

LATE = "late"
SHOWN = 6
NUMBER_DIGITS_MAX = 9
PROGRESS: dict[State, Promise] = {
    State.SUBMITTED: _("已申报"),
    State.UNDER_REVIEW: _("办理中"),
    State.ASKED: _("办理中"),
    State.APPROVED: _("已获批"),
}
"""How far what an organisation has applied for is, to those who look at programmes."""


@dataclass(frozen=True, slots=True)
class Basket:
    """One basket of a list: its code in addresses, its word and what lies in it."""

    code: str
    word: str | Promise
    rows: Q


ALL = Basket("", _("全部"), Q())


def own_baskets(_day: date) -> tuple[Basket, ...]:
    """The applicants' baskets, the first for what waits for them."""
    waits = Q(state__in=(State.DRAFT, State.ASKED))
    return (
        ALL,
        Basket("todo", _("等我办"), waits),
        Basket("doing", _("部门办理中"), Q(state__in=WITH_DEPARTMENT)),
        Basket("approved", _("已通过"), Q(state=State.APPROVED)),
        Basket("rejected", _("未通过"), Q(state=State.REJECTED)),
        Basket("withdrawn", _("已撤回"), Q(state=State.WITHDRAWN)),
    )


def review_baskets(day: date) -> tuple[Basket, ...]:
    """The department's baskets; what is late lies in a second one too."""
    return (
        ALL,
        Basket("submitted", _("待受理"), Q(state=State.SUBMITTED)),
        Basket("under_review", _("审核中"), Q(state=State.UNDER_REVIEW)),
        Basket("asked", _("待补正"), Q(state=State.ASKED)),
        Basket(LATE, _("超期"), late_on(day)),
        Basket("approved", _("已通过"), Q(state=State.APPROVED)),
        Basket("rejected", _("未通过"), Q(state=State.REJECTED)),
        Basket("withdrawn", _("已撤回"), Q(state=State.WITHDRAWN)),
    )


def late_on(day: date) -> Q:
    """Those on which the department's time is over."""
    return Q(state__in=WITH_DEPARTMENT, due_on__lt=day)


def counted(rows: QuerySet[Application], baskets: Sequence[Basket]) -> dict[str, int]:
    """How many lie in each basket; one query."""
    counts = {f"n_{each.code}": Count("pk", filter=each.rows) for each in baskets}
    found = rows.order_by().aggregate(**counts)
    return {each.code: found[f"n_{each.code}"] for each in baskets}


def own_applications(person: Person) -> QuerySet[Application]:
    """Those of the organisation that the person acts for."""
    rows = Application.objects.visible_to(person).filter(organisation=person.organisation)
    return rows.select_related("department", "organisation")


def handed_in(person: Person) -> QuerySet[Application]:
    """Those handed in to the department that the person acts for, by clock: the latest due last."""
    rows = Application.objects.visible_to(person).filter(department_id=person.organisation_id)
    return by_clock(rows.select_related("organisation", "assignee", "department"))


def by_clock(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Those whose time is over or nearly so first; what has no clock at the end, newest first."""
    return rows.order_by(F("due_on").asc(nulls_last=True), "-changed_at", "-id")


def found_by(rows: QuerySet[Application], words: str) -> QuerySet[Application]:
    """Those whose programme or organisation has all the words, or whose number is the word."""
    for word in words.split():
        hit = Q(programme_name__icontains=word) | Q(organisation__name__icontains=word)
        if word.isdecimal() and len(word) <= NUMBER_DIGITS_MAX:
            hit |= Q(pk=int(word))
        rows = rows.filter(hit)
    return rows


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person.

    Attributes:
        rows: the most urgent ones.
        count: how many there are.
        late: how many of them are past their day.
    """

    rows: Sequence[Application]
    count: int
    late: int


def waiting_for(person: Person) -> Waiting:
    """What the person's home shows: drafts and questions, or the department's work; by clock.

    A reviewer's is what they handle and what nobody handles yet. Two queries.
    """
    today = timezone.localdate()
    if person.may(Permission.APPLICATION_REVIEW):
        mine = Q(assignee=person) | Q(assignee=None)
        rows = handed_in(person).filter(mine, state__in=WITH_DEPARTMENT)
        late = late_on(today)
    elif person.may(Permission.APPLY):
        waits = Q(state__in=(State.DRAFT, State.ASKED))
        rows = own_applications(person).filter(waits)
        rows = rows.order_by(F("answer_by").asc(nulls_last=True), "-changed_at")
        late = Q(answer_by__lt=today)
    else:
        return Waiting((), 0, 0)
    figures = rows.order_by().aggregate(count=Count("pk"), late=Count("pk", filter=late))
    return Waiting(list(rows[:SHOWN]), figures["count"], figures["late"])


def applied_by_programme(organisation: Organisation) -> dict[str, Application]:
    """The organisation's newest application for each programme, drafts and withdrawn ones apart."""
    rows = Application.objects.unscoped().filter(organisation=organisation)
    rows = rows.exclude(state__in=(State.DRAFT, State.WITHDRAWN)).order_by("pk")
    return {each.programme_id: each for each in rows}


def have_applied(organisation_ids: Iterable[int], programme_id: str) -> set[int]:
    """Which of the organisations have an application for the programme under way or granted."""
    rows = Application.objects.unscoped().filter(programme_id=programme_id)
    rows = rows.filter(organisation__in=list(organisation_ids)).exclude(submitted_at=None)
    kept = rows.exclude(state__in=(State.WITHDRAWN, State.REJECTED))
    return set(kept.values_list("organisation_id", flat=True))


def applied_by(person: Person, organisation: Organisation) -> list[Applied]:
    """The applications of the person's own organisation, once handed in; one query."""
    if person.organisation_id != organisation.pk or not person.may(Permission.APPLY):
        return []
    rows = own_applications(person).filter(state__in=PROGRESS).order_by("pk")
    return [_applied(each) for each in rows]


def _applied(application: Application) -> Applied:
    page = "application-edit" if application.is_editable else "application"
    return Applied(
        programme_id=application.programme_id,
        version_label=application.version_label,
        word=str(PROGRESS[State(application.state)]),
        path=reverse(page, args=[application.pk]),
        is_approved=application.state == State.APPROVED,
        approved_fen=application.amount_fen if application.state == State.APPROVED else None,
    )


def applicants_of(programme_id: str) -> dict[int, str]:
    """By organisation the state of its newest application for a programme, once handed in."""
    rows = Application.objects.unscoped().filter(programme_id=programme_id)
    rows = rows.exclude(submitted_at=None).order_by("pk")
    return dict(rows.values_list("organisation_id", "state"))


def counts_by_programme(department: Organisation | None = None) -> dict[str, Mapping[str, int]]:
    """By programme how many organisations applied, and what became of it; one query.

    Args:
        department: only what was handed in to it; all if left out.

    Returns:
        "applied" (organisations that ever handed one in), "open", "approved", "rejected",
        and "granted_fen".
    """
    rows = Application.objects.unscoped().exclude(submitted_at=None)
    if department is not None:
        rows = rows.filter(department=department)
    open_ones = Q(state__in=(*WITH_DEPARTMENT, State.ASKED))
    found = (
        rows.order_by()
        .values("programme_id")
        .annotate(
            applied=Count("organisation", distinct=True),
            open=Count("pk", filter=open_ones),
            approved=Count("pk", filter=Q(state=State.APPROVED)),
            rejected=Count("pk", filter=Q(state=State.REJECTED)),
            granted_fen=Sum("amount_fen", default=0),
        )
    )
    plain: list[dict[str, Any]] = [{**row} for row in found]
    return {row.pop("programme_id"): row for row in plain}


def open_application(organisation: Organisation, programme_id: str) -> Application | None:
    """The organisation's application for the programme that goes on, the newest one."""
    rows = Application.objects.unscoped().filter(organisation=organisation)
    open_states = (State.DRAFT, State.ASKED, *WITH_DEPARTMENT)
    return rows.filter(programme_id=programme_id, state__in=open_states).order_by("-pk").first()


def last_decided(organisation: Organisation, programme_id: str) -> Application | None:
    """The organisation's newest application for the programme that was decided."""
    rows = Application.objects.unscoped().filter(organisation=organisation)
    return rows.filter(programme_id=programme_id, state__in=DECIDED).order_by("-pk").first()


def last_submission(application: Application) -> Submission | None:
    """What was handed in last; the caller may see the application."""
    return application.submissions.unscoped().order_by("-number").first()


def earlier_submissions(last: Submission) -> list[Submission]:
    """What was handed in before the last, the first one first; no query for the only one."""
    if last.number == 1:
        return []
    return list(
        Submission.objects.unscoped().filter(application=last.application_id).exclude(pk=last.pk)
    )


def steps_for(person: Person, application: Application) -> list[Step]:
    """The timeline as the person may see it, the newest last."""
    rows = Step.objects.visible_to(person).filter(application=application)
    return list(rows.select_related("by", "to"))

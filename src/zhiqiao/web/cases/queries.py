"""Reads of cases: baskets, what is overdue, and figures for the front page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, OrganisationKind, OrganisationState, Person
from zhiqiao.web.cases.actions import digest_of
from zhiqiao.web.cases.models import (
    SHOWN_TO_ASKER,
    Case,
    CaseEntry,
    CaseState,
    handed_on_by,
    handled_by,
)

RELATED = "person", "organisation", "department", "handed_on_by"
BASKETS = {
    "waiting": _("待响应"),
    "handling": _("处理中"),
    "resolved": _("已办结"),
    "overdue": _("已过期"),
    "handed-on": _("转出"),
}
"""The overdue ones are also in one of the first two."""


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """How many cases wait for a person, and for their department."""

    waiting: int
    handling: int
    overdue: int
    own_open: int
    own_answered: int


def late(on: date) -> Q:
    """That the next deadline is before the day, and the clock runs."""
    first = Q(state=CaseState.WAITING, answer_due_on__lt=on)
    return Q(pause_reason="") & (first | Q(state=CaseState.HANDLING, due_on__lt=on))


def overdue(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Those among the cases whose next deadline is past."""
    return cases.filter(late(on))


def basket(actor: Person, name: str) -> QuerySet[Case]:
    """The cases of one basket of the person's department, the most urgent first."""
    rows = Case.objects.visible_to(actor).select_related(*RELATED)
    if name == "handed-on":
        return rows.filter(handed_on_by(actor)).exclude(handled_by(actor)).order_by("-id")
    mine = rows.filter(handled_by(actor))
    if name == "overdue":
        return overdue(mine, timezone.localdate()).order_by("answer_due_on", "id")
    order = "-resolved_at" if name == CaseState.RESOLVED else "answer_due_on"
    return mine.filter(state=name).order_by(order, "id")


def basket_counts(actor: Person) -> dict[str, int]:
    """How many cases lie in each basket."""
    return {name: basket(actor, name).order_by().count() for name in BASKETS}


def own_cases(actor: Person) -> QuerySet[Case]:
    """What the person asked, newest first."""
    return Case.objects.visible_to(actor).filter(person=actor).select_related(*RELATED)


def case_by_token(token: str) -> Case | None:
    """The case that a link without an account stands for."""
    with every_row_for("the case that a visitor holds the link of"):
        rows = Case.objects.unscoped().select_related(*RELATED)
        return rows.filter(token_digest=digest_of(token)).first()


def entries_for_asker(case: Case) -> list[CaseEntry]:
    """What the asker of the case may read, oldest first."""
    with every_row_for("what the asker of a case may read"):
        rows = CaseEntry.objects.unscoped().filter(case=case, kind__in=SHOWN_TO_ASKER)
        return list(rows.select_related("from_department", "to_department"))


def entries_for_handler(actor: Person, case: Case) -> list[CaseEntry]:
    """Everything said in the case, notes too, oldest first."""
    rows = CaseEntry.objects.visible_to(actor).filter(case=case)
    return list(rows.select_related("person", "from_department", "to_department"))


def may_handle(actor: Person, case: Case) -> bool:
    """Whether the person answers the case now."""
    return Case.objects.visible_to(actor).filter(handled_by(actor), pk=case.pk).exists()


def departments() -> QuerySet[Organisation]:
    """Where a case can go."""
    return Organisation.objects.filter(
        kind=OrganisationKind.DEPARTMENT, state=OrganisationState.ACTIVE
    ).order_by("name")


def figures(actor: Person) -> CaseFigures:
    """What waits, for the front page; at most five small queries."""
    handles = actor.may(Permission.CASE_HANDLE)
    own = own_cases(actor).order_by()
    return CaseFigures(
        waiting=basket(actor, "waiting").order_by().count() if handles else 0,
        handling=basket(actor, "handling").order_by().count() if handles else 0,
        overdue=basket(actor, "overdue").order_by().count() if handles else 0,
        own_open=own.exclude(state=CaseState.RESOLVED).count(),
        own_answered=own.filter(state=CaseState.RESOLVED, is_solved=None).count(),
    )

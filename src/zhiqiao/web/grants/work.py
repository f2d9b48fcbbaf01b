"""Finding who is entitled, in the background."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.grants.find_actions import (
    UNDECIDED,
    finish,
    keep_found,
    undecided,
    withdraw_unmet,
)
from zhiqiao.web.grants.finding import Compared, compare, found_of
from zhiqiao.web.grants.models import Comparison, Entitlement
from zhiqiao.web.grants.start_actions import KIND, check_leads
from zhiqiao.web.jobs.errors import JobRefusedError
from zhiqiao.web.jobs.kinds import job_kind
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.progress import Progress

CHUNK = 200


def _page(job: Job) -> str:
    row = Comparison.objects.unscoped().filter(pk=job.data["comparison"]).first()
    return reverse("grants-of", args=[row.programme_id, row.period]) if row else ""


@job_kind(KIND, label=_("数据比对，找出应享企业"), unit=_("家"), page=_page)
def find(progress: Progress) -> dict[str, Any]:
    """Compares the programme with all enterprises; what was found, passed over and withdrawn."""
    person = progress.job.person
    row = Comparison.objects.unscoped().filter(pk=progress.job.data["comparison"]).first()
    if person is None or row is None:
        raise JobRefusedError("not_allowed")
    try:
        check_leads(person, row.programme_id)
    except RefusedError:
        raise JobRefusedError("not_allowed") from None
    compared = compare(person, row.programme_id, on=row.event_on)
    counts = _keep_all(progress, person, row, compared)
    counts["withdrawn"] += _withdraw_gone(person, row, compared)
    with system_action("find_entitled"):
        finish(actor=person, comparison=row, counts={**compared.verdicts, **counts})
    return counts


def _keep_all(
    progress: Progress, person: Person, row: Comparison, compared: Compared
) -> dict[str, int]:
    """Goes through those that meet the rule, so many at a time, from where the job stands."""
    settled = _settled(row)
    numbers = sorted(set(compared.met) - settled)
    counts = {"found": 0, "passed_over": 0, "withdrawn": 0, **progress.cursor.get("counts", {})}
    after = progress.cursor.get("after", 0)
    waiting = [each for each in numbers if each > after]
    done = len(numbers) - len(waiting)
    for start in range(0, len(waiting), CHUNK):
        some = waiting[start : start + CHUNK]
        found = found_of(person, compared, some, period=row.period)
        with system_action("find_entitled"):
            kept = keep_found(actor=person, comparison=row, compared=compared, found=found)
            counts["found"] += kept.found
            counts["passed_over"] += kept.passed_over
            counts["withdrawn"] += kept.withdrawn
            cursor = {"after": some[-1], "counts": counts}
            progress.keep(cursor, done=done + start + len(some), total=len(numbers))
        progress.go_on()
    return counts


def _settled(row: Comparison) -> set[int]:
    """The enterprises on whose entitlement for this period people have decided something."""
    rows = Entitlement.objects.unscoped().filter(programme_id=row.programme_id, period=row.period)
    open_ones = undecided(row).values("pk")
    return set(rows.exclude(pk__in=open_ones).values_list("organisation_id", flat=True))


def _withdraw_gone(person: Person, row: Comparison, compared: Compared) -> int:
    """Withdraws what was found before for enterprises that do not meet the rule now."""
    rows = undecided(row).filter(state__in=UNDECIDED).values_list("pk", "organisation_id")
    gone = [pk for pk, organisation in rows if organisation not in compared.met]
    if gone:
        with system_action("find_entitled"):
            withdraw_unmet(actor=person, comparison=row, rows=gone)
    return len(gone)

"""Public notices: everyone may see who is to be paid what, and object, for some working days."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.common.working_days import add_working_days
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.grants.freezing import first_citation
from zhiqiao.web.grants.models import (
    Entitlement,
    EntitlementState,
    NoticeState,
    ObjectionState,
    PublicNotice,
    StepKind,
)
from zhiqiao.web.grants.rights import of_programme
from zhiqiao.web.grants.step_actions import move_all, write_all
from zhiqiao.web.grants.telling import tell_enterprise
from zhiqiao.web.jobs.calendar import working_calendar

DAYS_MIN, DAYS_MAX = 5, 60
SHOWN_AT_EACH_END = 4
TOLD_TOGETHER = 100


@action
def publish_notice(*, actor: Person, programme_id: str, period: str, days: int) -> PublicNotice:
    """Shows everyone all that passed the credit check, for so many working days after today.

    Args:
        actor: a reviewer of the department.
        programme_id: whose.
        period: the year.
        days: working days, `days_min` or more. With 0, as in a demo, it ends at once.

    Raises:
        RefusedError: too few days, or nobody waits for a notice.
    """
    least = days_min()
    if not least <= days <= DAYS_MAX:
        words = _("公示期要在 %(least)d 到 %(most)d 个工作日之间。")
        raise RefusedError(words % {"least": least, "most": DAYS_MAX})
    rows = of_programme(actor, programme_id, period).filter(state=EntitlementState.CHECKED)
    lines = list(_lines(rows))
    if not lines:
        raise RefusedError(_("没有可以公示的企业。先做信用核查。"))
    today = timezone.localdate()
    first = rows.latest("pk")
    notice = PublicNotice.objects.create(
        department_id=first.department_id,
        programme_id=programme_id,
        programme_name=first.programme_name,
        period=period,
        content=lines,
        sha256=_digest(lines),
        from_on=today,
        until_on=add_working_days(today, days, calendar=working_calendar()) if days else today,
        made_by=actor,
        is_demo=first.is_demo,
    )
    numbers = [line["entitlement"] for line in lines]
    write_all(numbers, column="notice_id", value=notice.pk)
    _step(numbers, EntitlementState.CHECKED, EntitlementState.NOTICED, StepKind.NOTICED, actor)
    data = {"count": len(lines), "until": notice.until_on, "digest": notice.sha256}
    audit(actor=actor, action="publish_notice", what=notice, data=data)
    if not days:
        _end(notice, actor)
    return notice


def days_min() -> int:
    """The fewest working days: five, or what the site asks for; less in a demo alone."""
    chosen: int = settings.ZHIQIAO_NOTICE_DAYS
    return chosen if settings.ZHIQIAO_DEMO else max(chosen, DAYS_MIN)


def _lines(rows: QuerySet[Entitlement]) -> Iterable[dict[str, Any]]:
    """What is shown of each, in order of the names."""
    found = rows.select_related("organisation").order_by("organisation__name", "pk")
    for number, row in enumerate(found.iterator(chunk_size=2_000), start=1):
        yield {
            "number": number,
            "entitlement": row.pk,
            "name": row.organisation.name,
            "uscc": partly_hidden(row.organisation.uscc),
            "amount_fen": row.amount_fen,
            "clause": first_citation(row.content),
        }


def partly_hidden(uscc: str) -> str:
    """A credit code of which the middle is hidden; a short one is hidden whole."""
    ends = 2 * SHOWN_AT_EACH_END
    if len(uscc) <= ends:
        return "*" * len(uscc)
    hidden = "*" * (len(uscc) - ends)
    return f"{uscc[:SHOWN_AT_EACH_END]}{hidden}{uscc[-SHOWN_AT_EACH_END:]}"


def _digest(lines: list[dict[str, Any]]) -> str:
    text = json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _step(
    rows: QuerySet[Entitlement] | list[int],
    source: EntitlementState,
    to: EntitlementState,
    kind: StepKind,
    actor: Person | None,
) -> int:
    return move_all(rows, [source], to=to, kind=kind, actor=actor)


@action
def take_down(*, actor: Person, notice: PublicNotice, text: str) -> None:
    """Takes an open notice down, as when it was wrong; its enterprises wait for another.

    Raises:
        RefusedError: it has ended, an objection to it is not decided, or no reason is given.
    """
    current = _locked(notice)
    if actor.organisation_id != current.department_id or current.state != NoticeState.OPEN:
        raise RefusedError(_("这份公示已经结束，或不归本部门。"))
    if not text.strip():
        raise RefusedError(_("请写明为什么撤下：这句话会留在每家企业的经过里。"))
    if current.objections.unscoped().filter(state=ObjectionState.OPEN).exists():
        raise RefusedError(_("还有异议没有处理。先处理异议，再撤下公示。"))
    current.state = NoticeState.WITHDRAWN
    current.save(update_fields=["state"])
    rows = Entitlement.objects.unscoped().filter(notice=current, state=EntitlementState.NOTICED)
    kind, words = StepKind.TAKEN_DOWN, text.strip()
    states = [EntitlementState.NOTICED]
    move_all(rows, states, to=EntitlementState.CHECKED, kind=kind, actor=actor, text=words)
    audit(actor=actor, action="take_down_notice", what=current)


@action
def end_notice(*, notice: PublicNotice) -> int:
    """Ends one whose days are over; those without an open objection are cleared; how many."""
    current = _locked(notice)
    if current.state != NoticeState.OPEN:
        return 0
    count = _end(current, None)
    audit(actor=None, action="end_notice", what=current, data={"count": count})
    return count


def _end(notice: PublicNotice, actor: Person | None) -> int:
    notice.state = NoticeState.ENDED
    notice.save(update_fields=["state"])
    rows = Entitlement.objects.unscoped().filter(notice=notice, state=EntitlementState.NOTICED)
    return _step(rows, EntitlementState.NOTICED, EntitlementState.CLEARED, StepKind.CLEARED, actor)


def _locked(notice: PublicNotice) -> PublicNotice:
    return PublicNotice.objects.select_for_update().get(pk=notice.pk)


def end_due(on: date) -> int:
    """Ends every notice whose last day is past, and tells the enterprises; how many were told."""
    for notice in PublicNotice.objects.filter(state=NoticeState.OPEN, until_on__lt=on):
        end_notice(notice=notice)
    return tell_cleared()


def tell_cleared() -> int:
    """Tells all that wait for their confirmation and were not told yet; how many."""
    rows = Entitlement.objects.unscoped().filter(state=EntitlementState.CLEARED)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    told = 0
    for start in range(0, len(numbers), TOLD_TOGETHER):
        told += _tell_some(numbers=numbers[start : start + TOLD_TOGETHER])
    return told


@action
def _tell_some(*, numbers: list[int]) -> int:
    rows = Entitlement.objects.unscoped().filter(pk__in=numbers, state=EntitlementState.CLEARED)
    told = sum(
        tell_enterprise(each, "grant-to-confirm", once=f"grant-confirm-{each.pk}")
        for each in rows.select_related("organisation", "department")
    )
    if told:
        audit(actor=None, action="ask_to_confirm", what=Entitlement, data={"count": told})
    return told

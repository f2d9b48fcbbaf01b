"""When money is to be expected: an estimate in working days, with what it is based on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.common.working_days import Calendar, add_working_days, working_days_between
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.grants.models import Entitlement, EntitlementState
from zhiqiao.web.jobs.calendar import working_calendar
from zhiqiao.web.payouts.journeys import Journey, Who
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.payouts.queries import expected_on

DAYS_WITHOUT_PAST = 10
LOOKED_AT = 500
ENOUGH = 5
BEFORE_NOTICE = (EntitlementState.FOUND, EntitlementState.CHECKED)
WITH_FINANCE = (EntitlementState.CONFIRMED, EntitlementState.LISTED, EntitlementState.APPROVED)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many working days a department takes from the confirmation to the account.

    Attributes:
        payments: of how many the days are the median; 0 where there were too few.
    """

    days: int
    payments: int

    @property
    def words(self) -> str:
        """What the estimate is based on."""
        if not self.payments:
            words = _("部门还没有足够的往次，按 %(days)d 个工作日估")
            return words % {"days": self.days}
        words = _("部门最近 %(count)d 笔从确认到到账，中间的一笔用了 %(days)d 个工作日")
        return words % {"count": self.payments, "days": self.days}


@dataclass(frozen=True, slots=True)
class Expected:
    """The day, and what it is based on. `is_late`: it takes longer than is usual."""

    on: date | None
    base: str
    is_late: bool = False


def paces_of(departments: Collection[int]) -> Mapping[int, Pace]:
    """By department how fast it pays, from its last settled payments; one query."""
    with every_row_for("how many days a department usually takes"):
        rows = Payment.objects.unscoped().filter(
            department_id__in=set(departments),
            state=PaymentState.SETTLED,
            attempt=1,
            entitlement__confirmed_at__isnull=False,
        )
        names = ("department_id", "entitlement__confirmed_at", "settled_on")
        found = list(rows.order_by("-pk").values_list(*names)[:LOOKED_AT]) if departments else []
    calendar = working_calendar()
    return {each: _pace([row for row in found if row[0] == each], calendar) for each in departments}


def _pace(rows: list[tuple[int, object, date]], calendar: Calendar) -> Pace:
    if len(rows) < ENOUGH:
        return Pace(DAYS_WITHOUT_PAST, 0)
    spans = {(timezone.localdate(at), on) for _department, at, on in rows}  # type: ignore[arg-type]
    taken = {span: max(0, working_days_between(*span, calendar=calendar)) for span in spans}
    days = [taken[timezone.localdate(at), on] for _department, at, on in rows]  # type: ignore[arg-type]
    return Pace(max(1, median_low(days)), len(rows))


def expected(journey: Journey, pace: Pace, *, today: date) -> Expected:
    """When the money is to be expected on the account; no day where nobody can tell."""
    if journey.has_arrived or journey.is_over:
        return Expected(None, "")
    entitlement = journey.entitlement
    if entitlement.state == EntitlementState.PAID:
        return _on_its_way(journey, today)
    if entitlement.state in WITH_FINANCE and entitlement.confirmed_at is not None:
        return _with_finance(timezone.localdate(entitlement.confirmed_at), pace, today=today)
    return _before_confirmation(entitlement, pace, today)


def _before_confirmation(entitlement: Entitlement, pace: Pace, today: date) -> Expected:
    state, calendar = entitlement.state, working_calendar()
    if state == EntitlementState.CLEARED:
        on = add_working_days(today, pace.days, calendar=calendar)
        return Expected(on, _("您今天确认的话。%(pace)s。") % {"pace": pace.words})
    if state == EntitlementState.NOTICED and entitlement.notice is not None:
        start = max(today, entitlement.notice.until_on)
        on = add_working_days(start, 1 + pace.days, calendar=calendar)
        base = _("公示到 %(day)s，之后您马上确认的话。%(pace)s。")
        return Expected(on, base % {"day": f"{start:%Y-%m-%d}", "pace": pace.words})
    if state in BEFORE_NOTICE:
        notice = settings.ZHIQIAO_NOTICE_DAYS
        on = add_working_days(today, 1 + notice + 1 + pace.days, calendar=calendar)
        base = _("明天就公示的话：公示 %(notice)d 个工作日，之后您马上确认。%(pace)s。")
        return Expected(on, base % {"notice": notice, "pace": pace.words})
    return Expected(None, _("要等核实的结果，现在还估不出。"))


def _with_finance(start: date, pace: Pace, *, today: date) -> Expected:
    on = add_working_days(start, pace.days, calendar=working_calendar())
    base = _("从您 %(day)s 确认算起。%(pace)s。")
    said = base % {"day": f"{start:%Y-%m-%d}", "pace": pace.words}
    if on >= today:
        return Expected(on, said)
    return Expected(None, said + _("这一笔已经比通常慢，可以向部门提一个问题。"), is_late=True)


def _on_its_way(journey: Journey, today: date) -> Expected:
    if journey.payment is None or journey.waiting.who is not Who.BANK:
        return Expected(None, _("要等账户更正或银行核对的结果，现在还估不出。"))
    asked_on = journey.payment.chunk.execution_on
    on = expected_on(asked_on)
    base = _("银行 %(day)s 收到付款要求，一般下一个工作日到账。")
    said = base % {"day": f"{asked_on:%Y-%m-%d}"}
    if on >= today:
        return Expected(on, said)
    return Expected(None, said + _("这一笔比通常慢，部门会和银行核对。"), is_late=True)

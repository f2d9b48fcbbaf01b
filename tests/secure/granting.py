"""A department with an automatic programme, and enterprises at every step to a payout."""

from datetime import date, timedelta

from django.utils import timezone
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.rules_of_a_department import ID, RULE, department, publish, reviewer, state

from zhiqiao.web.access import Role
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.grants.account_actions import AccountGiven, keep_account
from zhiqiao.web.grants.credit_actions import ABNORMAL, DISHONEST, check_credit
from zhiqiao.web.grants.models import Entitlement, EntitlementState
from zhiqiao.web.grants.notice_actions import end_notice, publish_notice
from zhiqiao.web.grants.start_actions import find_entitled
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.running import perform
from zhiqiao.web.profiles.models import Source

AUTOMATIC = RULE.replace("申报审核", "免申即享").replace(
    "{定额: 5万元}", "{定额: 5万元, 周期: 每年}"
)
PERIOD = "2026"
ON = date(2026, 7, 1)
BANK = ("云溪银行城东支行", "102331000018")
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(number: int) -> str:
    """A code whose check digit is right."""
    body = f"91330100{number:09d}"
    total = sum(_DIGITS.index(each) * weight for each, weight in zip(body, _WEIGHTS, strict=True))
    return body + _DIGITS[-total % 31]


def enterprise(staff="30人", *, source=Source.DEPARTMENT, credit="否", **more):
    """An enterprise that the departments say small, with so many people, in good standing."""
    made = OrganisationFactory(**more)
    if "uscc" not in more:
        made.uscc = credit_code(made.pk)
        made.save()
    state(made, "企业规模", "小型", source=source)
    if staff:
        state(made, "从业人员", staff.removesuffix("人"), source=source)
    if credit:
        today = timezone.localdate()
        for name in (DISHONEST, ABNORMAL):
            state(made, name, credit, source=Source.DEPARTMENT, as_of=today - timedelta(days=9))
    return made


class Granting:
    """What the tests of grants stand on."""

    def __init__(self, count=3, rule=AUTOMATIC):
        publish(rule)
        self.department = department()
        self.reviewer = reviewer(self.department)
        self.enterprises = [enterprise() for _ in range(count)]

    def find(self, on=ON, period=PERIOD):
        job = find_entitled(actor=self.reviewer, programme_id=ID, period=period, on=on)
        perform(job.pk)
        return Job.objects.unscoped().get(pk=job.pk).result

    def be_of_last_year(self):
        """What was found is a year old."""
        last = {"period": f"{int(PERIOD) - 1}", "event_on": ON.replace(year=ON.year - 1)}
        Entitlement.objects.unscoped().update(**last)

    def check(self):
        return check_credit(actor=self.reviewer, programme_id=ID, period=PERIOD)

    def notice(self, days=5):
        self.find()
        self.check()
        return publish_notice(actor=self.reviewer, programme_id=ID, period=PERIOD, days=days)

    def clear(self):
        notice = self.notice()
        end_notice(notice=notice)
        return notice

    def person(self, organisation):
        return PersonFactory(role=Role.AFFAIRS, organisation=organisation)

    def of(self, organisation):
        return entitlements().get(organisation=organisation)

    def put(self, entitlement, to, **more):
        entitlements().filter(pk=entitlement.pk).update(state=to, **more)
        return entitlements().get(pk=entitlement.pk)


def given(organisation, number="6222 0000 1111 2222", **more):
    values = {"name": organisation.name, "number": number, "bank_name": BANK[0]}
    return AccountGiven(**(values | {"bank_code": BANK[1]} | more))


def account_of(organisation):
    with system_action("test"):
        return keep_account(actor=None, organisation=organisation, given=given(organisation))


def entitlements():
    return Entitlement.objects.unscoped()


def states():
    return sorted(entitlements().values_list("state", flat=True))


def kinds(entitlement):
    return [each.kind for each in entitlement.steps.unscoped()]


S = EntitlementState

"""From the departments' data to confirmed entitlements: the demo's way there, by real actions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils import timezone

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.demo.paying_actions import share_facts
from zhiqiao.web.grants.account_actions import AccountGiven
from zhiqiao.web.grants.confirm_actions import confirm
from zhiqiao.web.grants.credit_actions import check_credit
from zhiqiao.web.grants.models import (
    Entitlement,
    EntitlementQuerySet,
    EntitlementState,
    NoticeState,
    PayeeAccount,
    PublicNotice,
)
from zhiqiao.web.grants.notice_actions import end_due, publish_notice
from zhiqiao.web.grants.objection_actions import make_objection
from zhiqiao.web.grants.start_actions import find_entitled
from zhiqiao.web.jobs.running import perform

ENTRY, PROVINCE = "yunxi-entry-2026", "yunxi-province-2026"
HIGH_TECH, VOUCHER = "yunxi-hnte-2026", "yunxi-voucher-2026"
NOTICE_DAYS = 5
SOUND = {"是否列入严重失信名单": "否", "是否列入经营异常名录": "否", "企业规模": "小型"}
ENTERED = SOUND | {"资质称号": "科技型中小企业"}
FIRST_TIME = SOUND | {"资质称号": "高新技术企业", "高企认定情形": "首次认定"}
AGAIN = SOUND | {"资质称号": "高新技术企业", "高企认定情形": "重新认定"}
ABNORMAL = FIRST_TIME | {"是否列入经营异常名录": "是"}
UNKNOWN = {name: said for name, said in AGAIN.items() if name != "是否列入经营异常名录"}
FACTS = {
    "first": {
        "org-am-02": ENTERED, "org-am-03": ENTERED, "org-bm-03": ENTERED, "org-ea-01": ENTERED,
        "org-nm-04": ENTERED, "org-am-04": ENTERED, "org-bm-04": ENTERED, "org-ea-04": ENTERED,
        "org-md-01": ENTERED, "org-am-05": FIRST_TIME, "org-am-06": AGAIN,
        "org-ea-05": FIRST_TIME, "org-ea-06": FIRST_TIME, "org-md-03": AGAIN,
        "org-ne-01": FIRST_TIME, "org-md-02": ABNORMAL, "org-ne-03": UNKNOWN,
    },
    "second": {"org-nm-01": FIRST_TIME, "org-nm-03": AGAIN, "org-ev-02": FIRST_TIME},
    "third": {"org-ev-03": AGAIN, "org-af-04": FIRST_TIME},
}  # fmt: skip
"""What the departments say of enterprises without a profile, in the order in which they say it."""
OBJECTION = "这家企业的高新技术企业证书还在公告复核期，建议等复核结果出来再发。"
OBJECTOR = "13800000000（王先生）"
BANKS = (
    ("云溪农商银行听涛支行", "402331000018"),
    ("云溪银行澄湖支行", "313331000026"),
    ("中国工商银行云溪溪东支行", "102331000034"),
)


@dataclass(frozen=True, slots=True)
class Payees:
    """Who confirms for whom.

    Attributes:
        own: the person of the demo's own enterprise.
        agent: who acts for all others.
    """

    own: Person
    agent: Person

    def of(self, organisation: Organisation) -> Person:
        """Who acts for the enterprise, acting for it."""
        is_own = self.own.organisation_id == organisation.pk
        if not is_own:
            self.agent.act_for(organisation.pk)
        return self.own if is_own else self.agent


def share(round_: str) -> None:
    """The departments say what they know, of enterprises that are on this site."""
    there = Organisation.objects.filter(code__in=FACTS[round_]).values_list("code", flat=True)
    share_facts(facts={code: FACTS[round_][code] for code in there})


def find(reviewer: Person, programme_id: str, period: str) -> None:
    """Compares the programme with all enterprises, as the background process does."""
    today = timezone.localdate()
    job = find_entitled(actor=reviewer, programme_id=programme_id, period=period, on=today)
    perform(job.pk)


def show(reviewer: Person, programme_id: str, period: str) -> None:
    """Checks the credit of whoever waits for that, and shows everyone those who passed."""
    if not _waiting(programme_id, period, EntitlementState.FOUND).exists():
        return
    check_credit(actor=reviewer, programme_id=programme_id, period=period)
    if _waiting(programme_id, period, EntitlementState.CHECKED).exists():
        publish_notice(actor=reviewer, programme_id=programme_id, period=period, days=NOTICE_DAYS)


def end_notices() -> None:
    """What the site does every night."""
    end_due(timezone.localdate())


def object_to_one() -> None:
    """Somebody objects to the last line of the notice that is running."""
    notice = PublicNotice.objects.filter(state=NoticeState.OPEN, is_demo=True).first()
    if notice is None:
        return
    number = notice.content[-1]["number"]
    make_objection(actor=None, notice=notice, number=number, text=OBJECTION, contact=OBJECTOR)


def confirm_all(payees: Payees, programme_id: str, *, but: Collection[str] = ()) -> None:
    """The enterprises say that they want it, and where to."""
    rows = Entitlement.objects.unscoped().filter(
        programme_id=programme_id, state=EntitlementState.CLEARED, is_demo=True
    )
    for each in rows.exclude(organisation__code__in=but).select_related("organisation"):
        account = PayeeAccount.objects.unscoped().filter(
            organisation=each.organisation, is_current=True
        )
        kept = account.first()
        given = None if kept else account_of(each.organisation)
        confirm(actor=payees.of(each.organisation), entitlement=each, account=kept, given=given)


def account_of(organisation: Organisation, *, first: str = "6222") -> AccountGiven:
    """An account that is made up; another one for other first digits."""
    bank, code = BANKS[organisation.pk % len(BANKS)]
    number = f"{first}0246{organisation.pk * 7919 + int(first):011d}"
    return AccountGiven(organisation.name, number, bank, code)


def confirmed(programme_id: str, codes: Iterable[str] = ()) -> list[int]:
    """The confirmed entitlements of a programme, of these enterprises if some are named."""
    rows = Entitlement.objects.unscoped().filter(
        programme_id=programme_id, state=EntitlementState.CONFIRMED, is_demo=True
    )
    if codes:
        rows = rows.filter(organisation__code__in=list(codes))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _waiting(programme_id: str, period: str, state: EntitlementState) -> EntitlementQuerySet:
    return Entitlement.objects.unscoped().filter(
        programme_id=programme_id, period=period, state=state, is_demo=True
    )

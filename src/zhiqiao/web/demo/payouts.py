"""Payouts of the demo's department: from data of enterprises to statements of its bank.

Told weekday by weekday with the clock set back, by the same actions that people use.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation

from zhiqiao.web.accounts.models import Organisation, OrganisationKind, Person
from zhiqiao.web.budgets.models import BudgetLine
from zhiqiao.web.demo import paying_grants as grants
from zhiqiao.web.demo import paying_lists as lists
from zhiqiao.web.demo.clock import weekday_before, weekdays_ago
from zhiqiao.web.demo.paying_actions import end_story, engage_agent, give_codes
from zhiqiao.web.demo.paying_bank import DemoBank, demo_bank
from zhiqiao.web.demo.paying_grants import ENTRY, HIGH_TECH, PROVINCE, VOUCHER, Payees
from zhiqiao.web.demo.paying_lists import Office
from zhiqiao.web.payouts.models import OPEN_CHUNKS, Chunk

DEPARTMENT = "org-demo-department"
OWN, REVIEWER = "demo-affairs", "demo-reviewer"
MAKER, CHECKER = "demo-finance-maker", "demo-finance-checker"
FIRST = ("org-ev-01", "org-bm-01", "org-am-02", "org-am-03", "org-bm-03", "org-ea-01")
ENTRY_ONE, ENTRY_TWO = "科技型中小企业入库奖励第一批", "科技型中小企业入库奖励第二批"
PROVINCE_ONE = "省科技型中小企业奖励第一批"
HIGH_TECH_ONE, HIGH_TECH_TWO = "高企认定奖励第一批", "高企认定奖励第二批"
LISTED = ("org-am-05", "org-am-06")
DRAFTED = ("org-ea-05",)
UNDECIDED = ("org-ne-01",)
"""Has been asked to confirm and has not answered."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays, and what with."""

    office: Office
    reviewer: Person
    payees: Payees
    bank: DemoBank
    year: int

    @property
    def period(self) -> str:
        """The year, as entitlements have it."""
        return str(self.year)


def load_demo_payouts() -> bool:
    """Tells the story once, where its people are there; whether it was told.

    Not on a site that has a bank, or payments on their way to one: nothing made up goes there.
    """
    wanted = (OWN, REVIEWER, MAKER, CHECKER)
    people = {each.username: each for each in Person.objects.filter(username__in=wanted)}
    department = Organisation.objects.filter(code=DEPARTMENT).first()
    is_told = BudgetLine.objects.unscoped().filter(is_demo=True).exists()
    if department is None or len(people) < len(wanted) or is_told or _has_a_bank():
        return False
    for each in people.values():
        each.act_for(None)
    with translation.override(settings.LANGUAGE_CODE), demo_bank(weekday_before(OPENS)) as bank:
        _tell(people, bank)
    end_story(department=department)
    return True


def _has_a_bank() -> bool:
    waiting = Chunk.objects.unscoped().filter(state__in=OPEN_CHUNKS)
    return bool(settings.ZHIQIAO_BANK) or waiting.exists()


def _tell(people: dict[str, Person], bank: DemoBank) -> None:
    enterprises = list(
        Organisation.objects.filter(is_demo=True, kind=OrganisationKind.ENTERPRISE).order_by("pk")
    )
    give_codes(organisations=enterprises)
    cast = Cast(
        office=Office(people[MAKER], people[CHECKER]),
        reviewer=people[REVIEWER],
        payees=Payees(people[OWN], engage_agent(organisations=enterprises)),
        bank=bank,
        year=timezone.localdate().year,
    )
    for ago, happens in STORY:
        with weekdays_ago(ago):
            bank.end_day()
            happens(cast)
            bank.end_day()


def _open_budgets(cast: Cast) -> None:
    lists.register_account(cast.office)
    lists.open_budgets(cast.office, cast.year)


def _compare(cast: Cast) -> None:
    grants.share("first")
    for programme_id in (ENTRY, HIGH_TECH):
        grants.find(cast.reviewer, programme_id, cast.period)
        grants.show(cast.reviewer, programme_id, cast.period)


def _confirm(cast: Cast) -> None:
    grants.end_notices()
    grants.confirm_all(cast.payees, ENTRY)
    grants.confirm_all(cast.payees, HIGH_TECH, but=UNDECIDED)


def _make_first(cast: Cast) -> None:
    made = lists.make(cast.office, ENTRY, cast.year, title=ENTRY_ONE, codes=FIRST)
    lists.submit(cast.office, made)


def _pay_first(cast: Cast) -> None:
    lists.release(cast.office, ENTRY_ONE)
    cast.bank.send()


def _compare_province(cast: Cast) -> None:
    grants.find(cast.reviewer, PROVINCE, cast.period)
    for programme_id in (PROVINCE, VOUCHER):
        grants.show(cast.reviewer, programme_id, cast.period)


def _confirm_province(cast: Cast) -> None:
    grants.end_notices()
    grants.confirm_all(cast.payees, PROVINCE)


def _compare_again(cast: Cast) -> None:
    grants.share("second")
    grants.find(cast.reviewer, HIGH_TECH, cast.period)
    grants.show(cast.reviewer, HIGH_TECH, cast.period)


def _make_more(cast: Cast) -> None:
    province = lists.make(cast.office, PROVINCE, cast.year, title=PROVINCE_ONE)
    entry = lists.make(cast.office, ENTRY, cast.year, title=ENTRY_TWO)
    high = lists.make(cast.office, HIGH_TECH, cast.year, title=HIGH_TECH_ONE, codes=LISTED)
    for each in (province, entry, high):
        lists.submit(cast.office, each)


def _pay_second(cast: Cast) -> None:
    lists.approve(cast.office, PROVINCE_ONE)
    paid = lists.release(cast.office, ENTRY_TWO)
    if paid is not None:
        cast.bank.be_troubled(paid)
        cast.bank.send()
    lists.ask_for_more(cast.office, cast.year)
    grants.object_to_one()


def _see_strays(cast: Cast) -> None:
    cast.bank.see_strays()


def _end(cast: Cast) -> None:
    lists.pay_anew(cast.office, cast.payees)
    lists.make(cast.office, HIGH_TECH, cast.year, title=HIGH_TECH_TWO, codes=DRAFTED)
    grants.share("third")
    grants.find(cast.reviewer, HIGH_TECH, cast.period)


STORY: tuple[tuple[int, Callable[[Cast], None]], ...] = (
    (28, _open_budgets),
    (24, _compare),
    (18, _confirm),
    (16, _make_first),
    (15, _pay_first),
    (14, _compare_province),
    (7, _confirm_province),
    (4, _compare_again),
    (3, _make_more),
    (2, _pay_second),
    (1, _see_strays),
    (0, _end),
)
"""How many weekdays ago what happened."""
OPENS = 17
"""How many weekdays ago the bank's first day was."""

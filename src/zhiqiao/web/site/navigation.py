"""The main navigation: which pages it names, for whom, and which is open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Held = Mapping[str, bool]
"""The permissions of the visitor, by name."""
SHOWN = 8
"""How many links stand in the bar; the others are behind 更多."""


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A page of the navigation. `suits` decides for whom, by the permissions held."""

    page: str
    word: str | Promise
    suits: Callable[[Held], bool]


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """One link as it is shown."""

    url: str
    word: str
    is_current: bool
    is_more: bool


def _everyone(_held: Held) -> bool:
    return True


def _holding(*wanted: str) -> Callable[[Held], bool]:
    return lambda held: any(name in held for name in wanted)


def _is_member(held: Held) -> bool:
    return "ACCOUNT" in held


def _is_of_department(held: Held) -> bool:
    return "APPLICATION_REVIEW" in held


def _applies_only(held: Held) -> bool:
    """Whose day is policies: offers and needs come last for them."""
    return "APPLY" in held and "NEED_WRITE" not in held and "OFFER_WRITE" not in held


def _pays_only(held: Held) -> bool:
    """Whose day is money: offers and needs come last for them too."""
    pays = "PAYOUT_MAKE" in held or "PAYOUT_CHECK" in held
    return pays and "NEED_WRITE" not in held and "OFFER_WRITE" not in held


def _looks_for_partners(held: Held) -> bool:
    return not _is_of_department(held) and not _applies_only(held) and not _pays_only(held)


def _looks_seldom(held: Held) -> bool:
    return _is_member(held) and not _looks_for_partners(held)


ITEMS = (
    NavigationItem("home", _("首页"), lambda held: not _is_member(held)),
    NavigationItem("home", _("待办"), _is_member),
    NavigationItem("application-reviews", _("申报审核"), _is_of_department),
    NavigationItem("grants", _("应享兑现"), _holding("GRANT_WRITE")),
    NavigationItem("payouts", _("兑付"), _holding("PAYOUT_READ")),
    NavigationItem("budgets", _("预算指标"), _holding("BUDGET_READ")),
    NavigationItem("differences", _("对账"), _holding("PAYOUT_MAKE", "PAYOUT_CHECK")),
    NavigationItem("ledger", _("账本"), _holding("LEDGER_READ")),
    NavigationItem("offers", _("找成果"), _looks_for_partners),
    NavigationItem("needs", _("找需求"), _looks_for_partners),
    NavigationItem("queue", _("待评"), _holding("REVIEW_WRITE")),
    NavigationItem("introductions", _("引荐"), _holding("INTRODUCE")),
    NavigationItem("transfers", _("项目"), _holding("TRANSFER_WRITE")),
    NavigationItem("my-programmes", _("我能享受什么"), _holding("ASSESS")),
    NavigationItem("applications", _("我的申报"), _holding("APPLY")),
    NavigationItem("my-payouts", _("我的兑付"), _holding("PAYOUT_RECEIVE")),
    NavigationItem("programmes", _("找政策"), _everyone),
    NavigationItem("cases", _("诉求办理"), _holding("CASE_HANDLE")),
    NavigationItem("drafts", _("规则"), _holding("RULE_DRAFT")),
    NavigationItem("take-up", _("应享未享"), _holding("TAKE_UP_READ")),
    NavigationItem("ask", _("问一问"), _everyone),
    NavigationItem("public-notices", _("兑现公示"), _everyone),
    NavigationItem("rates", _("统计"), _holding("STATISTICS_READ")),
    NavigationItem("funnel", _("漏斗"), _holding("STATISTICS_READ")),
    NavigationItem("visits", _("先去拜访谁"), _holding("LISTING_ALL")),
    NavigationItem("profile", _("企业画像"), _holding("PROFILE_READ")),
    NavigationItem("likely-needs", _("可能的需求"), _holding("PROFILE_READ")),
    NavigationItem("profiles", _("各企业画像"), _holding("PROFILE_ALL")),
    NavigationItem("imports", _("导入"), _holding("IMPORT")),
    NavigationItem("rule-departments", _("规则里的部门"), _holding("ORGANISATION_ALL")),
    NavigationItem("offers", _("找成果"), _looks_seldom),
    NavigationItem("needs", _("找需求"), _looks_seldom),
)
"""In the order of the bar."""


def links_for(request: HttpRequest, *, held: Held) -> list[NavigationLink]:
    """The links for the visitor, in order; at most one is current: that with the longest match."""
    found = [(item, reverse(item.page)) for item in ITEMS if item.suits(held)]
    matching = [url for _item, url in found if _is_under(request.path, url)]
    current = max(matching, key=len, default="")
    return [
        NavigationLink(url, str(item.word), url == current, place >= SHOWN)
        for place, (item, url) in enumerate(found)
    ]


def _is_under(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)

"""What the page of a list shows to whom: its steps, what may be done, why an approval is void."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.inbox.queries import people_who
from zhiqiao.web.payouts.models import ListState, PayoutList

VOIDED: Mapping[str, Promise] = {
    "entitlement": gettext_lazy("有企业的兑付资格变了（被取消、有异议或企业不领了）"),
    "account": gettext_lazy("有企业换了收款账户"),
    "amount": gettext_lazy("有企业的金额变了"),
    "disputed": gettext_lazy("有企业的上一次兑付还有对账差异没有处理，钱可能已经付到"),
    "unsound": gettext_lazy("有企业被核查认定不该付"),
    "digest": gettext_lazy("清单和批准时的不是同一份"),
    "programme": gettext_lazy("这项政策已经从规则里撤下"),
    "budget": gettext_lazy("这一年度的预算已经结转"),
}
MENDED_ELSEWHERE: Mapping[str, Promise] = {
    "programme": gettext_lazy("请和业务处室核实政策是否还执行；不再执行就作废这张清单。"),
    "budget": gettext_lazy("请作废这张清单，在新年度的预算里重新编制。"),
}
"""What renewing the lines does not mend."""
_PLACES = {
    ListState.DRAFT: 0,
    ListState.SUBMITTED: 1,
    ListState.APPROVED: 2,
    ListState.RELEASED: 3,
    ListState.FINISHED: 4,
}


def void_words(codes: Iterable[str]) -> list[str]:
    """Why an approval did not hold, in words."""
    return [str(VOIDED.get(code, code)) for code in codes]


def elsewhere_words(codes: Iterable[str]) -> list[str]:
    """What has to be done about what renewing does not mend."""
    return [str(MENDED_ELSEWHERE[code]) for code in codes if code in MENDED_ELSEWHERE]


def steps_of(payout_list: PayoutList) -> list[dict[str, str]]:
    """The way of a list, for the steps component; [] for one that was given up."""
    if payout_list.state == ListState.CANCELLED:
        return []
    words = (_("编制"), _("复核"), _("点击兑付"), _("银行办理"), _("办结"))
    place = _PLACES[ListState(payout_list.state)]
    is_over = payout_list.state == ListState.FINISHED
    return [
        {
            "word": word,
            "state": "done" if number < place or is_over else "current" if number == place else "",
        }
        for number, word in enumerate(words)
    ]


@dataclass(frozen=True, slots=True)
class Rights:
    """What the visitor can do to a list as it stands now.

    Attributes:
        is_own: whether they made it, so that somebody else has to check it.
    """

    may_change: bool
    may_take_back: bool
    may_check: bool
    may_release: bool
    may_cancel: bool
    is_own: bool

    @classmethod
    def of(cls, person: Person, payout_list: PayoutList) -> "Rights":
        """By permissions, state and who made it."""
        state = payout_list.state
        makes, checks = person.may(Permission.PAYOUT_MAKE), person.may(Permission.PAYOUT_CHECK)
        is_own = payout_list.maker_id == person.pk
        before = state in (ListState.DRAFT, ListState.SUBMITTED, ListState.APPROVED)
        return cls(
            may_change=makes and state == ListState.DRAFT,
            may_take_back=makes and state == ListState.SUBMITTED,
            may_check=checks and state == ListState.SUBMITTED and not is_own,
            may_release=(makes or checks) and state == ListState.APPROVED,
            may_cancel=(makes or checks) and before,
            is_own=is_own,
        )


def has_other_checker(person: Person, payout_list: PayoutList) -> bool:
    """Whether anybody but this person can check it; one query."""
    people = people_who(payout_list.organisation_id, Permission.PAYOUT_CHECK)
    return any(each.pk != person.pk for each in people)


def budget_of(payout_list: PayoutList) -> dict[str, Any] | None:
    """What the budget line has left before and after the list; None once money went.

    Reads `budget_line.account`, which the caller has joined.
    """
    left_fen = payout_list.budget_line.account.balance.free_fen
    if payout_list.state in (ListState.DRAFT, ListState.SUBMITTED):
        after_fen = left_fen - payout_list.total_fen
        return {"before_fen": left_fen, "after_fen": after_fen, "is_short": after_fen < 0}
    if payout_list.state == ListState.APPROVED:
        before_fen = left_fen + payout_list.total_fen
        return {"before_fen": before_fen, "after_fen": left_fen, "is_short": False}
    return None

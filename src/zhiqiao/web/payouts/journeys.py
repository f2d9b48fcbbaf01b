"""How far an entitlement has come on its way to an enterprise's account, in words for it.

Where it stands, why it waits, who has to act, what the enterprise itself can do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.web.grants.credit_actions import HELD_WORDS, Held
from zhiqiao.web.grants.models import Entitlement, EntitlementState
from zhiqiao.web.payouts.changes import Clawback, ClawbackState
from zhiqiao.web.payouts.models import ChunkState, Payment, PaymentState
from zhiqiao.web.payouts.reasons import MENDED_BY_PAYEE, group_of, reason_words

STEPS: tuple[Promise, ...] = (
    gettext_lazy("符合条件"), gettext_lazy("信用核查"), gettext_lazy("公示"),
    gettext_lazy("本企业确认"), gettext_lazy("列入清单"), gettext_lazy("复核批准"),
    gettext_lazy("发起兑付"), gettext_lazy("银行办理"), gettext_lazy("到账"),
)  # fmt: skip
_PLACES: Mapping[str, int] = {
    EntitlementState.FOUND: 1, EntitlementState.HELD: 1, EntitlementState.CHECKED: 2,
    EntitlementState.NOTICED: 2, EntitlementState.OBJECTED: 2, EntitlementState.CLEARED: 3,
    EntitlementState.CONFIRMED: 4, EntitlementState.LISTED: 5, EntitlementState.APPROVED: 6,
    EntitlementState.PAID: 7,
}  # fmt: skip
BANK_PLACE = 7
BY_ITSELF = (Held.DISHONEST, Held.ABNORMAL)
"""What only the enterprise can have mended."""


class Who(Enum):
    """Who has to act now."""

    YOU = "you"
    DEPARTMENT = "department"
    BANK = "bank"
    NOBODY = "nobody"


WHO_WORDS: Mapping[Who, Promise] = {
    Who.YOU: gettext_lazy("等您办"),
    Who.DEPARTMENT: gettext_lazy("等部门办"),
    Who.BANK: gettext_lazy("等银行办"),
    Who.NOBODY: gettext_lazy("不用办"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why it waits, and for whom; the one thing for the enterprise to do, if there is one."""

    why: str
    who: Who
    url: str = ""
    button: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """One entitlement on its way.

    Attributes:
        payment: the newest attempt; None before the click.
        clawback: what is demanded back of it.
        place: how many steps are done.
    """

    entitlement: Entitlement
    payment: Payment | None
    clawback: Clawback | None
    place: int
    waiting: Waiting

    @property
    def is_over(self) -> bool:
        """Whether it ended without money."""
        return self.place < 0

    @property
    def has_arrived(self) -> bool:
        """Whether the money has arrived and stays."""
        return self.place == len(STEPS)

    @property
    def who(self) -> str:
        """Who has to act, in words; that it has arrived where nobody has."""
        if self.has_arrived and self.waiting.who is Who.NOBODY:
            return _("已到账")
        return str(WHO_WORDS[self.waiting.who])

    @property
    def is_yours(self) -> bool:
        """Whether the enterprise has to act."""
        return self.waiting.who is Who.YOU

    @property
    def steps(self) -> list[dict[str, str]]:
        """The way as the steps component shows it; empty where it ended without money."""
        if self.is_over:
            return []
        return [{"word": str(word), "state": self._state(n)} for n, word in enumerate(STEPS)]

    def _state(self, number: int) -> str:
        if number < self.place:
            return "done"
        return "current" if number == self.place else ""


def journey_of(
    entitlement: Entitlement, payment: Payment | None, clawback: Clawback | None = None
) -> Journey:
    """How far it has come.

    Args:
        entitlement: with its notice, where it has one.
        payment: its newest attempt, with its chunk.
        clawback: what is demanded back of that payment.
    """
    is_paid = entitlement.state == EntitlementState.PAID
    if is_paid and payment is not None:
        place, waiting = _paid(payment, clawback)
    else:
        place = _PLACES.get(entitlement.state, -1)
        waiting = _unpaid(entitlement, payment)
    return Journey(entitlement, payment, clawback, place, waiting)


def _confirm_url(entitlement: Entitlement) -> str:
    return reverse("grant-confirm", args=[entitlement.pk])


def _unpaid(entitlement: Entitlement, payment: Payment | None) -> Waiting:
    state = entitlement.state
    if state == EntitlementState.HELD:
        return _held(entitlement)
    if state == EntitlementState.CLEARED:
        return _to_confirm(entitlement, payment)
    if state == EntitlementState.NOTICED and entitlement.notice is not None:
        until = f"{entitlement.notice.until_on:%Y-%m-%d}"
        words = _("公示到 %(day)s，没有异议就轮到您确认收款账户。")
        return Waiting(words % {"day": until}, Who.NOBODY)
    words = str(_WHY.get(EntitlementState(state), ""))
    is_over = state not in _PLACES
    if payment is not None and not is_over:
        said = _("上一次银行没有付出（%(why)s），部门会重新安排。")
        words = said % {"why": reason_words(payment.reason)} + words
    return Waiting(words, Who.NOBODY if is_over else Who.DEPARTMENT)


_WHY: Mapping[EntitlementState, Promise] = {
    EntitlementState.FOUND: gettext_lazy("部门正在核查信用，接着会公示。"),
    EntitlementState.CHECKED: gettext_lazy("信用核查通过，等部门公示。"),
    EntitlementState.NOTICED: gettext_lazy("正在公示，没有异议就轮到您确认收款账户。"),
    EntitlementState.OBJECTED: gettext_lazy("公示期有人提了异议，部门正在核实，结果会告诉您。"),
    EntitlementState.CONFIRMED: gettext_lazy("您已确认，等部门财务列入兑付清单。"),
    EntitlementState.LISTED: gettext_lazy("已列入兑付清单，等另一位财务人员复核。"),
    EntitlementState.APPROVED: gettext_lazy("兑付清单已批准、预算已留好，等财务点击兑付。"),
    EntitlementState.PAID: gettext_lazy("已发起兑付。"),
    EntitlementState.DECLINED: gettext_lazy("贵单位说明了不领，没有兑付。"),
    EntitlementState.WITHDRAWN: gettext_lazy("这一项取消了，原因见办理经过。"),
}


def _held(entitlement: Entitlement) -> Waiting:
    why = str(HELD_WORDS.get(Held(entitlement.held), "")) if entitlement.held in set(Held) else ""
    if entitlement.held in BY_ITSELF:
        words = _("信用核查没有通过：%(why)s。移出名单后请联系部门重新核查，款项还能兑付。")
        return Waiting(words % {"why": why}, Who.YOU)
    words = _("信用核查还没有结果：%(why)s。部门核实后继续办，您不用做什么。")
    return Waiting(words % {"why": why}, Who.DEPARTMENT)


def _to_confirm(entitlement: Entitlement, payment: Payment | None) -> Waiting:
    url = _confirm_url(entitlement)
    if payment is not None:
        words = _("上一次银行没有付出：%(why)s。请换一个能收款的账户再确认，部门会重新安排。")
        said = words % {"why": reason_words(payment.reason)}
        return Waiting(said, Who.YOU, url, _("更正收款账户"))
    words = _("公示结束，没有异议。请确认要领取，并填好收款账户。")
    return Waiting(words, Who.YOU, url, _("确认并填账户"))


def _paid(payment: Payment, clawback: Clawback | None) -> tuple[int, Waiting]:
    state = payment.state
    if state == PaymentState.RETURNED:
        return BANK_PLACE, _returned(payment)
    if state == PaymentState.SETTLED:
        return len(STEPS), _settled(clawback)
    if state == PaymentState.ACCEPTED:
        return BANK_PLACE, Waiting(_("银行已受理，正在转账。"), Who.BANK)
    if state == PaymentState.QUEUED:
        return BANK_PLACE - 1, _queued(payment)
    return -1, Waiting(str(_ENDED.get(PaymentState(state), "")), Who.NOBODY)


def _settled(clawback: Clawback | None) -> Waiting:
    if clawback is None:
        return Waiting(_("钱已到账。"), Who.NOBODY)
    if clawback.state != ClawbackState.DEMANDED:
        return Waiting(_("钱已到账；退回的要求已办结，不用再还。"), Who.NOBODY)
    words = _("部门要求退回这笔款：%(why)s 汇款附言请写 %(reference)s。")
    return Waiting(words % {"why": clawback.reason, "reference": clawback.reference}, Who.YOU)


_ENDED: Mapping[PaymentState, Promise] = {
    PaymentState.RELEASED: gettext_lazy("款项被银行退回后，部门把它退回了预算，不再兑付。"),
    PaymentState.CLAWED_BACK: gettext_lazy("这笔款已退回部门。"),
    PaymentState.REJECTED: gettext_lazy("银行没有付出，部门会重新安排。"),
    PaymentState.REISSUED: gettext_lazy("已重新兑付。"),
}


def _queued(payment: Payment) -> Waiting:
    if payment.chunk.state == ChunkState.UNKNOWN:
        words = _("已发给银行，但没收到回音，系统正在核实；不会重复付，也不会漏付。")
        return Waiting(words, Who.BANK)
    return Waiting(_("部门已点击兑付，正在送往银行。"), Who.BANK)


def _returned(payment: Payment) -> Waiting:
    why = reason_words(payment.reason)
    if payment.confirmed_account_id is not None:
        words = _("款项被银行退回：%(why)s。您已更正账户，等部门重新兑付。")
        return Waiting(words % {"why": why}, Who.DEPARTMENT)
    if group_of(payment.reason) in MENDED_BY_PAYEE:
        words = _("款项被银行退回：%(why)s。请换一个能收款的账户，部门会重新兑付。")
        url = reverse("returned-account", args=[payment.pk])
        return Waiting(words % {"why": why}, Who.YOU, url, _("更正收款账户"))
    words = _("款项被银行退回：%(why)s。部门正在和银行核对，您不用做什么。")
    return Waiting(words % {"why": why}, Who.DEPARTMENT)

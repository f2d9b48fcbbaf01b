"""Telling enterprises what became of their money, in plain words."""

from collections import defaultdict
from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission
from zhiqiao.web.inbox import kinds
from zhiqiao.web.inbox.actions import tell
from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.inbox.queries import people_of
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.payouts.reasons import ReasonGroup, group_of

ROWS_TOGETHER = 2_000
_TITLES = {
    "rejected": _("“%(programme)s”的款项银行没有付出"),
    "returned": _("“%(programme)s”的款项被退回了"),
}
_TEXTS = {
    ReasonGroup.ACCOUNT: _(
        "银行说收款账号或开户行不对。请核对账号，点开后更正并确认，款项会重新安排。"
    ),
    ReasonGroup.NAME: _(
        "银行说户名和账号不符。请用和营业执照一致的户名，点开后更正并确认，款项会重新安排。"
    ),
    ReasonGroup.CLOSED: _("银行说收款账户已销户。请点开后换一个在用的账户并确认，款项会重新安排。"),
    ReasonGroup.BLOCKED: _(
        "银行说收款账户现在不能收款。请先和开户行联系，或点开后换一个账户并确认。"
    ),
    ReasonGroup.OURS: _("原因不在您：%(department)s正在处理，会重新安排，您不用做什么。"),
    ReasonGroup.REPEATED: _("原因不在您：%(department)s正在和银行核对，您不用做什么。"),
    ReasonGroup.OTHER: _(
        "银行没有说明具体原因。请点开后核对一遍收款账户；%(department)s也在和银行核对。"
    ),
}


def register_kinds() -> None:
    """Makes the messages known to the inbox."""
    for word, title in _TITLES.items():
        for group, text in _TEXTS.items():
            kinds.register(MessageKind(f"payment-{word}-{group}", Topic.PAYOUTS, title, text))
    kinds.register(
        MessageKind(
            "payment-settled",
            Topic.PAYOUTS,
            _("“%(programme)s”的款项已到账"),
            _("%(department)s付出的款项，银行对账单显示已经付到您的账户。点开看金额和凭证。"),
        ),
        MessageKind(
            "claw-back",
            Topic.PAYOUTS,
            _("%(department)s要求退回“%(programme)s”的款项"),
            _("金额 %(yuan)s 元。点开看原因和还款账户；有疑问请联系%(department)s。"),
        ),
        MessageKind(
            "claw-back-ended",
            Topic.PAYOUTS,
            _("“%(programme)s”的退款已办结"),
            _("不用再还款了。"),
        ),
    )


def tell_payees(word: str, payments: Collection[int], *, once: str) -> int:
    """Tells the enterprises of payments that were rejected or returned; how many people.

    Those whom the same is told about the same programme are told by one statement.

    Args:
        word: "rejected" or "returned".
        payments: their numbers.
        once: a key for the event, so that it is told once however often it is done.
    """
    groups: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    numbers = sorted(payments)
    for start in range(0, len(numbers), ROWS_TOGETHER):
        for row in _rows(numbers[start : start + ROWS_TOGETHER]):
            number, programme, department, reason = row
            groups[programme, department, group_of(reason)].add(number)
    return sum(
        tell(
            kind=f"payment-{word}-{group}",
            people=people_of(organisations, Permission.PAYOUT_RECEIVE),
            data={"programme": programme, "department": department},
            path=reverse("my-payouts"),
            once=f"{word}-{group}-{once}",
        )
        for (programme, department, group), organisations in groups.items()
    )


def _rows(numbers: Collection[int]) -> list[tuple[int, str, str, str]]:
    rows = Payment.objects.unscoped().filter(pk__in=numbers)
    return list(
        rows.values_list(
            "organisation_id", "entitlement__programme_name", "department__name", "reason"
        )
    )

"""Why banks do not pay, or send money back: their codes (ISO 20022) in plain words.

Source: ISO 20022 external code sets, ExternalStatusReason1Code and ExternalReturnReason1Code.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ReasonGroup(StrEnum):
    """Who can mend it, and how."""

    ACCOUNT = "account"
    NAME = "name"
    CLOSED = "closed"
    BLOCKED = "blocked"
    OURS = "ours"
    REPEATED = "repeated"
    OTHER = "other"


MENDED_BY_PAYEE = frozenset(
    {ReasonGroup.ACCOUNT, ReasonGroup.NAME, ReasonGroup.CLOSED, ReasonGroup.BLOCKED}
)

_GROUPS: dict[str, tuple[ReasonGroup, Promise]] = {
    "AC01": (ReasonGroup.ACCOUNT, _("账号不对")),
    "AC02": (ReasonGroup.OURS, _("付款账号不对")),
    "AC03": (ReasonGroup.ACCOUNT, _("收款账号不对")),
    "AC04": (ReasonGroup.CLOSED, _("收款账户已销户")),
    "AC05": (ReasonGroup.OURS, _("付款账户已销户")),
    "AC06": (ReasonGroup.BLOCKED, _("收款账户被冻结")),
    "AC07": (ReasonGroup.CLOSED, _("收款账户已销户")),
    "AC13": (ReasonGroup.ACCOUNT, _("收款账户的种类不能收这种款")),
    "AC14": (ReasonGroup.ACCOUNT, _("收款账户的种类不能收这种款")),
    "AG01": (ReasonGroup.BLOCKED, _("收款账户不允许收这种款")),
    "AG02": (ReasonGroup.OURS, _("银行不办理这种交易")),
    "AM02": (ReasonGroup.OURS, _("超过银行的单笔限额")),
    "AM03": (ReasonGroup.OURS, _("币种不对")),
    "AM04": (ReasonGroup.OURS, _("付款账户余额不足")),
    "AM05": (ReasonGroup.REPEATED, _("银行认为是重复的付款")),
    "AM07": (ReasonGroup.BLOCKED, _("款项被冻结")),
    "AM09": (ReasonGroup.OURS, _("金额不对")),
    "AM14": (ReasonGroup.OURS, _("超过和银行约定的限额")),
    "AM21": (ReasonGroup.OURS, _("超过银行的限额")),
    "BE01": (ReasonGroup.NAME, _("户名和账号不符")),
    "BE04": (ReasonGroup.ACCOUNT, _("收款人地址不全")),
    "BE05": (ReasonGroup.OURS, _("发起方的信息不对")),
    "BE06": (ReasonGroup.NAME, _("银行不认识这个收款人")),
    "BE07": (ReasonGroup.OURS, _("付款方的地址不全")),
    "CUST": (ReasonGroup.OTHER, _("应客户要求退回")),
    "DT01": (ReasonGroup.OURS, _("日期不对")),
    "DU01": (ReasonGroup.REPEATED, _("银行认为文件重复")),
    "DU02": (ReasonGroup.REPEATED, _("银行认为付款重复")),
    "DU03": (ReasonGroup.REPEATED, _("银行认为付款重复")),
    "DU04": (ReasonGroup.REPEATED, _("银行认为付款重复")),
    "DU05": (ReasonGroup.REPEATED, _("银行认为付款重复")),
    "ED05": (ReasonGroup.OTHER, _("清算没有成功")),
    "FF01": (ReasonGroup.OURS, _("银行说文件格式不对")),
    "FILE": (ReasonGroup.OURS, _("银行没有收整个付款文件")),
    "FOCR": (ReasonGroup.OTHER, _("应付款方的请求退回")),
    "MD07": (ReasonGroup.BLOCKED, _("收款人已注销")),
    "MS02": (ReasonGroup.OTHER, _("收款方没有说明原因")),
    "MS03": (ReasonGroup.OTHER, _("银行没有说明原因")),
    "NARR": (ReasonGroup.OTHER, _("见银行的说明")),
    "RC01": (ReasonGroup.ACCOUNT, _("收款银行的行号不对")),
    "RC04": (ReasonGroup.ACCOUNT, _("收款银行的行号不对")),
    "RF01": (ReasonGroup.REPEATED, _("银行认为编号重复")),
    "RR01": (ReasonGroup.OURS, _("监管要求的付款方信息不全")),
    "RR02": (ReasonGroup.OURS, _("监管要求的付款方信息不全")),
    "RR03": (ReasonGroup.ACCOUNT, _("监管要求的收款方信息不全")),
    "RR04": (ReasonGroup.OTHER, _("监管原因")),
    "TM01": (ReasonGroup.OURS, _("过了银行当天的受理时间")),
    "UPAY": (ReasonGroup.OTHER, _("银行认为这笔款不该付")),
}
FILE_NOT_TAKEN = "FILE"
"""Our own code: the bank took none of the file's payments, and the department gave it up."""
REPEATED = tuple(code for code, (group, _words) in _GROUPS.items() if group is ReasonGroup.REPEATED)
"""Rejections of a copy: they say nothing of the payment itself, which the bank has."""
MENDED_CODES = tuple(code for code, (group, _words) in _GROUPS.items() if group in MENDED_BY_PAYEE)
"""What the enterprise mends by naming another account."""


def group_of(code: str) -> ReasonGroup:
    """Who can mend what the code says; OTHER where it is not known."""
    return _GROUPS[code][0] if code in _GROUPS else ReasonGroup.OTHER


def reason_words(code: str) -> str:
    """What the code means, in the language of the page; the code itself where it is not known."""
    if not code:
        return str(_("银行没有说明原因"))
    return str(_GROUPS[code][1]) if code in _GROUPS else code

"""What a difference means and what helps, in plain words; why a file was refused."""

from collections.abc import Mapping

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from zhiqiao.common import ErrorCode, ZhiqiaoError, describe
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.payouts.models import PaymentState
from zhiqiao.web.reconciliation.models import (
    BankFile,
    BankFileState,
    Difference,
    DifferenceKind,
    DifferenceState,
    Direction,
)

_MEANINGS: Mapping[str, Promise] = {
    "unknown_out": _(
        "银行从账户里付出了一笔钱，编号不是我们的任何一笔兑付。可能是手续费，也可能是别处付的。"
    ),
    "unknown_in": _(
        "账户里收到一笔钱，编号不是我们的任何一笔兑付。可能是企业自己汇回来的，也可能是利息或误汇。"
    ),
    "clash": _(
        "银行用同一个流水号先后说了两笔不同的收付，没有自动记到这笔兑付上。请先问银行哪一个对。"
    ),
    "wrong_amount": _("编号是我们的，金额却不一样。请先问银行，等它更正。"),
    "wrong_amount_waiting": _(
        "编号是我们的，金额却不一样。这笔兑付还没有记为到账；先问银行，等它更正。"
    ),
    "wrong_amount_settled": _(
        "编号是我们的，金额却不一样。这笔兑付已经按应付的金额到账，这一笔另外记着；请问银行。"
    ),
    "twice": _("银行把这笔兑付又付了一次。请马上联系银行或企业把多付的要回来。"),
    "twice_settled": _("这笔兑付已经到账，银行又付了一次。请马上联系银行或企业把多付的要回来。"),
    "taken_back": _("这笔兑付付过两次，这是退回来的一次。请和多付的那一笔冲抵。"),
    "corrected": _("银行已经更正：有方向相反、金额相同的一笔，请和它冲抵。"),
    "rejected_paid": _(
        "银行先说没有付，后来又付了。钱已经退回预算，所以这一笔先记在待核清款项里。"
    ),
    "rejected_after": _("对账单显示已经付出，银行后来又发来拒绝。账没有动；请问银行以哪个为准。"),
    "came_early": _("退款比付款的记录先到，或者这笔已经退过一次。付款的记录一来，会自动核销。"),
    "missing": _(
        "已经交给银行，过了期限对账单上还没有。可能还在途，也可能文件没有收全；请问银行。"
    ),
    "gap": _("这张对账单的期初余额和上一张的期末余额不一样：中间少了一张，或上一张没有读成。"),
}


def meaning_of(difference: Difference, *, is_corrected: bool = False) -> str:
    """What the difference is and what helps, in one or two sentences; "" once it is resolved.

    Args:
        difference: with its payment, as that stands now.
        is_corrected: whether the bank has moved the same amount back.
    """
    if difference.state == DifferenceState.RESOLVED:
        return ""
    if is_corrected:
        return str(_MEANINGS["corrected"])
    case = _case(difference)
    payment = difference.payment
    state = _AS_PAID.get(payment.state, "") if payment is not None else ""
    return str(_MEANINGS.get(f"{case}_{state}", _MEANINGS[case]))


_AS_PAID: Mapping[str, str] = {
    PaymentState.QUEUED: "waiting",
    PaymentState.ACCEPTED: "waiting",
    PaymentState.SETTLED: "settled",
}


_BY_DIRECTION: Mapping[tuple[str, bool], str] = {
    (DifferenceKind.UNKNOWN_REFERENCE, True): "unknown_in",
    (DifferenceKind.UNKNOWN_REFERENCE, False): "unknown_out",
    (DifferenceKind.TWICE, True): "taken_back",
    (DifferenceKind.AGAINST_STATE, True): "came_early",
    (DifferenceKind.AGAINST_STATE, False): "rejected_paid",
}


def _case(difference: Difference) -> str:
    line, kind = difference.line, difference.kind
    if kind == DifferenceKind.UNKNOWN_REFERENCE and difference.payment_id is not None:
        return "clash"
    if kind == DifferenceKind.AGAINST_STATE and line is None:
        return "rejected_after"
    if difference.statement_id is not None:
        return "gap"
    is_in = line is not None and line.direction == Direction.IN
    return _BY_DIRECTION.get((kind, is_in), str(kind))


def aside_of(file: BankFile) -> dict[str, object]:
    """Who set the file aside, when and why; empty where nobody did."""
    if file.state != BankFileState.SET_ASIDE:
        return {}
    number = file.detail.get("aside_by")
    who = Person.objects.filter(pk=number).first()
    return {
        "who": who.name
        if who
        else gettext("已离开的同事")
        if number
        else gettext("平台的运维人员"),
        "at": parse_datetime(str(file.detail.get("aside_at", ""))),
        "why": file.detail.get("aside_why", ""),
    }


def problem_of(file: BankFile) -> str:
    """Why the file was refused and how to mend it; "" where it was not."""
    if not file.problem:
        return ""
    try:
        error = ZhiqiaoError(ErrorCode(file.problem), **file.detail)
        return describe(error, "zh" if (get_language() or "").startswith("zh") else "en")
    except (ValueError, KeyError):
        return gettext("没有读成（%(code)s）。") % {"code": file.problem}

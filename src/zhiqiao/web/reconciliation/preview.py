"""What a file would say, for the person who decides whether it is read."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhiqiao.bank.amounts import to_yuan
from zhiqiao.bank.reading import read_any
from zhiqiao.bank.values import Direction, Statement, Status, StatusReport
from zhiqiao.common import ZhiqiaoError
from zhiqiao.web.reconciliation.exchange import content_of
from zhiqiao.web.reconciliation.models import BankFile


def preview_of(file: BankFile) -> tuple[str, ...]:
    """A few sentences; one that says so where it cannot be read."""
    try:
        said = read_any(content_of(file))
    except ZhiqiaoError:
        return (_("这个文件读不成。确认后会写明哪里不对，一笔也不会记账。"),)
    if isinstance(said, StatusReport):
        return (_of_report(said),)
    return tuple(_of_statements(said)) if isinstance(said, tuple) else ()


def _of_report(report: StatusReport) -> str:
    rejected = sum(each.status is Status.REJECTED for each in report.statuses)
    if report.group_status is Status.REJECTED:
        words = _("付款文件 %(name)s：银行整个拒绝，里面还在办的款项都会退回预算。")
    else:
        words = _("付款文件 %(name)s：写明 %(count)d 笔，其中拒绝 %(rejected)d 笔会退回预算。")
    counts = {"count": len(report.statuses), "rejected": rejected}
    return words % {"name": report.original_message_id, **counts}


def _of_statements(statements: tuple[Statement, ...]) -> Iterator[str]:
    words = _(
        "账户 %(account)s：付出 %(out)d 笔共 %(out_yuan)s 元，收入 %(in)d 笔共 %(in_yuan)s 元。"
    )
    for each in statements:
        sums: dict[str, object] = {"account": each.account}
        for way in Direction:
            amounts = [line.amount_fen for line in each.lines if line.direction is way]
            sums |= {str(way): len(amounts), f"{way}_yuan": to_yuan(sum(amounts))}
        yield words % sums

"""`zhiqiao ledger entries`: what moved in an account, the newest first."""

from typing import TYPE_CHECKING

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, note, stdout
from zhiqiao.cli.site import set_up_site
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.common.money import yuan_text
from zhiqiao.ledger import Movement, Phase
from zhiqiao.ledger.wording import told

if TYPE_CHECKING:
    from zhiqiao.web.ledger.models import Entry


def perform(code: str, *, limit: int, as_json: bool) -> None:
    """Prints at most so many entries.

    Raises:
        ZhiqiaoError: no account has that code.
    """
    set_up_site()
    from zhiqiao.web.ledger.listing import newest_of
    from zhiqiao.web.ledger.queries import account_of_code

    account = account_of_code(code)
    if account is None:
        raise ZhiqiaoError(ErrorCode.LEDGER_ACCOUNT_UNKNOWN, name=code)
    rows = newest_of(account, limit=limit)
    if as_json:
        emit([_result(each) for each in rows])
        return
    _show(rows)


def _result(entry: "Entry") -> dict[str, object]:
    return {
        "number": entry.pk,
        "key": entry.key,
        "movement": entry.movement,
        "phase": entry.phase,
        "debit": entry.debit.code,
        "credit": entry.credit.code,
        "amount_fen": entry.amount_fen,
        "of": entry.of_id,
        "reverses": entry.reverses_id,
        "booked_on": entry.booked_on.isoformat(),
        "made_at": entry.made_at.isoformat(),
        "source": entry.source,
        "source_id": entry.source_id,
    }


def _show(rows: list["Entry"]) -> None:
    from rich.table import Table

    if not rows:
        note(tr("这个账户还没有分录。", "Nothing was posted to this account yet."))
        return
    table = Table(box=None)
    for title in (
        tr("编号", "Number"),
        tr("记账日", "Booked on"),
        tr("事由", "Movement"),
        tr("状态", "Phase"),
        tr("借方", "Debit"),
        tr("贷方", "Credit"),
    ):
        table.add_column(title, overflow="fold")
    width = max(len(yuan_text(each.amount_fen)) for each in rows)
    table.add_column(tr("金额（元）", "Yuan"), justify="right", no_wrap=True, min_width=width)
    for each in rows:
        table.add_row(
            str(each.pk),
            f"{each.booked_on:%Y-%m-%d}",
            told(Movement(each.movement), language())
            + (tr("（冲销）", " (reversed)") if each.reverses_id else ""),
            told(Phase(each.phase), language()),
            each.debit.code,
            each.credit.code,
            yuan_text(each.amount_fen),
        )
    stdout().print(table)

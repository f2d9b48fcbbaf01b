"""`zhiqiao ledger accounts`: every account and what is in it."""

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, note, stdout
from zhiqiao.cli.site import set_up_site
from zhiqiao.common.money import yuan_text
from zhiqiao.ledger import AccountKind
from zhiqiao.ledger.movements import FLOORED, held_fen
from zhiqiao.ledger.values import Balance
from zhiqiao.ledger.wording import told

COLUMNS = (
    "code", "kind", "organisation", "debit_fen", "credit_fen", "debit_pending_fen",
    "credit_pending_fen",
)  # fmt: skip


def perform(*, as_json: bool) -> None:
    """Prints the accounts by code."""
    set_up_site()
    from zhiqiao.web.ledger.queries import every_account

    rows = every_account()
    if as_json:
        emit([dict(zip(COLUMNS, row, strict=True)) for row in rows])
        return
    _show(rows)


def _show(rows: list[tuple[str, str, str, int, int, int, int]]) -> None:
    from rich.table import Table

    if not rows:
        note(
            tr(
                "还没有账户。批准第一笔预算时会开立。",
                "No account yet: the first budget opens some.",
            )
        )
        return
    lines = [_line(*row) for row in rows]
    table = Table(box=None)
    for title in (tr("账户", "Account"), tr("种类", "Kind"), tr("部门", "Department")):
        table.add_column(title, overflow="fold")
    titles = (tr("余额（元）", "Balance"), tr("占用", "Reserved"), tr("可用", "Free"))
    for place, title in enumerate(titles, start=len(table.columns)):
        # Whatever gives way to the width of the screen, no figure does.
        width = max(len(line[place]) for line in lines)
        table.add_column(title, justify="right", no_wrap=True, min_width=width)
    for line in lines:
        table.add_row(*line)
    stdout().print(table)


def _line(code: str, kind_: str, department: str, *sums: int) -> list[str]:
    kind, balance = AccountKind(kind_), Balance(*sums)
    reserved_fen = balance.debit_pending_fen or balance.credit_pending_fen
    free = yuan_text(balance.free_fen) if kind in FLOORED else "–"
    held = yuan_text(held_fen(kind, balance))
    return [code, told(kind, language()), department, held, yuan_text(reserved_fen), free]

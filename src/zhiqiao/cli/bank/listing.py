"""`zhiqiao bank files`: what the bank sent, and what became of it."""

from typing import TYPE_CHECKING

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, note, stdout
from zhiqiao.cli.site import set_up_site

if TYPE_CHECKING:
    from zhiqiao.web.reconciliation.models import BankFile


def perform(*, limit: int, as_json: bool) -> None:
    """Prints the newest files."""
    set_up_site()
    from zhiqiao.web.reconciliation.models import BankFile

    files = BankFile.objects.unscoped().order_by("-pk")[:limit]
    if as_json:
        emit([told(each) for each in files])
    elif not files:
        note(tr("还没有银行文件。", "No file of the bank yet."))
    else:
        _show([told(each) | _words(each) for each in files])


def told(file: "BankFile") -> dict[str, object]:
    """A file as the command prints it; `problem` in words, "" where there is none."""
    from django.utils import translation

    from zhiqiao.web.reconciliation.wording import problem_of

    with translation.override("zh-hans" if language() == "zh" else "en"):
        return {
            "id": file.pk,
            "name": file.name,
            "kind": file.kind,
            "state": file.state,
            "count": file.count,
            "matched": file.matched,
            "different": file.different,
            "code": file.problem,
            "problem": problem_of(file),
            "sha256": file.sha256,
        }


def _words(file: "BankFile") -> dict[str, object]:
    """What people call the file's kind and state."""
    from django.utils import translation

    with translation.override("zh-hans" if language() == "zh" else "en"):
        return {
            "kind_words": f"{file.kind_words} {file.kind}".strip(),
            "state_words": str(file.get_state_display()),
        }


def _show(rows: list[dict[str, object]]) -> None:
    from rich.table import Table

    table = Table(box=None)
    for title in (tr("编号", "Id"), tr("文件", "File"), tr("种类", "Kind"), tr("状态", "State")):
        table.add_column(title, overflow="fold")
    for title in (tr("条", "Lines"), tr("对上", "Matched"), tr("差异", "Different")):
        table.add_column(title, justify="right")
    table.add_column(tr("问题", "Problem"), overflow="fold")
    names = ("id", "name", "kind_words", "state_words", "count", "matched", "different", "problem")
    for row in rows:
        table.add_row(*(str(row[name]) for name in names))
    stdout().print(table)

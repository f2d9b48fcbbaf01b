"""`zhiqiao audit verify`: whether the chain holds; if not, where, how and what to do."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, stderr, stdout, told_bar
from zhiqiao.cli.site import set_up_site

if TYPE_CHECKING:
    from zhiqiao.web.audit.findings import Finding, Verdict

CHANGED = 1


def perform(exported: Path | None, *, as_json: bool) -> None:
    """Verifies and prints; ends with status 1 where something was changed."""
    verdict = _of_file(exported) if exported else _of_database()
    if as_json:
        emit(_result(verdict))
    _show(verdict, is_quiet=as_json)
    if not verdict.is_sound:
        raise typer.Exit(CHANGED)


def _of_database() -> "Verdict":
    set_up_site()
    from zhiqiao.web.audit.verifying import verify

    with told_bar(tr("核对操作记录", "Verifying the audit chain")) as progress:
        return verify(progress)


def _of_file(path: Path) -> "Verdict":
    from zhiqiao.web.audit.exported import verify_exported

    return verify_exported(path)


def _result(verdict: "Verdict") -> dict[str, object]:
    return {
        "is_sound": verdict.is_sound,
        "rows": verdict.rows,
        "breaks": verdict.breaks,
        "checkpoints": verdict.checkpoints,
        "last_checkpoint": verdict.last_checkpoint,
        "seconds": round(verdict.seconds, 3),
        "findings": [
            {"kind": str(each.kind), "first": each.first, "last": each.last, "message": what}
            | {"remedy": remedy}
            for each, (what, remedy) in _told(verdict)
        ],
    }


def _told(verdict: "Verdict") -> list[tuple["Finding", tuple[str, str]]]:
    from zhiqiao.cli.audit.wording import told

    is_chinese = language() == "zh"
    return [(each, told(each, is_chinese=is_chinese)) for each in verdict.findings]


def _show(verdict: "Verdict", *, is_quiet: bool) -> None:
    for _each, (what, remedy) in _told(verdict):
        label = tr("被改动", "Changed")
        stderr().print(Text.assemble((label, "bold red"), tr("：", ": "), what), soft_wrap=True)
        stderr().print(Text(f"  {remedy}"), soft_wrap=True)
    if is_quiet:
        return
    text = tr(
        f"核对了 {verdict.rows} 行、{verdict.checkpoints} 个检查点",
        f"{verdict.rows} rows and {verdict.checkpoints} checkpoints verified",
    )
    end = (
        tr("，全部完好。", ": nothing was changed.")
        if verdict.is_sound
        else tr(f"，有 {len(verdict.findings)} 处问题。", f": {len(verdict.findings)} findings.")
    )
    stdout().print(Text(text + end), soft_wrap=True)

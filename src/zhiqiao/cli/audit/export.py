"""`zhiqiao audit export`: the rows, the checkpoints and the public key as files."""

from pathlib import Path

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, working
from zhiqiao.cli.site import set_up_site


def perform(file: Path, *, as_json: bool) -> None:
    """Writes the file and two beside it, and prints their names."""
    set_up_site()
    from zhiqiao.web.audit.exporting import export_chain

    with working(tr("导出操作记录 ……", "Exporting …")):
        made = export_chain(file)
    if as_json:
        emit(
            {
                "rows": made.rows,
                "file": str(made.file),
                "checkpoints": str(made.checkpoints),
                "public_key": str(made.public_key),
            }
        )
        return
    note(
        tr(
            f"已导出 {made.rows} 行到 {made.file}；检查点在 {made.checkpoints}，"
            f"公钥在 {made.public_key}。",
            f"{made.rows} rows in {made.file}, checkpoints in {made.checkpoints}, "
            f"the public key in {made.public_key}.",
        )
    )

"""`zhiqiao audit checkpoint`: signs the chain as it is now."""

from dataclasses import asdict

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, working
from zhiqiao.cli.site import set_up_site


def perform(*, as_json: bool) -> None:
    """Signs and prints. Nothing is signed where no row was added."""
    set_up_site()
    from zhiqiao.web.audit.checkpoints import sign_checkpoint
    from zhiqiao.web.audit.witness import folder

    with working(tr("签检查点 ……", "Signing …")):
        made = sign_checkpoint()
    if as_json:
        emit({"checkpoint": asdict(made) if made else None})
        return
    if made is None:
        note(tr("上个检查点以后没有新的操作，没有签。", "Nothing was added since the last one."))
        return
    path = folder() / "checkpoints.jsonl"
    note(
        tr(
            f"已签到第 {made.number} 行，追加在 {path}。请把这个文件另存到别的机器上。",
            f"Signed up to row {made.number}, added to {path}. Keep a copy on another machine.",
        )
    )

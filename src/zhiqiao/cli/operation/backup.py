"""`zhiqiao backup FILE` and `zhiqiao backup verify FILE`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, stdout, working
from zhiqiao.cli.site import reach_database, set_up_django

if TYPE_CHECKING:
    from zhiqiao.web.operation.backup.manifest import Manifest


def perform(file: Path, *, with_keys: bool, as_json: bool) -> None:
    """Writes a backup and says what must be kept beside it."""
    set_up_django()
    reach_database()
    from django.conf import settings

    from zhiqiao.web.operation.backup.writing import write_backup

    with working(tr("备份 ……", "Backing up …")):
        made = write_backup(file, with_keys=with_keys)
    _tell(file, made, as_json=as_json)
    if with_keys:
        note(
            tr(
                "这份备份里有密钥：谁拿到它就能读全部密文、伪造审计。请像密钥一样保管。",
                "This backup holds the keys: whoever has it can read all sealed text and forge "
                "the audit. Guard it like a key.",
            )
        )
    else:
        note(
            tr(
                f"密钥不在这份备份里。请另外保存 {settings.ZHIQIAO_KEYS}，"
                "放在别处：没有它，密文读不出，审计验不了。",
                f"The keys are not in this backup. Keep {settings.ZHIQIAO_KEYS} as well, somewhere "
                "else: without it sealed text cannot be read nor the audit verified.",
            )
        )


def check(file: Path, *, as_json: bool) -> None:
    """Reads all of a backup and compares it with its manifest."""
    from zhiqiao.web.operation.backup.checking import verify

    with working(tr("核对备份 ……", "Checking the backup …")):
        held = verify(file)
    _tell(file, held, as_json=as_json)


def summary(file: Path, held: "Manifest") -> dict[str, Any]:
    """What a backup holds, for programs."""
    return {
        "file": str(file),
        "version": held.version,
        "made_at": held.made_at,
        "engine": held.engine,
        "tables": len(held.tables),
        "rows": held.rows,
        "files": len(held.files),
        "has_keys": held.has_keys,
        "digest": held.digest,
    }


def _tell(file: Path, held: "Manifest", *, as_json: bool) -> None:
    told = summary(file, held)
    if as_json:
        emit(told)
        return
    stdout().print(
        tr(
            f"{file}：{told['tables']} 张表、{told['rows']} 行、{told['files']} 个文件，"
            f"{held.made_at} 由 {held.version} 版做成，完好。\nSHA-256 {held.digest}",
            f"{file}: {told['tables']} tables, {told['rows']} rows, {told['files']} files, made "
            f"{held.made_at} by version {held.version}, whole.\nSHA-256 {held.digest}",
        ),
        soft_wrap=True,
    )

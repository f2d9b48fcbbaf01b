"""`zhiqiao upgrade`: backs up, migrates, checks, and says what it did."""

from datetime import datetime
from pathlib import Path
from typing import Any

from zhiqiao import __version__
from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, stdout, working
from zhiqiao.cli.site import reach_database, set_up_django
from zhiqiao.web.operation.data_folder import data_folder, held


def perform(*, backup_to: Path | None, no_backup: bool, as_json: bool) -> None:
    """Brings the database to this version.

    Raises:
        ZhiqiaoError: the site runs, the database is newer than this version, or the backup
            cannot be written; nothing was changed then.
    """
    data = data_folder()
    with held(data):
        set_up_django()
        reach_database()
        from zhiqiao.web.operation.schema import refuse_newer, standing

        found = standing()
        refuse_newer(found)
        backup = None
        if found.missing and not found.is_untouched and not no_backup:
            backup = _back_up(backup_to or _backup_name(data))
        if found.missing:
            _migrate()
        steps = [".".join(step) for step in found.missing]
    _tell(steps, backup, as_json=as_json)


def _backup_name(data: Path) -> Path:
    folder = data / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    at = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    return folder / f"before-{__version__}-{at}.zip"


def _back_up(target: Path) -> Path:
    from zhiqiao.web.operation.backup.checking import verify
    from zhiqiao.web.operation.backup.writing import write_backup

    with working(tr("升级前备份 ……", "Backing up first …")):
        write_backup(target)
        verify(target)
    return target


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    from zhiqiao.web.operation.schema import refuse_older, standing

    with working(tr("升级数据库 ……", "Upgrading the database …")):
        call_command("migrate", interactive=False, verbosity=0)
        connection.check_constraints()
    refuse_older(standing())


def _tell(steps: list[str], backup: Path | None, *, as_json: bool) -> None:
    told: dict[str, Any] = {
        "version": __version__,
        "steps": steps,
        "backup": str(backup) if backup else None,
    }
    if as_json:
        emit(told)
        return
    if not steps:
        stdout().print(tr("数据库已是这一版，没有改动。", "The database is up to date; unchanged."))
        return
    stdout().print(
        tr(
            f"数据库已升级到 {__version__}，共 {len(steps)} 步，外键检查通过。",
            f"The database is now at {__version__}: {len(steps)} steps, foreign keys checked.",
        )
    )
    for step in steps:
        stdout().print(f"  {step}")
    if backup:
        note(
            tr(
                f"升级前的备份：{backup}（已核对，不含密钥）",
                f"Backup from before: {backup} (checked, without the keys)",
            )
        )

"""`zhiqiao config`, `backup`, `restore`, `upgrade` and `remind`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from zhiqiao.cli import options
from zhiqiao.cli.help import Command
from zhiqiao.cli.language import tr

app = typer.Typer()
ARCHIVE = tr("备份文件（.zip）", "the backup (.zip)")


@app.command(
    cls=Command, help=tr("显示生效的设置，检查是否适合上线", "Show and check the settings")
)
def config(*, as_json: options.AsJson = False) -> None:
    """Shows the settings in force, and what is wrong with them for use in earnest."""
    from zhiqiao.cli.operation.config import perform

    perform(as_json=as_json)


@app.command(
    cls=Command,
    help=tr(
        "备份全部数据；网站不用停。核对一份备份：zhiqiao backup verify FILE",
        "Back up everything while the site runs; to check one: zhiqiao backup verify FILE",
    ),
)
def backup(
    *,
    file: Annotated[str, typer.Argument(metavar="FILE", help=ARCHIVE)],
    verified: Annotated[
        Path | None, typer.Argument(metavar="", help="", hidden=True, show_default=False)
    ] = None,
    with_keys: Annotated[
        bool,
        typer.Option(
            "--with-keys",
            help=tr("把密钥也放进去；这份文件从此要像密钥一样保管", "put the keys in as well"),
        ),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Writes a backup, or checks one."""
    from zhiqiao.cli.operation.backup import check, perform

    if verified is None:
        perform(Path(file), with_keys=with_keys, as_json=as_json)
    elif file == "verify" and not with_keys:
        check(verified, as_json=as_json)
    else:
        message = tr(
            "应写成 zhiqiao backup FILE 或 zhiqiao backup verify FILE",
            "Write zhiqiao backup FILE or zhiqiao backup verify FILE",
        )
        raise typer.BadParameter(message)


@app.command(
    cls=Command,
    help=tr("把备份恢复到空的数据库和数据文件夹", "Restore a backup into an empty installation"),
)
def restore(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=ARCHIVE)],
    as_json: options.AsJson = False,
) -> None:
    """Restores a backup."""
    from zhiqiao.cli.operation.restore import perform

    perform(file, as_json=as_json)


@app.command(
    cls=Command,
    help=tr("升级数据库：先备份，再迁移，再检查", "Upgrade the database: back up, migrate, check"),
)
def upgrade(
    *,
    backup_to: Annotated[
        Path | None,
        typer.Option(
            "--backup-to",
            metavar="FILE",
            help=tr("备份写到哪里；不写则在数据文件夹的 backups 里", "where the backup goes"),
        ),
    ] = None,
    no_backup: Annotated[
        bool, typer.Option("--no-backup", help=tr("不备份", "without a backup"))
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Brings the database to this version."""
    from zhiqiao.cli.operation.upgrade import perform

    perform(backup_to=backup_to, no_backup=no_backup, as_json=as_json)


@app.command(
    cls=Command,
    help=tr(
        "做每天一次的工作：提醒、汇总、整理；做过的不再做",
        "Do the work of a day: reminders, digests, upkeep; what is done stays done",
    ),
)
def remind(
    *,
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help=tr("哪一天，例如 2026-11-23；不写则今天", "which day; today unless given"),
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> int:
    """Does what is registered for the day and not yet done."""
    from zhiqiao.cli.operation.remind import perform

    return perform(on=on.date() if on else None, as_json=as_json)

"""`zhiqiao import`."""

from pathlib import Path
from typing import Annotated

import typer

from zhiqiao.cli import options
from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr

app = typer.Typer(cls=Group)


@app.command(
    "import",
    cls=Command,
    help=tr(
        "导入一份表：先检查，确认后写入；中断了会接着写",
        "Import a table: checked first, written once confirmed, continued where it stopped",
    ),
)
def bring(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help=tr("内容：need、offer、facts、profiles", "need, offer, facts or profiles"),
        ),
    ],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=tr("文件", f"the file ({options.KINDS})"))
    ],
    *,
    person: Annotated[
        str,
        typer.Option(
            "--person",
            metavar="NAME",
            help=tr("以谁的身份（登录名）", "sign-in name of who does it"),
        ),
    ],
    choices: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help=tr(
                "网站上传表单里的选项，可重复，如 publish=0",
                "a choice of the site's form, repeatable, such as publish=0",
            ),
        ),
    ] = None,
    encoding: Annotated[
        str,
        typer.Option(
            "--encoding",
            metavar="NAME",
            help=tr("文字编码；不写就识别", "character encoding; detected if not given"),
        ),
    ] = "",
    errors: Annotated[
        Path | None,
        typer.Option(
            "--errors", metavar="FILE", help=tr("全部错误写到哪里", "where to write all errors")
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help=tr("检查通过就写，不再问", "write without asking"))
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Brings a file."""
    from zhiqiao.cli.intake.bringing import Request, perform

    perform(
        Request(
            kind=kind,
            path=file,
            username=person,
            choices=tuple(choices or ()),
            encoding=encoding,
            errors=errors,
            is_sure=yes,
            as_json=as_json,
        )
    )

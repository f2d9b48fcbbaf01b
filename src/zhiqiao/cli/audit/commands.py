"""The options of every `zhiqiao audit` command. The work is imported when it is asked for."""

from pathlib import Path
from typing import Annotated

import typer

from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr
from zhiqiao.cli.options import AsJson

app = typer.Typer(
    cls=Group,
    help=tr("操作记录：核对、签检查点、导出", "The audit chain: verify, sign, export"),
    no_args_is_help=True,
)


@app.command(
    cls=Command,
    help=tr("核对全部操作记录有没有被改动", "Verify that no audit row was changed"),
)
def verify(
    *,
    exported: Annotated[
        Path | None,
        typer.Option(
            "--exported",
            metavar="FILE",
            help=tr(
                "核对导出的 .jsonl 文件，不用数据库和密钥",
                "verify an exported .jsonl file, without database and key",
            ),
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verifies and prints; ends with status 1 where something was changed."""
    from zhiqiao.cli.audit.verify import perform

    perform(exported, as_json=as_json)


@app.command(
    cls=Command, help=tr("给现在的操作记录签一个检查点", "Sign a checkpoint of the chain as it is")
)
def checkpoint(*, as_json: AsJson = False) -> None:
    """Signs and prints."""
    from zhiqiao.cli.audit.checkpoint import perform

    perform(as_json=as_json)


@app.command(
    cls=Command,
    help=tr(
        "导出操作记录、检查点和公钥，供第三方核对",
        "Export rows, checkpoints and the public key for others to check",
    ),
)
def export(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help=tr(".jsonl、.csv 或 .xlsx 文件", "a .jsonl, .csv or .xlsx file")
        ),
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Exports and prints where to."""
    from zhiqiao.cli.audit.export import perform

    perform(file, as_json=as_json)

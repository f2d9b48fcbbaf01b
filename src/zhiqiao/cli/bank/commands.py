"""`zhiqiao bank`: the commands and their options."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from zhiqiao.cli import options
from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr

app = typer.Typer(
    cls=Group,
    help=tr("银行往来", "What goes to the bank and comes back"),
    no_args_is_help=True,
)


@app.callback()
def _group() -> None:
    """A group, also while it has one command."""


@app.command(
    cls=Command,
    help=tr(
        "启动模拟银行，用来演练和测试；它不动真的钱",
        "Run a simulated bank for rehearsals; no real money",
    ),
)
def simulator(
    *,
    data: Annotated[
        Path,
        typer.Option(
            "--data",
            metavar="FOLDER",
            help=tr("存放模拟银行自己数据的文件夹", "where the bank keeps what it knows"),
        ),
    ],
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help=tr("监听地址", "address to listen on"))
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            "--port", min=0, max=65535, help=tr("端口；0 是任选一个", "port; 0 takes any")
        ),
    ] = 8700,
    seed: Annotated[
        int, typer.Option("--seed", help=tr("同样的种子出同样的故障", "the same seed, same faults"))
    ] = 1,
    faults: Annotated[
        Literal["none", "normal", "nasty"] | None,
        typer.Option(
            "--faults",
            help=tr(
                "故障：none 没有，normal 偶尔退票退汇，nasty 什么都会出；不写则同上次",
                "none; normal: some rejects and returns; nasty: everything; else as last time",
            ),
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", metavar="DIR", help=tr("同时用这个文件夹收发文件", "also use this folder")
        ),
    ] = None,
    starts_on: Annotated[
        datetime | None,
        typer.Option(
            "--day",
            formats=["%Y-%m-%d"],
            help=tr("新银行的第一天，默认今天", "first day of a new bank, else today"),
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Runs the simulated bank until it is stopped."""
    from zhiqiao.cli.bank.simulator import Wanted, perform

    day = starts_on.date() if starts_on else None
    wanted = Wanted(data=data, address=(host, port), seed=seed, faults=faults, day=day)
    perform(wanted, folder=folder, as_json=as_json)


@app.command(
    "import",
    cls=Command,
    help=tr(
        "读入银行的文件（回执、对账单）并记账；可以重复读",
        "Take in files of the bank and book them, each once",
    ),
)
def bring(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help=tr("文件", "files of the bank"))
    ],
    *,
    as_json: options.AsJson = False,
) -> None:
    """Takes files in; ends with status 1 where one was refused."""
    from zhiqiao.cli.bank.bringing import perform

    perform(files, as_json=as_json)


@app.command(
    cls=Command,
    help=tr("从银行取新文件并读入", "Fetch what the bank has sent, and take it in"),
)
def fetch(*, as_json: options.AsJson = False) -> None:
    """Fetches and reads."""
    from zhiqiao.cli.bank.bringing import fetch as perform

    perform(as_json=as_json)


@app.command(
    "set-aside",
    cls=Command,
    help=tr(
        "搁置一个读不了、又认不出是哪个部门的文件",
        "Set a file aside that cannot be used and is of no known department",
    ),
)
def set_aside(
    number: Annotated[
        int, typer.Argument(metavar="ID", min=1, help=tr("文件编号", "the number of the file"))
    ],
    *,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help=tr("为什么", "the reason"))],
    as_json: options.AsJson = False,
) -> None:
    """Sets it aside; whose department is known is set aside by that department."""
    from zhiqiao.cli.bank.setting_aside import perform

    perform(number, why=why, as_json=as_json)


@app.command(cls=Command, help=tr("列出银行的文件", "List the files of the bank"))
def files(
    *,
    limit: Annotated[
        int,
        typer.Option("--limit", min=1, max=100_000, help=tr("最多几个", "at most, newest first")),
    ] = 50,
    as_json: options.AsJson = False,
) -> None:
    """Lists them, newest first."""
    from zhiqiao.cli.bank.listing import perform

    perform(limit=limit, as_json=as_json)

"""The options of every `zhiqiao ledger` command. The work is imported when it is asked for."""

from typing import Annotated

import typer

from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr
from zhiqiao.cli.options import AsJson

app = typer.Typer(
    cls=Group,
    help=tr("账本：核对、账户、分录", "The ledger: verify, accounts, entries"),
    no_args_is_help=True,
)


@app.command(
    cls=Command,
    help=tr(
        "从头读一遍全部分录，核对每一分钱；有问题时退出码为 1",
        "Read every entry anew and account for every fen; ends with 1 where something is wrong",
    ),
)
def verify(*, as_json: AsJson = False) -> None:
    """Verifies and prints; ends with status 1 where something does not hold."""
    from zhiqiao.cli.ledger.verify import perform

    perform(as_json=as_json)


@app.command(cls=Command, help=tr("列出账户和余额", "List the accounts and what is in them"))
def accounts(*, as_json: AsJson = False) -> None:
    """Lists and prints."""
    from zhiqiao.cli.ledger.accounts import perform

    perform(as_json=as_json)


@app.command(cls=Command, help=tr("列出一个账户的分录", "List the entries of an account"))
def entries(
    *,
    account: Annotated[
        str,
        typer.Option("--account", metavar="CODE", help=tr("账户代码", "the code of the account")),
    ],
    limit: Annotated[
        int,
        typer.Option(
            "--limit", min=1, max=1_000_000, help=tr("最多几笔，新的在前", "at most, newest first")
        ),
    ] = 100,
    as_json: AsJson = False,
) -> None:
    """Lists and prints."""
    from zhiqiao.cli.ledger.entries import perform

    perform(account, limit=limit, as_json=as_json)

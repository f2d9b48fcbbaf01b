"""`zhiqiao payout`: the commands and their options."""

from typing import Annotated, Literal

import typer

from zhiqiao.cli import options
from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr

app = typer.Typer(
    cls=Group, help=tr("兑付排练", "Payouts, rehearsed with a bank"), no_args_is_help=True
)


@app.callback()
def _group() -> None:
    """A group, also while it has one command."""


@app.command(
    cls=Command,
    help=tr(
        "用模拟银行兑付一张名单，看要多久；不动真的钱",
        "Pay a list with a simulated bank, timed; no real money",
    ),
)
def demo(
    *,
    payees: Annotated[
        int,
        typer.Option(
            "--payees", metavar="N", min=1, max=1_000_000, help=tr("企业数", "enterprises")
        ),
    ] = 1_000,
    yuan: Annotated[
        int,
        typer.Option(
            "--amount",
            metavar="YUAN",
            min=1,
            max=10_000_000_000,
            help=tr("一共多少元", "yuan in all"),
        ),
    ] = 7_800_000,
    faults: Annotated[
        Literal["none", "normal"],
        typer.Option(
            "--faults", help=tr("normal：银行会退回几笔", "normal: the bank rejects a few")
        ),
    ] = "none",
    as_json: options.AsJson = False,
) -> None:
    """Rehearses one click; ends with status 1 where money is not where it should be."""
    from zhiqiao.cli.payout.demo import perform

    perform(payees=payees, yuan=yuan, faults=faults, as_json=as_json)


@app.command(
    cls=Command,
    help=tr(
        "排练许多出错的银行日，每天核对每一分钱",
        "Many days of a faulty bank, every fen checked daily",
    ),
)
def simulate(
    *,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=100_000, help=tr("几个银行日", "days"))
    ] = 20,
    seed: Annotated[
        int, typer.Option("--seed", help=tr("同样的种子，同样的故障", "the same seed, same faults"))
    ] = 1,
    payees: Annotated[
        int,
        typer.Option(
            "--payees",
            metavar="N",
            min=1,
            max=100_000,
            help=tr("每天最多新来几家企业", "new enterprises a day, at most"),
        ),
    ] = 4,
    faults: Annotated[
        Literal["none", "normal", "nasty"],
        typer.Option("--faults", help=tr("银行出哪些错", "how the bank errs")),
    ] = "nasty",
    as_json: options.AsJson = False,
) -> None:
    """Rehearses; ends with status 1 where something did not hold, and says what."""
    from zhiqiao.cli.payout.simulate import perform

    perform(days=days, seed=seed, payees_a_day=payees, faults=faults, as_json=as_json)

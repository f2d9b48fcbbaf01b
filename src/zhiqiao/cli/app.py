"""The tree of commands. Imported once the language is settled, because help is text too."""

import sys
from typing import Annotated

import typer

from zhiqiao import __version__
from zhiqiao.cli import options
from zhiqiao.cli.ask.commands import app as ask
from zhiqiao.cli.audit.commands import app as audit
from zhiqiao.cli.bank.commands import app as bank
from zhiqiao.cli.database import app as database
from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.intake.commands import app as intake
from zhiqiao.cli.language import tr
from zhiqiao.cli.ledger.commands import app as ledger
from zhiqiao.cli.match.commands import app as match
from zhiqiao.cli.operation.commands import app as operation
from zhiqiao.cli.organisation.commands import app as organisation
from zhiqiao.cli.payout.commands import app as payout
from zhiqiao.cli.person.commands import app as person
from zhiqiao.cli.policy.commands import app as policy
from zhiqiao.cli.remote.choice import choose_server
from zhiqiao.cli.remote.commands import add_to as add_remote
from zhiqiao.cli.vault import app as vault

app = typer.Typer(
    cls=Group,
    help=tr(
        "智桥：把技术需求和科技成果对上。任何命令后加 --help 看说明。",
        "Zhiqiao matches technology needs with research results. Every command takes --help.",
    ),
    epilog=tr(
        "界面语言：--lang zh|en 或环境变量 ZHIQIAO_LANG。不要颜色：NO_COLOR=1。",
        "Language: --lang zh|en or ZHIQIAO_LANG. No colours: NO_COLOR=1.",
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.add_typer(match, name="match")
app.add_typer(policy, name="policy")
app.add_typer(person, name="person")
app.add_typer(organisation, name="organisation")
app.add_typer(database, name="database")
app.add_typer(vault, name="vault")
app.add_typer(audit, name="audit")
app.add_typer(ledger, name="ledger")
app.add_typer(bank, name="bank")
app.add_typer(payout, name="payout")
app.add_typer(ask)
app.add_typer(operation)
app.add_typer(intake)

add_remote(app, match, policy)


@app.command(
    cls=Command,
    help=tr("启动网站和后台任务，Ctrl-C 一起停止", "Serve the site and its background work"),
)
def serve(
    *,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help=tr("监听地址", "address to listen on"))
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=tr("端口", "port"))] = 8000,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help=tr("网页进程数", "web processes"))
    ] = 1,
    simulated_bank: Annotated[
        bool,
        typer.Option(
            "--simulated-bank",
            help=tr(
                "演示用：兑付发给一家模拟银行，它的一天只有 10 秒；不动真的钱",
                "for the demo: pay through a simulated bank whose day takes 10 seconds",
            ),
        ),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Serves until it is stopped."""
    from zhiqiao.cli.serve import perform

    perform(
        host=host,
        port=port,
        workers=workers,
        has_simulated_bank=simulated_bank,
        as_json=as_json,
    )


@app.command(cls=Command, help=tr("装入演示城市的数据", "Load the demo city"))
def demo(*, as_json: options.AsJson = False) -> None:
    """Loads the demo city."""
    from zhiqiao.cli.demo import perform

    perform(as_json=as_json)


def _show_version(is_asked: bool) -> None:  # noqa: FBT001 -- Typer calls it with the value
    """Prints the version and leaves."""
    if is_asked:
        sys.stdout.write(f"zhiqiao {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    *,
    server: Annotated[
        str | None,
        typer.Option(
            "--server",
            metavar="URL",
            help=tr("在这个服务器上做（也可设 ZHIQIAO_SERVER）", "the server to work on"),
        ),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_show_version, help=tr("版本号", "the version")
        ),
    ] = False,
) -> None:
    """Options of the command itself."""
    choose_server(server)

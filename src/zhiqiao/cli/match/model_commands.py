"""The options of every `zhiqiao match model` command."""

from typing import Annotated

import typer

from zhiqiao.cli import options
from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr

app = typer.Typer(
    cls=Group,
    help=tr("网站的模型版本：看、换上、退回", "The site's model versions: see, promote, go back"),
    no_args_is_help=True,
)
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help=tr("为什么，页面上看得到", "why; shown"))
]


@app.command("list", cls=Command, help=tr("各版本，凭什么换上的", "Versions, what each won by"))
def list_versions(*, as_json: options.AsJson = False) -> None:
    """Lists the versions."""
    from zhiqiao.cli.match.model import list_versions

    list_versions(as_json=as_json)


@app.command(
    cls=Command,
    help=tr("让影子把已有的需求都排一遍", "Have the shadow rank the needs there are"),
)
def shadow(*, as_json: options.AsJson = False) -> None:
    """Ranks beside the serving version."""
    from zhiqiao.cli.match.model import shadow

    shadow(as_json=as_json)


@app.command(
    cls=Command,
    help=tr("重新比较影子，赢了才换上", "Compare the shadow anew; it serves only if it won"),
)
def promote(*, reason: Reason, as_json: options.AsJson = False) -> None:
    """Compares and promotes."""
    from zhiqiao.cli.match.model import promote

    promote(reason=reason, as_json=as_json)


@app.command(cls=Command, help=tr("退回上一版模型", "Have the version before serve again"))
def rollback(*, reason: Reason = "", as_json: options.AsJson = False) -> None:
    """Goes back."""
    from zhiqiao.cli.match.model import rollback

    rollback(reason=reason, as_json=as_json)

"""`zhiqiao ask`."""

from typing import Annotated

import typer

from zhiqiao.cli import options
from zhiqiao.cli.help import Command
from zhiqiao.cli.language import tr
from zhiqiao.cli.policy.options import OnDay, RulesFolder

app = typer.Typer()


@app.command(
    name="ask",
    cls=Command,
    help=tr("问政策：给出带出处的原文", "Ask about the rules: passages with their citations"),
)
def ask(
    *,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help=tr("问题", "the question"))],
    folder: RulesFolder = None,
    on: OnDay = None,
    as_json: options.AsJson = False,
) -> None:
    """Asks the rules, and with a site's data at hand its published answers and offers too."""
    from zhiqiao.cli.ask.asking import perform

    perform(question, folder=folder, on=on, as_json=as_json)

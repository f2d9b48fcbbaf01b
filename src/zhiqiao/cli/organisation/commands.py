"""The options of every `zhiqiao organisation` command."""

from typing import Annotated

import typer

from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr
from zhiqiao.cli.options import AsJson

app = typer.Typer(
    cls=Group,
    help=tr("机构：合并、停用", "Organisations: merge, deactivate"),
    no_args_is_help=True,
)
Organisation = Annotated[
    str,
    typer.Argument(
        metavar="ORGANISATION",
        help=tr("全称、编号或统一社会信用代码", "its name, number or credit code"),
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help=tr("不再询问", "do not ask"))]


@app.command(
    cls=Command,
    help=tr("把一家机构并入另一家，不能撤销", "Merge one into another; cannot be undone"),
)
def merge(
    *,
    organisation: Organisation,
    into: Annotated[
        str,
        typer.Option(
            "--into", metavar="ORGANISATION", help=tr("并入哪一家", "what it becomes a part of")
        ),
    ],
    ask_for_members: Annotated[
        bool,
        typer.Option(
            "--ask-for-members",
            help=tr("替原成员提交加入申请，由对方审核", "have its members wait to join the other"),
        ),
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Merges."""
    from zhiqiao.cli.organisation.ending import merge as perform

    perform(organisation, into, ask_for_members=ask_for_members, is_sure=yes, as_json=as_json)


@app.command(
    cls=Command,
    help=tr("停用一家机构：成员失去权限，已发布的撤回", "Nobody acts for it any more"),
)
def deactivate(*, organisation: Organisation, yes: Yes = False, as_json: AsJson = False) -> None:
    """Deactivates."""
    from zhiqiao.cli.organisation.ending import deactivate as perform

    perform(organisation, is_sure=yes, as_json=as_json)

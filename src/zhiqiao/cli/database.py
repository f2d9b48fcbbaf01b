"""`zhiqiao database`: what an administrator of PostgreSQL does once."""

import re
import sys
from typing import Annotated

import typer

from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr

app = typer.Typer(
    cls=Group,
    help=tr("PostgreSQL 的角色", "The roles in PostgreSQL"),
    no_args_is_help=True,
)


@app.callback()
def _group() -> None:
    """A group, also while it has one command."""


@app.command(
    cls=Command,
    help=tr(
        "打印建立角色和数据库的 SQL，交给管理员的 psql 执行",
        "Print the SQL that makes the roles and the database, for an administrator's psql",
    ),
)
def roles(
    *,
    database: Annotated[
        str, typer.Option("--database", metavar="NAME", help=tr("数据库名", "the database's name"))
    ] = "zhiqiao",
) -> None:
    """Prints the SQL."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", database):
        raise typer.BadParameter(
            tr("只能用小写字母、数字和下划线。", "Use lower-case letters, digits and underscores.")
        )
    from zhiqiao.web.access.database_roles import roles_sql

    sys.stdout.write(roles_sql(database))

"""The options of every `zhiqiao person` command. The work is imported when it is asked for."""

from pathlib import Path
from typing import Annotated

import typer

from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr
from zhiqiao.cli.options import AsJson

app = typer.Typer(
    cls=Group,
    help=tr("人员：添加、查看、停用、导出和删除个人数据", "People: add, list, deactivate, erase"),
    no_args_is_help=True,
)
Username = Annotated[str, typer.Argument(metavar="USERNAME", help=tr("登录名", "sign-in name"))]
Yes = Annotated[bool, typer.Option("--yes", help=tr("不再询问", "do not ask"))]


@app.command(cls=Command, help=tr("添加一个能登录的人", "Add a person who can sign in"))
def add(
    *,
    username: Username,
    name: Annotated[str, typer.Option("--name", help=tr("姓名", "name"))],
    role: Annotated[
        str,
        typer.Option("--role", metavar="ROLE", help=tr("角色，如 operator", "such as operator")),
    ],
    organisation: Annotated[
        str,
        typer.Option(
            "--organisation",
            metavar="NAME",
            help=tr("机构的全称、编号或统一社会信用代码", "its name, number or credit code"),
        ),
    ],
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="KIND",
            help=tr("机构还没有时按这个类型新建，如 centre", "make the organisation, of this kind"),
        ),
    ] = "",
    email: Annotated[str, typer.Option("--email", help=tr("邮箱", "e-mail"))] = "",
    password_stdin: Annotated[
        bool,
        typer.Option(
            "--password-stdin",
            help=tr("从标准输入读密码，不询问", "read the password from standard input"),
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Asks for the password unless it comes by standard input: never as an argument."""
    from zhiqiao.cli.person.adding import NewcomerRequest, perform

    perform(
        NewcomerRequest(
            form={
                "username": username,
                "name": name,
                "role": role,
                "organisation": organisation,
                "email": email,
            },
            kind=kind,
            password_stdin=password_stdin,
            as_json=as_json,
        )
    )


@app.command(cls=Command, name="list", help=tr("列出人员和他们的角色", "List people and roles"))
def list_people(
    *,
    query: Annotated[
        str,
        typer.Option(
            "--query",
            help=tr("姓名、登录名、电话、邮箱或机构", "name, contact, organisation"),
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Prints."""
    from zhiqiao.cli.person.listing import perform

    perform(query, as_json=as_json)


@app.command(
    cls=Command,
    help=tr("停用一个账号：立即退出登录，角色、邀请和令牌失效", "Lock an account"),
)
def deactivate(*, username: Username, as_json: AsJson = False) -> None:
    """Deactivates."""
    from zhiqiao.cli.person.ending import deactivate as perform

    perform(username, as_json=as_json)


@app.command(
    cls=Command, help=tr("导出与一个人有关的全部内容", "Export everything held on a person")
)
def export(
    *,
    username: Username,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="FILE",
            help=tr("写到文件，不写就打印", "write to a file instead of printing"),
        ),
    ] = None,
) -> None:
    """Prints JSON, or writes it."""
    from zhiqiao.cli.person.exporting import perform

    perform(username, output)


@app.command(
    cls=Command,
    help=tr("删除一个人的个人数据，不能恢复", "Erase a person's data; cannot be undone"),
)
def erase(*, username: Username, yes: Yes = False, as_json: AsJson = False) -> None:
    """Asks for the sign-in name once more, then erases."""
    from zhiqiao.cli.person.ending import erase as perform

    perform(username, is_sure=yes, as_json=as_json)

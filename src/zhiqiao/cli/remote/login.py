"""`zhiqiao login` and `zhiqiao logout`."""

import sys

import typer

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, stdout
from zhiqiao.cli.remote.credentials import forget, server_named, store
from zhiqiao.client import Client, ClientError
from zhiqiao.common import ErrorCode


def login(*, as_json: bool) -> None:
    """Asks for a token, tries it, and keeps it.

    Raises:
        ClientError: no server is named, or it refuses the token; nothing is kept.
    """
    server = server_named()
    token = _asked()
    if not token:
        raise ClientError(ErrorCode.TOKEN_MISSING, server=server)
    with Client(server, token, language=language()) as client:
        me = client.me()
    path = store(server, token)
    organisation = (me["organisation"] or {}).get("name", "")
    if as_json:
        emit({"server": server, "username": me["username"], "organisation": organisation})
        return
    who = f"{me['name']}（{organisation}）" if organisation else str(me["name"])
    stdout().print(tr(f"已登录 {server}：{who}", f"Signed in to {server}: {who}"), soft_wrap=True)
    stdout().print(tr(f"令牌存于 {path}", f"The token is kept in {path}"), soft_wrap=True)


def _asked() -> str:
    """What the person types unseen, or what another program writes to standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt(tr("接口令牌", "API token"), hide_input=True)).strip()
    return sys.stdin.readline().strip()


def logout(*, as_json: bool) -> None:
    """Forgets the token on this machine; it stays valid until it is revoked on the site."""
    existed = forget()
    if as_json:
        emit({"removed": existed})
    elif existed:
        stdout().print(
            tr(
                "已删除本机的令牌。要让它作废，请在网站上操作。",
                "Removed. Revoke it on the site.",
            )
        )
    else:
        stdout().print(tr("本机没有存令牌。", "No token is kept here."))

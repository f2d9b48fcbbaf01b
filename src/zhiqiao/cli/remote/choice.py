"""The server that `--server` names in this call, and commands that do not work on one."""

import os

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import note
from zhiqiao.cli.usage import WrongCallError

SERVER_VARIABLE = "ZHIQIAO_SERVER"
REMOTE_COMMANDS = ("need", "offer", "profile", "match show", "policy programmes", "login")


class _Chosen:
    """Set once, before the command runs."""

    server: str | None = None


def choose_server(server: str | None) -> None:
    """Notes the server."""
    _Chosen.server = server


def chosen_server() -> str | None:
    """The server noted, or None."""
    return _Chosen.server


def stay_here(command: str) -> None:
    """Refuses a server for a command that works on this machine; a variable is told only.

    Raises:
        WrongCallError: `--server` was given.
    """
    if chosen_server():
        raise WrongCallError(
            tr(
                f"{command} 只在本机做，不能用 --server。"
                f"能在服务器上做的命令：{'、'.join(REMOTE_COMMANDS)}。",
                f"{command} works on this machine only and takes no --server. "
                f"These work on a server: {', '.join(REMOTE_COMMANDS)}.",
            )
        )
    if server := os.environ.get(SERVER_VARIABLE):
        note(
            tr(
                f"{command} 在本机做，没有用 {SERVER_VARIABLE}（{server}）。",
                f"{command} works on this machine; {SERVER_VARIABLE} ({server}) is not used.",
            )
        )

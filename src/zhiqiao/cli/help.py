"""Commands whose help option speaks the language chosen."""

from typing import Any

from typer.core import TyperCommand, TyperGroup

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.remote.choice import stay_here


class Command(TyperCommand):
    """A command. Unless it works on a server, it is refused one."""

    works_on_server = False

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 -- Typer's own context, any command's result
        """Runs it where it works."""
        if not self.works_on_server:
            stay_here(ctx.command_path)
        return super().invoke(ctx)

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 -- Typer's own context and option
        """The help option, with its text in the language."""
        return _told(super().get_help_option(ctx))


class RemoteCommand(Command):
    """A command that works on a server."""

    works_on_server = True


class Group(TyperGroup):
    """A command with commands of its own."""

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 -- as above
        """The help option, with its text in the language."""
        return _told(super().get_help_option(ctx))


def _told(option: Any) -> Any:  # noqa: ANN401 -- as above
    """The option with its help in the language."""
    if option is not None:
        option.help = tr("显示这份说明", "show this text")
    return option


def name_panels() -> None:
    """Puts the headings of the help pages into Chinese."""
    if language() != "zh":
        return
    from typer import rich_utils

    rich_utils.OPTIONS_PANEL_TITLE = "选项"
    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    rich_utils.COMMANDS_PANEL_TITLE = "命令"
    rich_utils.REQUIRED_LONG_STRING = "[必填]"
    rich_utils.DEFAULT_STRING = "[默认：{}]"

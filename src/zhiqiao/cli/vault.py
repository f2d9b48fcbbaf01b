"""`zhiqiao vault`: the keys of confidential texts."""

import typer

from zhiqiao.cli import options
from zhiqiao.cli.help import Command, Group
from zhiqiao.cli.language import tr

app = typer.Typer(
    cls=Group,
    help=tr("保密文本的密钥", "The keys of confidential texts"),
    no_args_is_help=True,
)


@app.callback()
def _group() -> None:
    """A group, also while it has one command."""


@app.command(
    cls=Command,
    help=tr(
        "换一把主密钥，用它重新包裹每条保密文本的密钥",
        "Make a new master key and wrap every confidential text's key with it",
    ),
)
def rotate(*, as_json: options.AsJson = False) -> None:
    """Changes the master key."""
    from zhiqiao.cli.output import emit, note, working
    from zhiqiao.cli.site import set_up_site

    set_up_site()
    from zhiqiao.web.vault.actions import rotate as perform

    with working(tr("重新包裹密钥 ……", "Wrapping the keys …")):
        key_id, count = perform()
    if as_json:
        emit({"key": key_id, "rewrapped": count})
        return
    note(
        tr(
            f"主密钥现在是 {key_id}，重新包裹了 {count} 条。旧密钥请和旧备份一起保留。",
            f"The master key is {key_id} now; {count} wrapped again. "
            "Keep the former keys as long as the backups of their time.",
        )
    )

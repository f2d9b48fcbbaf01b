"""`zhiqiao config`: the settings in force, and what to mend before use in earnest."""

import os

from rich.table import Table

from zhiqiao.cli.language import tr
from zhiqiao.cli.operation.advice import advice
from zhiqiao.cli.output import emit, stdout
from zhiqiao.cli.site import set_up_django
from zhiqiao.web import environment


def perform(*, as_json: bool) -> None:
    """Shows every setting with its value; secrets are only said to be set.

    Raises:
        ZhiqiaoError: a setting is wrong.
    """
    environment.check_environment()
    set_up_django()
    shown = {setting.name: _shown(setting) for setting in environment.SETTINGS.values()}
    found = advice()
    if as_json:
        advised = [{"code": each.code, "message": each.text} for each in found]
        emit({"settings": shown, "advice": advised})
        return
    table = Table(box=None, pad_edge=False)
    for heading in (tr("设置", "setting"), tr("值", "value"), tr("作用", "what it does")):
        table.add_column(heading, overflow="fold")
    for setting in environment.SETTINGS.values():
        given = "" if os.environ.get(setting.name) else tr("（默认）", " (default)")
        purpose = tr(setting.chinese, setting.english)
        table.add_row(setting.name, shown[setting.name] + given, purpose)
    stdout().print(table)
    for each in found:
        stdout().print(f"\n! {each.text}", soft_wrap=True, markup=False)
    if not found:
        stdout().print(tr("\n没有需要改的。", "\nNothing to mend."))


def _shown(setting: environment.Setting) -> str:
    value = environment.value_of(setting.name)
    return tr("已设置", "set") if setting.is_secret and value else value

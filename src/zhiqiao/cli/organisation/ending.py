"""`zhiqiao organisation merge` and `deactivate`."""

import typer

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note
from zhiqiao.cli.person.finding import organisation_named, refusals_told
from zhiqiao.cli.site import set_up_site


def merge(words: str, into: str, *, ask_for_members: bool, is_sure: bool, as_json: bool) -> None:
    """Makes one organisation a part of another.

    Raises:
        ZhiqiaoError: there is none of that name, or one of the two is not active.
    """
    set_up_site()
    from zhiqiao.web.accounts.centre.actions import merge as merge_organisations

    source, target = organisation_named(words), organisation_named(into)
    if not is_sure:
        question = (
            f"把“{source.name}”并入“{target.name}”，不能撤销。继续？",
            f"Merge {source.name} into {target.name}? This cannot be undone.",
        )
        typer.confirm(tr(*question), abort=True, err=True)
    with refusals_told():
        merge_organisations(
            actor=None, source=source, target=target, ask_for_members=ask_for_members
        )
    if as_json:
        emit({"source": source.code, "target": target.code})
    else:
        note(tr(f"已并入{target.name}。", f"Merged into {target.name}."))


def deactivate(words: str, *, is_sure: bool, as_json: bool) -> None:
    """Ends all access for an organisation.

    Raises:
        ZhiqiaoError: there is none of that name, or it is not active.
    """
    set_up_site()
    from zhiqiao.web.accounts.centre.actions import deactivate_organisation

    organisation = organisation_named(words)
    if not is_sure:
        question = (f"停用“{organisation.name}”？", f"Deactivate {organisation.name}?")
        typer.confirm(tr(*question), abort=True, err=True)
    with refusals_told():
        deactivate_organisation(actor=None, organisation=organisation)
    if as_json:
        emit({"organisation": organisation.code, "state": "deactivated"})
    else:
        note(tr(f"{organisation.name}已停用。", f"{organisation.name} is deactivated."))

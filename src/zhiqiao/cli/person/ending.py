"""`zhiqiao person deactivate` and `erase`."""

import typer

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, working
from zhiqiao.cli.person.finding import person_named, refusals_told
from zhiqiao.cli.site import set_up_site
from zhiqiao.common import ErrorCode, ZhiqiaoError


def deactivate(username: str, *, as_json: bool) -> None:
    """Locks the account.

    Raises:
        ZhiqiaoError: nobody has that name, or an organisation would have no administrator left.
    """
    set_up_site()
    from zhiqiao.web.accounts.centre.actions import deactivate_person

    person = person_named(username)
    with refusals_told():
        deactivate_person(actor=None, person=person)
    if as_json:
        emit({"username": username, "is_active": False})
    else:
        note(tr(f"{username} 已停用。", f"{username} is deactivated."))


def erase(username: str, *, is_sure: bool, as_json: bool) -> None:
    """Erases the person's data, and cleans the database's files.

    Raises:
        ZhiqiaoError: nobody has that name, an organisation would have no administrator left, or
            others kept the files busy.
    """
    set_up_site()
    from zhiqiao.web.accounts.personal.actions import erase as erase_person
    from zhiqiao.web.accounts.personal.storage import Outcome

    person = person_named(username)
    if not is_sure:
        _confirm(username)
    with refusals_told(), working(tr("删除并整理数据库 ……", "Erasing and cleaning the files …")):
        outcome = erase_person(actor=None, person=person)
    if outcome == Outcome.UNFINISHED:
        raise ZhiqiaoError(ErrorCode.ERASURE_UNFINISHED, name=person.username)
    if as_json:
        emit({"person": person.pk, "outcome": str(outcome)})
    else:
        words = (
            f"个人数据已删除，只剩编号 {person.pk}。",
            f"Erased; number {person.pk} stays.",
        )
        note(tr(*words))


def _confirm(username: str) -> None:
    """Goes on only if the sign-in name is typed once more."""
    question = tr(
        "不能恢复。再输一次登录名以确认", "This cannot be undone. Type the sign-in name once more"
    )
    if typer.prompt(question, default="", show_default=False, err=True) != username:
        raise typer.Abort

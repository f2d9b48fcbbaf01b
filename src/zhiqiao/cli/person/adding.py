"""`zhiqiao person add`: someone who can sign in at once, such as the first operator."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from getpass import getpass
from typing import Any

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note
from zhiqiao.cli.person.finding import refusals_told
from zhiqiao.cli.site import set_up_site
from zhiqiao.cli.usage import WrongCallError
from zhiqiao.common import ErrorCode, ZhiqiaoError


@dataclass(frozen=True, slots=True)
class NewcomerRequest:
    """What the command was told; the password it asks for itself."""

    form: Mapping[str, str]
    kind: str
    password_stdin: bool
    as_json: bool


def perform(request: NewcomerRequest) -> None:
    """Adds and tells.

    Raises:
        ZhiqiaoError: a value is wrong, or the role may not be given.
        WrongCallError: the password is to be asked for, but there is no terminal.
    """
    if not (request.password_stdin or sys.stdin.isatty()):
        raise WrongCallError(
            tr(
                "这里没有终端，不能问密码。请加 --password-stdin，从标准输入给一行密码。",
                "There is no terminal to ask for the password. Add --password-stdin and "
                "give it as a line of standard input.",
            )
        )
    set_up_site()
    password = sys.stdin.readline().rstrip("\r\n") if request.password_stdin else _asked()
    with refusals_told():
        username = _add(request, password)
    if request.as_json:
        emit({"username": username})
    else:
        note(tr(f"已添加 {username}，可以登录了。", f"{username} can sign in now."))


def _asked() -> str:
    """The password, typed twice and not shown."""
    first = getpass(tr("密码：", "Password: "))
    if first != getpass(tr("再输一次：", "Once more: ")):
        raise ZhiqiaoError(ErrorCode.PASSWORDS_DIFFER)
    return first


def _add(request: NewcomerRequest, password: str) -> str:
    from zhiqiao.web.access import Role
    from zhiqiao.web.accounts.centre.actions import add_person_with_role
    from zhiqiao.web.accounts.forms import PersonForm

    _make_organisation(request)
    form = PersonForm({**request.form, "password": password})
    if not form.is_valid():
        raise ZhiqiaoError(ErrorCode.PERSON_BAD, why=_problems(form.errors))
    person = add_person_with_role(
        actor=None,
        new=form.new_person(),
        role=Role(form.cleaned_data["role"]),
        organisation=form.cleaned_data["organisation"],
    )
    return str(person.username)


def _make_organisation(request: NewcomerRequest) -> None:
    """A new organisation of the kind told, unless there is one of that name."""
    from zhiqiao.web.accounts.centre.actions import make_organisation
    from zhiqiao.web.accounts.models import Organisation, OrganisationKind

    name = request.form["organisation"]
    if not request.kind or Organisation.objects.filter(name=name).exists():
        return
    if request.kind not in OrganisationKind.values:
        known = "、".join(OrganisationKind.values)
        raise ZhiqiaoError(ErrorCode.ORGANISATION_KIND_UNKNOWN, name=request.kind, known=known)
    make_organisation(actor=None, name=name, kind=OrganisationKind(request.kind))


def _problems(errors: Mapping[str, Any]) -> str:
    return tr("", " ").join(
        f"{_called(name)}{tr('：', ': ')}{_why(name, each)}" for name, each in errors.items()
    )


def _called(field: str) -> str:
    """The field as the call names it."""
    words = {"username": "USERNAME", "password": tr("密码", "password")}
    return words.get(field, f"--{field}")


def _why(field: str, messages: Iterable[object]) -> str:
    from zhiqiao.web.access import Role

    if field != "role":
        return tr("", " ").join(map(str, messages))
    known = [f"{role.value}{tr('（', ' (')}{role.label}{tr('）', ')')}" for role in Role]
    return tr("可选 ", "choose from ") + tr("、", ", ").join(known) + tr("。", ".")

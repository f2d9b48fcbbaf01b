"""`zhiqiao person list`: who can sign in, and what for."""

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, stdout
from zhiqiao.cli.person.finding import refusals_told
from zhiqiao.cli.site import set_up_site


def perform(query: str, *, as_json: bool) -> None:
    """Prints the people that the words fit; all where none are given."""
    set_up_site()
    from zhiqiao.web.accounts.centre.queries import people_found, rows_by_person

    people = list(people_found(words=query.strip(), role=""))
    held = rows_by_person(people)
    found = [
        {
            "username": person.username,
            "name": person.name,
            "is_active": person.is_active,
            "memberships": [
                {"organisation": row.organisation.name, "role": row.role} for row in held[person.pk]
            ],
        }
        for person in people
    ]
    with refusals_told():
        emit(found) if as_json else _show(found)


def _show(found: list[dict[str, object]]) -> None:
    from rich.table import Table

    from zhiqiao.web.access import Role

    if not found:
        note(tr("没有找到。", "Nobody found."))
        return
    table = Table(box=None)
    for title in (tr("登录名", "Sign-in name"), tr("姓名", "Name"), tr("角色", "Roles"), ""):
        table.add_column(title)
    for each in found:
        rows: list[dict[str, str]] = each["memberships"]  # type: ignore[assignment]
        roles = "\n".join(f"{row['organisation']} · {Role(row['role']).label}" for row in rows)
        state = "" if each["is_active"] else tr("已停用", "inactive")
        table.add_row(str(each["username"]), str(each["name"]), roles, state)
    stdout().print(table)

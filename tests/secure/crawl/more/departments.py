"""A programme of the rulebook for each world; reviewers are of the department that answers."""

from typing import Any

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.departments import names_of
from zhiqiao.web.rulebook.models import DepartmentName


def _department(made: Any) -> Organisation:
    """Who answers for the programme: whoever applies there is of another organisation."""
    return made.organisation if Role.REVIEWER in made.owner.roles else made.target


def _named(own: Any) -> dict[str, object]:
    name = DepartmentName.objects.filter(organisation=_department(own)).first()
    return {"name": name or "nobody", "organisation": ""}


FORMS = {"rules/departments/": _named}


def add(made: Any) -> None:
    """The first programme for which nobody answers yet, under all names that its rule gives."""
    taken = set(DepartmentName.objects.values_list("name", flat=True))
    free = [each for each in rulebook().programmes if not taken & set(names_of(each))]
    programme = free[0] if free else rulebook().programmes[0]
    for name in names_of(programme) if free else ():
        DepartmentName.objects.create(name=name, organisation=_department(made))
    made.ids["programme_id"] = made.shown["programme_id"] = [programme.id]

"""Reads about who answers for which rules."""

from collections import Counter
from dataclasses import dataclass

from zhiqiao.web.accounts.models import Organisation, OrganisationKind, OrganisationState
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.departments import known_departments, names_of
from zhiqiao.web.rulebook.models import DepartmentName


@dataclass(frozen=True, slots=True)
class NamedDepartment:
    """A department as the rules write it, and whom it is known to be."""

    name: str
    programmes: int
    organisation: Organisation | None
    is_assigned: bool


def named_departments() -> list[NamedDepartment]:
    """Every department that the rules name, those without an organisation first."""
    counted = Counter(name for each in rulebook().programmes for name in names_of(each))
    known = known_departments()
    assigned = set(DepartmentName.objects.values_list("name", flat=True))
    found = [
        NamedDepartment(name, counted[name], known.get(name), name in assigned)
        for name in counted | Counter(assigned - set(counted))
    ]
    return sorted(found, key=lambda each: (each.organisation is not None, each.name))


def department_organisations() -> list[Organisation]:
    """The organisations that a department can be."""
    rows = Organisation.objects.filter(
        kind=OrganisationKind.DEPARTMENT, state=OrganisationState.ACTIVE
    )
    return list(rows.order_by("name"))

"""Which organisations answer for a programme."""

from collections.abc import Mapping, Sequence

from zhiqiao.policy.programme import Programme
from zhiqiao.web.accounts.models import Organisation, OrganisationKind, OrganisationState
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.models import DepartmentName

BETWEEN = "、"


def names_of(programme: Programme) -> list[str]:
    """The departments as the rule writes them; the first leads."""
    return [name.strip() for name in programme.department.split(BETWEEN) if name.strip()]


def departments_of(programme: Programme) -> list[Organisation]:
    """The organisations that answer for the programme, the leading one first; at most two queries.

    Empty where none of its departments is on this site.
    """
    return _found(names_of(programme), known_departments())


def is_led_by(programme: Programme, organisation: Organisation) -> bool:
    """Whether it is the very first that the rule names; being on this site first is not enough."""
    return _leads(organisation, programme, known_departments())


def programmes_led_by(organisation: Organisation) -> tuple[Programme, ...]:
    """The programmes whose rule names the organisation first, in order of the ids."""
    known = known_departments()
    return tuple(each for each in rulebook().programmes if _leads(organisation, each, known))


def _leads(
    organisation: Organisation, programme: Programme, known: Mapping[str, Organisation]
) -> bool:
    names = names_of(programme)
    return bool(names) and known.get(names[0]) == organisation


def programmes_of(organisation: Organisation) -> tuple[str, ...]:
    """The ids of the programmes that the organisation answers for, in order of the ids."""
    known = known_departments()
    handled = (each for each in rulebook().programmes if organisation in _of(each, known))
    return tuple(each.id for each in handled)


def known_departments() -> Mapping[str, Organisation]:
    """By name as rules write it the organisation; an assigned name before an equal one."""
    equal = Organisation.objects.filter(
        kind=OrganisationKind.DEPARTMENT, state=OrganisationState.ACTIVE
    )
    assigned = DepartmentName.objects.select_related("organisation")
    return {each.name: each for each in equal} | {each.name: each.organisation for each in assigned}


def _of(programme: Programme, known: Mapping[str, Organisation]) -> list[Organisation]:
    return _found(names_of(programme), known)


def _found(names: Sequence[str], known: Mapping[str, Organisation]) -> list[Organisation]:
    return list(dict.fromkeys(known[name] for name in names if name in known))

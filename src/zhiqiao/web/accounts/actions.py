"""Writes about people and organisations that several parts share."""

from itertools import count

from zhiqiao.web.accounts.models import (
    Organisation,
    OrganisationKind,
    OrganisationState,
    Person,
    Registration,
)
from zhiqiao.web.accounts.values import NewPerson
from zhiqiao.web.audit.actions import audit


def add_person(*, actor: Person | None, new: NewPerson) -> Person:
    """A new account without any rights; `actor` None: they made it themselves.

    Called inside another action's transaction.
    """
    person = Person(username=new.username, name=new.name, email=new.email, phone=new.phone)
    person.set_password(new.password)
    person.save()
    audit(actor=actor or person, action="create_person", what=person)
    return person


def find_or_create_organisation(
    *, actor: Person | None, name: str, kind: OrganisationKind, area: str = ""
) -> Organisation:
    """The organisation of that name; a new one of the given kind if there is none.

    One that was merged stands for the one it was merged into. Called inside another action's
    transaction.
    """
    found = Organisation.objects.select_related("merged_into").filter(name=name).first()
    if found is not None:
        return found.merged_into or found
    return add_organisation(actor=actor, organisation=Organisation(name=name, kind=kind, area=area))


def add_organisation(*, actor: Person | None, organisation: Organisation) -> Organisation:
    """Stores a new organisation under a code of its own.

    Called inside another action's transaction.
    """
    organisation.code = _next_code()
    organisation.state = OrganisationState.ACTIVE
    organisation.save()
    founding = organisation.registration == Registration.FOUNDING
    data = {"kind": str(organisation.kind), "founding": founding}
    audit(actor=actor, action="create_organisation", what=organisation, data=data)
    return organisation


def _next_code() -> str:
    """A code not yet used; imported organisations bring codes that may look like ours."""
    newest = Organisation.objects.order_by("-id").values_list("id", flat=True).first() or 0
    codes = (f"org-{number:06d}" for number in count(newest + 1))
    return next(code for code in codes if not Organisation.objects.filter(code=code).exists())

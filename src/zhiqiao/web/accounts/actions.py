"""Writes about people and organisations."""

from django.db import transaction

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Organisation, OrganisationKind, Person
from zhiqiao.web.site.actions import audit


@transaction.atomic(durable=True)
def create_person(
    *,
    actor: Person | None,
    username: str,
    name: str,
    role: Role,
    password: str,
    organisation: Organisation | None = None,
) -> Person:
    """A new person who can sign in at once."""
    person = Person(username=username, name=name, role=role, organisation=organisation)
    person.set_password(password)
    person.save()
    audit(actor=actor, action="create_person", what=person, data={"role": str(role)})
    return person


def find_or_create_organisation(
    *, actor: Person | None, name: str, kind: OrganisationKind, area: str = ""
) -> Organisation:
    """The organisation of that name; a new one of the given kind if there is none.

    Called inside another action's transaction.
    """
    found = Organisation.objects.filter(name=name).first()
    if found is not None:
        return found
    code = f"org-{Organisation.objects.count() + 1:06d}"
    made = Organisation.objects.create(code=code, name=name, kind=kind, area=area)
    audit(actor=actor, action="create_organisation", what=made, data={"name": name})
    return made

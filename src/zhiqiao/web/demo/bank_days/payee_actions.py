"""The enterprises' part: their one person, who acts for whichever is asked for."""

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership, Organisation, Person
from zhiqiao.web.audit.actions import audit, system_action

NAME = "rehearsal-payee"


def payee_of(organisation: Organisation) -> Person:
    """Who looks after the money of an enterprise, acting for it."""
    person = Person.objects.filter(username=NAME).first()
    rows = Membership.objects.unscoped().filter(person=person, organisation=organisation)
    if person is None or not rows.exists():
        person = _let_act(person, organisation)
    person.act_for(organisation.pk)
    return person


def _let_act(person: Person | None, organisation: Organisation) -> Person:
    with system_action("rehearse_payee"):
        if person is None:
            person = Person(username=NAME, name="排练专员", is_demo=True)
            person.set_unusable_password()
            person.save()
        Membership.objects.create(person=person, organisation=organisation, role=Role.AFFAIRS)
        audit(actor=None, action="rehearse", what=organisation)
    return person

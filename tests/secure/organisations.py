"""People in organisations, registering and joining as visitors do."""

from django.test import Client
from stdnum.cn import uscc
from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership, MembershipState
from zhiqiao.web.audit.models import AuditRow

CODE = "91330100799655058B"
WANG = {
    "name": "王一",
    "username": "wang-yi",
    "password": "correct horse battery",
    "phone": "0571-8888 1234",
    "email": "wang@example.org",
}


def code(number):
    """A right credit code of an enterprise in 滨江区."""
    body = f"91330108{number:09d}"
    return body + uscc.calc_check_digit(body)


def sign_in(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def member(organisation, *roles):
    """A person with those roles in the organisation, and a client of theirs."""
    person = PersonFactory(role=None)
    for role in roles:
        Membership.objects.create(person=person, organisation=organisation, role=role)
    return person, sign_in(person)


def administrator(organisation):
    return member(organisation, Role.ORGANISATION_ADMIN)


def centre():
    """An operator of the centre and their client."""
    return member(OrganisationFactory(kind="centre"), Role.OPERATOR)


def roles_of(person, organisation, state=MembershipState.ACTIVE):
    rows = Membership.objects.unscoped().filter(
        person=person, organisation=organisation, state=state
    )
    return set(rows.values_list("role", flat=True))


def register(client, *, uscc="", facts=None, role="seeker", **person):
    """All three steps; the answer to the last one."""
    situation = "registered" if uscc else "founding"
    first = client.post("/register/", {"situation": situation, "uscc": uscc})
    assert first.url == "/register/organisation/"
    page = client.get(first.url)
    shown = {name: page.context["form"][name].value() or "" for name in ("name", "kind", "area")}
    second = client.post("/register/organisation/", shown | (facts or {}))
    assert second.url == "/register/person/"
    assert "谁来审核" in client.get(second.url).content.decode()
    return client.post("/register/person/", WANG | {"role": role} | person)


def deeds():
    return list(AuditRow.objects.order_by("number").values_list("action", flat=True))

"""People signed in, one a role."""

import pytest
from django.test import Client
from tests.factories import OrganisationFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Person


@pytest.fixture
def sign_in(db):
    """A client for a person."""

    def make(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def people(db):
    """One person a role, each with an organisation of their own."""
    return {role: PersonFactory(role=role, organisation=OrganisationFactory()) for role in Role}


@pytest.fixture
def broker(sign_in):
    """A signed-in broker's client; `broker.person` is who it is."""
    person = PersonFactory(role=Role.BROKER)
    client = sign_in(person)
    client.person = person
    return client


@pytest.fixture
def htmx():
    """Headers of a background request."""
    return {"HX-Request": "true"}

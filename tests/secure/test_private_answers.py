"""What a signed-in person is answered stays with them: no cache keeps it."""

import pytest
from django.test import Client
from tests.factories import NeedFactory, PersonFactory

from zhiqiao.web.access import Role

pytestmark = pytest.mark.django_db
PRIVATE = "private, no-store"


@pytest.fixture
def client():
    client = Client()
    person = PersonFactory(role=Role.BROKER)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    "path", ["/", "/needs/", "/offers/", "/needs/new/", "/needs/export/csv/", "/nowhere/"]
)
def test_no_answer_to_a_person_is_kept(client, path):
    assert client.get(path).headers["Cache-Control"] == PRIVATE


def test_refusals_and_redirects_are_not_kept_either(client):
    assert client.get("/needs/0/").headers["Cache-Control"] == PRIVATE
    path = f"/needs/{NeedFactory().pk}/status/"
    answer = client.post(path, {"to": "withdrawn"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, PRIVATE)


def test_the_api_answers_a_session_alike(client):
    assert client.get("/api/v1/needs").headers["Cache-Control"] == PRIVATE


def test_leaving_is_not_kept(client):
    assert client.post("/sign-out/").headers["Cache-Control"] == PRIVATE


def test_a_view_may_say_otherwise(client):
    assert "max-age=0" in client.get("/account/security/").headers["Cache-Control"]


def test_what_everyone_is_answered_may_be_kept():
    assert "Cache-Control" not in Client().get("/needs/").headers

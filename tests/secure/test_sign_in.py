"""Name and password: in, out, never elsewhere, and nothing told about names."""

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from tests.factories import PersonFactory
from tests.secure.signing_in import PASSWORD, deeds, enter, is_signed_in

from zhiqiao.web.accounts.models import Person

pytestmark = pytest.mark.django_db


def test_name_and_password_open_a_session_and_signing_out_ends_it():
    client, answer = enter(PersonFactory())
    assert answer.url == "/"
    assert is_signed_in(client)
    assert client.post("/sign-out/").url == "/"
    assert not is_signed_in(client)
    assert deeds() == ["sign_in", "sign_out"]


def test_signing_out_needs_a_post():
    client, _ = enter(PersonFactory())
    assert client.get("/sign-out/").status_code == 405
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:evil.example",
        "https:///evil.example",
        " //evil.example",
        "\t//evil.example",
        "https://testserver@evil.example/",
    ],
)
def test_nobody_is_led_away(away):
    person = PersonFactory()
    assert enter(person, next=away)[1].url == "/"
    client = Client()
    page = client.get("/sign-in/", {"next": away}).content.decode()
    assert 'name="next" value=""' in page


def test_one_is_led_back_to_the_page_that_was_asked_for():
    assert enter(PersonFactory(), next="/needs/?q=a")[1].url == "/needs/?q=a"


def test_a_deactivated_person_is_answered_like_a_stranger():
    known = enter(PersonFactory(is_active=False))[1]
    assert known.status_code == 200
    assert not known.wsgi_request.user.is_authenticated
    assert "登录名或密码不对" in known.content.decode()


def test_known_and_unknown_names_look_the_same_to_the_byte():
    person = PersonFactory(username="linzhixia")
    pages = []
    for username in ("linzhixia", "lin-zhixia"):
        client, answer = enter(Person(username=username), password="wrong wrong wrong")
        page = answer.content.decode().replace(username, "NAME")
        token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else "-"
        pages.append((answer.status_code, len(page), token == "-"))
    assert pages[0] == pages[1]
    assert person.pk


@pytest.mark.parametrize("known", [True, False])
def test_every_attempt_costs_one_hash(known, monkeypatch):
    """As many rounds of hashing for a name that nobody has."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    PersonFactory(username="known")
    rounds = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        rounds.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    enter(Person(username="known" if known else "unknown"), password="wrong wrong wrong")
    assert len(rounds) == 1


def test_an_audit_row_of_a_failure_tells_who_was_tried_but_not_what_was_typed():
    from zhiqiao.web.audit.models import AuditRow

    person = PersonFactory()
    enter(person, password="a secret typed")
    enter(Person(username="typed-in-the-wrong-field"))
    rows = list(AuditRow.objects.order_by("number"))
    assert [row.action for row in rows] == ["sign_in_failed"] * 2
    assert [row.object_id for row in rows] == [str(person.pk), ""]
    assert "typed" not in "".join(row.data for row in rows)


def test_a_password_under_older_hashing_is_stored_anew(settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    person = PersonFactory(password=None)
    Person.objects.filter(pk=person.pk).update(password=make_password(PASSWORD, hasher="md5"))
    client, _ = enter(person)
    assert is_signed_in(client)
    person.refresh_from_db()
    assert person.password.startswith("argon2")
    assert deeds() == ["password_rehashed", "sign_in"]


def test_the_site_hashes_with_argon2():
    from zhiqiao.web import settings

    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_nobody_signs_up_by_themselves(client):
    for address in (
        "/accounts/signup/",
        "/signup/",
        "/accounts/login/",
        "/accounts/password/reset/",
    ):
        assert client.get(address).status_code == 404


def test_a_name_too_long_or_missing_is_no_error_of_ours(client):
    for form in (
        {},
        {"username": "x" * 5000, "password": "y" * 5000},
        {"username": "\0", "password": "z"},
    ):
        assert client.post("/sign-in/", form).status_code in (200, 429)

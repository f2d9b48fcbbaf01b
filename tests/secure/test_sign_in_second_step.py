"""The second step: codes from an app, recovery codes, each of them once."""

import base64

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from tests.factories import PersonFactory
from tests.secure.signing_in import code_of, deeds, enter, is_signed_in, minutes_later, turn_on

from zhiqiao.web.accounts.signing_in.models import OpenSession

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded():
    """A person with a second step: who, the secret, the recovery codes."""
    person = PersonFactory()
    client, _ = enter(person)
    secret, codes = turn_on(client)
    client.post("/sign-out/")
    minutes_later()
    return person, secret, codes


def step(client, code):
    return client.post("/sign-in/second-step/", {"code": code})


def test_the_password_alone_no_longer_opens_a_session(guarded):
    person, _, _ = guarded
    client, answer = enter(person)
    assert answer.url == "/sign-in/second-step/"
    assert not is_signed_in(client)
    assert not OpenSession.objects.filter(person=person).exists()


def test_a_code_opens_it_and_leads_on(guarded):
    person, secret, _ = guarded
    client, _ = enter(person, next="/needs/")
    assert step(client, code_of(secret)).url == "/needs/"
    assert is_signed_in(client)
    assert deeds()[-2:] == ["second_step_passed", "sign_in"]


def test_a_code_works_once_whoever_types_it(guarded):
    person, secret, _ = guarded
    code = code_of(secret)
    step(enter(person)[0], code)
    thief, _ = enter(person)
    assert "已经用过" in step(thief, code).content.decode()
    assert not is_signed_in(thief)
    assert step(thief, code_of(secret, steps=1)).status_code == 302


def test_the_code_shown_while_turning_it_on_is_used_up():
    person = PersonFactory()
    secret, _ = turn_on(enter(person)[0])
    client, _ = enter(person)
    assert step(client, code_of(secret)).status_code == 200
    assert not is_signed_in(client)
    assert step(client, code_of(secret, steps=1)).status_code == 302


def test_a_recovery_code_works_once(guarded):
    person, _, codes = guarded
    first, _ = enter(person)
    assert step(first, f"{codes[3][:4]} {codes[3][4:]}").status_code == 302
    assert is_signed_in(first)
    second, _ = enter(person)
    assert step(second, codes[3]).status_code == 200
    assert not is_signed_in(second)
    assert "还剩 9 个" in first.get("/account/security/").content.decode()


@pytest.mark.parametrize(
    "code",
    ["000000", "12345678", "", "abc", "\uff11\uff12\uff13\uff14\uff15\uff16", "\0", "9" * 30],
)
def test_a_wrong_code_opens_nothing(guarded, code):
    client, _ = enter(guarded[0])
    assert step(client, code).status_code == 200
    assert not is_signed_in(client)


def test_a_stranger_has_no_second_step():
    assert step(Client(), "123456").url == "/sign-in/"


def test_a_person_deactivated_between_the_steps_stays_out(guarded):
    person, secret, _ = guarded
    client, _ = enter(person)
    person.is_active = False
    person.save()
    assert step(client, code_of(secret)).url == "/sign-in/"
    assert not is_signed_in(client)


def test_secrets_lie_sealed_in_the_database(guarded):
    _, secret, _ = guarded
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert base64.b32decode(secret).hex() not in stored


def test_the_picture_is_an_svg_and_tells_the_secret_under_the_sign_in_name():
    client, _ = enter(PersonFactory(username="linzhixia"))
    page = client.get("/account/second-step/")
    assert page.context["picture"].startswith("data:image/svg+xml;base64,")
    assert page.context["secret"] in page.content.decode()
    again = client.post("/account/second-step/", {"code": "000000"})
    assert again.context["secret"] == page.context["secret"]


def test_new_recovery_codes_end_the_old_ones(guarded):
    person, secret, codes = guarded
    client, _ = enter(person)
    step(client, code_of(secret))
    page = client.post("/account/recovery-codes/").content.decode()
    assert codes[0] not in page
    assert step(enter(person)[0], codes[0]).status_code == 200
    assert "recovery_codes_made" in deeds()


def test_it_is_turned_off_with_its_recovery_codes(guarded):
    person, secret, _ = guarded
    client, _ = enter(person)
    step(client, code_of(secret))
    assert client.post("/account/second-step/off/").url == "/account/security/"
    assert not Authenticator.objects.filter(user=person).exists()
    assert is_signed_in(enter(person)[0])
    assert deeds()[-2:] == ["totp_off", "sign_in"]


def test_a_session_opened_long_ago_is_asked_for_the_password_first(guarded):
    person, secret, _ = guarded
    client, _ = enter(person)
    step(client, code_of(secret))
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - 601} for record in session["account_authentication_methods"]
    ]
    session.save()
    answer = client.post("/account/second-step/off/")
    assert answer.url == "/account/confirm/?next=%2Faccount%2Fsecurity%2F"
    assert Authenticator.objects.filter(user=person).exists()
    assert client.post("/account/confirm/", {"password": "wrong"}).status_code == 200
    assert (
        client.post(answer.url, {"password": "correct horse battery"}).url == "/account/security/"
    )
    client.post("/account/second-step/off/")
    assert not Authenticator.objects.filter(user=person).exists()

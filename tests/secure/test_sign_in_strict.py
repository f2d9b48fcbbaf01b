"""What the strict profile asks beyond the standard one."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.factories import PersonFactory
from tests.secure.signing_in import PASSWORD, code_of, enter, is_signed_in, turn_on

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.models import OpenSession, PastPassword

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
GOOD = "Correct-Horse-9"


@pytest.fixture(autouse=True)
def _strict(settings):
    settings.ZHIQIAO_PROFILE = "mlps3"


def problems(password):
    try:
        validate_password(password, Person(username="someone", name="某人"))
    except ValidationError as error:
        return {each.code for each in error.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("Correct-Horse-9", set()),
        ("correct-horse-9x", set()),
        ("CORRECT_HORSE_99", set()),
        ("Short-9aaaa", {"password_short"}),
        ("correcthorsebattery", {"password_even"}),
        ("correct horse battery", {"password_even"}),
        ("1357924680135", {"password_even"}),
        ("\uff23orrect\uff28orse\uff19\uff19\uff19", set()),  # full-width C, H, 9
    ],
)
def test_long_enough_and_of_three_kinds(password, expected):
    assert problems(password) == expected


def test_the_standard_profile_asks_for_length_alone(settings):
    settings.ZHIQIAO_PROFILE = "standard"
    assert problems("correct horse battery") == set()
    assert problems("Short-9aa") == {"password_short"}


def change(client, old, new):
    return client.post("/account/password/", {"old": old, "new": new, "again": new})


def test_the_last_five_passwords_do_not_come_back():
    person = PersonFactory(password="Word-number-0")
    client, _ = enter(person, password="Word-number-0")
    for n in range(5):
        assert change(client, f"Word-number-{n}", f"Word-number-{n + 1}").status_code == 302
    for n in range(1, 6):
        answer = change(client, "Word-number-5", f"Word-number-{n}")
        assert answer.status_code == 200, n
        assert "new" in answer.context["form"].errors
    assert change(client, "Word-number-5", "Word-number-0").status_code == 302
    assert PastPassword.objects.filter(person=person).count() == 4
    assert not PastPassword.objects.filter(encoded__contains="Word").exists()


@pytest.fixture
def stale():
    """Someone whose password is older than ninety days."""
    return PersonFactory(password_changed_at=timezone.now() - timedelta(days=91))


def test_an_old_password_leads_to_the_page_that_changes_it_and_nowhere_else(stale):
    client, _ = enter(stale)
    for address in ("/", "/needs/", "/offers/"):
        assert client.get(address).url == "/account/password/", address
    assert client.post("/needs/new/", {}).url == "/account/password/"
    assert change(client, PASSWORD, GOOD).status_code == 302
    assert client.get("/needs/").status_code == 200


def test_ninety_days_are_not_yet_too_old():
    person = PersonFactory(password_changed_at=timezone.now() - timedelta(days=89))
    assert enter(person)[0].get("/needs/").status_code == 200


def test_the_standard_profile_lets_passwords_grow_old(stale, settings):
    settings.ZHIQIAO_PROFILE = "standard"
    assert enter(stale)[0].get("/needs/").status_code == 200


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_the_three_administrations_need_a_second_step(role):
    person = PersonFactory(role=role)
    client, _ = enter(person)
    assert client.get("/needs/").url == "/account/second-step/"
    secret, _ = turn_on(client)
    assert client.get("/needs/").status_code == 200
    client.post("/account/second-step/off/")
    again, answer = enter(person)
    assert answer.url == "/sign-in/second-step/"
    again.post("/sign-in/second-step/", {"code": code_of(secret, steps=1)})
    assert is_signed_in(again)


def test_others_may_do_without():
    assert enter(PersonFactory(role=Role.SEEKER))[0].get("/needs/").status_code == 200


def test_sessions_are_idle_for_half_an_hour_at_most():
    person = PersonFactory()
    enter(person)
    row = OpenSession.objects.get(person=person)
    assert row.expire_date - row.seen_at == timedelta(minutes=30)

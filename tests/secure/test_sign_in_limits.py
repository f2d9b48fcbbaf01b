"""How often one may guess: for a name from an address, for a name, for an address."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from tests.factories import PersonFactory
from tests.secure.signing_in import PASSWORD, code_of, enter, is_signed_in, turn_on

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.addresses import client_address, subscriber
from zhiqiao.web.accounts.signing_in.limits import ADDRESS, NAME, NAME_FROM_ADDRESS
from zhiqiao.web.accounts.signing_in.models import Guesses

pytestmark = pytest.mark.django_db
WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "linzhixia")


def guess(person, n, *, address="203.0.113.7"):
    """The status of so many wrong guesses."""
    return [enter(person, password="wrong", address=address)[1].status_code for _ in range(n)]


def pass_by(time):
    """As if so much time had gone by."""
    for row in Guesses.objects.all():
        row.until -= time
        row.save()


@pytest.mark.parametrize("is_known", [True, False])
def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(is_known):
    person = PersonFactory(username="known")
    typed = person if is_known else Person(username="unknown")
    assert guess(typed, 5) == [200] * 4 + [429]
    _, answer = enter(typed)
    assert answer.status_code == 429
    assert answer["Retry-After"] in {"899", "900"}
    assert "15 分钟" in answer.content.decode()
    pass_by(timedelta(minutes=15))
    assert is_signed_in(enter(typed)[0]) == is_known


def test_waiting_starts_with_the_last_guess_not_the_first():
    person = PersonFactory()
    guess(person, 4)
    pass_by(timedelta(minutes=14))
    guess(person, 1)
    pass_by(timedelta(minutes=14))
    assert enter(person)[1].status_code == 429


def test_from_another_address_the_owner_still_gets_in():
    person = PersonFactory()
    guess(person, 5)
    assert is_signed_in(enter(person, address="198.51.100.4")[0])


def test_a_right_password_clears_the_count_for_that_address():
    person = PersonFactory()
    for _ in range(3):
        assert guess(person, 4) == [200] * 4
        assert is_signed_in(enter(person)[0])


def test_many_addresses_together_are_stopped_too():
    person = PersonFactory()
    tried = 0
    for n in range(NAME.failures_max // 4):
        assert guess(person, 4, address=f"198.51.100.{n}") == [200] * 4
        tried += 4
    rest = guess(person, NAME.failures_max - tried, address="192.0.2.1")
    assert rest[-1] == 429
    assert enter(person, address="192.0.2.2")[1].status_code == 429
    assert is_signed_in(enter(PersonFactory(), address="192.0.2.2")[0])


@pytest.mark.proof
def test_the_owners_sign_ins_do_not_let_a_guesser_begin_anew():
    person = PersonFactory()
    for n in range(NAME.failures_max // 4):
        guess(person, 4, address=f"198.51.100.{n}")
        enter(person, address="203.0.113.99")
    assert guess(person, 2, address="192.0.2.1")[-1] == 429


@pytest.mark.proof
def test_one_address_cannot_try_one_password_on_everybody():
    for n in range(ADDRESS.failures_max - 1):
        enter(Person(username=f"name{n}"), password="Spring2026")
    assert guess(Person(username="one-more"), 1) == [429]
    assert enter(PersonFactory())[1].status_code == 429
    assert is_signed_in(enter(PersonFactory(), address="198.51.100.4")[0])


def guess_from_everywhere(person):
    for n in range(NAME.failures_max // 4 + 1):
        guess(person, 4, address=f"198.51.100.{n}")


def test_the_owner_gets_in_from_their_own_browser_while_others_guess():
    person = PersonFactory()
    own, _ = enter(person, address="203.0.113.50")
    own.post("/sign-out/")
    guess_from_everywhere(person)
    assert enter(person, address="192.0.2.2")[1].status_code == 429
    assert is_signed_in(enter(person, client=own, address="192.0.2.3")[0])


def test_a_known_browser_is_known_for_its_person_alone():
    person = PersonFactory()
    guess_from_everywhere(person)
    other, _ = enter(PersonFactory())
    assert enter(person, client=other, address="192.0.2.3")[1].status_code == 429
    other.cookies["known_device"] = other.cookies["known_device"].value + "x"
    assert enter(person, client=other, address="192.0.2.3")[1].status_code == 429


def test_guesses_from_a_known_browser_are_limited_too():
    person = PersonFactory()
    own, _ = enter(person)
    own.post("/sign-out/")
    for n in range(NAME.failures_max // 4 + 1):
        for _ in range(4):
            answer = enter(person, client=own, password="wrong", address=f"198.51.100.{n}")[1]
    assert answer.status_code == 429


@pytest.mark.parametrize("typed", ["LINZHIXIA", " linzhixia ", WIDE, "LinZhiXia"])
def test_spelling_the_name_otherwise_gives_no_further_guesses(typed):
    guess(Person(username="linzhixia"), 5)
    assert guess(Person(username=typed), 1) == [429]


def test_counts_name_nobody():
    guess(Person(username="linzhixia"), 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM signing_in_guesses")
        rows = repr(cursor.fetchall())
    assert "linzhixia" not in rows
    assert "203.0.113" not in rows


def test_old_counts_are_forgotten():
    guess(PersonFactory(), 1)
    pass_by(timedelta(hours=3))
    guess(Person(username="other"), 1)
    assert Guesses.objects.filter(until__lt=timezone.now()).count() == 0


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_codes_are_limited_like_passwords(kind):
    person = PersonFactory()
    client, _ = enter(person)
    secret, codes = turn_on(client)
    thief, _ = enter(person)
    wrong = "000000" if kind == "app" else "00000000"
    statuses = [thief.post("/sign-in/second-step/", {"code": wrong}).status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429]
    right = code_of(secret, steps=1) if kind == "app" else codes[0]
    again, _ = enter(person)
    assert again.post("/sign-in/second-step/", {"code": right}).status_code == 429
    assert not is_signed_in(again)


@pytest.mark.parametrize(
    ("address", "field"), [("/account/confirm/", "password"), ("/account/password/", "old")]
)
def test_a_stolen_session_is_no_place_to_guess_the_password(address, field):
    client, _ = enter(PersonFactory())
    form = {"new": "Another-long-word-9", "again": "Another-long-word-9", field: "wrong"}
    statuses = [client.post(address, form).status_code for _ in range(5)]
    assert statuses[-1] == 429
    assert client.post(address, form | {field: PASSWORD}).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "expected"),
    [
        ([], "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (["192.0.2.1/32"], "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (["192.0.2.1/32"], "192.0.2.1", "198.51.100.1", "198.51.100.1"),
        (["192.0.2.1/32"], "192.0.2.1", "198.51.100.66, 198.51.100.1", "198.51.100.1"),
        (["192.0.2.0/24"], "192.0.2.1", "198.51.100.1, 192.0.2.9", "198.51.100.1"),
        (["192.0.2.1/32"], "192.0.2.1", "no address", "192.0.2.1"),
        (["192.0.2.1/32"], "192.0.2.1", "", "192.0.2.1"),
        (["192.0.2.1/32"], "192.0.2.1", "::ffff:198.51.100.1", "198.51.100.1"),
        (["2001:db8::/32"], "2001:db8::1", "2001:db9::5", "2001:db9::5"),
        ([], "", "198.51.100.1", ""),
    ],
)
def test_forwarded_addresses_are_believed_of_known_proxies_alone(
    settings, proxies, remote, forwarded, expected
):
    settings.ZHIQIAO_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == expected


def test_a_forged_header_gives_no_further_guesses(client):
    form = {"username": "lin", "password": "wrong"}
    statuses = [
        client.post("/sign-in/", form, headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code
        for n in range(5)
    ]
    assert statuses[-1] == 429


def test_an_ipv6_subscriber_is_counted_as_one():
    assert subscriber("2001:db8:1:2::5") == subscriber("2001:db8:1:2:ffff::1") != subscriber("::1")


def test_the_limits_are_as_documented():
    assert (NAME_FROM_ADDRESS.failures_max, NAME.failures_max, ADDRESS.failures_max) == (5, 30, 100)

"""What an administrator does for a person who cannot sign in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import PersonFactory
from tests.secure.signing_in import PASSWORD, deeds, enter, is_signed_in, turn_on

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.signing_in.actions import forget_sign_in
from zhiqiao.web.accounts.signing_in.models import OpenSession
from zhiqiao.web.accounts.signing_in.password_links import PasswordLinks, links

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
NEW = "Another-long-word-9"
BOTH = {"new": NEW, "again": NEW}


@pytest.fixture
def administrator():
    return enter(PersonFactory(role=Role.SECURITY_ADMIN))[0]


def link_for(administrator, person):
    page = administrator.post(f"/people/{person.pk}/password-link/")
    return page.context["link"].removeprefix("http://testserver")


def test_the_link_sets_a_new_password_once_and_ends_the_sessions(administrator):
    person = PersonFactory()
    before, _ = enter(person)
    link = link_for(administrator, person)
    assert Client().get(link).status_code == 200
    assert Client().post(link, BOTH).url == "/sign-in/"
    assert not is_signed_in(before)
    assert is_signed_in(enter(person, password=NEW)[0])
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"new": PASSWORD, "again": PASSWORD}).status_code == 404
    assert "password_link_made" in deeds()


def test_the_link_does_not_pass_the_second_step(administrator):
    person = PersonFactory()
    turn_on(enter(person)[0])
    Client().post(link_for(administrator, person), BOTH)
    assert enter(person, password=NEW)[1].url == "/sign-in/second-step/"


def test_signing_in_with_the_old_password_after_all_ends_the_link(administrator):
    person = PersonFactory()
    link = link_for(administrator, person)
    enter(person)
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize(("hours", "status"), [(23, 200), (25, 404)])
def test_the_link_lasts_a_day(administrator, hours, status):
    class Earlier(PasswordLinks):
        def _now(self):
            return super()._now() - timedelta(hours=hours)

    person = PersonFactory()
    token = Earlier().make_token(person)
    address = f"/account/new-password/{person.pk}/{token}/"
    assert Client().get(address).status_code == status


@pytest.mark.parametrize("token", ["x", "a-b", "-", "z" * 200, "0-" + "0" * 32])
def test_a_made_up_link_looks_like_one_that_is_over(token):
    person = PersonFactory()
    known = Client().get(f"/account/new-password/{person.pk}/{token}/")
    unknown = Client().get(f"/account/new-password/999999/{token}/")
    assert known.status_code == unknown.status_code == 404
    assert "链接已失效" in known.content.decode()


def test_a_link_is_its_persons_alone():
    token = links.make_token(PersonFactory())
    assert Client().get(f"/account/new-password/{PersonFactory().pk}/{token}/").status_code == 404


def test_a_weak_password_is_refused_through_the_link_too(administrator):
    person = PersonFactory()
    answer = Client().post(link_for(administrator, person), {"new": "short", "again": "short"})
    assert "new" in answer.context["form"].errors


def test_a_deactivated_person_gets_no_link(administrator):
    person = PersonFactory(is_active=False)
    assert administrator.post(f"/people/{person.pk}/password-link/").status_code == 302
    assert "password_link_made" not in deeds()


def test_the_second_step_is_taken_off_and_sessions_are_ended(administrator):
    person = PersonFactory()
    client, _ = enter(person)
    turn_on(client)
    page = administrator.get(f"/people/{person.pk}/sign-in/").content.decode()
    assert "已开启" in page
    administrator.post(f"/people/{person.pk}/sessions-end/")
    assert not is_signed_in(client)
    administrator.post(f"/people/{person.pk}/second-step-off/")
    assert is_signed_in(enter(person)[0])


@pytest.mark.parametrize("name", ["sign-in", "password-link", "second-step-off", "sessions-end"])
@pytest.mark.parametrize("role", [Role.BROKER, Role.ORGANISATION_ADMIN, Role.AUDITOR])
def test_nobody_else_does_any_of_it(role, name):
    client, _ = enter(PersonFactory(role=role))
    address = f"/people/{PersonFactory().pk}/{name}/"
    send = client.get if name == "sign-in" else client.post
    assert send(address).status_code == 404


def test_a_persons_page_that_is_absent_looks_absent(administrator):
    erased = PersonFactory(erased_at=timezone.now(), is_active=False)
    for number in (erased.pk, 999_999):
        assert administrator.get(f"/people/{number}/sign-in/").status_code == 404


def test_erasing_forgets_all_that_lets_a_person_in():
    from zhiqiao.web.audit.guard import without_guard

    person = PersonFactory()
    turn_on(enter(person)[0])
    with without_guard():
        forget_sign_in(person=person)
    assert not OpenSession.objects.filter(person=person).exists()
    assert enter(person)[1].url == "/"

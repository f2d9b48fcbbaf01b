"""Sessions: new keys, two limits of time, ended at once, and rarely written."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.signing_in import PASSWORD, deeds, enter, is_signed_in

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership
from zhiqiao.web.accounts.signing_in.models import OpenSession
from zhiqiao.web.audit.actions import audit, system_action

pytestmark = pytest.mark.django_db
LONG_PASSWORD = "Another-long-word-9"


def key_of(client):
    return client.cookies["sessionid"].value


def row_of(client):
    return OpenSession.objects.get(pk=key_of(client))


def move_back(client, by, *names):
    """As if the times of the session lay further back."""
    row = row_of(client)
    changes = {name: getattr(row, name) - by for name in names}
    OpenSession.objects.filter(pk=row.pk).update(**changes)


def test_a_key_planted_before_signing_in_opens_nothing():
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = key_of(client)
    enter(PersonFactory(), client=client)
    assert key_of(client) != planted
    assert not OpenSession.objects.filter(pk=planted).exists()


def test_a_session_ends_when_it_was_idle_too_long():
    client, _ = enter(PersonFactory())
    row = row_of(client)
    assert row.expire_date - row.seen_at == timedelta(hours=2)
    move_back(client, timedelta(hours=2), "seen_at", "expire_date")
    assert not is_signed_in(client)


def test_a_session_in_use_still_ends_after_twelve_hours():
    client, _ = enter(PersonFactory())
    session = client.session
    session["signed_in_at"] = (timezone.now() - timedelta(hours=11, minutes=30)).isoformat()
    session.save()
    left = row_of(client).expire_date - timezone.now()
    assert timedelta(minutes=29) < left < timedelta(minutes=31)
    move_back(client, timedelta(minutes=10), "seen_at")
    assert is_signed_in(client)
    left = row_of(client).expire_date - timezone.now()
    assert timedelta(minutes=29) < left < timedelta(minutes=31)
    move_back(client, timedelta(minutes=31), "expire_date")
    assert not is_signed_in(client)


def test_use_moves_the_end_but_is_written_down_rarely():
    client, _ = enter(PersonFactory())
    client.get("/account/security/")
    with CaptureQueriesContext(
        connection,
    ) as caught:
        client.get("/account/security/")
    writes = [each["sql"] for each in caught if not each["sql"].startswith("SELECT")]
    assert writes == []
    move_back(client, timedelta(minutes=6), "seen_at", "expire_date")
    before = row_of(client).expire_date
    client.get("/account/security/")
    assert row_of(client).expire_date > before


def test_a_key_is_renewed_in_time_and_the_old_one_dies_after_a_grace():
    client, _ = enter(PersonFactory())
    old = key_of(client)
    move_back(client, timedelta(minutes=31), "key_made_at")
    assert is_signed_in(client)
    assert key_of(client) != old
    late = Client()
    late.cookies["sessionid"] = old
    assert is_signed_in(late)
    OpenSession.objects.filter(pk=old).update(expire_date=timezone.now())
    assert not is_signed_in(late)
    assert is_signed_in(client)


def test_signing_out_ends_the_session_under_its_old_key_too():
    client, _ = enter(PersonFactory())
    late = Client()
    late.cookies["sessionid"] = key_of(client)
    move_back(client, timedelta(minutes=31), "key_made_at")
    client.get("/account/security/")
    client.post("/sign-out/")
    assert not is_signed_in(late)


def test_writing_under_the_old_key_does_not_make_it_live_longer():
    client, _ = enter(PersonFactory())
    old = key_of(client)
    move_back(client, timedelta(minutes=31), "key_made_at")
    client.get("/account/security/")
    late = Client()
    late.cookies["sessionid"] = old
    late.get("/account/second-step/")
    row = OpenSession.objects.get(pk=old)
    assert row.replaced_by == key_of(client)
    assert row.expire_date < timezone.now() + timedelta(seconds=61)


def test_a_change_of_roles_renews_the_key_at_once():
    person = PersonFactory(role=Role.SEEKER)
    client, _ = enter(person)
    client.get("/account/security/")
    old = key_of(client)
    Membership.objects.create(
        person=person,
        organisation=person.memberships.unscoped().get().organisation,
        role=Role.PROVIDER,
    )
    client.get("/account/security/")
    assert key_of(client) != old
    assert not OpenSession.objects.filter(pk=old, expire_date__gt=timezone.now()).exists()


def test_acting_for_another_organisation_renews_the_key():
    person = PersonFactory(role=Role.SEEKER)
    other = OrganisationFactory()
    Membership.objects.create(person=person, organisation=other, role=Role.SEEKER)
    client, _ = enter(person)
    old = key_of(client)
    session = client.session
    session["organisation_id"] = other.pk
    session.save()
    client.get("/account/security/")
    assert key_of(client) != old


def test_the_page_shows_where_one_is_signed_in_and_ends_the_others():
    person = PersonFactory()
    client, _ = enter(person)
    elsewhere, _ = enter(person, address="198.51.100.9")
    strange, _ = enter(PersonFactory())
    page = client.get("/account/security/").content.decode()
    assert "198.51.100.9" in page
    assert client.post("/account/sessions/end/").url == "/account/security/"
    assert [is_signed_in(each) for each in (client, elsewhere, strange)] == [True, False, True]
    assert deeds()[-1] == "sessions_ended"


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one():
    person = PersonFactory()
    client, _ = enter(person)
    elsewhere, _ = enter(person)
    form = {"old": PASSWORD, "new": LONG_PASSWORD, "again": LONG_PASSWORD}
    assert client.post("/account/password/", form).url == "/account/security/"
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(enter(person)[0])
    assert is_signed_in(enter(person, password=LONG_PASSWORD)[0])
    assert "password_changed" in deeds()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"old": "wrong"}, "old"),
        ({"again": "different-word-9"}, "again"),
        ({"new": "short", "again": "short"}, "new"),
        ({"new": "password1234", "again": "password1234"}, "new"),
        ({"new": PASSWORD, "again": PASSWORD}, "new"),
    ],
)
def test_a_password_that_does_not_pass_changes_nothing(change, field):
    person = PersonFactory()
    client, _ = enter(person)
    form = {"old": PASSWORD, "new": LONG_PASSWORD, "again": LONG_PASSWORD} | change
    answer = client.post("/account/password/", form)
    assert set(answer.context["form"].errors) == {field}
    assert is_signed_in(enter(person)[0])


def test_a_deactivated_person_is_out_at_the_next_request():
    person = PersonFactory()
    client, _ = enter(person)
    person.is_active = False
    person.save()
    assert not is_signed_in(client)


def test_the_end_of_all_access_ends_the_sessions():
    from zhiqiao.web.accounts.signals import access_ended

    person = PersonFactory()
    enter(person)
    with system_action("end_access"):
        access_ended.send(sender=None, people=[person.pk], organisation_id=None, actor=None)
        audit(actor=None, action="end_member", what=person)
    assert not OpenSession.objects.filter(person=person).exists()


def test_rows_of_sessions_that_are_over_go_at_the_next_sign_in():
    client, _ = enter(PersonFactory())
    over = key_of(client)
    move_back(client, timedelta(hours=3), "expire_date")
    enter(PersonFactory())
    assert not OpenSession.objects.filter(pk=over).exists()


def test_a_signed_in_visitors_cookie_is_out_of_reach_of_scripts_and_other_sites():
    client, _ = enter(PersonFactory())
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) <= 12 * 3600

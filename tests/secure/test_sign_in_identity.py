"""An identity at an outside provider, against one that is really running."""

import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from tests.factories import PersonFactory
from tests.secure.outside_provider import come_back, go_there, know, running_provider
from tests.secure.signing_in import code_of, deeds, enter, is_signed_in, turn_on

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.models import AuditRow

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture(scope="module")
def issuer():
    with running_provider("--require-nonce") as address:
        yield address


def configured(issuer):
    return {
        "provider_id": f"oidc-{hashlib.sha256(issuer.encode()).hexdigest()[:12]}",
        "name": "云溪统一认证",
        "client_id": "zhiqiao",
        "secret": "not so secret",
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }


@pytest.fixture
def provider(issuer, settings):
    """The site configured for the running provider."""
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [configured(issuer)]}}
    return issuer


@pytest.fixture
def linked(provider):
    """A person with a linked identity."""
    person = PersonFactory()
    client, _ = enter(person)
    come_back(client, go_there(client, "/account/identity/"), sub="linked")
    return person


def test_without_a_provider_there_is_nothing_to_press(client):
    assert "/sign-in/oidc/" not in client.get("/sign-in/").content.decode()
    assert client.post("/sign-in/oidc/").status_code == 404
    assert client.get("/sign-in/oidc/callback/").status_code == 404


def test_the_way_there_carries_state_nonce_and_a_challenge(provider):
    client = Client()
    assert "用 云溪统一认证 登录" in client.get("/sign-in/").content.decode()
    address = go_there(client)
    assert address.startswith(f"{provider}/oauth2/authorize?")
    for each in ("state=", "nonce=", "code_challenge=", "code_challenge_method=S256"):
        assert each in address
    assert client.get("/sign-in/oidc/").status_code == 405


def test_an_unknown_identity_gets_a_page_that_says_what_to_do_and_no_account(provider):
    know(provider, "stranger", email="stranger@cloud.example", email_verified=True)
    client, people = Client(), Person.objects.count()
    answer = come_back(client, go_there(client), sub="stranger")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "stranger@cloud.example" in page
    assert "登录与安全" in page
    assert not is_signed_in(client)
    assert Person.objects.count() == people
    assert deeds() == ["sign_in_failed"]


def test_a_signed_in_person_links_an_identity_and_signs_in_with_it(provider):
    know(provider, "fresh", email="fresh@cloud.example")
    person = PersonFactory()
    client, _ = enter(person)
    back = come_back(client, go_there(client, "/account/identity/"), sub="fresh")
    assert back.url == "/account/security/"
    assert "fresh@cloud.example" in client.get("/account/security/").content.decode()
    other = Client()
    assert come_back(other, go_there(other, next="/needs/"), sub="fresh").url == "/needs/"
    assert other.get("/account/security/").context["user"] == person
    assert deeds() == ["sign_in", "identity_linked", "sign_in"]


def means():
    """By what the sign-ins came about, in their order."""
    rows = AuditRow.objects.filter(action="sign_in").order_by("number")
    return [json.loads(row.data)["means"] for row in rows]


def test_the_audit_row_tells_by_what_a_person_signed_in(provider, linked):
    secret, _ = turn_on(enter(linked)[0])
    client = Client()
    come_back(client, go_there(client), sub="linked")
    enter(linked, client=client)
    come_back(client, go_there(client), sub="linked")
    client.post("/sign-in/second-step/", {"code": code_of(secret, steps=1)})
    assert is_signed_in(client)
    assert means() == ["password", "password", "identity"]


def test_signing_in_there_does_not_lead_elsewhere(provider, linked):
    client = Client()
    answer = come_back(client, go_there(client, next="https://evil.example/"), sub="linked")
    assert answer.url == "/"


def test_what_is_kept_of_an_identity_is_its_subject_and_address_alone(provider):
    know(provider, "rich", email="rich@cloud.example", name="CANARY", phone_number="CANARY")
    client, _ = enter(PersonFactory())
    come_back(client, go_there(client, "/account/identity/"), sub="rich")
    row = SocialAccount.objects.get(uid="rich")
    assert row.extra_data == {"email": "rich@cloud.example"}


def test_an_identity_belongs_to_one_person(provider, linked):
    client, _ = enter(PersonFactory())
    come_back(client, go_there(client, "/account/identity/"), sub="linked")
    assert "已属于另一个账号" in client.get("/account/security/").content.decode()
    assert SocialAccount.objects.get(uid="linked").user == linked


def test_a_second_identity_of_the_same_provider_is_refused(provider, linked):
    client, _ = enter(linked)
    come_back(client, go_there(client, "/account/identity/"), sub="second")
    assert not SocialAccount.objects.filter(uid="second").exists()


def test_unlinking_ends_the_way_in(provider, linked):
    client, _ = enter(linked)
    row = SocialAccount.objects.get(user=linked)
    assert enter(PersonFactory())[0].post(f"/account/identity/{row.pk}/unlink/").status_code == 404
    client.post(f"/account/identity/{row.pk}/unlink/")
    other = Client()
    assert come_back(other, go_there(other), sub="linked").status_code == 403
    assert "identity_unlinked" in deeds()


def test_the_only_way_in_is_not_unlinked(provider, linked):
    client = Client()
    linked.set_unusable_password()
    linked.save()
    come_back(client, go_there(client), sub="linked")
    row = SocialAccount.objects.get(user=linked)
    client.post(f"/account/identity/{row.pk}/unlink/")
    assert SocialAccount.objects.filter(pk=row.pk).exists()


def test_a_person_without_a_password_sets_one(provider, linked):
    linked.set_unusable_password()
    linked.save()
    client = Client()
    come_back(client, go_there(client), sub="linked")
    form = {"new": "Another-long-word-9", "again": "Another-long-word-9"}
    assert client.post("/account/password/", form).url == "/account/security/"
    assert is_signed_in(client)
    assert is_signed_in(enter(linked, password="Another-long-word-9")[0])


def test_the_second_step_is_asked_for_after_an_outside_identity_too(provider, linked):
    secret, _ = turn_on(enter(linked)[0])
    client = Client()
    assert come_back(client, go_there(client), sub="linked").url == "/sign-in/second-step/"
    assert not is_signed_in(client)
    client.post("/sign-in/second-step/", {"code": code_of(secret, steps=1)})
    assert is_signed_in(client)


def test_a_deactivated_person_is_turned_away(provider, linked):
    linked.is_active = False
    linked.save()
    client = Client()
    assert come_back(client, go_there(client), sub="linked").status_code == 403
    assert not is_signed_in(client)


def test_an_address_alone_links_nobody_even_if_the_provider_verified_it(provider):
    person = PersonFactory(email="lin@cloud.example")
    know(provider, "by-address", email="lin@cloud.example", email_verified=True)
    client = Client()
    come_back(client, go_there(client), sub="by-address")
    assert not is_signed_in(client)
    assert not SocialAccount.objects.filter(user=person).exists()


def test_turning_back_at_the_provider_is_no_failure(provider):
    client = Client()
    state = parse_qs(urlsplit(go_there(client)).query)["state"][0]
    answer = client.get("/sign-in/oidc/callback/", {"error": "access_denied", "state": state})
    assert "您取消了登录" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?code=x",
        "?code=x&state=y",
        "?state=",
        "?error=server_error&state=x",
        "?code=%00&state=%00",
    ],
)
def test_a_way_back_that_was_never_begun_is_refused(provider, query):
    answer = Client().get(f"/sign-in/oidc/callback/{query}")
    assert answer.status_code == 502
    assert "没有任何改动" in answer.content.decode()


def test_a_way_back_works_in_the_browser_that_began_it_alone(provider, linked):
    address = go_there(Client())
    thief = Client()
    assert come_back(thief, address, sub="linked").status_code == 502
    assert not is_signed_in(thief)


def test_a_token_made_for_another_request_is_refused(provider, linked):
    client = Client()
    address = go_there(client)
    session = client.session
    session["oidc_nonce"] = "another"
    session.save()
    assert come_back(client, address, sub="linked").status_code == 502
    assert not is_signed_in(client)


def test_linking_is_begun_by_a_signed_in_person_alone(provider):
    assert Client().post("/account/identity/").url.startswith("/sign-in/")


def test_a_link_begun_and_finished_by_somebody_else_counts_for_nobody(provider):
    client, _ = enter(PersonFactory())
    address = go_there(client, "/account/identity/")
    client.post("/sign-out/")
    assert come_back(client, address, sub="orphan").status_code == 502
    assert not SocialAccount.objects.filter(uid="orphan").exists()


def test_a_provider_that_cannot_be_reached_is_said_to_be(settings):
    gone = configured("http://127.0.0.1:9")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [gone]}}
    answer = Client().post("/sign-in/oidc/")
    assert answer.status_code == 502
    assert "没有给出可用的答复" in answer.content.decode()


def test_a_provider_that_calls_itself_otherwise_is_not_trusted(provider, settings):
    other = configured(provider.replace("127.0.0.1", "localhost"))
    other["settings"]["server_url"] = f"{provider}/.well-known/openid-configuration"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [other]}}
    assert Client().post("/sign-in/oidc/").status_code == 502


def test_an_identity_does_not_count_for_a_provider_configured_later(provider, linked, settings):
    other = configured(provider) | {"provider_id": "oidc-other"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [other]}}
    client = Client()
    assert come_back(client, go_there(client), sub="linked").status_code == 403

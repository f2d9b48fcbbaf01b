"""Tokens: what they open, how they end; sessions beside them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import NeedFactory, OrganisationFactory, PersonFactory

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.models import Membership, MembershipState
from zhiqiao.web.api import token_actions
from zhiqiao.web.api.models import ApiToken
from zhiqiao.web.api.tokens import digest_of

P = Permission
NEW = {"title": "低温固化", "publish": True}


def test_a_token_speaks_for_its_person_and_organisation(seeker):
    me = seeker.get("/me").json()
    assert me["username"] == seeker.person.username
    assert me["organisation"]["id"] == seeker.person.organisation_id
    assert me["token"]["prefix"] == seeker.text[:9]
    assert "own:need:write" in me["permissions"]
    assert "own:token:write" not in me["permissions"]


def test_only_a_digest_is_kept(seeker):
    row = ApiToken.objects.unscoped().get()
    assert row.digest == digest_of(seeker.text)
    assert seeker.text not in str(vars(row).values())


ROUTES = [
    ("POST", "/needs", NEW, P.NEED_WRITE, Role.SEEKER),
    ("POST", "/offers", NEW, P.OFFER_WRITE, Role.PROVIDER),
    ("GET", "/me", None, P.ORGANISATION_READ, Role.SEEKER),
    ("GET", "/organisations", None, P.ORGANISATION_READ, Role.SEEKER),
]


@pytest.mark.parametrize(("method", "path", "body", "permission", "role"), ROUTES)
def test_rights_are_what_token_and_membership_both_allow(
    program, method, path, body, permission, role
):
    holds = program(role, permissions=[permission])
    assert holds(method, path, body).status_code in {200, 201}
    lacks = program(role, permissions=[])
    refused = lacks(method, path, body)
    assert (refused.status_code, refused.json()["permission"]) == (404, str(permission))
    Membership.objects.unscoped().filter(person=holds.person).update(role=Role.LIAISON)
    if permission != P.ORGANISATION_READ:  # which a liaison has too
        assert holds(method, path, body).status_code == 404


def test_a_token_limits_how_far_its_person_sees(program):
    """Without `all:listing:write` a manager's token reads no drafts of others."""
    person = PersonFactory(role=Role.BROKER)
    draft = NeedFactory(status="draft")
    narrow = program(person=person, permissions=[P.NEED_WRITE])
    wide = program(person=person, permissions=[P.NEED_WRITE, P.LISTING_ALL])
    assert narrow.get(f"/needs/{draft.pk}").status_code == 404
    assert wide.get(f"/needs/{draft.pk}").status_code == 200


def test_nobody_makes_a_token_that_may_more_than_they(program):
    person = PersonFactory(role=Role.SEEKER)
    with pytest.raises(ValueError, match="more than its person"):
        program(person=person, permissions=[P.OFFER_WRITE])
    with pytest.raises(ValueError, match="at most a year"):
        program(person=person, permissions=[], days=366)


def void(token, how):
    if how == "revoked":
        token_actions.revoke_token(actor=token.person, token=token)
    elif how == "expired":
        row = ApiToken.objects.unscoped().filter(pk=token.pk)
        row.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "person put out of action":
        token.person.is_active = False
        token.person.save()
    else:
        rows = Membership.objects.unscoped().filter(person=token.person)
        rows.update(state=MembershipState.ENDED, ended_at=timezone.now())


@pytest.mark.parametrize("how", ["revoked", "expired", "person put out of action", "left"])
def test_a_void_token_opens_nothing_not_even_what_is_public(seeker, how):
    assert seeker.get("/needs").status_code == 200
    void(seeker.token, how)
    answer = seeker.get("/needs")
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:zhiqiao:problem:token-invalid")
    assert answer["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_a_token_does_not_follow_its_person_into_another_organisation(seeker):
    Membership.objects.create(
        person=seeker.person, organisation=OrganisationFactory(), role=Role.BROKER
    )
    rows = Membership.objects.unscoped().filter(person=seeker.person, role=Role.SEEKER)
    rows.update(state=MembershipState.ENDED, ended_at=timezone.now())
    assert seeker.get("/me").status_code == 401


WRONG = [
    "", "Bearer", "Bearer ", "Bearer zq_", "Bearer zq_" + "x" * 43, "Bearer zq_" + "x" * 500,
    "Basic dXNlcjpwYXNz", "Token zq_abc", "Bearer 令牌", "zq_abc", "Bearer zq_a, Bearer zq_b",
]  # fmt: skip


@pytest.mark.parametrize("header", WRONG)
def test_what_is_no_token_is_refused(stranger, header):
    assert stranger.get("/needs", Authorization=header).status_code == 401


def test_a_token_opens_the_api_alone(seeker):
    for path in ("/account/tokens/", "/needs/new/"):
        answer = seeker.client.get(path, headers={"Authorization": f"Bearer {seeker.text}"})
        assert (answer.status_code, answer.url.startswith("/sign-in/")) == (302, True)


def test_a_token_is_not_mixed_with_a_session(seeker, program):
    other = program(Role.BROKER)
    other.client.force_login(seeker.person)
    assert other.get("/me").json()["username"] == other.person.username
    other.text = "zq_wrong"
    assert other.get("/me").status_code == 401


def test_use_is_noted_but_not_at_every_request(seeker, django_assert_num_queries):
    seeker.get("/me")
    first = ApiToken.objects.unscoped().get().last_used_at
    assert first is not None
    seeker.get("/me")
    assert ApiToken.objects.unscoped().get().last_used_at == first


def test_reading_by_token_takes_few_queries(seeker, django_assert_max_num_queries):
    for _ in range(30):
        NeedFactory()
    seeker.get("/needs")
    with django_assert_max_num_queries(5):
        assert len(seeker.get("/needs?limit=30").json()["items"]) == 30


# --- sessions -----------------------------------------------------------------------------------


def test_a_session_reads_freely_and_writes_only_with_the_token_against_forgery(db):
    person = PersonFactory(role=Role.SEEKER)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert client.get("/api/v1/me").json()["token"] is None
    send = {"data": '{"title": "x"}', "content_type": "application/json"}
    forged = client.post("/api/v1/needs", **send)
    assert (forged.status_code, forged.json()["type"]) == (403, "urn:zhiqiao:problem:csrf")
    client.get("/needs/new/")
    token = client.cookies["csrftoken"].value
    assert client.post("/api/v1/needs", **send, headers={"X-CSRFToken": token}).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/needs"), ("patch", "/needs/{n}"), ("post", "/needs/{n}/publish"),
        ("post", "/needs/{n}/withdraw"), ("post", "/needs/{n}/runs"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json"]
)
def test_no_write_of_a_session_is_forged(method, path, kind, db):
    need = NeedFactory(title="原题")
    person = PersonFactory(role=Role.BROKER)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    url = "/api/v1" + path.format(n=need.pk)
    answer = client.generic(method.upper(), url, b'{"title": "x"}', content_type=kind)
    assert answer.status_code == 403
    need.refresh_from_db()
    assert (need.title, need.status, need.runs.count()) == ("原题", "published", 0)


# --- pages --------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_works(db):
    person = PersonFactory(role=Role.SEEKER)
    client = Client()
    client.force_login(person)
    form = {"name": "ERP", "days": "90", "permissions": ["own:need:write"]}
    page = client.post("/account/tokens/", form)
    text = page.context["fresh"]
    assert text in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")
    assert text not in client.get("/account/tokens/").content.decode()
    headers = {"Authorization": f"Bearer {text}"}
    made = Client().post("/api/v1/needs", NEW, content_type="application/json", headers=headers)
    assert made.status_code == 201
    token = ApiToken.objects.unscoped().get()
    assert client.post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
    assert Client().get("/api/v1/me", headers=headers).status_code == 401


def test_the_form_offers_and_takes_only_ones_own_rights(db):
    client = Client()
    client.force_login(PersonFactory(role=Role.SEEKER))
    page = client.get("/account/tokens/").content.decode()
    assert "own:need:write" in page
    assert "own:offer:write" not in page
    form = {"name": "x", "days": "90", "permissions": ["own:offer:write"]}
    assert "permissions" in client.post("/account/tokens/", form).context["form"].errors
    form = {"name": "x", "days": "9999", "permissions": ["own:need:write"]}
    assert "days" in client.post("/account/tokens/", form).context["form"].errors
    assert not ApiToken.objects.unscoped().exists()


def test_tokens_of_others_look_absent(seeker, db):
    other = Client()
    other.force_login(PersonFactory(role=Role.SEEKER, organisation=seeker.person.organisation))
    assert "测试程序" not in other.get("/account/tokens/").content.decode()
    assert other.post(f"/account/tokens/{seeker.token.pk}/revoke/").status_code == 404
    assert seeker.get("/me").status_code == 200

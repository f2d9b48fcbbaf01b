"""Every address × every kind of visitor. A new address without a line here fails."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.factories import (
    ImportFactory,
    NeedFactory,
    OfferFactory,
    PersonFactory,
    SuggestionFactory,
    run_with,
)

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.catalogue.models import Status

COLUMNS = ("anonymous", "broker", "seeker", "provider", "analyst", "operator")
# Codes in the order of COLUMNS. 302 for anonymous: to the sign-in page. Forbidden looks absent.
TABLE = {
    ("GET", "home"): (200, 200, 200, 200, 302, 200),
    ("GET", "healthz"): (200, 200, 200, 200, 200, 200),
    ("POST", "language"): (302, 302, 302, 302, 302, 302),
    ("GET", "sign-in"): (200, 200, 200, 200, 200, 200),
    ("POST", "sign-in"): (200, 200, 200, 200, 200, 200),
    ("POST", "sign-out"): (302, 302, 302, 302, 302, 302),
    ("POST", "demo-role"): (404, 404, 404, 404, 404, 404),
    ("GET", "people"): (302, 404, 404, 404, 404, 200),
    ("POST", "people"): (302, 404, 404, 404, 404, 200),
    ("GET", "audit"): (302, 404, 404, 404, 404, 200),
    ("GET", "needs"): (200, 200, 200, 200, 200, 200),
    ("GET", "offers"): (200, 200, 200, 200, 200, 200),
    ("GET", "need"): (200, 200, 200, 200, 200, 200),
    ("GET", "offer"): (200, 200, 200, 200, 200, 200),
    ("GET", "need-new"): (302, 200, 200, 404, 404, 200),
    ("POST", "need-new"): (302, 200, 200, 404, 404, 200),
    ("GET", "offer-new"): (302, 200, 404, 200, 404, 200),
    ("POST", "offer-new"): (302, 200, 404, 200, 404, 200),
    ("POST", "need-diagnosis"): (302, 200, 200, 404, 404, 200),
    # The need and the offer belong to organisations of which only the centre's staff are in charge.
    ("GET", "need-edit"): (302, 200, 404, 404, 404, 200),
    ("POST", "need-edit"): (302, 200, 404, 404, 404, 200),
    ("POST", "need-rerun"): (302, 302, 404, 404, 404, 302),
    ("POST", "need-status"): (302, 302, 404, 404, 404, 302),
    ("GET", "offer-edit"): (302, 200, 404, 404, 404, 200),
    ("POST", "offer-edit"): (302, 200, 404, 404, 404, 200),
    ("POST", "offer-rerun"): (302, 302, 404, 404, 404, 302),
    ("POST", "offer-status"): (302, 302, 404, 404, 404, 302),
    ("GET", "needs-export"): (302, 200, 200, 200, 200, 200),
    ("GET", "offers-export"): (302, 200, 200, 200, 200, 200),
    ("GET", "imports"): (302, 200, 404, 404, 404, 200),
    ("POST", "imports"): (302, 200, 404, 404, 404, 200),
    ("GET", "import"): (302, 200, 404, 404, 404, 200),
    ("POST", "import-decision"): (302, 302, 404, 404, 404, 302),
    ("GET", "import-template"): (302, 200, 404, 404, 404, 200),
    ("POST", "review"): (302, 302, 404, 404, 404, 302),
    ("GET", "rates"): (302, 200, 404, 404, 200, 200),
    ("GET", "rates-export"): (302, 200, 404, 404, 200, 200),
}


def all_patterns(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from all_patterns(entry)
        elif isinstance(entry, URLPattern):
            yield entry


def test_every_view_declares_a_permission():
    for pattern in all_patterns():
        assert isinstance(getattr(pattern.callback, "permission", None), Permission), pattern


def test_every_method_of_every_address_is_in_the_table():
    answered = {
        (method, pattern.name)
        for pattern in all_patterns()
        for method in pattern.callback.methods
        if method != "HEAD"
    }
    assert answered == set(TABLE)


@pytest.fixture
def addresses(db):
    """Arguments of every address, over rows of organisations that no visitor belongs to."""
    run = run_with(1)
    suggestion = run.suggestions.get()
    keys = {
        "need_id": run.need_id,
        "offer_id": suggestion.offer_id,
        "suggestion_id": suggestion.pk,
        "import_id": ImportFactory().pk,
        "person_id": PersonFactory().pk,
        "kind": "csv",
        "side": "need",
    }

    def address(name: str) -> str:
        pattern = next(p for p in all_patterns() if p.name == name)
        wanted = pattern.pattern.converters
        return reverse(name, kwargs={key: keys[key] for key in wanted})

    return address


@pytest.mark.parametrize("visitor", COLUMNS)
def test_the_table(visitor, addresses, people, sign_in):
    column = COLUMNS.index(visitor)
    wrong = {}
    for (method, name), expected in TABLE.items():
        client = Client() if visitor == "anonymous" else sign_in(people[Role(visitor)])
        answer = client.generic(method, addresses(name))
        if answer.status_code != expected[column]:
            wrong[(method, name)] = answer.status_code
        if visitor == "anonymous" and expected[column] == 302 and name not in {"language"}:
            assert answer.url.startswith("/sign-in/") or name == "sign-out", name
    assert not wrong


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
@pytest.mark.parametrize("side", ["need", "offer"])
@pytest.mark.parametrize("role", [None, Role.SEEKER, Role.PROVIDER, Role.ANALYST])
def test_what_is_not_published_looks_absent_to_others(side, status, role, people, sign_in):
    row = (NeedFactory if side == "need" else OfferFactory)(status=status, title="未公开的标题")
    client = Client() if role is None else sign_in(people[role])
    missing = client.get(f"/{side}s/999999/")
    hidden = client.get(f"/{side}s/{row.pk}/")
    assert hidden.status_code == missing.status_code == 404
    for page in ("/", f"/{side}s/", f"/{side}s/?status={status}", f"/{side}s/?q=未公开"):
        assert "未公开的标题" not in client.get(page, follow=True).content.decode().replace(
            "<mark>", ""
        ).replace("</mark>", "")


def test_own_people_see_their_drafts(people, sign_in):
    seeker = people[Role.SEEKER]
    need = NeedFactory(status=Status.DRAFT, organisation=seeker.organisation)
    assert sign_in(seeker).get(f"/needs/{need.pk}/").status_code == 200


def test_seekers_see_matches_of_their_own_needs_only(people, sign_in):
    seeker = people[Role.SEEKER]
    own = run_with(1, need=NeedFactory(organisation=seeker.organisation))
    other = run_with(1)
    client = sign_in(seeker)
    assert "card-match" in client.get(f"/needs/{own.need_id}/").content.decode()
    assert "card-match" not in client.get(f"/needs/{other.need_id}/").content.decode()
    assert client.get(f"/needs/{own.need_id}/?run={other.pk}").context["run"] == own


def test_graders_notes_stay_with_the_centre(people, sign_in, broker):
    seeker = people[Role.SEEKER]
    run = run_with(1, need=NeedFactory(organisation=seeker.organisation))
    broker.post(
        f"/suggestions/{run.suggestions.get().pk}/review/", {"relevance": 1, "note": "内部理由"}
    )
    assert "内部理由" in broker.get(f"/needs/{run.need_id}/").content.decode()
    assert "内部理由" not in sign_in(seeker).get(f"/needs/{run.need_id}/").content.decode()


def test_a_withdrawn_need_is_not_shown_on_an_offers_page_to_its_provider(people, sign_in):
    provider = people[Role.PROVIDER]
    offer = OfferFactory(organisation=provider.organisation)
    run = run_with(0, need=NeedFactory(title="后来撤回的需求"))
    SuggestionFactory(run=run, offer=offer, rank=1)
    client = sign_in(provider)
    assert "后来撤回的需求" in client.get(f"/offers/{offer.pk}/").content.decode()
    run.need.status = Status.WITHDRAWN
    run.need.save()
    assert "后来撤回的需求" not in client.get(f"/offers/{offer.pk}/").content.decode()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"role": "seeker"}, "organisation"),
        ({"role": "provider"}, "organisation"),
        ({"password": "kurz"}, "password"),
        ({"password": "password12"}, "password"),
        ({"password": "linzhixia1"}, "password"),
    ],
)
def test_a_person_who_could_not_work_or_is_easily_guessed_is_refused(people, sign_in, more, field):
    form = {"username": "linzhixia", "name": "林知夏", "role": "broker"}
    answer = sign_in(people[Role.OPERATOR]).post(
        "/people/", form | {"password": "一段够长的话一段够长的话"} | more
    )
    assert set(answer.context["form"].errors) == {field}
    assert not answer.context["form"].errors.as_text().isascii()

"""Who sees and does what, where it matters most. The whole matrix: tests/secure/crawl."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.factories import (
    NeedFactory,
    OfferFactory,
    SuggestionFactory,
    run_with,
)

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.catalogue.models import Status


def all_patterns(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from all_patterns(entry)
        elif isinstance(entry, URLPattern):
            yield entry


def test_every_view_declares_a_permission():
    for pattern in all_patterns():
        assert isinstance(getattr(pattern.callback, "permission", None), Permission), pattern


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
    if field != "organisation":
        form["organisation"] = people[Role.BROKER].organisation.name
    answer = sign_in(people[Role.OPERATOR]).post(
        "/people/", form | {"password": "一段够长的话，谁也猜不到"} | more
    )
    assert set(answer.context["form"].errors) == {field}
    assert not answer.context["form"].errors.as_text().isascii()

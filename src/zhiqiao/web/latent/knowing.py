"""What is known of an enterprise, and what is public of all others."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from zhiqiao.index import load_encoder
from zhiqiao.matching.latent.near import nearest
from zhiqiao.matching.latent.values import Profile
from zhiqiao.web.accounts.models import Organisation, OrganisationState
from zhiqiao.web.applications.models import Application
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status
from zhiqiao.web.latent.facts import (
    INDUSTRY,
    LISTED,
    Known,
    distinct,
    of_application,
    of_need,
    of_offer,
    of_stated,
)
from zhiqiao.web.latent.models import Audience
from zhiqiao.web.matches import engine_room
from zhiqiao.web.profiles.access import ALL_SEE, CENTRE_SEES
from zhiqiao.web.profiles.models import Fact, FactState

OWN_MAX = 60
LISTINGS_MAX = 600
"""Of more published needs, or offers, those are read that are like the enterprise's facts."""
ROWS_MAX = 2_000
FOUND_A_FACT = 40
ENCODER = "static"
"""The shipped model of likely needs was fitted with it, whatever the matching uses."""
FACTS_MAX = 1_200
"""The engine compares all facts with all: so many take a second or two."""


def own_facts(organisation: Organisation, audience: Audience) -> list[Known]:
    """What the enterprise did, as far as the audience may see it; the newest first of each kind.

    Confidential needs are never among it, not even for their own enterprise: what is quoted lies
    open in a row.
    """
    needs = Need.objects.unscoped().filter(organisation=organisation, is_confidential=False)
    offers = Offer.objects.unscoped().filter(organisation=organisation)
    found = [of_need(each) for each in needs.exclude(status=Status.DRAFT).order_by("-pk")[:OWN_MAX]]
    found += [
        of_offer(each) for each in offers.exclude(status=Status.DRAFT).order_by("-pk")[:OWN_MAX]
    ]
    rows = _stated(LISTED).filter(organisation=organisation)
    if audience == Audience.CENTRE:
        rows = rows.filter(visibility__in=sorted(CENTRE_SEES))
    found += [known for row in rows for known in of_stated(row)]
    if audience == Audience.OWN:
        handed_in = Application.objects.unscoped().filter(
            organisation=organisation, submitted_at__isnull=False
        )
        found += [of_application(each) for each in handed_in.order_by("-pk")[:OWN_MAX]]
    return distinct(found)[:OWN_MAX]


def industry_of(organisation: Organisation, audience: Audience) -> str:
    """Its industry by GB/T 4754, as far as the audience may see it; "" where unknown."""
    rows = _stated([INDUSTRY]).filter(organisation=organisation)
    if audience == Audience.CENTRE:
        rows = rows.filter(visibility__in=sorted(CENTRE_SEES))
    return rows.values_list("value", flat=True).first() or ""


def public_facts(organisation: Organisation, own: Sequence[Known]) -> list[Known]:
    """What everyone may know of others: published listings, and facts that everyone may see."""
    rows = _stated(LISTED).filter(visibility__in=sorted(ALL_SEE)).exclude(organisation=organisation)
    found: list[Known] = [known for row in rows[:ROWS_MAX] for known in of_stated(row)]
    found += [of_need(each) for each in _public_needs(organisation, own)]
    found += [of_offer(each) for each in _public_offers(organisation, own)]
    return distinct(found)


def peers_near(me: Profile, known: Iterable[Known]) -> list[Profile]:
    """The organisations of these facts, as the engine takes them; of too many the nearest."""
    by_owner: dict[int, list[Known]] = {}
    for each in known:
        by_owner.setdefault(each.organisation_id, []).append(each)
    active = Organisation.objects.filter(pk__in=by_owner, state=OrganisationState.ACTIVE)
    industries = _public_industries(list(by_owner))
    profiles = [
        Profile(
            id=str(pk),
            name=name,
            industry=industries.get(pk, ""),
            facts=tuple(each.fact for each in by_owner[pk]),
        )
        for pk, name in active.values_list("pk", "name")
    ]
    return nearest(me, profiles, encoder=load_encoder(ENCODER), facts_max=FACTS_MAX)


def _public_industries(organisations: Sequence[int]) -> dict[int, str]:
    rows = _stated([INDUSTRY]).filter(visibility__in=sorted(ALL_SEE))
    found = rows.filter(organisation__in=organisations).order_by("pk")
    return dict(found.values_list("organisation_id", "value"))


def _stated(names: Iterable[str]) -> QuerySet[Fact]:
    """The current rows of these facts that nobody disputes; the newest first."""
    return (
        Fact.objects.unscoped()
        .current()
        .filter(name__in=list(names), organisation__state=OrganisationState.ACTIVE)
        .exclude(state=FactState.DISPUTED)
        .order_by("-pk")
    )


def _public_needs(organisation: Organisation, own: Sequence[Known]) -> QuerySet[Need]:
    rows = Need.objects.unscoped().filter(status=Status.PUBLISHED, is_confidential=False)
    rows = rows.exclude(organisation=organisation)
    return rows.filter(pk__in=_alike(Side.NEED, own)) if _are_many(rows) else rows


def _public_offers(organisation: Organisation, own: Sequence[Known]) -> QuerySet[Offer]:
    rows = Offer.objects.unscoped().filter(status=Status.PUBLISHED)
    rows = rows.exclude(organisation=organisation)
    return rows.filter(pk__in=_alike(Side.OFFER, own)) if _are_many(rows) else rows


def _are_many(rows: QuerySet[Any]) -> bool:
    return bool(rows.order_by()[: LISTINGS_MAX + 1].count() > LISTINGS_MAX)


def _alike(side: Side, own: Sequence[Known]) -> set[int]:
    """The listings that are most like each fact, at most `LISTINGS_MAX`; from the index."""
    index = engine_room.index_of(side)
    places: dict[int, int] = {}
    for each in own:
        hits = index.search(each.fact.title, each.fact.text, top=FOUND_A_FACT)
        for place, hit in enumerate(hits):
            number = int(hit.id)
            places[number] = min(place, places.get(number, place))
    return set(sorted(places, key=lambda number: (places[number], number))[:LISTINGS_MAX])

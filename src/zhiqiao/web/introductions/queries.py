"""Reads of introductions."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Q, QuerySet

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.introductions.dossiers import PURPOSE, Dossier
from zhiqiao.web.introductions.models import (
    Disclosure,
    Introduction,
    Step,
    StepKind,
    own_needs,
    own_offers,
)
from zhiqiao.web.introductions.moves import OPEN_ANSWERS, Party, State
from zhiqiao.web.introductions.veil import band_of, coarse_field, codes_of
from zhiqiao.web.introductions.wording import DeclineReason
from zhiqiao.web.matches.models import Suggestion
from zhiqiao.web.matches.queries import Pair
from zhiqiao.web.vault.sealing import open_sealed

MINE, OTHER = "mine", "other"
IRRELEVANT = 1
"""The engine's lowest grade."""


def drafted(suggestion: Suggestion, need: Need, offer: Offer) -> Introduction:
    """An introduction of the pair that is not stored, with what a provider would be shown."""
    return Introduction(
        need=need,
        offer=offer,
        is_confidential=need.is_confidential,
        field=coarse_field(need) if need.is_confidential else need.field,
        band=int(band_of(suggestion.probability)),
        reasons=codes_of(suggestion.reasons),
        is_demo=need.is_demo and offer.is_demo,
    )


def mine_to_answer(actor: Person) -> Q:
    """What the person's own side still has to answer."""
    waiting = Q(state=State.PROPOSED)
    return waiting & (
        own_needs(actor) & Q(seeker_answer__in=OPEN_ANSWERS)
        | own_offers(actor) & Q(provider_answer__in=OPEN_ANSWERS)
    )


def basket_query(actor: Person, basket: str) -> Q:
    """Which introductions lie in a basket: `mine`, `other`, or one of the ends."""
    if basket == MINE:
        return mine_to_answer(actor)
    if basket == OTHER:
        return Q(state=State.PROPOSED) & ~mine_to_answer(actor)
    return Q(state=basket)


def basket_counts(actor: Person, rows: QuerySet[Introduction]) -> dict[str, int]:
    """How many of the rows lie in each basket. One query."""
    names = [MINE, OTHER, *(state.value for state in State if state is not State.PROPOSED)]
    counts = {name: Count("pk", filter=basket_query(actor, name)) for name in names}
    return dict(rows.order_by().aggregate(**counts))


def waiting_for(actor: Person) -> int:
    """How many introductions wait for the person's side."""
    rows = Introduction.objects.visible_to(actor).filter(mine_to_answer(actor))
    return rows.count()


def holding(rows: QuerySet[Introduction], actor: Person, text: str) -> QuerySet[Introduction]:
    """Those whose number, or whose titles or names that the person may read, hold the text.

    What a confidential need says, and whose it is, is never searched.
    """
    if not text:
        return rows
    titled = Q(title__icontains=text) | Q(organisation__name__icontains=text)
    needs = Need.objects.visible_to(actor).filter(titled, is_confidential=False)
    offers = Offer.objects.visible_to(actor).filter(titled)
    numbered = Q(code__istartswith=text)
    return rows.filter(numbered | Q(need__in=needs) | Q(offer__in=offers))


def listings_of(
    actor: Person, rows: Iterable[Introduction]
) -> tuple[dict[int, Need], dict[int, Offer]]:
    """The needs and offers of these introductions that the person sees, by number. Two queries.

    Read apart from the introductions: a join would drop those whose need is hidden.
    """
    listed = list(rows)
    needs = Need.objects.visible_to(actor).select_related("organisation", "sealed")
    offers = Offer.objects.visible_to(actor).select_related("organisation")
    return (
        needs.in_bulk({each.need_id for each in listed}),
        offers.in_bulk({each.offer_id for each in listed}),
    )


def disclosed(actor: Person, rows: Iterable[Introduction]) -> Mapping[int, Mapping[Party, Dossier]]:
    """What both sides gave each other, for the opened ones of these whose party the person is."""
    opened = [each.pk for each in rows if each.state == State.OPENED]
    if not opened:
        return {}
    visible = Disclosure.objects.visible_to(actor).filter(introduction__in=opened)
    wanted = {row.pk for row in visible}
    found: dict[int, dict[Party, Dossier]] = {}
    with every_row_for("what both sides consented to disclose"):
        sealed = Disclosure.objects.unscoped().filter(pk__in=wanted).select_related("sealed")
        for row in sealed:
            content = open_sealed(row.sealed.sealed, purpose=PURPOSE)
            own = found.setdefault(row.introduction_id, {})
            own[Party(row.party)] = Dossier.from_bytes(content)
    return found


def dossiers_of(actor: Person, introduction: Introduction) -> Mapping[Party, Dossier]:
    """What both sides of an opened introduction gave; empty for others and before."""
    return disclosed(actor, [introduction]).get(introduction.pk, {})


def steps_of(actor: Person, introduction: Introduction) -> list[Step]:
    """What the person may see of its history, oldest first."""
    rows = Step.objects.visible_to(actor).filter(introduction=introduction)
    return list(rows.select_related("person", "organisation").order_by("id"))


def newest_of_pairs(actor: Person, pairs: Sequence[Pair]) -> dict[Pair, Introduction]:
    """Of each pair the newest introduction that the person sees. One query."""
    needs, offers = {need for need, _ in pairs}, {offer for _, offer in pairs}
    rows = Introduction.objects.visible_to(actor).filter(need__in=needs, offer__in=offers)
    wanted = set(pairs)
    newest = {(row.need_id, row.offer_id): row for row in rows.order_by("pk")}
    return {pair: row for pair, row in newest.items() if pair in wanted}


def declined_as_irrelevant() -> dict[Pair, int]:
    """Pairs that a side called irrelevant having read both texts, as the lowest grade.

    A provider of a confidential need has not read it: what it says of relevance does not count.
    """
    rows = Step.objects.unscoped().filter(kind=StepKind.DECLINED, reason=DeclineReason.IRRELEVANT)
    read_both = Q(party=Party.SEEKER) | Q(introduction__is_confidential=False)
    found = rows.filter(read_both).values_list("introduction__need_id", "introduction__offer_id")
    return dict.fromkeys(found, IRRELEVANT)

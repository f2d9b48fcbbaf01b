"""The offers that answer a question, among those that the visitor may read."""

from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from zhiqiao.asking.offers import (
    CANDIDATES,
    OfferAnswer,
    OfferFinder,
    OfferText,
    rarity_of,
    read_offer_question,
)
from zhiqiao.index import load_encoder
from zhiqiao.policy.showing import money
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.access import offers_visible_to
from zhiqiao.web.catalogue.models import Offer, Side, Status
from zhiqiao.web.matches.engine_room import index_of

ENCODER = "static"
"""Hundreds of sentences are compared for each question: only this one is quick enough, and the
confidence was fitted with it."""
SAMPLE_MAX = 2_000
"""From so many of the newest offers it is told how rare words are."""


def ask_offers(text: str, *, actor: Person | AnonymousUser) -> tuple[OfferAnswer, dict[str, Offer]]:
    """The answer from the published offers, and the rows by id."""
    question = read_offer_question(text)
    if question.is_blank:
        return OfferAnswer(), {}
    index = index_of(Side.OFFER)
    hits = index.search(question.matter, "", top=CANDIDATES)
    rows = offers_visible_to(actor).filter(status=Status.PUBLISHED)
    found = {str(pk): row for pk, row in rows.in_bulk([int(hit.id) for hit in hits]).items()}
    texts = [text_of(found[hit.id]) for hit in hits if hit.id in found]
    if not texts:
        return OfferAnswer(), {}
    return _finder(*_newest(len(index))).ask(text, texts), found


def text_of(offer: Offer) -> OfferText:
    """What the offer says."""
    return OfferText(
        id=str(offer.pk),
        title=offer.title,
        text=offer.text,
        problem=offer.problem,
        advantage=offer.advantage,
        economics=offer.economics,
        stage=offer.trl,
        mode=offer.mode,
        price="" if offer.price_fen is None else money(offer.price_fen),
    )


def _newest(count: int) -> tuple[int, int]:
    """What tells whether the rarity is to be counted anew; of many offers not with each."""
    if count > SAMPLE_MAX:
        return count // SAMPLE_MAX, 0
    return count, _published().values_list("pk", flat=True).first() or 0


@lru_cache(maxsize=1)
def _finder(_count: int, _newest: int) -> OfferFinder:
    rows = _published().values_list("title", "text")[:SAMPLE_MAX]
    return OfferFinder(rarity_of([" ".join(row) for row in rows]), encoder=load_encoder(ENCODER))


def _published() -> QuerySet[Offer]:
    return Offer.objects.unscoped().filter(status=Status.PUBLISHED).order_by("-pk")

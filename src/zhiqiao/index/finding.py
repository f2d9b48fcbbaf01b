"""Retrieval and ranking in one call, for the web and the command line."""

from collections.abc import Callable, Sequence

from zhiqiao.index.textindex import TextIndex
from zhiqiao.matching import Lens, RankingModel, rank, rank_needs
from zhiqiao.matching.values import Match, Need, Offer

CANDIDATES = 200

Offers = Callable[[Sequence[str]], Sequence[Offer]]
Needs = Callable[[Sequence[str]], Sequence[Need]]
"""Gives the records of the ids; ids no longer there are left out, the order is free."""


def find_offers(
    need: Need,
    *,
    index: TextIndex,
    offers: Offers,
    model: RankingModel,
    lens: Lens,
    top: int = 10,
) -> tuple[Match, ...]:
    """The best offers for a need, best first: two hundred are retrieved, then ranked.

    Args:
        need: the need; a blank one finds nothing.
        index: of all offers.
        offers: gives the offers by their ids.
        model: fitted on the lens's encoder.
        lens: with the encoder of the index.
        top: how many matches to return.
    """
    found = index.search(need.title, need.text, top=CANDIDATES)
    records = offers([candidate.id for candidate in found])
    vectors = index.vectors([offer.id for offer in records])
    return rank(need, records, model=model, lens=lens, vectors=vectors, top=top)


def find_needs(
    offer: Offer,
    *,
    index: TextIndex,
    needs: Needs,
    model: RankingModel,
    lens: Lens,
    top: int = 10,
) -> tuple[Match, ...]:
    """The needs that an offer suits best, best first. As `find_offers`, from the other side."""
    found = index.search(offer.title, offer.text, top=CANDIDATES)
    records = needs([candidate.id for candidate in found])
    return rank_needs(offer, records, model=model, lens=lens, top=top)

"""Looking for offers that only a path leads to."""

from dataclasses import dataclass

from zhiqiao.associations import Graph, Path, split
from zhiqiao.associations.paths import Starting
from zhiqiao.associations.reach import reached
from zhiqiao.matching import rank, values
from zhiqiao.matching.values import Match
from zhiqiao.web.associations.public_texts import public_rows
from zhiqiao.web.catalogue.engine import offer_value
from zhiqiao.web.catalogue.models import Side
from zhiqiao.web.matches import engine_room

CONCEPTS_MAX = 40
"""Concepts that the need leads to, whose offers are looked at."""
OFFERS_EACH = 10
LATENT_MAX = 8


@dataclass(frozen=True, slots=True)
class Found:
    """An offer that a path leads to: how strong the best path is, and its sub-score of words."""

    offer_id: int
    score: float
    technology: float


def offers_through_paths(need: values.Need, graph: Graph, *, known: set[int]) -> list[Found]:
    """The offers that words and meaning do not find and a path leads to, the strongest first.

    The index is asked for the concepts that the need leads to, and what it gives is ranked as any
    candidate; only what `split` sets apart is kept.

    Args:
        need: the need, of a public text.
        graph: the site's.
        known: the offers that the run found by words and meaning.
    """
    offers = _candidates(need, graph, known)
    starting = Starting(need, graph)
    paths = {offer.id: starting.to(offer) for offer in offers}
    offers = [offer for offer in offers if paths[offer.id]]
    _version, model = engine_room.serving_model()
    matches = rank(need, offers, model=model, lens=engine_room.lens())
    return [_found(match, paths[match.offer_id]) for match in split(matches, paths).latent][
        :LATENT_MAX
    ]


def _found(match: Match, paths: tuple[Path, ...]) -> Found:
    return Found(int(match.offer_id), paths[0].score, match.sub_scores.technology)


def _candidates(need: values.Need, graph: Graph, known: set[int]) -> list[values.Offer]:
    index = engine_room.index_of(Side.OFFER)
    ids = {
        int(candidate.id)
        for concept in reached(need, graph, top=CONCEPTS_MAX)
        for candidate in index.search(concept.label, top=OFFERS_EACH)
    }
    rows = public_rows(Side.OFFER).filter(pk__in=ids - known).order_by("pk")
    return [offer_value(row) for row in rows]

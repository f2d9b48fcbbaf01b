"""The front doors: offers for a need, and needs for an offer."""

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from zhiqiao.matching.calibrate import grade_medians
from zhiqiao.matching.evaluate import check_encoder, mark
from zhiqiao.matching.explain import Explainer
from zhiqiao.matching.model import RankingModel
from zhiqiao.matching.similarity import Floats, Lens, of_needs, of_offers
from zhiqiao.matching.values import Match, Need, Offer, Relevance


def rank(
    need: Need,
    offers: Sequence[Offer],
    *,
    model: RankingModel,
    lens: Lens,
    vectors: Floats | None = None,
    top: int | None = None,
) -> tuple[Match, ...]:
    """The offers for a need, best first; ties by offer id, so the order given does not matter.

    A need without a letter or digit matches nothing: the result is empty.

    Args:
        need: the need.
        offers: the candidates.
        model: a model fitted on the similarities of the lens's encoder.
        lens: what words mean and how rare they are in the catalogue.
        vectors: passage vectors of the offers, shape (n_offers, dim) float32, where known.
        top: how many matches to return; all by default. Only these are explained.

    Raises:
        MatchingError: MODEL_ENCODER_DIFFERS.
    """
    lens = _fitting(lens, model)
    if not offers or not _says_something(need):
        return ()
    similarities = of_offers(need, offers, lens, vectors=vectors)
    explainer = Explainer(need, lens.rarity)
    ids = [offer.id for offer in offers]
    return _ranked(similarities, ids, model, lambda row: (explainer, offers[row]), top=top)


def rank_needs(
    offer: Offer,
    needs: Sequence[Need],
    *,
    model: RankingModel,
    lens: Lens,
    top: int | None = None,
) -> tuple[Match, ...]:
    """The needs for an offer, best first; ties by need id. As `rank`, seen from the other side."""
    lens = _fitting(lens, model)
    if not needs or not _says_something(offer):
        return ()
    similarities = of_needs(offer, needs, lens)
    ids = [need.id for need in needs]
    return _ranked(
        similarities, ids, model, lambda row: (Explainer(needs[row], lens.rarity), offer), top=top
    )


def _says_something(item: Need | Offer) -> bool:
    """Whether there is any letter or digit in title or text."""
    return any(map(str.isalnum, chain(item.title, item.text)))


def _fitting(lens: Lens, model: RankingModel) -> Lens:
    check_encoder(model, lens.encoder)
    return model.through(lens)


def _ranked(
    similarities: npt.NDArray[np.float32],
    ids: Sequence[str],
    model: RankingModel,
    pair: Callable[[int], tuple[Explainer, Offer]],
    *,
    top: int | None,
) -> tuple[Match, ...]:
    scores = model.scores(similarities)
    chances = model.calibration.chances(scores)
    grades = grade_medians(chances)
    fused = model.fused(similarities)
    same_list = np.zeros(len(ids), np.intp)
    order = np.lexsort((np.array(ids), -scores))
    marked = np.empty(len(ids), bool)
    marked[order] = mark(scores[order], chances[order, 1], same_list, above=model.recommend_above)
    matches = []
    for place, row in enumerate(order[:top], 1):
        explainer, offer = pair(int(row))
        matches.append(
            Match(
                need_id=explainer.need.id,
                offer_id=offer.id,
                rank=place,
                score=float(chances[row].mean()),
                probability=float(chances[row, 1]),
                relevance=Relevance(int(grades[row])),
                recommended=bool(marked[row]),
                similarities=tuple(map(float, similarities[row])),
                **explainer.explain(offer, fused=float(fused[row])),
            )
        )
    return tuple(matches)

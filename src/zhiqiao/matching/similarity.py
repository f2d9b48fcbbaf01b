"""The four named similarities of a need and an offer, the features of every ranking.

Each compares a side of the need (its title, or title and text) with the offer by shared
characters (grams) or by meaning (the encoder). An offer with a text is seen twice, as its
bare title and as a whole; the mean of both is brought to the scale of bare titles
(`TextScale`), so that a described offer and a bare title are ranked in one list fairly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhiqiao.matching.frame import Frame, Kind
from zhiqiao.matching.grams import Grams, Rarity, grams
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.text import fold, passage_text, query_texts, whole
from zhiqiao.matching.values import Need, Offer

FEATURES = ("title_grams", "whole_grams", "title_meaning", "whole_meaning")
SIDES: tuple[Kind, Kind] = ("title", "whole")
"""The two sides of a need, as they stand in `FEATURES`."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TextScale:
    """Affine map from the similarity of a described offer to that of its bare title."""

    offset: float
    slope: float


Scales = tuple[TextScale, TextScale, TextScale, TextScale]
SAME_SCALES: Scales = (TextScale(0.0, 1.0),) * 4


@dataclass(frozen=True)
class Lens:
    """Through which all pairs are compared: how rare grams are, what words mean, how it is scaled.

    Args:
        encoder: for meaning.
        rarity: of grams in the titles of the catalogue and a background.
        scales: one for each of `FEATURES`.
        frame: what vectors are seen less of before they are compared; None for the raw vectors.
    """

    encoder: Encoder
    rarity: Rarity
    scales: Scales = SAME_SCALES
    frame: Frame | None = None

    def seen(self, vectors: Floats, *, kind: Kind) -> Floats:
        """The vectors as they are compared: shape (n, dim)."""
        return self.frame.seen(vectors, kind=kind) if self.frame else vectors


def of_offers(
    need: Need, offers: Sequence[Offer], lens: Lens, *, vectors: Floats | None = None
) -> Floats:
    """Similarities of one need to many offers: shape (n_offers, len(FEATURES)), higher is closer.

    Args:
        need: the need.
        offers: the offers, in the order of the rows.
        lens: how to compare.
        vectors: passage vectors of the offers, shape (n_offers, dim), where they are known.
    """
    if vectors is None:
        vectors = lens.encoder.encode_passages([passage_text(offer) for offer in offers])
    sides = query_texts(need)
    seeking = grams([sides[0], whole(need)], lens.rarity)
    titles, wholes = _sides(offers, lens)
    queries = lens.encoder.encode_queries(sides)
    passages = lens.seen(vectors, kind="offer")
    meaning = [
        _dots(passages, lens.seen(queries[i : i + 1], kind=kind))[0] for i, kind in enumerate(SIDES)
    ]
    bare = np.stack([*(titles.cosines(seeking, row=row) for row in (0, 1)), *meaning], axis=1)
    full = np.stack([*(wholes.cosines(seeking, row=row) for row in (0, 1)), *meaning], axis=1)
    return _blend(bare, full, offers, lens.scales)


def of_needs(
    offer: Offer, needs: Sequence[Need], lens: Lens, *, vector: Floats | None = None
) -> Floats:
    """Similarities of one offer to many needs: shape (n_needs, len(FEATURES))."""
    if vector is None:
        vector = lens.encoder.encode_passages([passage_text(offer)])[0]
    sides = [query_texts(need) for need in needs]
    seeking = (
        grams([title for title, _ in sides], lens.rarity),
        grams([whole(need) for need in needs], lens.rarity),
    )
    passage = lens.seen(vector[None], kind="offer")
    queries = (lens.encoder.encode_queries([side[i] for side in sides]) for i in (0, 1))
    meaning = [
        _dots(lens.seen(rows, kind=kind), passage)[0]
        for rows, kind in zip(queries, SIDES, strict=True)
    ]
    titles, wholes = _sides([offer], lens)
    bare = np.stack([*(side.cosines(titles, row=0) for side in seeking), *meaning], axis=1)
    full = np.stack([*(side.cosines(wholes, row=0) for side in seeking), *meaning], axis=1)
    return _blend(bare, full, [offer] * len(needs), lens.scales)


def _dots(passages: Floats, queries: Floats) -> Floats:
    """Products of all rows, shape (n_queries, n_passages).

    Not by the matrix product, whose rounding depends on where a row stands: the same text must
    have the same similarity everywhere, so that ties are ties.
    """
    products: Floats = np.einsum("pd,qd->qp", passages, queries)
    return products


def _sides(offers: Sequence[Offer], lens: Lens) -> tuple[Grams, Grams]:
    titles = grams([fold(offer.title) for offer in offers], lens.rarity)
    return titles, grams([whole(offer) for offer in offers], lens.rarity)


def _blend(bare: Floats, full: Floats, offers: Sequence[Offer], scales: Scales) -> Floats:
    """The bare similarities; for described offers the mean of bare and whole, rescaled.

    Meaning has one vector an offer, so there the whole stands alone.
    """
    described = np.array([bool(offer.text.strip()) for offer in offers])[:, None]
    offset = np.array([scale.offset for scale in scales])
    slope = np.array([scale.slope for scale in scales])
    return np.where(described, offset + slope * (bare + full) / 2, bare).astype(np.float32)

"""How the similarities of described offers compare to those of bare titles."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from zhiqiao.matching.similarity import FEATURES, SAME_SCALES, Floats, Lens, Scales, TextScale
from zhiqiao.matching.similarity import of_offers as similarities_of
from zhiqiao.matching.text import passage_text
from zhiqiao.matching.values import Need, Offer

QUANTILES = (0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995)
"""The upper half, where matches are; the tail counts as much as the middle."""


def fitted_scales(needs: Sequence[Need], described: Sequence[Offer], lens: Lens) -> Scales:
    """The maps under which the same offers look alike with and without their texts.

    No grades are used: quantiles of the similarities of all needs to all offers, once with
    the texts and once with bare titles, are laid over each other (linear equating, Kolen and
    Brennan 2014).
    """
    plain = replace(lens, scales=SAME_SCALES)
    with_text = _quantiles(needs, described, plain)
    bare = _quantiles(needs, [replace(offer, text="") for offer in described], plain)
    lines = [np.polyfit(with_text[:, k], bare[:, k], 1) for k in range(len(FEATURES))]
    first, second, third, fourth = (TextScale(float(line[1]), float(line[0])) for line in lines)
    return first, second, third, fourth


def _quantiles(
    needs: Sequence[Need], offers: Sequence[Offer], lens: Lens
) -> npt.NDArray[np.float64]:
    """Shape (len(QUANTILES), len(FEATURES))."""
    vectors = lens.encoder.encode_passages([passage_text(offer) for offer in offers])
    rows: list[Floats] = [similarities_of(need, offers, lens, vectors=vectors) for need in needs]
    found: npt.NDArray[np.float64] = np.quantile(np.concatenate(rows), QUANTILES, axis=0)
    return found

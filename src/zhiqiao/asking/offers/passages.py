"""An offer as passages: each of its sentences, as it stands there."""

import re
from collections.abc import Iterator

from zhiqiao.asking.offers.values import OfferPassage, OfferText, Part
from zhiqiao.asking.offers.words import MODE, PRICE, STAGE

SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?]?")
PARTS = (Part.TITLE, Part.TEXT, Part.PROBLEM, Part.ADVANTAGE, Part.ECONOMICS)


def passages_of(offer: OfferText) -> tuple[OfferPassage, ...]:
    """The sentences of every part, in the order of the parts, and a line for each of the terms.

    >>> [p.text for p in passages_of(OfferText("1", "膜", "耐酸。寿命3年；可租", problem="易堵"))]
    ['膜', '耐酸。', '寿命3年；', '可租', '易堵']
    """
    return tuple(_passages(offer))


def _passages(offer: OfferText) -> Iterator[OfferPassage]:
    for part in PARTS:
        whole = str(getattr(offer, part.value))
        sentences = [whole] if part is Part.TITLE else SENTENCE.findall(whole)
        for sentence in sentences:
            if sentence.strip():
                yield OfferPassage(part, sentence.strip())
    for label, value in ((STAGE, _stage(offer)), (MODE, offer.mode), (PRICE, offer.price)):
        if value:
            yield OfferPassage(Part.TERMS, label + value)


def _stage(offer: OfferText) -> str:
    return "" if offer.stage is None else f"{offer.stage} 级（共 9 级）"

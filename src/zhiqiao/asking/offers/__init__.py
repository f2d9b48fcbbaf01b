"""Answers a question with sentences of offers, or says it is unsure.

Reads no files but its own model: the offers come from outside.
"""

from zhiqiao.asking.offers.both import confidence_of_both, offers_lead
from zhiqiao.asking.offers.finder import CANDIDATES, OfferFinder, rarity_of
from zhiqiao.asking.offers.question import OfferQuestion, read_offer_question
from zhiqiao.asking.offers.values import FoundOffer, OfferAnswer, OfferPassage, OfferText, Part

__all__ = [
    "CANDIDATES",
    "FoundOffer",
    "OfferAnswer",
    "OfferFinder",
    "OfferPassage",
    "OfferQuestion",
    "OfferText",
    "Part",
    "confidence_of_both",
    "offers_lead",
    "rarity_of",
    "read_offer_question",
]

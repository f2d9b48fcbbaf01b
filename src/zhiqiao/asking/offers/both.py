"""What comes first where both programmes and offers may answer, and how sure the whole is."""

from zhiqiao.asking.offers.values import OfferAnswer
from zhiqiao.asking.values import Answer, Confidence

ORDER = (Confidence.UNSURE, Confidence.LIKELY, Confidence.SURE)


def offers_lead(answer: Answer, offers: OfferAnswer, *, names_offers: bool) -> bool:
    """Whether the offers come first: where they are surer, or as sure and asked for by name.

    >>> offers_lead(Answer((), Confidence.UNSURE, 0, (), ()), OfferAnswer(), names_offers=True)
    True
    """
    surer = ORDER.index(offers.confidence) - ORDER.index(answer.confidence)
    return surer > 0 or (surer == 0 and names_offers)


def confidence_of_both(answer: Answer, offers: OfferAnswer) -> Confidence:
    """That of the surer one."""
    return max(answer.confidence, offers.confidence, key=ORDER.index)

"""Rows as the engine's values. The engine's ids are the rows' primary keys as text."""

from zhiqiao.matching import values
from zhiqiao.web.catalogue.confidential import Words
from zhiqiao.web.catalogue.models import Need, Offer


def need_value(need: Need, words: Words | None = None) -> values.Need:
    """The engine's view of a need; with the words opened where it is confidential."""
    said = words or Words(need.title, need.text)
    return values.Need(
        id=str(need.pk),
        title=said.title,
        text=said.text,
        field=need.field,
        stage=need.stage,
        mode=need.mode,
        budget_fen=need.budget_fen,
        deadline_on=need.deadline_on,
    )


def offer_value(offer: Offer) -> values.Offer:
    """The engine's view of an offer."""
    return values.Offer(
        id=str(offer.pk),
        title=offer.title,
        text=offer.text,
        field=offer.field,
        trl=offer.trl,
        mode=offer.mode,
        price_fen=offer.price_fen,
    )

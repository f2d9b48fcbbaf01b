"""Offers."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Query, Router

from zhiqiao.web.access import Permission
from zhiqiao.web.api.endpoint import allow
from zhiqiao.web.api.routes import listings
from zhiqiao.web.api.schemas import (
    NewOffer,
    OfferChange,
    OfferOut,
    OfferPage,
    Wanted,
)
from zhiqiao.web.catalogue.models import Need, Offer, Side

router = Router(tags=["offers"])


@router.get("/offers", response=OfferPage, summary=gettext_noop("成果列表"), url_name="api-offers")
@allow(Permission.PUBLIC)
def list_offers(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, object]:
    """Offers that hold every word of `q`, by cursor. `mine`: of one's own organisation only."""
    return listings.told(listings.find(request, Side.OFFER, wanted))


@router.post(
    "/offers", response={201: OfferOut}, summary=gettext_noop("新建成果"), url_name="api-offers"
)
@allow(Permission.OFFER_WRITE)
def create_offer(request: HttpRequest, response: HttpResponse, body: NewOffer) -> Need | Offer:
    """A new offer, a draft unless `publish` is true."""
    return listings.make(request, response, Side.OFFER, body)


@router.get(
    "/offers/{int:offer_id}",
    response=OfferOut,
    summary=gettext_noop("一条成果"),
    url_name="api-offer",
)
@allow(Permission.PUBLIC)
def get_offer(request: HttpRequest, response: HttpResponse, offer_id: int) -> Need | Offer:
    """An offer; its `ETag` is wanted for changing it."""
    return listings.answer_one(response, listings.one(request, Side.OFFER, offer_id))


@router.patch(
    "/offers/{int:offer_id}",
    response=OfferOut,
    summary=gettext_noop("修改成果"),
    url_name="api-offer",
)
@allow(Permission.OFFER_WRITE)
def change_offer(
    request: HttpRequest, response: HttpResponse, offer_id: int, body: OfferChange
) -> Need | Offer:
    """Sets the fields that are sent. `If-Match` names the version that was read."""
    listing = listings.own(request, Side.OFFER, offer_id)
    return listings.change(request, response, listing, body)


@router.post(
    "/offers/{int:offer_id}/publish",
    response=OfferOut,
    summary=gettext_noop("发布成果"),
    url_name="api-offer-publish",
)
@allow(Permission.OFFER_WRITE)
def publish_offer(request: HttpRequest, response: HttpResponse, offer_id: int) -> Need | Offer:
    """Makes the offer visible to everyone and has it matched."""
    return listings.publish(request, response, listings.own(request, Side.OFFER, offer_id))


@router.post(
    "/offers/{int:offer_id}/withdraw",
    response=OfferOut,
    summary=gettext_noop("撤回成果"),
    url_name="api-offer-withdraw",
)
@allow(Permission.OFFER_WRITE)
def withdraw_offer(request: HttpRequest, response: HttpResponse, offer_id: int) -> Need | Offer:
    """Hides the offer from all but its own people."""
    return listings.withdraw(request, response, listings.own(request, Side.OFFER, offer_id))

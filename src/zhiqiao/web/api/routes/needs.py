"""Needs."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Query, Router

from zhiqiao.web.access import Permission
from zhiqiao.web.api.endpoint import allow
from zhiqiao.web.api.routes import listings
from zhiqiao.web.api.schemas import (
    NeedChange,
    NeedOut,
    NeedPage,
    NewNeed,
    Wanted,
)
from zhiqiao.web.catalogue.models import Need, Offer, Side

router = Router(tags=["needs"])


@router.get("/needs", response=NeedPage, summary=gettext_noop("需求列表"), url_name="api-needs")
@allow(Permission.PUBLIC)
def list_needs(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, object]:
    """Needs that hold every word of `q`, by cursor. `mine`: of one's own organisation only."""
    return listings.told(listings.find(request, Side.NEED, wanted))


@router.post(
    "/needs", response={201: NeedOut}, summary=gettext_noop("新建需求"), url_name="api-needs"
)
@allow(Permission.NEED_WRITE)
def create_need(request: HttpRequest, response: HttpResponse, body: NewNeed) -> Need | Offer:
    """A new need, a draft unless `publish` is true."""
    return listings.make(request, response, Side.NEED, body)


@router.get(
    "/needs/{int:need_id}", response=NeedOut, summary=gettext_noop("一条需求"), url_name="api-need"
)
@allow(Permission.PUBLIC)
def get_need(request: HttpRequest, response: HttpResponse, need_id: int) -> Need | Offer:
    """A need; its `ETag` is wanted for changing it."""
    return listings.answer_one(response, listings.one(request, Side.NEED, need_id))


@router.patch(
    "/needs/{int:need_id}", response=NeedOut, summary=gettext_noop("修改需求"), url_name="api-need"
)
@allow(Permission.NEED_WRITE)
def change_need(
    request: HttpRequest, response: HttpResponse, need_id: int, body: NeedChange
) -> Need | Offer:
    """Sets the fields that are sent. `If-Match` names the version that was read."""
    listing = listings.own(request, Side.NEED, need_id)
    return listings.change(request, response, listing, body)


@router.post(
    "/needs/{int:need_id}/publish",
    response=NeedOut,
    summary=gettext_noop("发布需求"),
    url_name="api-need-publish",
)
@allow(Permission.NEED_WRITE)
def publish_need(request: HttpRequest, response: HttpResponse, need_id: int) -> Need | Offer:
    """Makes the need visible to everyone and has it matched."""
    return listings.publish(request, response, listings.own(request, Side.NEED, need_id))


@router.post(
    "/needs/{int:need_id}/withdraw",
    response=NeedOut,
    summary=gettext_noop("撤回需求"),
    url_name="api-need-withdraw",
)
@allow(Permission.NEED_WRITE)
def withdraw_need(request: HttpRequest, response: HttpResponse, need_id: int) -> Need | Offer:
    """Hides the need from all but its own people."""
    return listings.withdraw(request, response, listings.own(request, Side.NEED, need_id))

"""What the operations on needs and on offers share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import Any

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from zhiqiao.web.accounts.models import OrganisationKind, Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.api.paging import Page, paged
from zhiqiao.web.api.problems import Fault, ProblemError, field_error
from zhiqiao.web.api.schemas import NeedChange, NewNeed, NewOffer, OfferChange, Wanted
from zhiqiao.web.api.versions import etag_of, expected_version
from zhiqiao.web.api.words import NOT_NULL, NOT_ONES_OWN, ORGANISATION_MISSING
from zhiqiao.web.catalogue import actions
from zhiqiao.web.catalogue.access import may_change, needs_visible_to, offers_visible_to
from zhiqiao.web.catalogue.asked import WORDS_MAX
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status, model_of
from zhiqiao.web.catalogue.written import holds, ids_holding

NEW_KINDS = {Side.NEED: OrganisationKind.ENTERPRISE, Side.OFFER: OrganisationKind.UNIVERSITY}
NOT_COLUMNS = {"organisation_name", "publish"}
IDS_MAX = 2_000


def visible(request: HttpRequest, side: Side) -> Any:
    """The needs or offers that the caller sees. Confidential needs are read on the site only."""
    if side == Side.NEED:
        return needs_visible_to(request.user).filter(is_confidential=False)
    return offers_visible_to(request.user)


def one(request: HttpRequest, side: Side, listing_id: int) -> Need | Offer:
    """A listing that the caller sees; 404 for any other."""
    found: Need | Offer = get_object_or_404(visible(request, side), pk=listing_id)
    return found


def own(request: HttpRequest, side: Side, listing_id: int) -> Need | Offer:
    """A listing that the caller may change; 404 for any other."""
    found = one(request, side, listing_id)
    if not may_change(request.user, found):
        raise Http404
    return found


def find(request: HttpRequest, side: Side, wanted: Wanted) -> Page:
    """A page of listings: all words, one status, one's own only if asked, changed since."""
    rows = visible(request, side).filter(status=wanted.status)
    if wanted.mine:
        person = request.user if isinstance(request.user, Person) else None
        rows = rows.filter(organisation_id=person.organisation_id if person else None)
    if wanted.updated_since is not None:
        rows = rows.filter(updated_at__gte=wanted.updated_since)
    rows = _holding(rows, side, wanted.q.split()[:WORDS_MAX], status=wanted.status)
    return paged(rows, cursor=wanted.cursor, limit=wanted.limit, sort=wanted.sort)


def _holding(rows: Any, side: Side, words: Sequence[str], *, status: str) -> Any:
    """The rows that hold every word; few ones by the phrase index, many by looking."""
    if words and status == Status.PUBLISHED:
        ids = reduce(np.intersect1d, (ids_holding(side, word) for word in words))
        if len(ids) <= IDS_MAX:
            return rows.filter(pk__in=ids.tolist())
    for word in words:
        rows = rows.filter(holds(side, word))
    return rows


def told(page: Page) -> dict[str, object]:
    """A page as it is answered."""
    return {"items": page.rows, "next_cursor": page.next_cursor}


def answer_one(response: HttpResponse, listing: Need | Offer) -> Need | Offer:
    """The listing, with its version in the answer's headers."""
    response["ETag"] = etag_of(listing)
    return listing


def make(
    request: HttpRequest, response: HttpResponse, side: Side, body: NewNeed | NewOffer
) -> Need | Offer:
    """Writes a new listing of the caller's organisation, or for the centre's staff of any."""
    person = signed_in(request)
    listing = model_of(side)()
    _fill(listing, body)
    name = _organisation_name(person, body)
    if not name and person.organisation is not None:
        listing.organisation = person.organisation
        listing.area = listing.area or listing.organisation.area
    made = actions.save_listing(
        actor=person,
        listing=listing,
        organisation_name=name,
        kind_of_new_organisation=NEW_KINDS[side],
        publish=body.publish,
    )
    response["Location"] = f"/api/v1/{side.value}s/{made.pk}"
    return answer_one(response, made)


def _organisation_name(person: Person, body: NewNeed | NewOffer) -> str:
    """The name given by the centre's staff; "" for others, who write for their own."""
    name = (body.organisation_name or "").strip()
    if name and not person.is_staff_of_centre:
        errors = [field_error("organisation_name", NOT_ONES_OWN, "extra_forbidden")]
        raise ProblemError(Fault.INVALID, errors=errors)
    if not name and (person.is_staff_of_centre or person.organisation is None):
        errors = [field_error("organisation_name", ORGANISATION_MISSING, "missing")]
        raise ProblemError(Fault.INVALID, errors=errors)
    return name


def change(
    request: HttpRequest,
    response: HttpResponse,
    listing: Need | Offer,
    body: NeedChange | OfferChange,
) -> Need | Offer:
    """Sets the fields given, if nobody changed the listing since it was read."""
    with expected_version(request, listing), _refusing(Fault.CHANGED_MEANWHILE):
        _fill(listing, body)
        saved = actions.save_listing(actor=signed_in(request), listing=listing, publish=False)
    return answer_one(response, saved)


@contextmanager
def _refusing(fault: Fault) -> Iterator[None]:
    """Answers so where the listing is no longer as it was read."""
    try:
        yield
    except actions.ListingChangedError:
        raise ProblemError(fault) from None


def _fill(listing: Need | Offer, body: NeedChange | OfferChange) -> None:
    """Sets what was sent. `null` empties a number or a date; texts are emptied with ""."""
    for name in body.model_fields_set - NOT_COLUMNS:
        value = getattr(body, name)
        if value is None and not listing._meta.get_field(name).null:  # noqa: SLF001 -- Django's way
            raise ProblemError(
                Fault.INVALID, errors=[field_error(name, NOT_NULL, "none_forbidden")]
            )
        setattr(listing, name, value)


def publish(request: HttpRequest, response: HttpResponse, listing: Need | Offer) -> Need | Offer:
    """Makes it visible to everyone and has it matched; a published one stays as it is."""
    if listing.status != Status.PUBLISHED:
        with _refusing(Fault.CONFLICT):
            actions.publish(actor=signed_in(request), listing=listing)
    return answer_one(response, listing)


def withdraw(request: HttpRequest, response: HttpResponse, listing: Need | Offer) -> Need | Offer:
    """Hides it from all but its own people; a withdrawn one stays as it is."""
    if listing.status != Status.WITHDRAWN:
        with _refusing(Fault.CONFLICT):
            actions.withdraw(actor=signed_in(request), listing=listing)
    return answer_one(response, listing)

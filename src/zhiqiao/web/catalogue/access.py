"""Which needs and offers a visitor sees and may change."""

from django.contrib.auth.models import AnonymousUser
from django.db.models.query import QuerySet

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.models import Listing, Need, Offer


def needs_visible_to(actor: Person | AnonymousUser) -> QuerySet[Need]:
    """Published needs, one's own organisation's, and for the centre's staff all."""
    return Need.objects.visible_to(actor).select_related("organisation")


def offers_visible_to(actor: Person | AnonymousUser) -> QuerySet[Offer]:
    """Published offers, one's own organisation's, and for the centre's staff all."""
    return Offer.objects.visible_to(actor).select_related("organisation")


def is_own(actor: Person | AnonymousUser, listing: Listing) -> bool:
    """Whether the person acts for the listing's organisation or for the centre."""
    if not isinstance(actor, Person):
        return False
    if actor.is_staff_of_centre:
        return True
    return actor.organisation_id is not None and actor.organisation_id == listing.organisation_id


def may_change(actor: Person | AnonymousUser, listing: Listing) -> bool:
    """Whether the person may edit, publish or withdraw the listing."""
    wanted = Permission.NEED_WRITE if isinstance(listing, Need) else Permission.OFFER_WRITE
    return isinstance(actor, Person) and actor.may(wanted) and is_own(actor, listing)

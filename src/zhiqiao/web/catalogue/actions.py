"""Writing, publishing and withdrawing needs and offers."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from django.utils import timezone

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.actions import find_or_create_organisation
from zhiqiao.web.accounts.models import OrganisationKind, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.catalogue.confidential import is_hidden
from zhiqiao.web.catalogue.confidential_actions import save_need
from zhiqiao.web.catalogue.diagnosing import measure
from zhiqiao.web.catalogue.models import Listing, Need, Offer, Side, Status
from zhiqiao.web.catalogue.signals import listings_changed

CODE_LETTER = {Side.NEED: "N", Side.OFFER: "O"}


def side_of(listing: Listing) -> Side:
    """Whether it is a need or an offer."""
    return Side.NEED if isinstance(listing, Need) else Side.OFFER


def next_code(side: Side) -> str:
    """A code not yet used, such as N-2026-000042. Called inside a transaction.

    Imported listings bring codes of their own, which may look like ours: those are stepped over.
    """
    model: Any = Need if side == Side.NEED else Offer
    prefix = f"{CODE_LETTER[side]}-{timezone.localdate().year}-"
    with every_row_for("a code that nobody has"):
        everyone = model.objects.unscoped()
        newest = everyone.order_by("-id").values_list("id", flat=True).first() or 0
        taken = set(everyone.filter(code__startswith=prefix).values_list("code", flat=True))
    codes = (f"{prefix}{number:06d}" for number in count(newest + 1))
    return next(code for code in codes if code not in taken)


@action
def save_listing(
    *,
    actor: Person,
    listing: Need | Offer,
    organisation_name: str = "",
    kind_of_new_organisation: OrganisationKind = OrganisationKind.OTHER,
    publish: bool,
) -> Need | Offer:
    """Writes a new or changed listing; published at once if asked, else its status stays.

    An organisation's name, where given, decides whose it is; an unknown one is created.
    """
    if organisation_name:
        listing.organisation = find_or_create_organisation(
            actor=actor, name=organisation_name, kind=kind_of_new_organisation, area=listing.area
        )
    is_new = listing.pk is None
    if is_new and not listing.code:
        listing.code = next_code(side_of(listing))
    if publish:
        _mark_published(listing)
    data: dict[str, object] = {"status": str(listing.status)}
    if isinstance(listing, Need):
        if not is_hidden(listing):
            measure(listing)
        save_need(listing)
        data["confidential"] = listing.is_confidential
    else:
        listing.save()
    audit(actor=actor, action="create" if is_new else "change", what=listing, data=data)
    announce(side=side_of(listing), ids=[listing.pk], actor=actor)
    return listing


@action
def publish(*, actor: Person, listing: Need | Offer) -> None:
    """Makes the listing visible to everyone and has it matched."""
    _mark_published(listing)
    listing.save()
    audit(actor=actor, action="publish", what=listing)
    announce(side=side_of(listing), ids=[listing.pk], actor=actor)


@action
def withdraw(*, actor: Person, listing: Need | Offer) -> None:
    """Hides the listing from everyone but its own people; it is no longer matched."""
    listing.status = Status.WITHDRAWN
    listing.save()
    audit(actor=actor, action="withdraw", what=listing)
    announce(side=side_of(listing), ids=[listing.pk], actor=actor)


def announce(
    *, side: Side, ids: Sequence[int], actor: Person | None, runs_max: int | None = None
) -> None:
    """Tells the other apps, inside the transaction of the change.

    `runs_max`: how many of them at most may be matched without being asked for.
    """
    person_id = actor.pk if actor else None
    listings_changed.send(
        sender=Side, side=side, ids=list(ids), person_id=person_id, runs_max=runs_max
    )


def _mark_published(listing: Need | Offer) -> None:
    listing.status = Status.PUBLISHED
    listing.published_on = listing.published_on or timezone.localdate()

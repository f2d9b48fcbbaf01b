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
from zhiqiao.web.catalogue.models import Listing, Need, Offer, Side, Status, model_of
from zhiqiao.web.catalogue.signals import listings_changed

CODE_LETTER = {Side.NEED: "N", Side.OFFER: "O"}


class ListingChangedError(Exception):
    """The listing is no longer as its editor knew it; nothing was saved."""


def side_of(listing: Listing) -> Side:
    """Whether it is a need or an offer."""
    return Side.NEED if isinstance(listing, Need) else Side.OFFER


def next_code(side: Side) -> str:
    """A code not yet used, such as N-2026-000042. Called inside a transaction.

    Imported listings bring codes of their own, which may look like ours: those are stepped over.
    """
    model: Any = model_of(side)
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
    version: str = "",
) -> Need | Offer:
    """Writes a new or changed listing; published at once if asked, else its status stays.

    An organisation's name, where given, decides whose it is; an unknown one is created.

    Raises:
        ListingChangedError: the stored listing is not of the `version` that was edited, where one
            is given; or it was made confidential, or revealed, since it was read.
    """
    if listing.pk is not None:
        _follow_stored(listing, version)
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
    """Makes the listing as it is stored visible to everyone and has it matched.

    Raises:
        ListingChangedError: it is gone.
    """
    stored = _stored(listing)
    _mark_published(stored)
    _save_status(stored, onto=listing)
    audit(actor=actor, action="publish", what=listing)
    announce(side=side_of(listing), ids=[listing.pk], actor=actor)


@action
def withdraw(*, actor: Person, listing: Need | Offer) -> None:
    """Hides the listing from everyone but its own people; it is no longer matched.

    Raises:
        ListingChangedError: it is gone.
    """
    stored = _stored(listing)
    stored.status = Status.WITHDRAWN
    _save_status(stored, onto=listing)
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


def version_of(listing: Need | Offer) -> str:
    """What tells the stored listing from what it was before its last change; "" for a new one."""
    return listing.updated_at.isoformat() if listing.pk is not None else ""


def _stored(listing: Need | Offer) -> Need | Offer:
    """The listing as it is stored, held until the action ends."""
    rows: Any = type(listing).objects.unscoped().select_for_update()
    stored: Need | Offer | None = rows.filter(pk=listing.pk).first()
    if stored is None:
        raise ListingChangedError
    return stored


def _follow_stored(listing: Need | Offer, version: str) -> None:
    """Takes over the stored status, unless the listing may not be saved over what is stored."""
    stored = _stored(listing)
    if version and version != version_of(stored):
        raise ListingChangedError
    if getattr(stored, "sealed_id", None) != getattr(listing, "sealed_id", None):
        raise ListingChangedError
    listing.status, listing.published_on = stored.status, stored.published_on


def _save_status(stored: Need | Offer, *, onto: Need | Offer) -> None:
    """Saves the status alone, and has the row in memory say what is stored."""
    stored.save(update_fields=["status", "published_on", "updated_at"])
    for field in stored._meta.concrete_fields:  # noqa: SLF001 -- documented by Django
        setattr(onto, field.attname, getattr(stored, field.attname))

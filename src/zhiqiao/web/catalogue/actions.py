"""Writing, publishing and withdrawing needs and offers."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiqiao.web.accounts.actions import find_or_create_organisation
from zhiqiao.web.accounts.models import OrganisationKind, Person
from zhiqiao.web.catalogue.diagnosing import measure
from zhiqiao.web.catalogue.importing import Parsed, Row, changes, existing, publishes
from zhiqiao.web.catalogue.models import (
    Import,
    ImportState,
    Listing,
    Need,
    Offer,
    Side,
    Status,
)
from zhiqiao.web.catalogue.signals import listings_changed
from zhiqiao.web.site.actions import audit

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
    newest = model.objects.order_by("-id").values_list("id", flat=True).first() or 0
    taken = set(model.objects.filter(code__startswith=prefix).values_list("code", flat=True))
    codes = (f"{prefix}{number:06d}" for number in count(newest + 1))
    return next(code for code in codes if code not in taken)


@transaction.atomic(durable=True)
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
    if isinstance(listing, Need):
        measure(listing)
    listing.save()
    audit(
        actor=actor,
        action="create" if is_new else "change",
        what=listing,
        data={"title": listing.title, "status": str(listing.status)},
    )
    announce(side=side_of(listing), ids=[listing.pk], actor=actor)
    return listing


@transaction.atomic(durable=True)
def publish(*, actor: Person, listing: Need | Offer) -> None:
    """Makes the listing visible to everyone and has it matched."""
    _mark_published(listing)
    listing.save()
    audit(actor=actor, action="publish", what=listing)
    announce(side=side_of(listing), ids=[listing.pk], actor=actor)


@transaction.atomic(durable=True)
def withdraw(*, actor: Person, listing: Need | Offer) -> None:
    """Hides the listing from everyone but its own people; it is no longer matched."""
    listing.status = Status.WITHDRAWN
    listing.save()
    audit(actor=actor, action="withdraw", what=listing)
    announce(side=side_of(listing), ids=[listing.pk], actor=actor)


def announce(*, side: Side, ids: Sequence[int], actor: Person | None) -> None:
    """Tells the other apps, inside the transaction of the change."""
    person_id = actor.pk if actor else None
    listings_changed.send(sender=Side, side=side, ids=list(ids), person_id=person_id)


def _mark_published(listing: Need | Offer) -> None:
    listing.status = Status.PUBLISHED
    listing.published_on = listing.published_on or timezone.localdate()


@transaction.atomic(durable=True)
def preview_import(
    *, actor: Person, side: Side, file_name: str, parsed: Parsed, publish: bool
) -> Import:
    """Keeps a file's rows and errors for a person to look at. No listing is written."""
    file = Import.objects.create(
        side=side,
        file_name=file_name[:200],
        person=actor,
        encoding=parsed.encoding,
        publish=publish,
        rows=parsed.rows,
        errors=parsed.errors,
        ignored_columns=list(parsed.ignored_columns),
    )
    data = {"rows": len(parsed.rows), "errors": len(parsed.errors)}
    audit(actor=actor, action="preview", what=file, data=data)
    return file


@transaction.atomic(durable=True)
def discard_import(*, actor: Person, file: Import) -> None:
    """Puts a previewed file aside; a file already decided stays as it is."""
    if _claim(file, ImportState.DISCARDED):
        audit(actor=actor, action="discard", what=file)


@transaction.atomic(durable=True)
def confirm_import(*, actor: Person, file: Import) -> dict[str, int] | None:
    """Writes all rows of a file, once; counts of what was done, or None where it may not be."""
    if file.errors or not file.rows or not _claim(file, ImportState.CONFIRMED):
        return None
    side = Side(file.side)
    stored = existing(side, file.rows)
    written = [_write_row(actor, file, row, stored.get(row["code"])) for row in file.rows]
    ids = [listing.pk for listing, effect in written if effect != "unchanged"]
    counts = {
        effect: sum(found == effect for _listing, found in written)
        for effect in ("created", "updated", "unchanged")
    }
    Import.objects.filter(pk=file.pk).update(**counts, confirmed_at=timezone.now())
    audit(actor=actor, action="confirm", what=file, data={**counts})
    announce(side=side, ids=ids, actor=actor)
    return counts


def _claim(file: Import, state: ImportState) -> bool:
    """Whether this call, and no other, decides the file."""
    waiting = Import.objects.filter(pk=file.pk, state=ImportState.PREVIEWED)
    return waiting.update(state=state) == 1


def _write_row(
    actor: Person, file: Import, row: Row, listing: Need | Offer | None
) -> tuple[Need | Offer, str]:
    side = Side(file.side)
    effect = "created" if listing is None else "updated"
    listing = listing or (Need(code=row["code"]) if side == Side.NEED else Offer(code=row["code"]))
    changed = _new_values(row) if listing.pk is None else changes(listing, row)
    if not changed and not publishes(file, listing):
        return listing, "unchanged"
    owner = changed.pop("organisation", None)
    if owner:
        listing.organisation = find_or_create_organisation(
            actor=actor, name=owner, kind=_kind_of(side), area=row["area"]
        )
    for name, value in changed.items():
        setattr(listing, name, date.fromisoformat(value) if name == "deadline_on" else value)
    if file.publish:
        _mark_published(listing)
    if isinstance(listing, Need):
        measure(listing)
    listing.save()
    return listing, effect


def _new_values(row: Row) -> Row:
    return {
        name: value
        for name, value in row.items()
        if name not in {"number", "code"} and value not in {"", None}
    }


def _kind_of(side: Side) -> OrganisationKind:
    return OrganisationKind.ENTERPRISE if side == Side.NEED else OrganisationKind.OTHER

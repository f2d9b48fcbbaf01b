"""Two editors: a change is kept only if nobody else changed the row since it was read."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from zhiqiao.web.api.problems import Fault, ProblemError
from zhiqiao.web.catalogue.models import Need, Offer

Listing = Need | Offer
_expected: ContextVar[tuple[type, int, datetime] | None] = ContextVar("expected", default=None)


def etag_of(listing: Listing) -> str:
    """The version of a row, as the `ETag` header has it."""
    kind = "n" if isinstance(listing, Need) else "o"
    return f'"{kind}{listing.pk}-{listing.updated_at:%Y%m%d%H%M%S%f}"'


@contextmanager
def expected_version(request: HttpRequest, listing: Listing) -> Iterator[None]:
    """Within it the row is saved only as the version that `If-Match` names.

    Raises:
        ProblemError: no version is named, or it is not the present one.
    """
    wanted = request.headers.get("If-Match", "").strip()
    if not wanted:
        raise ProblemError(Fault.VERSION_MISSING)
    if wanted == "*":
        yield
        return
    named = {each.strip().removeprefix("W/") for each in wanted.split(",")}
    if etag_of(listing) not in named:
        raise ProblemError(Fault.CHANGED_MEANWHILE)
    token = _expected.set((type(listing), listing.pk, listing.updated_at))
    try:
        yield
    finally:
        _expected.reset(token)


@receiver(pre_save, sender=Need)
@receiver(pre_save, sender=Offer)
def refuse_stale(sender: Any, instance: Listing, **_more: Any) -> None:
    """Undoes the action if the row was changed between its reading and its saving."""
    expected = _expected.get()
    if expected is None or expected[:2] != (sender, instance.pk):
        return
    rows = sender.objects.unscoped().select_for_update().filter(pk=instance.pk)
    if list(rows.values_list("updated_at", flat=True)) != [expected[2]]:
        raise ProblemError(Fault.CHANGED_MEANWHILE)

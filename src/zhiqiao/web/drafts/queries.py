"""Reads of drafts and requests."""

from collections import Counter

from django.db.models import Q, QuerySet

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.drafts.models import (
    Draft,
    DraftState,
    DraftVersion,
    PublicationRequest,
    RequestState,
    WhatIf,
)

BASKETS = (DraftState.OPEN, DraftState.ASKED, DraftState.PUBLISHED, DraftState.DISCARDED)


def drafts_found(actor: Person, *, words: str, state: str) -> QuerySet[Draft]:
    """The drafts that the visitor sees, by name or number, the newest change first."""
    found = Draft.objects.visible_to(actor).select_related("created_by")
    if words:
        found = found.filter(Q(title__icontains=words) | Q(programme_id__icontains=words))
    return found.filter(state=state) if state in DraftState.values else found


def counts_by_state(actor: Person) -> Counter[str]:
    """How many drafts the visitor sees in each state."""
    rows = Draft.objects.visible_to(actor).order_by().values_list("state", flat=True)
    return Counter(rows)


def open_requests(actor: Person) -> list[PublicationRequest]:
    """What waits for a second person, the oldest first."""
    rows = PublicationRequest.objects.visible_to(actor).filter(state=RequestState.OPEN)
    return list(rows.select_related("asked_by").order_by("id"))


def waiting_for(actor: Person) -> list[PublicationRequest]:
    """Of these, those that this person may decide on: asked for and written by others."""
    rows = open_requests(actor)
    return [each for each in rows if actor.pk not in (each.asked_by_id, each.written_by_id)]


def version_of(draft: Draft, number: int | None = None) -> DraftVersion | None:
    """A version of a draft that the visitor sees; the newest where no number is given."""
    rows = DraftVersion.objects.unscoped().filter(draft=draft).select_related("written_by")
    return rows.filter(number=draft.version if number is None else number).first()


def open_request_of(draft: Draft) -> PublicationRequest | None:
    """The request that waits, if one does."""
    rows = PublicationRequest.objects.unscoped().filter(draft=draft, state=RequestState.OPEN)
    return rows.select_related("asked_by").first()


def newest_what_if(draft: Draft, digest: str = "") -> WhatIf | None:
    """The last what-if of a draft; of that very text, where a digest is given."""
    rows = WhatIf.objects.unscoped().filter(draft=draft).select_related("job", "made_by")
    return (rows.filter(digest=digest) if digest else rows).first()

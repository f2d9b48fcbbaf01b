"""What becomes of projects when organisations, people or needs change, inside those actions."""

from collections.abc import Iterable

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.inbox.actions import forget_word
from zhiqiao.web.introductions.veil import coarse_field
from zhiqiao.web.transfers.models import EventKind, Transfer, TransferEvent
from zhiqiao.web.transfers.queries import candidates_for


def move_transfers(*, source: Organisation, target: Organisation, actor: Person | None) -> int:
    """Gives the projects of a merged organisation to the other; how many."""
    with every_row_for("the projects of an organisation that is merged"):
        rows = Transfer.objects.unscoped()
        count = 0
        for side in ("seeker", "provider"):
            moved = rows.filter(**{side: source})
            count += moved.update(**{side: target}, version=F("version") + 1)
        TransferEvent.objects.unscoped().filter(organisation=source).update(organisation=target)
    if count:
        data = {"count": count, "source": source.pk}
        audit(actor=actor, action="move_transfers", what=target, data=data)
    return count


def leave_transfers(*, people: Iterable[int], actor: Person | None) -> int:
    """Frees open projects of owners who may work on them no more; how many."""
    with every_row_for("the projects of people who lost access"):
        held = Transfer.objects.unscoped().filter(owner__in=list(people), end="")
        left = [row for row in held if row.owner_id not in candidates_for(row)]
        for row in left:
            owned = Transfer.objects.unscoped().filter(pk=row.pk)
            owned.update(owner=None, version=F("version") + 1, updated_at=timezone.now())
            TransferEvent.objects.create(transfer=row, kind=EventKind.LEAVE)
    if left:
        audit(actor=actor, action="leave_transfers", what=Transfer, data={"count": len(left)})
    return len(left)


def hide_titles(*, need_ids: Iterable[int]) -> None:
    """Takes the titles of needs that became confidential out of their projects and messages."""
    with every_row_for("the projects of needs that became confidential"):
        needs = Need.objects.unscoped().filter(pk__in=list(need_ids), is_confidential=True)
        for need in needs:
            _hide_title(need)


def _hide_title(need: Need) -> None:
    rows = Transfer.objects.unscoped().filter(need=need, is_confidential=False)
    for key in list(rows.values_list("pk", flat=True)):
        path = reverse("transfer", args=[key])
        forget_word(path=path, name="need", instead=need.title)
    rows.update(is_confidential=True, need_title=need.title, field=coarse_field(need))

"""What becomes of an organisation's needs and offers when it is merged or deactivated.

Both run inside the action that changes the organisation.
"""

from django.utils import timezone

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.catalogue.actions import announce
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status, model_of
from zhiqiao.web.vault.models import SealedText

SIDES: tuple[tuple[Side, type[Need] | type[Offer]], ...] = tuple(
    (side, model_of(side)) for side in Side
)


def move_listings(*, source: Organisation, target: Organisation, actor: Person | None) -> None:
    """Gives all that the source owns to the target, confidential needs included."""
    for side, model in SIDES:
        with every_row_for("the listings of an organisation that is merged"):
            rows = model.objects.unscoped().filter(organisation=source)
            ids = list(rows.values_list("pk", flat=True))
            rows.update(organisation=target, updated_at=timezone.now())
        _tell(side, ids, organisation=target, action="move", actor=actor)
    with every_row_for("what the confidential ones of them say"):
        SealedText.objects.unscoped().filter(organisation=source).update(organisation=target)


def withdraw_listings(*, organisation: Organisation, actor: Person | None) -> None:
    """Hides what the organisation had published."""
    for side, model in SIDES:
        with every_row_for("the listings of an organisation that is deactivated"):
            rows = model.objects.unscoped().filter(
                organisation=organisation, status=Status.PUBLISHED
            )
            ids = list(rows.values_list("pk", flat=True))
            rows.update(status=Status.WITHDRAWN, updated_at=timezone.now())
        _tell(side, ids, organisation=organisation, action="withdraw", actor=actor)


def _tell(
    side: Side, ids: list[int], *, organisation: Organisation, action: str, actor: Person | None
) -> None:
    if not ids:
        return
    data = {"side": str(side), "count": len(ids)}
    audit(actor=actor, action=action, what=organisation, data=data)
    announce(side=side, ids=ids, actor=actor)

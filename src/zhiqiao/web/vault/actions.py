"""Changing the master key."""

from collections.abc import Sequence

from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.vault.models import SealedText
from zhiqiao.web.vault.sealing import provider, rewrap

BATCH = 500


def rotate() -> tuple[str, int]:
    """Makes a new master key and rewraps every record's key with it; its id and how many.

    The texts stay sealed as they are. The former master keys stay too: older backups need them.
    An interrupted rotation is finished by the next one.

    Raises:
        ZhiqiaoError: a sealed text was changed; those before it are rewrapped already.
    """
    key_id = provider().add()
    waiting = SealedText.objects.unscoped().exclude(key_id=key_id).order_by("pk")
    count = 0
    while batch := list(waiting[:BATCH]):
        _rewrap(batch=batch, key_id=key_id)
        count += len(batch)
    return key_id, count


@action
def _rewrap(*, batch: Sequence[SealedText], key_id: str) -> None:
    for row in batch:
        again = rewrap(row.sealed, purpose=row.purpose)
        row.key_id, row.wrapped_key = again.key_id, again.wrapped_key
        row.save(update_fields=["key_id", "wrapped_key"])
    audit(actor=None, action="rewrap", what=SealedText, data={"count": len(batch), "key": key_id})

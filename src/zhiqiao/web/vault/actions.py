"""Changing the master key."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps

from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.vault.models import SealedRow
from zhiqiao.web.vault.sealing import provider, rewrap


def rotate() -> tuple[str, int]:
    """Makes a new master key and rewraps every record's key with it; its id and how many.

    The texts stay sealed as they are. The former master keys stay too: older backups need them.
    An interrupted rotation is finished by the next one.

    Raises:
        ZhiqiaoError: a sealed text was changed; those before it are rewrapped already.
    """
    key_id = provider().add()
    models = [each for each in apps.get_models() if issubclass(each, SealedRow)]
    return key_id, sum(_rewrap_all(each, key_id) for each in models)


def _rewrap_all(model: type[SealedRow], key_id: str) -> int:
    """Rewraps every row of one model; how many."""
    rows: Any = model._default_manager  # noqa: SLF001 -- Django's documented way
    waiting = rows.unscoped().exclude(key_id=key_id).order_by("pk")
    count = 0
    while batch := list(waiting[: model.REWRAPPED_TOGETHER]):
        _rewrap(batch=batch, key_id=key_id)
        count += len(batch)
    return count


@action
def _rewrap(*, batch: Sequence[SealedRow], key_id: str) -> None:
    for row in batch:
        again = rewrap(row.sealed, purpose=row.purpose)
        row.key_id, row.wrapped_key = again.key_id, again.wrapped_key
        row.save(update_fields=["key_id", "wrapped_key"])
    data = {"count": len(batch), "key": key_id}
    audit(actor=None, action="rewrap", what=type(batch[0]), data=data)

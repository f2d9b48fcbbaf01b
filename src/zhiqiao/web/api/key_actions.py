"""Claiming, marking and answering idempotency keys; none of it has a history of its own."""

import json
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.api.models import IdempotencyKey, KeyState

KEPT_FOR = timedelta(days=30)
DEAD_AFTER = timedelta(seconds=60)
"""No request lasts that long: who claimed a key so long ago and did nothing is gone."""
FORGOTTEN_AT_ONCE = 50


class Claim(NamedTuple):
    """A key's row, and whether its request is ours to run."""

    row: IdempotencyKey
    is_ours: bool


def claim(*, person: Person, caller: str, key: str, digest: str) -> Claim:
    """Claims the key for this request, unless another has."""
    _forget_old()
    row = IdempotencyKey(person=person, caller=caller, key=key, digest=digest)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        found = IdempotencyKey.objects.get(caller=caller, key=key)
        return Claim(found, is_ours=found.digest == digest and _take_over(found))
    return Claim(row, is_ours=True)


def _take_over(row: IdempotencyKey) -> bool:
    """Whether the row's claimant is gone without effect, and the claim is now ours."""
    mine, now = uuid.uuid4(), timezone.now()
    left = IdempotencyKey.objects.filter(
        Q(claimed_at__lt=now - DEAD_AFTER), pk=row.pk, claim=row.claim, state=KeyState.CLAIMED
    )
    if left.update(claim=mine, claimed_at=now) == 0:
        return False
    row.claim, row.claimed_at = mine, now
    return True


def mark_done(*, row: IdempotencyKey) -> bool:
    """Notes that the effect is being committed; False if the claim is no longer ours."""
    return bool(_ours(row).update(state=KeyState.DONE) == 1)


def answer(*, row: IdempotencyKey, **answered: Any) -> None:
    """Keeps the answer for repetitions."""
    _ours(row).update(state=KeyState.ANSWERED, **answered)


def forget_answers(*, naming: Iterable[str]) -> None:
    """Removes the kept answers in which one of the texts stands as a value; the effects remain.

    A repetition then learns that it was done before.
    """
    for text in naming:
        spelled = [json.dumps(text, ensure_ascii=ascii_only) for ascii_only in (True, False)]
        holding = Q(body__contains=spelled[0]) | Q(body__contains=spelled[1])
        ids = list(IdempotencyKey.objects.filter(holding).values_list("pk", flat=True))
        if ids:
            IdempotencyKey.objects.filter(pk__in=ids).update(
                state=KeyState.DONE, status=None, headers={}, body=""
            )


def release(*, row: IdempotencyKey) -> None:
    """Frees the key of a request that had no effect: it may be put right and sent again."""
    _ours(row).filter(state=KeyState.CLAIMED).delete()


def _ours(row: IdempotencyKey) -> Any:
    return IdempotencyKey.objects.filter(pk=row.pk, claim=row.claim)


@every_row_for("keys past their time")
def _forget_old() -> None:
    """Removes some keys past their time; each new key makes room for itself and more."""
    old = IdempotencyKey.objects.filter(claimed_at__lt=timezone.now() - KEPT_FOR)
    ids = list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    if ids:
        IdempotencyKey.objects.filter(pk__in=ids).delete()

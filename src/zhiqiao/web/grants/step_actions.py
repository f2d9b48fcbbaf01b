"""Moving entitlements from one state to the next, one or a hundred thousand; inside an action."""

import json
from collections.abc import Collection, Sequence
from typing import Literal

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.grants.models import Entitlement, EntitlementState, EntitlementStep, StepKind

Entitlements = QuerySet[Entitlement] | Collection[int]
PURPOSE = "a step of entitlements that an action has decided on"
_MOVED = """
UPDATE {rows} SET state = %s, revision = revision + 1, changed_at = %s
WHERE id IN ({numbers}) AND state IN ({states})
"""
_STEPS = """
INSERT INTO {steps} (entitlement_id, kind, text, by_id, at)
SELECT id, %s, %s, %s, %s FROM {rows} WHERE id IN ({numbers})
"""
_WRITTEN = "UPDATE {rows} SET {column} = %s WHERE id IN ({numbers})"
_NUMBERS = {
    "postgresql": "SELECT unnest(%s::bigint[])",
    "sqlite": "SELECT value FROM json_each(%s)",
}


class EntitlementsChangedError(RefusedError):
    """Somebody else was quicker: not all of them are as the caller saw them."""


def move_all(
    rows: Entitlements,
    from_states: Sequence[EntitlementState],
    *,
    to: EntitlementState,
    kind: StepKind,
    actor: Person | None,
    text: str = "",
) -> int:
    """Moves them and adds a step to each, in two statements; how many were moved.

    Args:
        rows: which, as their numbers or as a query that was scoped already.
        from_states: where each of them has to stand.
        to: where they stand after that.
        kind: of the step.
        actor: who does it; None for the site.
        text: of the step, the same for all.

    Raises:
        EntitlementsChangedError: one of them stands elsewhere, or is gone; the whole action has to
            be undone, which it is when this error leaves it.
    """
    numbers = _numbers(rows)
    if not numbers:
        return 0
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    given = _given(numbers)
    states = [str(each) for each in from_states]
    with every_row_for(PURPOSE), connection.cursor() as cursor:
        cursor.execute(_sql(_MOVED, len(states)), [str(to), now, given, *states])
        if cursor.rowcount != len(numbers):
            raise _changed(len(numbers) - cursor.rowcount)
        who = actor.pk if actor is not None else None
        cursor.execute(_sql(_STEPS), [str(kind), text, who, now, given])
    return len(numbers)


def add_steps(rows: Entitlements, *, kind: StepKind, actor: Person | None, text: str = "") -> None:
    """Adds a step to each without moving it."""
    numbers = _numbers(rows)
    with every_row_for(PURPOSE):
        EntitlementStep.objects.bulk_create(
            EntitlementStep(entitlement_id=each, kind=kind, by=actor, text=text) for each in numbers
        )


def write_all(
    rows: Entitlements, *, column: Literal["held", "notice_id"], value: str | int | None
) -> None:
    """Writes one value to each, in one statement; a step of the same action says why."""
    with every_row_for(PURPOSE), connection.cursor() as cursor:
        cursor.execute(_sql(_WRITTEN, column=column), [value, _given(_numbers(rows))])


def _given(numbers: list[int]) -> list[int] | str:
    """The numbers as one parameter: no database takes 100,000 of them."""
    return numbers if connection.vendor == "postgresql" else json.dumps(numbers)


def _numbers(rows: Entitlements) -> list[int]:
    if isinstance(rows, QuerySet):
        return list(rows.order_by("pk").values_list("pk", flat=True))
    return sorted(set(rows))


def _sql(words: str, states: int = 0, column: str = "") -> str:
    return words.format(
        column=column,
        rows=Entitlement._meta.db_table,  # noqa: SLF001 -- documented by Django
        steps=EntitlementStep._meta.db_table,  # noqa: SLF001 -- likewise
        numbers=_NUMBERS[connection.vendor],
        states=", ".join(["%s"] * states),
    )


def _changed(count: int) -> EntitlementsChangedError:
    words = _("有 %(n)d 家的情况刚变过，什么都没有做。请刷新页面，看清现在的情况再办。")
    return EntitlementsChangedError(words % {"n": count})

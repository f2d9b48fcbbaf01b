"""Stating, confirming, disputing and sharing facts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.profiles.access import may_write
from zhiqiao.web.profiles.dictionary import code_of, usual_visibility
from zhiqiao.web.profiles.models import Fact, FactState, Source, Visibility
from zhiqiao.web.profiles.reading import Reading, ValueRefusedError, read, read_period

EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Statement:
    """What someone says of an organisation, as they wrote it.

    Attributes:
        as_of: the day for which it is true; today where left out.
        source: counts only where somebody else than the organisation says so.
    """

    name: str
    value: object
    period: str = ""
    as_of: date | None = None
    source: Source = Source.DEPARTMENT
    source_note: str = ""


class FactChangedError(RuntimeError):
    """The fact was replaced by somebody else in the meantime."""


@action
def state_fact(
    *,
    actor: Person,
    organisation: Organisation,
    statement: Statement,
    replaces: int | None = None,
) -> Fact:
    """Writes a value, which replaces the one that stands for the same fact and period.

    What the organisation's own people state is confirmed by that.

    Args:
        actor: who states it.
        organisation: of whom.
        statement: the fact, its value and where it comes from.
        replaces: the row that the person saw, to notice that it is no longer the current one.

    Raises:
        ValueRefusedError: the dictionary does not accept it.
        FactChangedError: another row is current by now.
    """
    reading, period = checked(statement)
    entry = reading.entry
    rows = Fact.objects.unscoped().filter(organisation=organisation, name=entry.name)
    last = rows.filter(period=period).current().select_for_update().first()
    if replaces is not None and (last is None or last.pk != replaces):
        raise FactChangedError
    if last is not None:
        rows.filter(pk=last.pk).update(state=FactState.REPLACED, dispute_reason="")
    seen_by = rows.values_list("visibility", flat=True).first() or usual_visibility(entry)
    fact = Fact(
        organisation=organisation,
        name=entry.name,
        value=reading.text,
        unit=entry.unit,
        period=period,
        as_of=statement.as_of or timezone.localdate(),
        source=statement.source,
        source_note=statement.source_note,
        visibility=seen_by,
        recorded_by=actor,
        replaces=last,
    )
    if may_write(actor, organisation):
        fact.source, fact.state = Source.SELF, FactState.CONFIRMED
        fact.confirmed_by, fact.confirmed_at = actor, timezone.now()
    try:
        fact.save()
    except IntegrityError:
        raise FactChangedError from None
    audit(actor=actor, action="state_fact", what=fact, data=_data(fact))
    return fact


def checked(statement: Statement) -> tuple[Reading, str]:
    """The value and the period as they are kept.

    Raises:
        ValueRefusedError: the dictionary does not accept them.
    """
    reading = read(statement.name, statement.value)
    if reading is None:
        raise ValueRefusedError(
            "value",
            f"「{statement.name}」没有填值。请填上；不知道就不要添加。",
            f"“{statement.name}” has no value. Fill it in; leave the fact out if unknown.",
        )
    day = statement.as_of
    if day is not None and not EARLIEST <= day <= timezone.localdate():
        raise ValueRefusedError(
            "as_of",
            f"数据日期 {day.isoformat()} 不对。请写今天或以前的日期。",
            f"The date {day.isoformat()} cannot be. Write today or an earlier day.",
        )
    return reading, read_period(reading.entry, statement.period)


def _data(fact: Fact) -> dict[str, object]:
    data: dict[str, object] = {
        "fact": code_of(fact.name),
        "state": str(fact.state),
        "organisation": fact.organisation_id,
    }
    return data | ({"replaces": fact.replaces_id} if fact.replaces_id else {})


def _decide(fact: Fact, actor: Person | None, verb: str, **changes: Any) -> None:
    """Notes what the organisation says to the fact.

    Raises:
        FactChangedError: it is no longer current.
    """
    current = Fact.objects.unscoped().current().filter(pk=fact.pk)
    if not current.update(**changes):
        raise FactChangedError
    fact.state = changes["state"]
    audit(actor=actor, action=verb, what=fact, data=_data(fact))


@action
def confirm_fact(*, actor: Person, fact: Fact) -> None:
    """The organisation says that it is so.

    Raises:
        FactChangedError: it is no longer current.
    """
    _decide(
        fact,
        actor,
        "confirm_fact",
        state=FactState.CONFIRMED,
        dispute_reason="",
        confirmed_by=actor,
        confirmed_at=timezone.now(),
    )


@action
def confirm_all(*, actor: Person | None, organisation: Organisation, newest: int) -> int:
    """The organisation says that everything stated about it is so; how many facts.

    Args:
        actor: who says so; None for the demo.
        organisation: of whom.
        newest: the number of the newest row that the person saw: later ones stay open.
    """
    waiting = Fact.objects.unscoped().filter(
        organisation=organisation, state=FactState.STATED, pk__lte=newest
    )
    count = waiting.update(
        state=FactState.CONFIRMED, confirmed_by=actor, confirmed_at=timezone.now()
    )
    audit(actor=actor, action="confirm_facts", what=organisation, data={"facts": count})
    return count


@action
def dispute_fact(*, actor: Person | None, fact: Fact, reason: str) -> None:
    """The organisation says that it is not so, and why; from now on it counts as unknown.

    Raises:
        FactChangedError: it is no longer current.
    """
    _decide(
        fact,
        actor,
        "dispute_fact",
        state=FactState.DISPUTED,
        dispute_reason=reason,
        confirmed_by=None,
        confirmed_at=None,
    )


@action
def withdraw_fact(*, actor: Person, fact: Fact) -> None:
    """Makes the fact unknown again; the value stays in the history.

    Raises:
        FactChangedError: it is no longer current.
    """
    _decide(fact, actor, "withdraw_fact", state=FactState.REPLACED, dispute_reason="")


@action
def share_fact(
    *, actor: Person, organisation: Organisation, name: str, visibility: Visibility
) -> None:
    """Says who sees the fact, in every period and with its whole history."""
    rows = Fact.objects.unscoped().filter(organisation=organisation, name=name)
    count = rows.update(visibility=visibility)
    data = {"fact": code_of(name), "visibility": str(visibility), "rows": count}
    audit(actor=actor, action="share_fact", what=organisation, data=data)

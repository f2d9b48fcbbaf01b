"""Keeping what a comparison found: new entitlements, those no longer met, those passed over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.applications.snapshot import sha256_of
from zhiqiao.web.audit.actions import audit
from zhiqiao.web.grants.conditions import Condition, automatic_conditions
from zhiqiao.web.grants.finding import Compared, Found
from zhiqiao.web.grants.freezing import frozen
from zhiqiao.web.grants.models import (
    Comparison,
    Entitlement,
    EntitlementState,
    PassedOver,
    Route,
    StepKind,
)
from zhiqiao.web.grants.step_actions import add_steps, move_all, write_all

NOT_MET = "not_met"
"""What `held` says of an entitlement that a later comparison no longer found."""
UNDECIDED = (EntitlementState.FOUND, EntitlementState.HELD, EntitlementState.CHECKED)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of some of those that meet the programme."""

    found: int = 0
    passed_over: int = 0
    withdrawn: int = 0


def keep_found(
    *, actor: Person | None, comparison: Comparison, compared: Compared, found: Sequence[Found]
) -> Kept:
    """Keeps some of those that meet the programme, inside another action.

    Where all four conditions hold that is an entitlement, else a row that says which do not. What
    was found before and is not decided yet stays as it is, or is withdrawn.
    """
    before = _undecided(comparison, [each.organisation.pk for each in found])
    new: list[Entitlement] = []
    passed: list[PassedOver] = []
    gone: list[int] = []
    for each in found:
        conditions = automatic_conditions(each.candidate)
        earlier = before.get(each.organisation.pk)
        is_alive = earlier is not None and earlier.state in UNDECIDED
        if not all(condition.is_kept for condition in conditions):
            passed.append(_passed(comparison, each, conditions))
            gone += [earlier.pk] if earlier is not None and is_alive else []
        elif not is_alive:
            new.append(_entitlement(comparison, compared, each, conditions))
    _add(actor, new, before)
    PassedOver.objects.bulk_create(passed)
    _withdraw(actor, gone)
    kept = Kept(len(new), len(passed), len(gone))
    audit(actor=actor, action="find_entitled", what=comparison, data=asdict(kept))
    return kept


def withdraw_unmet(*, actor: Person | None, comparison: Comparison, rows: Collection[int]) -> None:
    """Withdraws entitlements whose enterprises meet the rule no more, inside another action."""
    _withdraw(actor, rows)
    audit(actor=actor, action="withdraw_unmet", what=comparison, data={"count": len(rows)})


def finish(*, actor: Person | None, comparison: Comparison, counts: Mapping[str, int]) -> None:
    """Makes a comparison the one that pages show, and forgets those before; inside another."""
    comparison.counts, comparison.is_finished = dict(counts), True
    comparison.save(update_fields=["counts", "is_finished"])
    rows = Comparison.objects.unscoped().filter(department_id=comparison.department_id)
    same = rows.filter(programme_id=comparison.programme_id, period=comparison.period)
    same.filter(pk__lt=comparison.pk).delete()
    audit(actor=actor, action="find_entitled", what=comparison, data=dict(counts))


def undecided(comparison: Comparison) -> QuerySet[Entitlement]:
    """What comparisons found for the programme and period, and nobody has decided on."""
    rows = Entitlement.objects.unscoped().filter(
        programme_id=comparison.programme_id, period=comparison.period, route=Route.AUTOMATIC
    )
    return rows.filter(Q(state__in=UNDECIDED) | Q(state=EntitlementState.WITHDRAWN, held=NOT_MET))


def _undecided(comparison: Comparison, organisations: Collection[int]) -> dict[int, Entitlement]:
    rows = undecided(comparison).filter(organisation__in=list(organisations))
    return {row.organisation_id: row for row in rows}


def _add(
    actor: Person | None, new: Sequence[Entitlement], before: Mapping[int, Entitlement]
) -> None:
    """Adds them; one that was withdrawn because it was not met comes back in its old row."""
    fresh = [each for each in new if each.organisation_id not in before]
    again = [each for each in new if each.organisation_id in before]
    for each in again:
        earlier = before[each.organisation_id]
        each.pk, each.revision = earlier.pk, earlier.revision + 1
        each.found_at = earlier.found_at
        each.save(force_update=True)
    made = Entitlement.objects.bulk_create(fresh)
    add_steps([each.pk for each in [*made, *again]], kind=StepKind.FOUND, actor=actor)


def _withdraw(actor: Person | None, rows: Collection[int]) -> None:
    move_all(
        rows,
        UNDECIDED,
        to=EntitlementState.WITHDRAWN,
        kind=StepKind.WITHDRAWN,
        actor=actor,
        text=_("再次比对时已不满足条件"),
    )
    write_all(rows, column="held", value=NOT_MET)


def _entitlement(
    comparison: Comparison,
    compared: Compared,
    found: Found,
    conditions: tuple[Condition, ...],
) -> Entitlement:
    content = frozen(compared, found, conditions, text=comparison.text)
    return Entitlement(
        organisation=found.organisation,
        department_id=comparison.department_id,
        programme_id=compared.programme.id,
        programme_name=compared.programme.name[:120],
        version_label=content["programme"]["version"][:80],
        period=comparison.period,
        event_on=compared.on,
        route=Route.AUTOMATIC,
        amount_fen=found.candidate.settled_fen or 0,
        content=content,
        sha256=sha256_of(content),
        is_demo=found.organisation.is_demo,
    )


def _passed(comparison: Comparison, found: Found, conditions: tuple[Condition, ...]) -> PassedOver:
    return PassedOver(
        comparison=comparison,
        organisation=found.organisation,
        amount_fen=found.candidate.assessed.amount_fen,
        why=[str(each.why) for each in conditions if not each.is_kept],
    )

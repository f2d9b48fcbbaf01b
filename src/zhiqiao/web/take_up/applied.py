"""Which enterprises applied for a programme, and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass

from zhiqiao.web.applications.models import Application, State

NOT_HANDED_IN = (State.DRAFT, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Applied:
    """The organisations that handed an application in, by how it stands.

    Attributes:
        under_way: waits for the department or for the applicants.
        granted_fen: what was granted, by organisation.
    """

    under_way: frozenset[int]
    approved: frozenset[int]
    rejected: frozenset[int]
    granted_fen: dict[int, int]

    @property
    def everyone(self) -> frozenset[int]:
        """All of them."""
        return self.under_way | self.approved | self.rejected


def applied_for(programmes: Collection[str]) -> dict[str, Applied]:
    """By programme who applied; the best of several applications counts. One query.

    Counts only: what was handed in stays with the department that reviews it.
    """
    rows = Application.objects.unscoped().filter(programme_id__in=list(programmes))
    rows = rows.exclude(state__in=NOT_HANDED_IN).order_by("pk")
    by_programme: dict[str, dict[int, tuple[str, int]]] = {id_: {} for id_ in programmes}
    for id_, organisation, state, fen in rows.values_list(
        "programme_id", "organisation_id", "state", "amount_fen"
    ):
        known = by_programme[id_].get(organisation)
        if known is None or known[0] != State.APPROVED:
            by_programme[id_][organisation] = (state, fen or 0)
    return {id_: _applied(found) for id_, found in by_programme.items()}


def _applied(found: dict[int, tuple[str, int]]) -> Applied:
    def of(*states: str) -> frozenset[int]:
        return frozenset(each for each, (state, _) in found.items() if state in states)

    approved, rejected = of(State.APPROVED), of(State.REJECTED)
    granted = {each: fen for each, (_, fen) in found.items() if each in approved}
    return Applied(frozenset(found) - approved - rejected, approved, rejected, granted)

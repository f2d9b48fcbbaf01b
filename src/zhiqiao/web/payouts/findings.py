"""What a checker should look at before approving: where errors and fraud hide."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.payouts.lines import PURPOSE, by_version, lines_of, remarkable
from zhiqiao.web.payouts.models import ListLine, ListState, PayoutList

HIGHEST = 5
DRAFT_LINES_MAX = 5_000
"""Longer drafts change under their maker's hands: what stands out is found once submitted."""
KEPT_S = 300


@dataclass(frozen=True, slots=True)
class Findings:
    """What stands out in a list.

    Attributes:
        highest: the lines that pay the most.
        shared: how many lines pay to an account that other enterprises of the list are paid on.
        first: how many enterprises the department has never paid before.
        lately: how many had another account until less than 30 days ago.
        versions: count and sum by version of the rule.
    """

    highest: list[ListLine]
    shared: int
    first: int
    lately: int
    versions: list[dict[str, Any]]


def is_looked_at(payout_list: PayoutList) -> bool:
    """Whether there is something to find, and somebody to decide on it."""
    if payout_list.state == ListState.DRAFT:
        return 0 < payout_list.count <= DRAFT_LINES_MAX
    return payout_list.state in (ListState.SUBMITTED, ListState.APPROVED)


def findings_of(payout_list: PayoutList) -> Findings:
    """What stands out; four queries, none while the same list is looked at again."""
    key = f"payout-findings-{payout_list.pk}-{payout_list.digest}"
    found: Findings | None = cache.get(key) if payout_list.digest else None
    if found is None:
        found = _find(payout_list)
        if payout_list.digest:
            cache.set(key, found, KEPT_S)
    return found


def _find(payout_list: PayoutList) -> Findings:
    with every_row_for(PURPOSE):
        rows = payout_list.lines.unscoped().order_by("-amount_fen", "pk")
        numbers = list(rows.values_list("pk", flat=True)[:HIGHEST])
        found = lines_of(payout_list).in_bulk(numbers)
        wanted = remarkable(payout_list)
        counts = payout_list.lines.unscoped().aggregate(
            **{code: Count("pk", filter=condition) for code, condition in wanted.items()}
        )
        versions = by_version(payout_list)
    highest = [found[each] for each in numbers if each in found]
    return Findings(highest, **counts, versions=versions)

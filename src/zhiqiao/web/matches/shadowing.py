"""What a shadow found, against what the version that serves found of the same needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhiqiao.matching.learning import Agreement, Placed, agreement
from zhiqiao.web.matches.models import RankingModelVersion, ShadowSuggestion
from zhiqiao.web.matches.queries import Pair
from zhiqiao.web.matches.rates import FAIR
from zhiqiao.web.matches.serving import SHADOW_NEEDS_MIN
from zhiqiao.web.matches.wilson import Rate


@dataclass(frozen=True, slots=True)
class ShadowStanding:
    """A shadow beside the version that serves.

    Attributes:
        agreement: over the needs that both ranked; None before the first.
        found, served_found: of the pairs that each recommends and people graded, how many are
            较强相关 or better.
    """

    version: RankingModelVersion
    agreement: Agreement | None
    found: Rate
    served_found: Rate

    @property
    def needs(self) -> int:
        """How many needs it has ranked."""
        return self.agreement.needs if self.agreement else 0

    @property
    def needs_left(self) -> int:
        """How many more it must rank before it may serve."""
        return max(0, SHADOW_NEEDS_MIN - self.needs)


def standing_of(shadow: RankingModelVersion, grades: Mapping[Pair, int]) -> ShadowStanding:
    """Where the shadow stands, with the newest grade of each pair."""
    rows = list(ShadowSuggestion.objects.unscoped().filter(version=shadow).defer("at"))
    return ShadowStanding(
        version=shadow,
        agreement=agreement(map(_placed, rows)),
        found=_rate([row for row in rows if row.recommended], grades),
        served_found=_rate([row for row in rows if row.served_recommended], grades),
    )


def _placed(row: ShadowSuggestion) -> Placed:
    return Placed(
        need_id=row.need_id,
        rank=row.rank,
        served_rank=row.served_rank,
        probability=row.probability,
        served_probability=row.served_probability,
        recommended=row.recommended,
        served_recommended=row.served_recommended,
    )


def _rate(rows: Sequence[ShadowSuggestion], grades: Mapping[Pair, int]) -> Rate:
    known = [grades[pair] for row in rows if (pair := (row.need_id, row.offer_id)) in grades]
    return Rate(sum(grade >= FAIR for grade in known), len(known))

"""Which version serves, which one it took the place of, and whether a shadow has won."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from zhiqiao.matching.fit import Comparison, Gain
from zhiqiao.matching.values import Judgement
from zhiqiao.web.matches import engine_room, refitting
from zhiqiao.web.matches.models import (
    RankingModelVersion,
    ServingChange,
    ServingChangeKind,
    ShadowSuggestion,
)

SHADOW_NEEDS_MIN = 20
"""So many needs a shadow must have ranked before it may serve: enough to see a fault."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a version compared to another on the grades held back.

    Attributes:
        against: the name of the other version.
        needs, pairs: what was held back.
        digest: of those grades; a new grade changes it.
    """

    against: str
    comparison: Comparison
    needs: int
    pairs: int
    digest: str

    def as_figures(self) -> dict[str, Any]:
        """As it stands in a version's figures."""
        held_back = {"needs": self.needs, "pairs": self.pairs, "digest": self.digest}
        return {"against": self.against, **asdict(self.comparison), "held_back": held_back}


def comparison_of(version: RankingModelVersion) -> Comparison | None:
    """What the version's figures say of its last comparison."""
    figures = version.figures
    if "ndcg_at_10" not in figures:
        return None
    return Comparison(Gain(**figures["ndcg_at_10"]), Gain(**figures["log_likelihood"]))


def kept_verdict(version: RankingModelVersion) -> Verdict | None:
    """The comparison kept with the version; None where it was never compared."""
    comparison, held_back = comparison_of(version), version.figures.get("held_back")
    if comparison is None or held_back is None:
        return None
    return Verdict(version.figures["against"], comparison, **held_back)


def held_back_grades() -> list[Judgement]:
    """The graded pairs of the needs that no fit learns from."""
    return refitting.split(refitting.graded())[1]


def digest_of(judgements: Sequence[Judgement]) -> str:
    """64 hexadecimal digits that change with every grade."""
    lines = [f"{each.need_id} {each.offer_id} {int(each.relevance)}" for each in judgements]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def judge(version: RankingModelVersion) -> Verdict | None:
    """The version compared, now, to the one that serves; None without grades held back.

    Raises:
        ZhiqiaoError: as `engine_room.model_of`.
    """
    held_back = held_back_grades()
    if not held_back:
        return None
    serving, theirs = engine_room.serving_model()
    comparison = refitting.compared(held_back, engine_room.model_of(version), theirs)
    return verdict_of(held_back, comparison, against=serving)


def verdict_of(
    held_back: Sequence[Judgement], comparison: Comparison, *, against: RankingModelVersion
) -> Verdict:
    """The comparison with what it was made on."""
    return Verdict(
        against=against.name,
        comparison=comparison,
        needs=len({each.need_id for each in held_back}),
        pairs=len(held_back),
        digest=digest_of(held_back),
    )


def is_fresh(verdict: Verdict | None, *, serving: RankingModelVersion) -> bool:
    """Whether neither the serving version nor the grades held back changed since."""
    if verdict is None or verdict.against != serving.name:
        return False
    return verdict.digest == digest_of(held_back_grades())


def needs_ranked(shadow: RankingModelVersion) -> int:
    """How many needs the shadow has ranked."""
    rows = ShadowSuggestion.objects.unscoped().filter(version=shadow)
    return rows.values("need").distinct().count()


def former_of(serving: RankingModelVersion) -> RankingModelVersion | None:
    """The version that `serving` took the place of, as `former_among` tells; None: none did."""
    changes = ServingChange.objects.unscoped().filter(version=serving.pk or 0)
    versions = RankingModelVersion.objects.filter(encoder=serving.encoder)
    return former_among(serving, changes.select_related("before").order_by("id"), versions)


def former_among(
    serving: RankingModelVersion,
    changes: Iterable[ServingChange],
    versions: Iterable[RankingModelVersion],
) -> RankingModelVersion | None:
    """The version that `serving` took the place of, other than by a rollback.

    Of one that was refitted before changes were kept, the one it was compared to.

    Args:
        serving: the version that serves.
        changes: the oldest first; those of other versions are passed over.
        versions: where a version is looked for by its name.
    """
    taken = [
        change
        for change in changes
        if change.version_id == serving.pk and change.kind != ServingChangeKind.ROLLED_BACK
    ]
    if taken:
        return taken[-1].before
    against = serving.figures.get("against", "")
    return next((each for each in versions if against and each.name == against), None)

"""Whether what a version shows today still looks like what it showed when it began to serve.

Its own first runs are the reference, not the pairs of its fit: those were chosen by people, by
place and by field, and differ from what is shown even where nothing has moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.matching.learning import Drift, Movement, Reference, drift
from zhiqiao.matching.similarity import FEATURES
from zhiqiao.web.matches.models import MatchRun, RankingModelVersion, RunState, Suggestion

RUNS_LOOKED_AT = 100
PLACES = 10
QUANTITIES: dict[str, Promise] = {
    "probability": _("给出的概率"),
    "title_grams": _("标题用词"),
    "whole_grams": _("全文用词"),
    "title_meaning": _("标题含义"),
    "whole_meaning": _("全文含义"),
}
MOVEMENTS: dict[Movement, Promise] = {
    Movement.UNKNOWN: _("还看不出"),
    Movement.STEADY: _("平稳"),
    Movement.WATCHED: _("有变化"),
    Movement.DRIFTED: _("已漂移"),
}
_WORST = (Movement.DRIFTED, Movement.WATCHED, Movement.STEADY, Movement.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Moved:
    """One quantity with its drift and the words for both."""

    name: str
    drift: Drift

    @property
    def word(self) -> Promise | str:
        """What is measured."""
        return QUANTITIES.get(self.name, self.name)

    @property
    def movement(self) -> Promise:
        """How far it has moved."""
        return MOVEMENTS[self.drift.movement]


@dataclass(frozen=True, slots=True)
class DriftReport:
    """The quantities of the newest runs, over how many pairs of how many runs.

    Attributes:
        first_runs: how many runs the reference has; nothing is compared below `RUNS_LOOKED_AT`.
    """

    rows: Sequence[Moved]
    runs: int
    pairs: int
    first_runs: int

    @property
    def worst(self) -> Movement:
        """The farthest movement among the quantities."""
        found = {row.drift.movement for row in self.rows}
        return next((each for each in _WORST if each in found), Movement.UNKNOWN)

    @property
    def worst_word(self) -> Promise:
        """The same in words."""
        return MOVEMENTS[self.worst]


def drift_of(version: RankingModelVersion) -> DriftReport:
    """The first places of the version's newest runs for needs, beside those of its first runs.

    No run is on both sides.
    """
    if version.pk is None:
        return DriftReport((), 0, 0, 0)
    done = MatchRun.objects.unscoped().filter(
        version=version, state=RunState.DONE, need__isnull=False
    )
    runs = list(done.order_by("id").values_list("pk", flat=True))
    first, newest = runs[:RUNS_LOOKED_AT], runs[RUNS_LOOKED_AT:][-RUNS_LOOKED_AT:]
    if not newest:
        return DriftReport((), 0, 0, len(first))
    then, now = _shown(first), _shown(newest)
    moved = [
        Moved(name, drift(Reference.of(then[name]), now[name])) for name in QUANTITIES if then[name]
    ]
    return DriftReport(moved, len(newest), len(now["probability"]), len(first))


def _shown(runs: Sequence[int]) -> dict[str, list[float]]:
    """Each quantity's values over the runs' first places."""
    rows = (
        Suggestion.objects.unscoped()
        .filter(run__in=runs, rank__lte=PLACES)
        .values_list("probability", "similarities")
    )
    found: dict[str, list[float]] = {name: [] for name in QUANTITIES}
    for probability, similarities in rows:
        found["probability"].append(probability)
        if len(similarities) == len(FEATURES):
            for name, value in zip(FEATURES, similarities, strict=True):
                found[name].append(value)
    return found

"""Learning from the grades people gave: fit on some needs, compare on the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.matching import Judged, RankingModel, fit
from zhiqiao.matching.evaluate import predict
from zhiqiao.matching.fit import Comparison, compare
from zhiqiao.matching.pairs import judged_pairs
from zhiqiao.matching.values import Judgement, Relevance
from zhiqiao.web.catalogue.engine import need_value, offer_value
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.matches import engine_room
from zhiqiao.web.matches.queries import Pair
from zhiqiao.web.matches.rates import newest_grades

PAIRS_MIN = 200
NEEDS_MIN = 20
HELD_BACK_EVERY = 3


class Outcome(StrEnum):
    """How a refit ended."""

    TOO_FEW = "too_few"
    KEPT = "kept"
    SERVED = "served"


@dataclass(frozen=True, slots=True)
class RefitResult:
    """What a refit did.

    Attributes:
        outcome: too few grades, the serving model kept, or the new one serves.
        pairs, needs: how many graded pairs of how many needs there are.
        held_back: how many of the needs were kept aside to compare on.
        serving: the name of the model that serves now.
        comparison: what the new model gains on the needs held back; None when not compared.
    """

    outcome: Outcome
    pairs: int
    needs: int
    held_back: int
    serving: str
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class Trial:
    """A model fitted on two thirds of the needs and how it compares on the last third."""

    model: RankingModel
    comparison: Comparison


GradeSource = Callable[[], Mapping[Pair, int]]

_SOURCES: list[GradeSource] = []


def further_grades(source: GradeSource) -> None:
    """Has the source asked for grades of pairs that nobody graded, as from an app above this."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def graded() -> list[Judgement]:
    """Every graded pair with its newest grade, ordered by need and offer.

    What a further source says of a pair counts only where nobody graded it.
    """
    found = {pair: relevance for source in _SOURCES for pair, relevance in source().items()}
    found |= newest_grades()
    return [
        Judgement(str(need), str(offer), Relevance(relevance))
        for (need, offer), relevance in sorted(found.items())
    ]


def split(judgements: list[Judgement]) -> tuple[list[Judgement], list[Judgement]]:
    """The pairs to learn from and those held back: every third need, never part of one."""
    needs = sorted({each.need_id for each in judgements}, key=int)
    aside = set(needs[HELD_BACK_EVERY - 1 :: HELD_BACK_EVERY])
    training = [each for each in judgements if each.need_id not in aside]
    return training, [each for each in judgements if each.need_id in aside]


def is_enough(judgements: list[Judgement]) -> bool:
    """Whether there are grades enough to learn from."""
    needs = {each.need_id for each in judgements}
    return len(judgements) >= PAIRS_MIN and len(needs) >= NEEDS_MIN


def try_out(judgements: list[Judgement], *, serving: RankingModel, name: str) -> Trial | None:
    """A new model measured against the serving one on needs it has not seen.

    None where the part to learn from is too small.
    """
    training, held_back = split(judgements)
    lens = replace(engine_room.lens(), scales=serving.scales)
    try:
        model = fit(_judged(training), lens=lens, name=name)
    except ZhiqiaoError as error:
        if error.code == ErrorCode.JUDGEMENTS_TOO_FEW:
            return None
        raise
    pairs = judged_pairs(_judged(held_back), lens=lens)
    ours, theirs = (predict(pairs, each) for each in (model, serving))
    return Trial(model, compare(pairs, ours, theirs))


def _judged(judgements: list[Judgement]) -> Judged:
    told = Need.objects.unscoped().filter(is_confidential=False)
    needs = told.in_bulk([int(each.need_id) for each in judgements])
    offers = Offer.objects.unscoped().in_bulk([int(each.offer_id) for each in judgements])
    return Judged(
        tuple(need_value(need) for need in needs.values()),
        tuple(offer_value(offer) for offer in offers.values()),
        tuple(judgements),
    )

"""Learning from the grades people gave: fit on some needs, compare on the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.matching import Judged, RankingModel
from zhiqiao.matching.evaluate import Predictions, predict
from zhiqiao.matching.fit import Comparison, compare, fitted
from zhiqiao.matching.pairs import JudgedPairs, judged_pairs
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
    OVERTAKEN = "overtaken"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class RefitResult:
    """What a refit did.

    Attributes:
        outcome: too few grades, the serving model kept, the new one serves, was overtaken by a
            person who changed the serving version meanwhile, or is a shadow.
        pairs, needs: how many graded pairs of how many needs there are.
        held_back: how many of the needs were kept aside to compare on.
        serving: the name of the model that serves now.
        shadow: the name of the model that ranks beside it from now on; "" where none was asked.
        comparison: what the new model gains on the needs held back; None when not compared.
    """

    outcome: Outcome
    pairs: int
    needs: int
    held_back: int
    serving: str
    comparison: Comparison | None
    shadow: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """A model fitted on two thirds of the needs and how it compares on the last third.

    Attributes:
        held_back: the judgements of that third, as they were compared.
    """

    model: RankingModel
    comparison: Comparison
    held_back: tuple[Judgement, ...]


GradeSource = Callable[[], Mapping[Pair, int]]

_SOURCES: list[GradeSource] = []


def further_grades(source: GradeSource) -> None:
    """Has the source asked for grades of pairs that nobody graded, as from an app above this."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def graded() -> list[Judgement]:
    """Every graded pair with its newest grade, ordered by need and offer.

    What a further source says of a pair counts only where nobody graded it. Confidential needs
    are left out: their words are opened for their own runs alone.
    """
    found = {pair: relevance for source in _SOURCES for pair, relevance in source().items()}
    found |= newest_grades()
    hidden = set(Need.objects.unscoped().filter(is_confidential=True).values_list("pk", flat=True))
    return [
        Judgement(str(need), str(offer), Relevance(relevance))
        for (need, offer), relevance in sorted(found.items())
        if need not in hidden
    ]


def is_held_back(need_id: int) -> bool:
    """Whether the need's grades are never learnt from: every third number.

    The same needs are held back from every fit, so two fitted models can be compared on needs
    that neither has seen.
    """
    return need_id % HELD_BACK_EVERY == 0


def split(judgements: list[Judgement]) -> tuple[list[Judgement], list[Judgement]]:
    """The pairs to learn from and those held back: every third need, never part of one."""
    aside = [each for each in judgements if is_held_back(int(each.need_id))]
    training = [each for each in judgements if not is_held_back(int(each.need_id))]
    return training, aside


def is_enough(judgements: list[Judgement]) -> bool:
    """Whether there are grades enough to learn from."""
    needs = {each.need_id for each in judgements}
    return len(judgements) >= PAIRS_MIN and len(needs) >= NEEDS_MIN


def try_out(judgements: list[Judgement], *, serving: RankingModel, name: str) -> Trial | None:
    """A new model measured against the serving one on needs it has not seen.

    None where the part to learn from is too small, or nothing was held back.
    """
    training, held_back = split(judgements)
    if not training or not held_back:
        return None
    lens = serving.through(engine_room.lens())
    pairs = judged_pairs(_judged(training), lens=lens)
    try:
        model = fitted(pairs, lens, name=name)
    except ZhiqiaoError as error:
        if error.code == ErrorCode.JUDGEMENTS_TOO_FEW:
            return None
        raise
    comparison = compared(held_back, model, serving)
    return Trial(model, comparison, tuple(held_back))


def compared(held_back: list[Judgement], ours: RankingModel, theirs: RankingModel) -> Comparison:
    """What `ours` gains over `theirs` on these judgements, of which there is at least one."""
    judged = _judged(held_back)
    pairs, said = _predicted(judged, ours)
    return compare(pairs, said, _predicted(judged, theirs)[1])


def _predicted(judged: Judged, model: RankingModel) -> tuple[JudgedPairs, Predictions]:
    """The pairs through the model's own scales and frame, and what it says of them."""
    pairs = judged_pairs(judged, lens=model.through(engine_room.lens()))
    return pairs, predict(pairs, model)


def _judged(judgements: list[Judgement]) -> Judged:
    told = Need.objects.unscoped().filter(is_confidential=False)
    needs = told.in_bulk([int(each.need_id) for each in judgements])
    offers = Offer.objects.unscoped().in_bulk([int(each.offer_id) for each in judgements])
    return Judged(
        tuple(need_value(need) for need in needs.values()),
        tuple(offer_value(offer) for offer in offers.values()),
        tuple(judgements),
    )

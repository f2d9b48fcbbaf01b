"""A model from the beginning: frame and scales learnt from texts alone, the fit, and the proof."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhiqiao.matching.evaluate import Evaluation
from zhiqiao.matching.fit import cross_validate, fitted
from zhiqiao.matching.framing import framed
from zhiqiao.matching.model import RankingModel
from zhiqiao.matching.pairs import Judged, Progress, judged_pairs
from zhiqiao.matching.remembering import Remembering
from zhiqiao.matching.scaling import fitted_scales
from zhiqiao.matching.similarity import Lens
from zhiqiao.matching.values import Offer


@dataclass(frozen=True)
class Trained:
    """A model fitted on all judgements, and how well its like ranks needs it has not seen."""

    model: RankingModel
    evaluation: Evaluation


def train(
    judged: Judged,
    *,
    lens: Lens,
    name: str,
    described: Sequence[Offer] = (),
    resamples: int = 1_000,
    progress: Progress | None = None,
) -> Trained:
    """The model that ships is made by this: frame, scales, fusion or trees, chances, threshold.

    The same texts and judgements give the same model. What trees gain over the fusion, need by
    need, stands in the model's provenance, whether they were taken or not.

    Args:
        judged: what people graded.
        lens: how to compare; its frame is learnt anew, and its scales where there are described
            offers.
        name: of the model.
        described: offers with texts, from which the scales are learnt; no grades are needed.
        resamples: of the bootstrap over needs behind the intervals.
        progress: told of the first pass over the pairs.

    Raises:
        MatchingError: as `fit.fit`.
    """
    lens = replace(lens, encoder=Remembering(lens.encoder))
    evaluation = cross_validate(judged, lens=lens, resamples=resamples, progress=progress)
    lens = framed(lens, judged)
    if described:
        lens = replace(lens, scales=fitted_scales(judged.needs, described, lens))
    model = fitted(judged_pairs(judged, lens=lens), lens, name=name)
    provenance = {**model.provenance, "cross_validated": evaluation.as_dict()}
    return Trained(replace(model, provenance=provenance), evaluation)

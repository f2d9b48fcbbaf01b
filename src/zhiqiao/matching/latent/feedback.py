"""What enterprises said of inferred needs, and how far each source is trusted since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhiqiao.matching.latent.values import InferredNeed, Source

PRIOR = 4.0
"""Each source starts as if it had been right and wrong so many times."""
ENTERPRISES_MIN = 5
"""Answers of fewer enterprises are not listened to by others: of one or two alone, what moved in
the shares would tell what they answered."""


class Answer(StrEnum):
    """What the enterprise did with an inferred need."""

    CONFIRMED = "confirmed"
    EDITED = "edited"
    REJECTED = "rejected"


RIGHT = {Answer.CONFIRMED: 1.0, Answer.EDITED: 0.5, Answer.REJECTED: 0.0}
"""An edited draft was near but not right."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One answer, with what spoke for the need when it was shown.

    Args:
        shares: how much each source spoke for it; adds up to 1 (`InferredNeed.shares`).
    """

    profile_id: str
    fact_id: str
    answer: Answer
    shares: Mapping[Source, float]


def answered(need: InferredNeed, *, profile_id: str, answer: Answer) -> Feedback:
    """The record of an answer to a need that was shown."""
    return Feedback(profile_id, need.fact_id, answer, dict(need.shares))


def of_enough(feedback: Sequence[Feedback]) -> Sequence[Feedback]:
    """The answers, where `ENTERPRISES_MIN` enterprises gave them; none where fewer did."""
    enterprises = {each.profile_id for each in feedback}
    return feedback if len(enterprises) >= ENTERPRISES_MIN else ()


def trust(feedback: Sequence[Feedback]) -> dict[Source, float]:
    """How far each source is to be trusted: 1 before any answer, above 0 and below 2.

    Twice the posterior mean of a Beta(`PRIOR`, `PRIOR`) count to which every answer adds its
    share of right and of wrong. The order of the answers is nothing.
    """
    right = dict.fromkeys(Source, PRIOR)
    seen = dict.fromkeys(Source, 2 * PRIOR)
    for each in sorted(feedback, key=lambda one: (one.profile_id, one.fact_id, one.answer)):
        for source, share in each.shares.items():
            right[source] += share * RIGHT[each.answer]
            seen[source] += share
    return {source: 2 * right[source] / seen[source] for source in Source}

"""Matches found only through a path, apart from those that words and meaning find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhiqiao.associations.paths import Path
from zhiqiao.matching.values import Match

TECHNOLOGY_MAX = 0.5
"""Above this sub-score words and meaning speak for the match already: 0.5 is the middling one of
the graded pairs."""
SCORE_MIN = 0.12
"""A weaker best path is no finding: of a need and any offer one pair in a hundred reaches it."""


@dataclass(frozen=True, slots=True)
class Split:
    """A ranked list in two.

    Args:
        direct: in their order.
        latent: 潜在关联, the strongest path first, ties by rank.
    """

    direct: tuple[Match, ...]
    latent: tuple[Match, ...]


def split(
    matches: Sequence[Match],
    paths: Mapping[str, Sequence[Path]],
    *,
    technology_max: float = TECHNOLOGY_MAX,
    score_min: float = SCORE_MIN,
) -> Split:
    """The matches, those found only through a path apart.

    Args:
        matches: of one need, best first.
        paths: from offer id to the paths of the pair, strongest first; none for most.
        technology_max: a latent match has at most this sub-score of technology.
        score_min: and a path of at least this score.
    """

    def best(match: Match) -> float:
        return max((path.score for path in paths.get(match.offer_id, ())), default=0.0)

    latent = [
        match
        for match in matches
        if match.sub_scores.technology <= technology_max and best(match) >= score_min
    ]
    apart = {match.offer_id for match in latent}
    latent.sort(key=lambda match: (-best(match), match.rank, match.offer_id))
    return Split(tuple(match for match in matches if match.offer_id not in apart), tuple(latent))

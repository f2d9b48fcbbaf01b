"""Which enterprises are looked at, where there are too many to look at all."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from zhiqiao.matching.latent.values import Fact, Profile
from zhiqiao.matching.protocols import Encoder

FACTS_MAX = 3_000
"""All facts are compared with all: 3,000 take some 400 MiB and a few seconds."""
TITLE_CHARACTERS = 200


def nearest(
    profile: Profile, others: Sequence[Profile], *, encoder: Encoder, facts_max: int = FACTS_MAX
) -> list[Profile]:
    """All others, or where they hold over `facts_max` facts those with the closest fact.

    Closeness is the best dot product of two titles. Enterprises of the same industry come first
    where the profile has no facts. Ties go to the lower id. Of the last enterprise, where it has
    more facts than there is room for, the closest are kept.
    """
    room = facts_max - len(profile.facts)
    if sum(len(each.facts) for each in others) <= room:
        return list(others)
    ordered = [
        replace(each, facts=tuple(sorted(each.facts, key=lambda fact: fact.id)))
        for each in sorted(others, key=lambda each: each.id)
    ]
    closeness = _closeness(profile, ordered, encoder)
    best = np.array([part.max(initial=-1.0) for part in closeness])
    chosen = []
    for at in np.argsort(-best, kind="stable").tolist():
        if room <= 0:
            break
        facts = ordered[at].facts
        kept = np.sort(np.argsort(-closeness[at], kind="stable")[:room])
        room -= len(kept)
        chosen.append(replace(ordered[at], facts=tuple(facts[row] for row in kept.tolist())))
    return chosen


def _closeness(
    profile: Profile, others: Sequence[Profile], encoder: Encoder
) -> list[npt.NDArray[np.float64]]:
    """Of each fact of each other enterprise."""
    if not profile.facts:
        return [
            np.full(len(each.facts), float(_is_same(profile.division, each.division)))
            for each in others
        ]
    own = encoder.encode_passages([near_text(fact) for fact in profile.facts])
    titles = [near_text(fact) for each in others for fact in each.facts]
    best = np.max(encoder.encode_passages(titles) @ own.T, axis=1).astype(np.float64)
    ends = np.cumsum([len(each.facts) for each in others])
    return np.split(best, ends[:-1])


def near_text(fact: Fact) -> str:
    """What closeness looks at."""
    return fact.title[:TITLE_CHARACTERS]


def _is_same(division: str, other: str) -> bool:
    return bool(division) and division == other

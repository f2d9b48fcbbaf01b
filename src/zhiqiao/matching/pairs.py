"""Judged pairs as arrays: what evaluation and fitting look at."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from zhiqiao.common import ErrorCode
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.similarity import Lens, of_offers
from zhiqiao.matching.text import passage_text
from zhiqiao.matching.values import Judgement, Need, Offer

T = TypeVar("T", Need, Offer)
Progress = Callable[[int, int], None]
"""Called with how many needs are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Needs and offers with people's grades of some of their pairs."""

    needs: Sequence[Need]
    offers: Sequence[Offer]
    judgements: Sequence[Judgement]


@dataclass(frozen=True)
class JudgedPairs:
    """Judged pairs, those of one need next to each other, offers in id order within.

    Args:
        need: shape (n_pairs,), number of the pair's need, 0 … needs - 1, ascending.
        grades: shape (n_pairs,), 1 to 4.
        similarities: shape (n_pairs, len(FEATURES)).
    """

    need: npt.NDArray[np.intp]
    grades: npt.NDArray[np.int64]
    similarities: npt.NDArray[np.float32]

    @property
    def needs(self) -> int:
        """How many needs have judgements."""
        return int(self.need[-1]) + 1 if len(self.need) else 0

    @property
    def group_sizes(self) -> npt.NDArray[np.int64]:
        """How many pairs each need has."""
        return np.bincount(self.need, minlength=self.needs)

    def of(self, chosen: npt.NDArray[np.bool_]) -> "JudgedPairs":
        """The pairs of the chosen needs (shape (needs,)), renumbered from 0."""
        kept = chosen[self.need]
        number = np.cumsum(chosen) - 1
        return JudgedPairs(number[self.need[kept]], self.grades[kept], self.similarities[kept])


def judged_pairs(judged: Judged, *, lens: Lens, progress: Progress | None = None) -> JudgedPairs:
    """The judged pairs with their similarities.

    Raises:
        MatchingError: ID_TWICE, ID_UNKNOWN where the three lists do not belong together;
            JUDGEMENTS_TOO_FEW where there are none.
    """
    need_of = _by_id(judged.needs, what="需求 (needs)")
    offer_of = _by_id(judged.offers, what="成果 (offers)")
    graded = _graded(judged.judgements, need_of, offer_of)
    if not graded:
        raise MatchingError(ErrorCode.JUDGEMENTS_TOO_FEW, found=0, required=1)
    used = sorted({offer_id for _, offer_id in graded})
    row_of = {offer_id: row for row, offer_id in enumerate(used)}
    vectors = lens.encoder.encode_passages([passage_text(offer_of[each]) for each in used])
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for need_id, offer_id in sorted(graded):
        groups[need_id].append(offer_id)
    similarities = []
    for done, (need_id, offer_ids) in enumerate(groups.items(), 1):
        known = vectors[[row_of[each] for each in offer_ids]]
        pool = [offer_of[each] for each in offer_ids]
        similarities.append(of_offers(need_of[need_id], pool, lens, vectors=known))
        if progress:
            progress(done, len(groups))
    sizes = [len(group) for group in groups.values()]
    grades = [graded[need_id, each] for need_id, group in groups.items() for each in group]
    return JudgedPairs(
        np.repeat(np.arange(len(sizes)), sizes), np.array(grades), np.concatenate(similarities)
    )


def _graded(
    judgements: Sequence[Judgement], need_of: Mapping[str, Need], offer_of: Mapping[str, Offer]
) -> dict[tuple[str, str], int]:
    """The grade of each pair; where one is graded more than once, the last grade counts."""
    for judgement in judgements:
        if judgement.need_id not in need_of:
            raise MatchingError(ErrorCode.ID_UNKNOWN, what="需求 (need)", id=judgement.need_id)
        if judgement.offer_id not in offer_of:
            raise MatchingError(ErrorCode.ID_UNKNOWN, what="成果 (offer)", id=judgement.offer_id)
    return {(each.need_id, each.offer_id): int(each.relevance) for each in judgements}


def _by_id(items: Sequence[T], *, what: str) -> dict[str, T]:
    found: dict[str, T] = {}
    for item in items:
        if item.id in found:
            raise MatchingError(ErrorCode.ID_TWICE, id=item.id, what=what)
        found[item.id] = item
    return found

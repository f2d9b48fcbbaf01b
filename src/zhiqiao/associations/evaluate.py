"""How faithful paths are, and whether they tell useful pairs from others."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from zhiqiao.associations.graph import Graph
from zhiqiao.associations.paths import Path, Starting
from zhiqiao.associations.values import Document, Quote
from zhiqiao.matching import Judged
from zhiqiao.matching.metrics import bootstrap
from zhiqiao.matching.pairs import Progress
from zhiqiao.matching.text import fold, whole
from zhiqiao.matching.values import Need, Offer

SHARED_MAX = 0.35
"""Pairs share few words when less of the offer's character pairs stand in the need."""
RELEVANT, UNRELATED = 3, 1

Floats = npt.NDArray[np.float64]


@dataclass
class Faithfulness:
    """Counts over paths: are hops verbatim, and does the score fall with each hop's evidence?

    Args:
        paths: how many were looked at.
        hops: how many hops they have.
        verbatim: hops of which every quote stands in its document, letter by letter.
        fallen_hops: hops whose quotes, taken away, lower the path's score.
        fallen: paths whose score falls whichever of the hops loses its quotes.
        fallen_one: paths whose score falls whichever single quote is taken away.
    """

    paths: int = 0
    hops: int = 0
    verbatim: int = 0
    fallen_hops: int = 0
    fallen: int = 0
    fallen_one: int = 0

    def add(self, path: Path, texts: Mapping[tuple[str, str], Need | Offer | Document]) -> None:
        """Counts a path.

        Args:
            path: the path.
            texts: by source and id, what its quotes are from.
        """
        falls = [
            _score(path.without([each.quote for each in hop.evidence])) < path.score
            for hop in path.hops
        ]
        self.paths += 1
        self.hops += len(path.hops)
        self.verbatim += sum(
            all(is_verbatim(each.quote, texts) for each in hop.evidence) for hop in path.hops
        )
        self.fallen_hops += sum(falls)
        self.fallen += all(falls)
        self.fallen_one += all(_score(path.without([one])) < path.score for one in path.quotes)

    def shares(self) -> dict[str, float]:
        """As shares of hops and of paths; nan without any."""
        return {
            "hops_verbatim_share": _share(self.verbatim, self.hops),
            "hops_falling_share": _share(self.fallen_hops, self.hops),
            "paths_falling_share": _share(self.fallen, self.paths),
            "paths_falling_with_any_quote_share": _share(self.fallen_one, self.paths),
        }


@dataclass(frozen=True)
class Usefulness:
    """Whether paths tell pairs of grade 3 and 4 from pairs of grade 1.

    Args:
        figures: `auc` over pairs that share few words, `auc_all` over all, and the shares of
            pairs with a path; nan where the judgements cannot tell.
        intervals: 95 % bootstrap intervals over needs.
        pairs: how many pairs of either grade share few words.
        faithfulness: of all paths found on the way.
    """

    figures: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    pairs: tuple[int, int]
    faithfulness: Faithfulness = field(default_factory=Faithfulness)


def usefulness(
    judged: Judged,
    graph: Graph,
    documents: Sequence[Document],
    *,
    resamples: int = 1_000,
    progress: Progress | None = None,
) -> Usefulness:
    """Measures paths on judged pairs. Nothing is learnt from the judgements.

    Args:
        judged: needs, offers and grades.
        graph: built from `documents`.
        documents: to check quotes against.
        resamples: of the bootstrap.
        progress: told how many pairs of how many are done.
    """
    needs = {need.id: need for need in judged.needs}
    offers = {offer.id: offer for offer in judged.offers}
    texts = sources(judged.needs, judged.offers, documents)
    grades = {(each.need_id, each.offer_id): int(each.relevance) for each in judged.judgements}
    pairs = sorted(pair for pair in grades if pair[0] in needs and pair[1] in offers)
    faithful = Faithfulness()
    scores = np.zeros(len(pairs))
    starting: Starting | None = None
    before = ""
    for at, (need_id, offer_id) in enumerate(pairs):
        if starting is None or need_id != before:
            starting, before = Starting(needs[need_id], graph), need_id
        paths = starting.to(offers[offer_id])
        scores[at] = paths[0].score if paths else 0.0
        for path in paths:
            faithful.add(path, texts)
        if progress:
            progress(at + 1, len(pairs))
    shared = np.array([shared_share(needs[need], offers[offer]) for need, offer in pairs])
    return _measured(
        _Pairs(
            need=np.unique([need for need, _ in pairs], return_inverse=True)[1],
            grade=np.array([grades[pair] for pair in pairs]),
            score=scores,
            few=shared < SHARED_MAX,
        ),
        faithful,
        resamples,
    )


def sources(
    needs: Sequence[Need], offers: Sequence[Offer], documents: Sequence[Document]
) -> dict[tuple[str, str], Need | Offer | Document]:
    """What quotes are from, by their source and document."""
    return {
        **{("need", need.id): need for need in needs},
        **{("offer", offer.id): offer for offer in offers},
        **{("corpus", document.id): document for document in documents},
    }


def is_verbatim(quote: Quote, texts: Mapping[tuple[str, str], Need | Offer | Document]) -> bool:
    """Whether the quote stands in its document, letter by letter, where it says."""
    text = getattr(texts[quote.source, quote.document], quote.part)
    return bool(quote.text) and text[quote.start : quote.end] == quote.text


def shared_share(need: Need, offer: Offer) -> float:
    """Share of the character pairs of the offer's title that stand in the need, 0 to 1."""
    mine, theirs = _pairs(whole(need)), _pairs(fold(offer.title))
    return len(mine & theirs) / max(1, len(theirs))


@dataclass(frozen=True)
class _Pairs:
    need: npt.NDArray[np.intp]
    grade: npt.NDArray[np.int64]
    score: Floats
    few: npt.NDArray[np.bool_]


def _measured(pairs: _Pairs, faithful: Faithfulness, resamples: int) -> Usefulness:
    needs = int(pairs.need.max(initial=-1)) + 1
    members = [np.flatnonzero(pairs.need == number) for number in range(needs)]

    def measure(drawn: npt.NDArray[np.intp]) -> dict[str, float]:
        rows = np.concatenate([np.zeros(0, np.intp), *(members[number] for number in drawn)])
        grade, score, few = pairs.grade[rows], pairs.score[rows], pairs.few[rows]
        return {
            "auc": auc(score[few & (grade >= RELEVANT)], score[few & (grade == UNRELATED)]),
            "auc_all": auc(score[grade >= RELEVANT], score[grade == UNRELATED]),
            "relevant_with_path": _mean(score[few & (grade >= RELEVANT)] > 0),
            "unrelated_with_path": _mean(score[few & (grade == UNRELATED)] > 0),
        }

    figures = measure(np.arange(needs))
    counts = [
        int((pairs.few & wanted).sum())
        for wanted in (pairs.grade >= RELEVANT, pairs.grade == UNRELATED)
    ]
    intervals = bootstrap(needs, measure, resamples=resamples if needs else 0, seed=0)
    intervals = intervals or dict.fromkeys(figures, (math.nan, math.nan))
    return Usefulness(figures, intervals, (counts[0], counts[1]), faithful)


def auc(hits: npt.ArrayLike, misses: npt.ArrayLike) -> float:
    """Chance that a hit scores above a miss, ties half; nan without both."""
    above, ordered = np.asarray(hits, np.float64), np.sort(np.asarray(misses, np.float64))
    if not len(above) or not len(ordered):
        return math.nan
    below = np.searchsorted(ordered, above, "left") + np.searchsorted(ordered, above, "right")
    return float(below.mean() / 2 / len(ordered))


def _mean(values: npt.NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else math.nan


def _share(part: int, whole_: int) -> float:
    return part / whole_ if whole_ else math.nan


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _score(path: Path | None) -> float:
    return path.score if path else 0.0

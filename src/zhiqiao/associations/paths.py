"""Paths from a need to an offer through concepts, every hop with its quotes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from zhiqiao.associations import strength
from zhiqiao.associations.graph import Edge, Graph
from zhiqiao.associations.mentions import every
from zhiqiao.associations.tokens import sentences
from zhiqiao.associations.values import Evidence, Quote, Relation, Source
from zhiqiao.matching.values import Need, Offer, Part

PATHS_MAX = 3
RELATIONS_MAX = 2
"""Hops between concepts; with the two mentions a path has at most four hops."""
DAMPING = 0.8
"""Of the score for every hop beyond the third: a longer way is less likely to hold."""
MENTIONED: Mapping[Part, float] = {"title": 0.8, "text": 0.5}
"""How surely a text whose title or text mentions a concept is about it."""
CONCEPTS_MAX = 60
"""Concepts of one text that are looked at, the strongest."""


@dataclass(frozen=True)
class Mentioned:
    """A concept that a need or an offer mentions.

    Args:
        concept: its key.
        evidence: every place where it is mentioned, in order.
        documents: in how many documents of the corpus the concept stands.
        corpus: how many documents there are.
    """

    concept: str
    evidence: tuple[Evidence, ...]
    documents: int
    corpus: int

    @cached_property
    def strength(self) -> float:
        """0 to 1 (`strength.mentioned`)."""
        return strength.mentioned(
            (each.weight for each in self.evidence), self.documents, self.corpus
        )

    def without(self, quotes: Collection[Quote]) -> "Mentioned | None":
        """The mention as it would be had the quoted passages not been written; None: no mention."""
        left = tuple(
            each for each in self.evidence if not any(each.quote.overlaps(one) for one in quotes)
        )
        return replace(self, evidence=left) if left else None


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path.

    Args:
        start: label of the concept it leaves; "" where that is the need.
        end: label of the concept it reaches; "" where that is the offer.
        support: what it rests on.
        is_backward: the relation reads from `end` to `start`.
    """

    start: str
    end: str
    support: Mentioned | Edge
    is_backward: bool = False

    @property
    def relation(self) -> Relation | None:
        """The relation of two concepts; None: the need or the offer mentions the concept."""
        return self.support.relation if isinstance(self.support, Edge) else None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The quotes, the most telling first."""
        return self.support.evidence

    @property
    def strength(self) -> float:
        """0 to 1."""
        return self.support.strength


@dataclass(frozen=True)
class Path:
    """A way from a need to an offer."""

    need_id: str
    offer_id: str
    hops: tuple[Hop, ...]

    @cached_property
    def score(self) -> float:
        """0 to 1: the product of the hops' strengths, times `DAMPING` for each beyond the third."""
        found = DAMPING ** max(0, len(self.hops) - 3)
        for hop in self.hops:
            found *= hop.strength
        return found

    @property
    def concepts(self) -> tuple[str, ...]:
        """The labels of its concepts in order."""
        return tuple(hop.end for hop in self.hops[:-1])

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """All quotes of all hops."""
        return tuple(each.quote for hop in self.hops for each in hop.evidence)

    def without(self, quotes: Collection[Quote]) -> "Path | None":
        """The path as it would be had the quoted passages not been written; None: no path.

        Every strength is worked out anew from the evidence that is left.
        """
        hops = []
        for hop in self.hops:
            support = hop.support.without(quotes)
            if support is None:
                return None
            hops.append(replace(hop, support=support))
        return replace(self, hops=tuple(hops))


def associate(need: Need, offer: Offer, graph: Graph) -> tuple[Path, ...]:
    """Up to `PATHS_MAX` paths from the need to the offer, the strongest first.

    A path leaves the need by a concept it mentions, goes over one or two relations and reaches
    a concept that the offer mentions. Concepts that both mention are no part of any path: what
    they share needs no association. No two paths have both the first and the last concept in
    common. Ties go to the shorter path, then by the keys of its concepts.
    """
    return Starting(need, graph).to(offer)


class Starting:
    """A need ready to be associated with many offers.

    Args:
        need: the need.
        graph: the concept graph.
    """

    def __init__(self, need: Need, graph: Graph) -> None:
        self._need = need
        self._graph = graph
        self._mentioned = mentioned(need, graph)

    def to(self, offer: Offer, there: Mapping[str, "Mentioned"] | None = None) -> tuple[Path, ...]:
        """As `associate`.

        Args:
            offer: the offer.
            there: its concepts (`mentioned`), where they are known.
        """
        if there is None:
            there = mentioned(offer, self._graph)
        shared = self._mentioned.keys() & there.keys()
        starts = {key: held for key, held in self._mentioned.items() if key not in shared}
        ends = {key: held for key, held in there.items() if key not in shared}
        routes = chain(self._direct(starts, ends), self._through(starts, ends, shared))
        ranked = sorted(routes, key=lambda route: (-route[0], len(route[1]), route[1]))
        paths, taken = [], set[tuple[str, str]]()
        for _, keys in ranked:
            if (keys[0], keys[-1]) not in taken:
                taken.add((keys[0], keys[-1]))
                paths.append(self._path(offer, keys, starts[keys[0]], ends[keys[-1]]))
            if len(paths) == PATHS_MAX:
                break
        return tuple(paths)

    def _direct(
        self, starts: Mapping[str, Mentioned], ends: Mapping[str, Mentioned]
    ) -> Iterator[tuple[float, tuple[str, ...]]]:
        nearest = self._graph.nearest
        for first, held in starts.items():
            beside = nearest.get(first, {})
            for last in beside.keys() & ends.keys():
                if not _is_nested(first, last):
                    yield held.strength * beside[last][0] * ends[last].strength, (first, last)

    def _through(
        self,
        starts: Mapping[str, Mentioned],
        ends: Mapping[str, Mentioned],
        shared: Collection[str],
    ) -> Iterator[tuple[float, tuple[str, ...]]]:
        nearest = self._graph.nearest
        for last, reached in ends.items():
            back = nearest.get(last, {})
            for first, left in starts.items():
                ahead = nearest.get(first, {})
                if not ahead or not back or _is_nested(first, last):
                    continue
                for middle in ahead.keys() & back.keys():
                    if middle in starts or middle in ends or middle in shared:
                        continue
                    product = left.strength * ahead[middle][0] * back[middle][0]
                    yield product * reached.strength * DAMPING, (first, middle, last)

    def _path(self, offer: Offer, keys: tuple[str, ...], start: Mentioned, end: Mentioned) -> Path:
        labels = [self._graph.concepts[key].label for key in keys]
        hops = [Hop("", labels[0], start)]
        for at in range(len(keys) - 1):
            edge = self._graph.nearest[keys[at]][keys[at + 1]][1]
            backward = edge.relation.is_directed and edge.a != keys[at]
            hops.append(Hop(labels[at], labels[at + 1], edge, backward))
        hops.append(Hop(labels[-1], "", end))
        return Path(self._need.id, offer.id, tuple(hops))


def mentioned(item: Need | Offer, graph: Graph) -> dict[str, Mentioned]:
    """The concepts that a need or an offer mentions, the strongest `CONCEPTS_MAX`, by key."""
    source: Source = "need" if isinstance(item, Need) else "offer"
    found: dict[str, list[Evidence]] = {}
    for part, weight in MENTIONED.items():
        text = getattr(item, part)
        for sentence in sentences(text):
            for key, start, end in every(sentence, graph.concepts):
                quote = Quote(source, item.id, part, start, end, text[start:end])
                found.setdefault(key, []).append(Evidence(quote, weight))
    held = [
        Mentioned(key, tuple(evidence), graph.concepts[key].documents, graph.documents)
        for key, evidence in found.items()
    ]
    held.sort(key=lambda each: (-each.strength, each.concept))
    return {each.concept: each for each in held[:CONCEPTS_MAX]}


def _is_nested(first: str, last: str) -> bool:
    return first in last or last in first

"""The concept graph: concepts, edges, and for every edge the quotes it rests on."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from zhiqiao.associations import strength
from zhiqiao.associations.values import Concept, Evidence, Quote, Relation


@dataclass(frozen=True, slots=True)
class Edge:
    """`a` relation `b`, by the keys of the concepts.

    Args:
        evidence: the quotes, the most telling first, one a document.
        together: of `Relation.RELATED`, in how many documents both stand in one sentence.
        apart: of `Relation.RELATED` and `ALIKE`, in how many documents each stands.
        documents: how many documents the graph was built from.
        likeness: of `Relation.ALIKE`, likeness of meaning, 0 to 1.
    """

    a: str
    b: str
    relation: Relation
    evidence: tuple[Evidence, ...]
    together: int = 0
    apart: tuple[int, int] = (0, 0)
    documents: int = 0
    likeness: float = 0.0

    @property
    def strength(self) -> float:
        """0 to 1, from the evidence (`strength.stated`, `related` or `alike`)."""
        if self.relation is Relation.RELATED:
            return strength.related(self.together, *self.apart, self.documents)
        if self.relation is Relation.ALIKE:
            return strength.alike(self.likeness, *self.apart)
        return strength.stated(each.weight for each in self.evidence)

    def other(self, key: str) -> str:
        """The concept at the other end."""
        return self.b if key == self.a else self.a

    def without(self, quotes: Collection[Quote]) -> "Edge | None":
        """The edge as it would be had the quoted passages not been written; None: no edge.

        A passage that both concepts shared no longer counts for either of them.
        """
        left = tuple(
            each for each in self.evidence if not any(each.quote.overlaps(one) for one in quotes)
        )
        if len(left) == len(self.evidence):
            return self
        edge = self._with(left)
        return edge if left and edge.strength > 0 else None

    def _with(self, left: tuple[Evidence, ...]) -> "Edge":
        """The edge resting on the evidence that is left, its counts lowered by what is gone."""
        gone = [each for each in self.evidence if each not in left]
        first, second = self.apart
        if self.relation is Relation.ALIKE:
            first -= sum(each.concept == self.a for each in gone)
            second -= sum(each.concept == self.b for each in gone)
            shown = {each.concept for each in left}
            likeness = self.likeness if {self.a, self.b} <= shown else 0.0
            return replace(self, evidence=left, apart=(first, second), likeness=likeness)
        if self.relation is Relation.RELATED:
            count = len(gone)
            return replace(
                self,
                evidence=left,
                together=self.together - count,
                apart=(first - count, second - count),
                documents=self.documents - count,
            )
        return replace(self, evidence=left)


@dataclass(frozen=True)
class Graph:
    """Concepts and what is known of how they stand to each other.

    Args:
        concepts: by key, in the order of their keys.
        edges: in the order of a, b and relation.
        documents: how many documents it was built from.
    """

    concepts: dict[str, Concept]
    edges: tuple[Edge, ...]
    documents: int

    @cached_property
    def around(self) -> dict[str, tuple[Edge, ...]]:
        """The edges of every concept that has any, strongest first, ties by their ends."""
        found: dict[str, list[tuple[float, Edge]]] = defaultdict(list)
        for edge in self.edges:
            weighed = (edge.strength, edge)
            found[edge.a].append(weighed)
            found[edge.b].append(weighed)
        return {
            key: tuple(edge for _, edge in sorted(edges, key=_strongest_first))
            for key, edges in found.items()
        }

    @cached_property
    def nearest(self) -> dict[str, dict[str, tuple[float, Edge]]]:
        """For every concept its neighbours, each with the strongest edge that leads there."""
        found: dict[str, dict[str, tuple[float, Edge]]] = {}
        for key, edges in self.around.items():
            beside: dict[str, tuple[float, Edge]] = {}
            for edge in edges:
                beside.setdefault(edge.other(key), (edge.strength, edge))
            found[key] = beside
        return found

    def without(self, quotes: Iterable[Quote]) -> "Graph":
        """The graph as it would be had the quoted passages not been written."""
        gone = list(quotes)
        kept = (edge.without(gone) for edge in self.edges)
        return replace(self, edges=tuple(edge for edge in kept if edge is not None))


def _strongest_first(weighed: tuple[float, Edge]) -> tuple[float, str, str, str]:
    value, edge = weighed
    return -value, edge.a, edge.b, edge.relation.value

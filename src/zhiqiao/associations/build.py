"""Building the concept graph from documents."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from zhiqiao.associations import strength
from zhiqiao.associations.errors import AssociationError
from zhiqiao.associations.focus import focused
from zhiqiao.associations.graph import Edge, Graph
from zhiqiao.associations.neighbours import alike
from zhiqiao.associations.reading import PARTS, RELATIONS, Observations, Rows, as_rows, places, read
from zhiqiao.associations.settings import DEFAULT, Settings
from zhiqiao.associations.terms import mine
from zhiqiao.associations.values import Concept, Document, Evidence, Quote, Relation
from zhiqiao.common import ErrorCode
from zhiqiao.matching.protocols import Encoder

CORPUS_MIN = 100
"""In fewer documents nobody can tell which terms are everybody's."""
SURPRISE_MIN = 10.83
"""Chi-squared, one degree of freedom, one in a thousand."""
A, B, RELATION, WEIGHT, DOCUMENT, PART, START, END = range(8)
_RELATED = RELATIONS.index(Relation.RELATED)

Ints = npt.NDArray[np.intp]


def build(
    documents: Iterable[Document],
    *,
    encoder: Encoder | None = None,
    settings: Settings = DEFAULT,
) -> Graph:
    """The concept graph of the documents. Their order does not matter; what is twice counts once.

    Args:
        documents: read into memory; about 2 kB of working memory for each.
        encoder: for `Relation.ALIKE`, and to leave out words of every field; without one there
            are no such edges and such words stay.
        settings: bounds.

    Raises:
        AssociationError: DOCUMENTS_DIFFER when two documents of one id differ.
    """
    corpus = sorted(set(documents), key=lambda document: document.id)
    _refuse_different(corpus)
    terms = mine(corpus, documents_min=settings.least(len(corpus)), terms_max=settings.concepts_max)
    keys = sorted(term.key for term in terms)
    if encoder is not None and len(corpus) >= CORPUS_MIN:
        keys = _of_fields(keys, corpus, encoder)
    seen = read(corpus, {key: number for number, key in enumerate(keys)})
    shown = as_rows(seen.shown)
    spread = np.bincount(shown[:, A], minlength=len(keys))
    concepts = _concepts(keys, spread, seen)
    edges = _Edges(corpus, concepts, settings)
    found = [*edges.stated(as_rows(seen.rows)), *edges.related(as_rows(seen.rows), spread)]
    if encoder is not None:
        found += edges.alike(shown, encoder)
    found.sort(key=lambda edge: (edge.a, edge.b, edge.relation))
    return Graph({concept.key: concept for concept in concepts}, tuple(found), len(corpus))


def _of_fields(keys: Sequence[str], corpus: Sequence[Document], encoder: Encoder) -> list[str]:
    """The terms without those of every field and those that stand only inside longer ones."""
    terms, where = places(corpus, {key: number for number, key in enumerate(keys)})
    kept = focused(terms, where, corpus, encoder)
    return [key for key, is_kept in zip(keys, kept, strict=False) if is_kept]


def _refuse_different(corpus: Sequence[Document]) -> None:
    for before, after in pairwise(corpus):
        if before.id == after.id:
            raise AssociationError(ErrorCode.DOCUMENTS_DIFFER, id=after.id)


def _concepts(keys: Sequence[str], spread: Ints, seen: Observations) -> list[Concept]:
    """The concepts, labelled as most documents write them, ties by the text."""
    best: dict[int, tuple[int, str]] = {}
    for (number, surface), count in seen.surfaces.items():
        label = " ".join(surface.split())
        held = best.get(number)
        if held is None or (-count, label) < (-held[0], held[1]):
            best[number] = (count, label)
    return [
        Concept(key, best[number][1] if number in best else key, int(spread[number]))
        for number, key in enumerate(keys)
    ]


class _Edges:
    """Makes edges from rows of observations."""

    def __init__(
        self, corpus: Sequence[Document], concepts: Sequence[Concept], settings: Settings
    ) -> None:
        self._corpus = corpus
        self._concepts = concepts
        self._settings = settings

    def stated(self, rows: Rows) -> list[Edge]:
        """Edges that wordings state; of each kind the strongest of every concept."""
        rows = rows[rows[:, RELATION] != _RELATED]
        weighed = [
            (strength.stated((group[: self._settings.quotes_max, WEIGHT] / 1000).tolist()), group)
            for group in _groups(rows)
        ]
        return [self._edge(group) for group in _strongest(weighed, self._settings.stated_max)]

    def related(self, rows: Rows, spread: Ints) -> list[Edge]:
        """Edges between concepts that share sentences more than by chance.

        Pairs are counted and chosen as numbers; only of the chosen ones are there any quotes.
        """
        rows = _frequent(rows[rows[:, RELATION] == _RELATED], self._settings.together_min)
        ends, together = _together(rows)
        weighed = [
            self._weight(int(count), int(spread[a]), int(spread[b]))
            for (a, b), count in zip(ends.tolist(), together.tolist(), strict=True)
        ]
        places = np.column_stack([ends, np.full(len(ends), _RELATED)])
        values = np.array(weighed, np.float64)
        strong = np.flatnonzero(values >= self._settings.related_min)
        kept = _among_strongest(places[strong], values[strong], self._settings.related_max)
        chosen = np.isin(_pairs(rows), _pairs(places[strong[kept]]))
        edges = []
        for group in _groups(rows[chosen]):
            together_, first, second, every = self._counts(group, spread)
            counted = replace(self._edge(group), together=together_, documents=every)
            edges.append(replace(counted, apart=(first, second)))
        return edges

    def _weight(self, together: int, first: int, second: int) -> float:
        """The strength of a pair; 0 where chance would do as much."""
        counts = (together, first, second, len(self._corpus))
        if together < self._settings.together_min or strength.surprise(*counts) < SURPRISE_MIN:
            return 0.0
        return strength.related(*counts)

    def _counts(self, group: Rows, spread: Ints) -> tuple[int, int, int, int]:
        """In how many documents both stand, the first, the second, and how many there are."""
        a, b = group[0, A], group[0, B]
        return len(group), int(spread[a]), int(spread[b]), len(self._corpus)

    def alike(self, shown: Rows, encoder: Encoder) -> list[Edge]:
        """Edges between concepts close in meaning, with quotes of both in use."""
        quotes = {int(group[0, A]): self._evidence(group) for group in _groups(shown)}
        places = sorted(quotes)
        labels = [self._concepts[at].label for at in places]
        edges = []
        for a, b, likeness in alike(labels, encoder, each_max=self._settings.alike_max):
            ends = (places[a], places[b])
            evidence = tuple(
                replace(each, concept=self._concepts[end].key)
                for end in ends
                for each in quotes[end][: self._settings.quotes_max // 2]
            )
            first, second = (self._concepts[end].key for end in ends)
            apart = (self._concepts[ends[0]].documents, self._concepts[ends[1]].documents)
            edge = Edge(first, second, Relation.ALIKE, evidence, apart=apart, likeness=likeness)
            if edge.strength >= self._settings.alike_min:
                edges.append(edge)
        return edges

    def _edge(self, group: Rows) -> Edge:
        a, b = (self._concepts[int(group[0, column])].key for column in (A, B))
        return Edge(a, b, RELATIONS[int(group[0, RELATION])], self._evidence(group))

    def _evidence(self, group: Rows) -> tuple[Evidence, ...]:
        return tuple(map(self._quoted, group[: self._settings.quotes_max].tolist()))

    def _quoted(self, row: list[int]) -> Evidence:
        document, part = self._corpus[row[DOCUMENT]], PARTS[row[PART]]
        start, end = row[START], row[END]
        text = getattr(document, part)[start:end]
        return Evidence(Quote("corpus", document.id, part, start, end, text), row[WEIGHT] / 1000)


def _pairs(rows: Rows) -> npt.NDArray[np.int64]:
    """Both concepts of each row as one number."""
    both: npt.NDArray[np.int64] = rows[:, A].astype(np.int64) << 32 | rows[:, B]
    return both


def _frequent(rows: Rows, least: int) -> Rows:
    """The rows of pairs that are observed at all so often: most pairs are observed once."""
    _, inverse, counts = np.unique(_pairs(rows), return_inverse=True, return_counts=True)
    frequent: Rows = rows[counts[inverse] >= least]
    return frequent


def _together(rows: Rows) -> tuple[Ints, Ints]:
    """Every pair, rising, shape (n, 2), and in how many documents it stands."""
    order = np.lexsort((rows[:, DOCUMENT], rows[:, B], rows[:, A]))
    columns = rows[order][:, (A, B, DOCUMENT)]
    once = np.ones(len(columns), np.bool_)
    once[1:] = np.any(np.diff(columns, axis=0), axis=1)
    ends, counts = np.unique(_pairs(columns[once]), return_counts=True)
    return np.column_stack([ends >> 32, ends & 0xFFFFFFFF]), counts


def _groups(rows: Rows) -> Iterator[Rows]:
    """The rows of each (a, b, relation), one a document: the surest, then the shortest, first."""
    if not len(rows):
        return
    length = rows[:, END] - rows[:, START]
    columns = (START, PART, DOCUMENT)
    order = np.lexsort(
        (*(rows[:, each] for each in columns), length, -rows[:, WEIGHT], *_keys(rows))
    )
    rows = rows[order]
    starts = np.flatnonzero(np.any(np.diff(rows[:, :WEIGHT], axis=0), axis=1)) + 1
    for first, last in pairwise(np.r_[0, starts, len(rows)]):
        group = rows[first:last]
        if last - first > 1:
            _, once = np.unique(group[:, DOCUMENT], return_index=True)
            group = group[np.sort(once)]
        yield group


def _keys(rows: Rows) -> tuple[npt.NDArray[np.int32], ...]:
    return rows[:, RELATION], rows[:, B], rows[:, A]


def _strongest(weighed: Sequence[tuple[float, Rows]], each_max: int) -> list[Rows]:
    """The groups that are among the strongest of their kind for at least one end."""
    places = np.array([group[0, :WEIGHT] for _, group in weighed], np.int64).reshape(-1, WEIGHT)
    values = np.array([value for value, _ in weighed])
    return [weighed[at][1] for at in _among_strongest(places, values, each_max)]


def _among_strongest(places: Ints, values: npt.NDArray[np.float64], each_max: int) -> list[int]:
    """Which are among the strongest of their kind for at least one end, the strongest first.

    Chosen before any quote is made: most pairs of a large corpus are not among them.

    Args:
        places: a, b and relation of each, shape (n, 3).
        values: their strengths; ties by place.
        each_max: so many for each end.
    """
    order = np.lexsort((places[:, RELATION], places[:, B], places[:, A], -values))
    held: Counter[tuple[int, int]] = Counter()
    kept = []
    for at in order.tolist():
        a, b, relation = places[at].tolist()
        ends = ((a, relation), (b, relation))
        if any(held[end] < each_max for end in ends):
            kept.append(at)
            held.update(ends)
    return kept

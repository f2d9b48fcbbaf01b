"""The concept graph as lines of JSON: the same graph always gives the same bytes.

First a header, then quotes (numbered from 0), concepts, edges (which name quotes by number), and
last the SHA-256 of everything before, so that a damaged or cut file is told.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from zhiqiao.associations.errors import AssociationError
from zhiqiao.associations.graph import Edge, Graph
from zhiqiao.associations.values import Concept, Evidence, Quote, Relation
from zhiqiao.common import ErrorCode

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

FORMAT = 1
KIND = "zhiqiao-concept-graph"
FOREIGN = "不是概念图 (it is no concept graph)"
OTHER_FORMAT = "由别的版本写成 (another version wrote it)"
DAMAGED = "不完整或已损坏 (it is cut short or damaged)"


def to_lines(graph: Graph) -> Iterator[bytes]:
    """The graph as lines, each with its line end."""
    hashed = hashlib.sha256()
    for row in _rows(graph):
        line = _line(row)
        hashed.update(line)
        yield line
    yield _line(["sha256", hashed.hexdigest()])


def from_lines(lines: Iterable[bytes], *, path: str = "graph") -> Graph:
    """The graph in the lines.

    Raises:
        AssociationError: GRAPH_UNREADABLE when they are not such a graph, or damaged.
    """
    why = FOREIGN
    hashed = hashlib.sha256()
    try:
        rows = _rows_of(iter(lines), hashed)
        header = next(rows)
        if header["kind"] == KIND:
            why = DAMAGED if header["format"] == FORMAT else OTHER_FORMAT
        if why == DAMAGED:
            return _read(header, rows, hashed)
    except (ValueError, KeyError, TypeError, IndexError, StopIteration, RecursionError) as error:
        raise AssociationError(ErrorCode.GRAPH_UNREADABLE, path=path, why=why) from error
    raise AssociationError(ErrorCode.GRAPH_UNREADABLE, path=path, why=why)


def _line(row: object) -> bytes:
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _rows(graph: Graph) -> Iterator[object]:
    quotes = sorted({each.quote for edge in graph.edges for each in edge.evidence})
    numbers = {quote: number for number, quote in enumerate(quotes)}
    counts = {"quotes": len(quotes), "concepts": len(graph.concepts), "edges": len(graph.edges)}
    yield {"kind": KIND, "format": FORMAT, "documents": graph.documents, **counts}
    for quote in quotes:
        yield [quote.source, quote.document, quote.part, quote.start, quote.end, quote.text]
    for key in sorted(graph.concepts):
        concept = graph.concepts[key]
        yield [concept.key, concept.label, concept.documents]
    for edge in graph.edges:
        evidence = [[numbers[each.quote], each.weight, each.concept] for each in edge.evidence]
        counted = [edge.together, *edge.apart, edge.documents]
        yield [edge.a, edge.b, edge.relation.value, evidence, counted, edge.likeness]


def _rows_of(lines: Iterator[bytes], hashed: "Hash") -> Iterator[Any]:
    """What the lines say; `hashed` has taken in all lines before the one given."""
    for line in lines:
        yield json.loads(line)
        hashed.update(line)


def _read(header: Any, rows: Iterator[Any], hashed: "Hash") -> Graph:  # noqa: ANN401 -- from JSON
    """The graph below a header."""
    quotes = [Quote(*next(rows)) for _ in range(header["quotes"])]
    concepts = [Concept(*next(rows)) for _ in range(header["concepts"])]
    edges = tuple(_edge(next(rows), quotes) for _ in range(header["edges"]))
    if next(rows) != ["sha256", hashed.hexdigest()]:
        raise ValueError("sha256")
    return Graph({concept.key: concept for concept in concepts}, edges, header["documents"])


def _edge(row: list[Any], quotes: list[Quote]) -> Edge:
    a, b, relation, evidence, (together, first, second, documents), likeness = row
    quoted = tuple(Evidence(quotes[number], weight, key) for number, weight, key in evidence)
    apart = (first, second)
    return Edge(a, b, Relation(relation), quoted, together, apart, documents, likeness)

"""The texts a concept graph is built from, and the graph itself, from files or made now."""

from collections.abc import Sequence
from pathlib import Path

from zhiqiao.associations import Graph, build
from zhiqiao.associations.lines import to_lines
from zhiqiao.associations.values import Document
from zhiqiao.cli.language import tr
from zhiqiao.cli.match.loading import offers_of
from zhiqiao.cli.output import note, working
from zhiqiao.index import load_graph
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.values import Offer
from zhiqiao.tables.writing import replacing


def documents_of(paths: Sequence[Path]) -> list[Document]:
    """The documents of several files: id, title and text (or abstract)."""
    return [document for path in paths for document in as_documents(offers_of(path))]


def as_documents(offers: Sequence[Offer]) -> list[Document]:
    """Offers as texts to learn from."""
    return [Document(offer.id, offer.title, offer.text) for offer in offers]


def built(documents: Sequence[Document], encoder: Encoder | None) -> Graph:
    """The concept graph of the documents, and how large it became."""
    count = len(documents)
    with working(tr(f"从 {count:,} 篇建概念图 ……", f"Building the graph of {count:,} texts …")):
        graph = build(documents, encoder=encoder)
    concepts, edges = len(graph.concepts), len(graph.edges)
    note(
        tr(
            f"概念图：{graph.documents:,} 篇，{concepts:,} 个概念，{edges:,} 条关系",
            f"Concept graph: {graph.documents:,} texts, {concepts:,} concepts, {edges:,} relations",
        )
    )
    return graph


def read(path: Path) -> Graph:
    """The concept graph in a file."""
    with working(tr(f"读取 {path} ……", f"Reading {path} …")):
        return load_graph(path)


def save(graph: Graph, path: Path) -> None:
    """Writes the graph; the same graph gives the same bytes."""
    with replacing(path) as stream:
        stream.writelines(to_lines(graph))
    note(tr(f"概念图已写入 {path}", f"Wrote the concept graph to {path}"))

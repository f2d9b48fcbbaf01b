"""Prints how fast documents are indexed and how well inverted lists find what is nearest.

Figures: documents per CPU-second (all threads) with static vectors, words and character pairs
together, ready to be searched and on the disk; bytes per document; recall of IVF-SQ8.
"""

import json
import resource
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from texts import real_texts, recombined
from zhiqiao.index import Document, TextIndex, load_encoder

COUNT = 100_000
QUERIES = 100


def cpu_s() -> float:
    """CPU seconds of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def built(
    folder: Path, documents: Iterable[Document], *, exact_max: int
) -> tuple[TextIndex, float]:
    """An index of the documents, and the CPU seconds that it took."""
    index = TextIndex.open(folder, encoder=load_encoder("static"), source=list, exact_max=exact_max)
    before = cpu_s()
    index.put(documents)
    return index, cpu_s() - before


def nearest(index: TextIndex, query: Document, *, top: int) -> set[int]:
    """The rows nearest to the query's title, by vectors alone."""
    vector = load_encoder("static").encode_queries([query.title])[0]
    snapshot = index._store.current()  # noqa: SLF001 - below the public search
    return set(snapshot.nearest(vector, top=top)[0].tolist())


def recall(lists: TextIndex, exact: TextIndex, queries: list[Document], *, at: int) -> float:
    """Share of the truly nearest documents that inverted lists find."""
    pairs = [(nearest(lists, one, top=at), nearest(exact, one, top=at)) for one in queries]
    return sum(len(found & true) for found, true in pairs) / (at * len(pairs))


def main() -> None:
    """Measures and prints."""
    source, texts = real_texts()
    if not texts:
        print("bench_index: skipped, no texts to index")
        sys.exit()
    load_encoder("static").encode_passages([text for _, text in texts])
    documents = list(recombined(COUNT, texts))
    bare = list(recombined(COUNT, texts, titles_only=True))
    with tempfile.TemporaryDirectory() as folder:
        index, seconds = built(Path(folder) / "exact", documents, exact_max=COUNT)
        titles, seconds_titles = built(Path(folder) / "titles", bare, exact_max=COUNT)
        lists, seconds_ivf = built(Path(folder) / "ivf", documents, exact_max=COUNT // 2)
        queries = bare[:: COUNT // QUERIES]
        figures = {
            "benchmark": "index",
            "texts": source,
            "documents": COUNT,
            "characters_per_document": round(
                sum(len(d.title) + len(d.text) for d in documents) / COUNT, 1
            ),
            "documents_per_cpu_s": round(COUNT / seconds),
            "documents_per_cpu_s_titles_only": round(COUNT / seconds_titles),
            "documents_per_cpu_s_with_ivf": round(COUNT / seconds_ivf),
            "bytes_per_document": round(index.state()["bytes"] / COUNT),
            "bytes_per_document_titles_only": round(titles.state()["bytes"] / COUNT),
            "ivf_recall_at_10": round(recall(lists, index, queries, at=10), 4),
            "ivf_recall_at_200": round(recall(lists, index, queries, at=200), 4),
            "ivf_lists_visited": lists.state()["lists_visited"],
        }
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

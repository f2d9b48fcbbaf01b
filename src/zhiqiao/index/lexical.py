"""The search by words and by character pairs, kept by tantivy.

BM25 (Robertson and Zaragoza, 2009). The title weighs twice by being repeated: Robertson,
Zaragoza and Taylor (2004), "Simple BM25 extension to multiple weighted fields", CIKM.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import tantivy

from zhiqiao.index.passages import Passage
from zhiqiao.index.words import STOP, content_pairs, content_words

Hits = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]
"""Rows and their scores, best first."""

WORDS, PAIRS = "words", "pairs"
HEAP_BYTES = 128_000_000
QUERY_CHARACTERS_MAX = 1_000
QUERY_WORDS_MAX, QUERY_PAIRS_MAX = 40, 40
TITLE_BOOST = 2.0
IDS_PER_QUERY = 1_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", stored=False, indexed=False, fast=True)
    builder.add_text_field("id", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(WORDS, stored=False, tokenizer_name="zhiqiao-words", index_option="freq")
    builder.add_text_field(PAIRS, stored=False, tokenizer_name="zhiqiao-pairs", index_option="freq")
    return builder.build()


def _open(folder: Path) -> tantivy.Index:
    index = tantivy.Index(_schema(), path=str(folder))
    stopped = _blanks().filter(tantivy.Filter.custom_stopword(sorted(STOP)))
    index.register_tokenizer("zhiqiao-words", stopped.build())
    index.register_tokenizer("zhiqiao-pairs", _blanks().build())
    return index


def _blanks() -> tantivy.TextAnalyzerBuilder:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())


class LexicalWriter:
    """Adds to and deletes from the word index in one folder; nothing counts before `close`."""

    def __init__(self, folder: Path, *, heap_bytes: int = HEAP_BYTES) -> None:
        folder.mkdir(exist_ok=True)

        self._writer = _open(folder).writer(heap_size=heap_bytes, num_threads=1)

    def add(self, row: int, id_: str, passage: Passage) -> None:
        """One document."""
        words, pairs_ = passage.word_field(), passage.pair_field()
        self._writer.add_document(tantivy.Document(row=row, id=id_, words=words, pairs=pairs_))

    def remove(self, ids: Iterable[str]) -> None:
        """Deletes what was added under these ids before."""
        for id_ in ids:
            self._writer.delete_documents_by_term("id", id_)

    def close(self) -> None:
        """Writes everything through to the disk and ends the merging of parts."""
        self._writer.commit()
        self._writer.wait_merging_threads()


class LexicalReader:
    """Searches one state of the word index, whatever is written afterwards."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        self._searcher = _open(folder).searcher()

    def by_words(self, title: str, text: str, *, top: int) -> Hits:
        """Documents that share words with the query."""
        return self._search(WORDS, content_words(title), content_words(_cap(text)), top)

    def by_pairs(self, title: str, text: str, *, top: int) -> Hits:
        """Documents that share neighbouring characters with the query."""
        return self._search(PAIRS, content_pairs(title), content_pairs(_cap(text)), top)

    def rows_of(self, ids: Sequence[str]) -> npt.NDArray[np.int64]:
        """The rows of those ids that are there, in no particular order."""
        found = [
            self._rows(ids[at : at + IDS_PER_QUERY]) for at in range(0, len(ids), IDS_PER_QUERY)
        ]
        return np.concatenate([np.zeros(0, np.int64), *found])

    def _rows(self, ids: Sequence[str]) -> npt.NDArray[np.int64]:
        query = tantivy.Query.term_set_query(self._schema, "id", list(ids))
        return self._run(query, len(ids))[0]

    def _search(self, field: str, title: list[str], text: list[str], top: int) -> Hits:
        terms = self._rarest(field, title[:QUERY_CHARACTERS_MAX], text)
        if not terms:
            return np.zeros(0, np.int64), np.zeros(0)
        of_title = set(title)
        clauses = [
            (tantivy.Occur.Should, self._term(field, term, boosted=term in of_title))
            for term in terms
        ]
        return self._run(tantivy.Query.boolean_query(clauses), top)

    def _term(self, field: str, term: str, *, boosted: bool) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, field, term, "freq")
        return tantivy.Query.boost_query(query, TITLE_BOOST) if boosted else query

    def _rarest(self, field: str, title: list[str], text: list[str]) -> list[str]:
        """The terms that occur at all, the rarest kept where there are too many."""
        frequencies = {
            term: self._searcher.doc_freq(field, term) for term in dict.fromkeys(title + text)
        }
        held = sorted((n, term) for term, n in frequencies.items() if n)
        return [term for _, term in held[: QUERY_WORDS_MAX if field == WORDS else QUERY_PAIRS_MAX]]

    def _run(self, query: tantivy.Query, top: int) -> Hits:
        hits = self._searcher.search(query, limit=top, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return np.array(rows, np.int64), np.array([score for score, _ in hits], np.float64)


def _cap(text: str) -> str:
    return text[:QUERY_CHARACTERS_MAX]

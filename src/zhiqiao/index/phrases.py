"""Which texts hold a phrase, letter by letter: what the lists' search box asks.

The index of `textindex` finds what is alike in meaning; this one finds what is written. Every
neighbouring pair of characters is a term with its place, so that a phrase is pairs in a row.
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import tantivy

from zhiqiao.index.folding import fold, fold_all
from zhiqiao.index.lock import locked

Ints = npt.NDArray[np.int64]
HEAP_BYTES = 64_000_000
WAIT_S = 10.0
GAP = "␠"
MARK = "through.json"
PAIR = 2
REMEMBERED = 500
"""Phrases whose answers are kept until the next write."""


class Entry(NamedTuple):
    """One document: its number and the parts of its text. A phrase never spans two parts."""

    id: int
    parts: Sequence[str]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=False, indexed=True, fast=True)
    builder.add_text_field(
        "pairs", stored=False, tokenizer_name="zhiqiao-pairs", index_option="position"
    )
    return builder.build()


def can_find(phrase: str) -> bool:
    """Whether the phrase is long enough to be found: two characters, none of them blank."""
    folded = fold(phrase)
    return len(folded) >= PAIR and not any(letter.isspace() for letter in folded)


class PhraseIndex:
    """A folder that answers which documents hold a phrase.

    Any number of processes may search while one writes. Writing the same document again replaces
    it, so a write that was cut off is simply repeated.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._stamp: tuple[int, int] | None = None
        self._searcher: tantivy.Searcher | None = None
        self._through = ""
        self._remembered: dict[str, Ints] = {}

    def through(self) -> str:
        """The mark given with the last write; "" where nothing was written or it is damaged."""
        self._read()
        return self._through

    def holding(self, phrase: str) -> Ints:
        """The numbers of the documents that hold the phrase, in no order.

        Letters are compared as `folding.fold` writes them: case and width do not count.
        """
        self._read()
        if self._searcher is None:
            return np.zeros(0, np.int64)
        found = self._remembered.get(phrase)
        if found is None:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            found = self._remembered[phrase] = self._search(phrase, self._searcher)
        return found

    def _search(self, phrase: str, searcher: tantivy.Searcher) -> Ints:
        terms = [a + b for a, b in pairwise(fold(phrase))]
        if len(terms) == 1:
            query = tantivy.Query.term_query(self._schema, "pairs", terms[0], "basic")
        else:
            query = tantivy.Query.phrase_query(self._schema, "pairs", list(terms))
        hits = searcher.search(query, limit=max(searcher.num_docs, 1), count=False).hits
        values = searcher.fast_field_values("id", [address for _, address in hits])
        return np.array(values, np.int64)

    def write(self, entries: Iterable[Entry], gone: Iterable[int], *, through: str) -> None:
        """Adds or replaces documents, removes others, and then sets the mark.

        Raises:
            ZhiqiaoError: INDEX_BUSY when another process keeps writing.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with locked(self._folder, wait_s=WAIT_S):
            writer = self._opened().writer(heap_size=HEAP_BYTES, num_threads=1)
            for number in gone:
                writer.delete_documents_by_term("id", number)
            for entry in entries:
                writer.delete_documents_by_term("id", entry.id)
                writer.add_document(tantivy.Document(id=entry.id, pairs=_pairs(entry.parts)))
            writer.commit()
            writer.wait_merging_threads()
            self._mark(through)

    def clear(self) -> None:
        """Removes everything: the next write begins anew."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._stamp, self._searcher, self._through = None, None, ""

    def _opened(self) -> tantivy.Index:
        index = tantivy.Index(self._schema, path=str(self._folder))
        blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
        index.register_tokenizer("zhiqiao-pairs", blanks.build())
        return index

    def _mark(self, through: str) -> None:
        draft = self._folder / f"{MARK}.new"
        draft.write_text(json.dumps({"through": through}), "utf-8")
        draft.replace(self._folder / MARK)

    def _read(self) -> None:
        """Opens the newest state, where it has changed."""
        try:
            state = (self._folder / MARK).stat()
            stamp = (state.st_mtime_ns, state.st_ino)
            if stamp == self._stamp:
                return
            self._through = str(json.loads((self._folder / MARK).read_text("utf-8"))["through"])
            self._searcher = self._opened().searcher()
            self._stamp, self._remembered = stamp, {}
        except (OSError, ValueError, KeyError, TypeError):
            self._stamp, self._searcher, self._through = None, None, ""


def _pairs(parts: Sequence[str]) -> str:
    runs = (run for part in fold_all(list(parts)) for run in part.split())
    return f" {GAP} ".join([" ".join([a + b for a, b in pairwise(run)]) for run in runs])

"""Documents made ready: folded and cut once, for the word index and the vectors alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from zhiqiao.index.documents import Document
from zhiqiao.index.folding import fold_all
from zhiqiao.index.words import cut
from zhiqiao.matching.protocols import Encoder

CHARACTERS_MAX = 2_000
"""Of title and text together; what follows is not searched."""


@runtime_checkable
class WordEncoder(Protocol):
    """An encoder that takes words already cut, which saves cutting twice."""

    def encode_words(self, texts: Sequence[Sequence[str]]) -> npt.NDArray[np.float32]:
        """Vectors of texts given as folded words."""


@dataclass(frozen=True, slots=True)
class Passages:
    """A batch of documents as the word index takes them."""

    words: list[list[str]]
    titles: list[list[str]]

    def word_field(self, at: int) -> str:
        """The words of document `at`, those of the title twice."""
        return " ".join(self.titles[at] + self.words[at])

    def pair_field(self, at: int) -> str:
        """The characters of document `at` one after another, those of the title twice."""
        title = "".join(self.titles[at])
        return f"{title} {title} " + "".join(self.words[at][len(self.titles[at]) :])


def prepare(documents: Sequence[Document]) -> Passages:
    """Folds and cuts a batch."""
    titles = [document.title[:CHARACTERS_MAX] for document in documents]
    rest = [
        document.text[: max(0, CHARACTERS_MAX - len(title) - 1)]
        for document, title in zip(documents, titles, strict=True)
    ]
    folded = fold_all(titles + rest)
    folded_titles, folded_texts = folded[: len(documents)], folded[len(documents) :]
    of_titles = [cut(title) for title in folded_titles]
    words = [of_title + cut(text) for of_title, text in zip(of_titles, folded_texts, strict=True)]
    return Passages(words, of_titles)


def encode(
    documents: Sequence[Document], passages: Passages, encoder: Encoder
) -> npt.NDArray[np.float32]:
    """The documents' vectors, (n, dim), as `encoder.encode_passages` would give them."""
    if isinstance(encoder, WordEncoder):
        return encoder.encode_words(passages.words)
    return encoder.encode_passages([passage_text(document) for document in documents])


def passage_text(document: Document) -> str:
    """The text that is encoded for a document."""
    return f"{document.title}\n{document.text}"

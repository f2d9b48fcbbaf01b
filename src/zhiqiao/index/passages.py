"""Documents made ready: folded and cut once, for the word index and the vectors alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from zhiqiao.index.documents import Document
from zhiqiao.index.folding import fold_all
from zhiqiao.index.words import GAP, PairForms, cut
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.text import PASSAGE_LENGTH_MAX, TEXT_LENGTH_MAX

STOP_MARK = "。"
"""Between title and text of a passage, as in `matching.text`."""
_forms = PairForms()


@runtime_checkable
class WordEncoder(Protocol):
    """An encoder that takes words already cut, which saves cutting twice."""

    def encode_words(self, texts: Sequence[Sequence[str]]) -> npt.NDArray[np.float32]:
        """Vectors of texts given as folded words."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One document, folded and cut: `words` of title and text, `title_words` of the title."""

    title: str
    text: str
    title_words: list[str]
    words: list[str]

    def word_field(self) -> str:
        """The words with blanks between, those of the title twice."""
        return " ".join(self.title_words + self.words)

    def pair_field(self) -> str:
        """The characters whose neighbours are searched, those of the title twice."""
        return "".join(map(_forms.__getitem__, [*self.title_words, GAP, *self.words]))

    def encoded_text(self) -> str:
        """What `matching.text.passage_text` gives for the same title and text."""
        whole = f"{self.title}{STOP_MARK}{self.text}" if self.text else self.title
        return whole[:PASSAGE_LENGTH_MAX]

    def encoded_words(self) -> list[str]:
        """The words of `encoded_text`."""
        if len(self.title) + len(STOP_MARK) + len(self.text) <= PASSAGE_LENGTH_MAX:
            return self.words
        return cut(self.encoded_text())


def prepare(documents: Sequence[Document]) -> list[Passage]:
    """Folds and cuts a batch. Of title and of text the first 2,000 characters count."""
    titles = fold_all([document.title[:TEXT_LENGTH_MAX] for document in documents])
    texts = fold_all([document.text[:TEXT_LENGTH_MAX] for document in documents])
    return [_passage(title, text) for title, text in zip(titles, texts, strict=True)]


def _passage(title: str, text: str) -> Passage:
    title_words = cut(title)
    return Passage(title, text, title_words, title_words + cut(text))


def encode(passages: Sequence[Passage], encoder: Encoder) -> npt.NDArray[np.float32]:
    """The passages' vectors, (n, dim), as ranking would have them made."""
    if isinstance(encoder, WordEncoder):
        return encoder.encode_words([passage.encoded_words() for passage in passages])
    return encoder.encode_passages([passage.encoded_text() for passage in passages])

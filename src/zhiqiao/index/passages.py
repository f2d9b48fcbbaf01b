"""Documents made ready: folded and cut once, for the word index and the vectors alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from zhiqiao.index.documents import Document
from zhiqiao.index.folding import fold_all
from zhiqiao.index.words import PairsOfWords, cut, pairs
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.text import PASSAGE_LENGTH_MAX, TEXT_LENGTH_MAX

STOP_MARK = "。"
"""Between title and text of a passage, as in `matching.text`."""
_known = PairsOfWords()


@runtime_checkable
class WordEncoder(Protocol):
    """An encoder that takes words already cut, which saves cutting twice."""

    def encode_words(self, texts: Sequence[Sequence[str]]) -> npt.NDArray[np.float32]:
        """Vectors of texts given as folded words."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One document, folded and cut.

    `encoded` is what `matching.text.passage_text` gives for the same title and text, its first
    200 characters; `title` has the words of the title, `start` those of `encoded` after the
    title, `rest` those that follow.
    """

    encoded: str
    title: list[str]
    start: list[str]
    rest: list[str]

    def word_field(self) -> str:
        """All words with blanks between, those of the title twice."""
        return " ".join([*self.title, *self.title, *self.start, *self.rest])

    def pair_field(self) -> str:
        """The character pairs with blanks between, those of the title twice."""
        return pairs([*self.title, *self.title, *self.start, *self.rest], _known)

    def encoded_words(self) -> list[str]:
        """The words of `encoded`."""
        return self.title + self.start


def prepare(documents: Sequence[Document]) -> list[Passage]:
    """Folds and cuts a batch. Of title and of text the first 2,000 characters count."""
    titles = fold_all([document.title[:TEXT_LENGTH_MAX] for document in documents])
    texts = fold_all([document.text[:TEXT_LENGTH_MAX] for document in documents])
    return [_passage(title, text) for title, text in zip(titles, texts, strict=True)]


def _passage(title: str, text: str) -> Passage:
    whole = f"{title}{STOP_MARK}{text}" if text else title
    encoded, rest = whole[:PASSAGE_LENGTH_MAX], whole[PASSAGE_LENGTH_MAX:]
    title_words = cut(encoded[: len(title)])
    return Passage(encoded, title_words, cut(encoded[len(title) :]), cut(rest) if rest else [])


def encode(passages: Sequence[Passage], encoder: Encoder) -> npt.NDArray[np.float32]:
    """The passages' vectors, (n, dim), as ranking would have them made."""
    if isinstance(encoder, WordEncoder):
        return encoder.encode_words([passage.encoded_words() for passage in passages])
    return encoder.encode_passages([passage.encoded for passage in passages])

"""Sentences of a model that numbered passages bear out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhiqiao.language_model.strict import (
    keyed,
    known_numbers,
    read_object,
    refuse_unsupported,
    rows_of,
    text_of,
)

SENTENCES_MAX, SENTENCE_CHARACTERS_MAX = 6, 240


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that the passages of these numbers bear out."""

    text: str
    passages: tuple[int, ...]


def read_sentences(text: str, passages: Mapping[int, str]) -> tuple[Sentence, ...]:
    """The sentences that a model's text holds.

    Raises:
        UnusableAnswerError: it is not of the agreed shape, or a sentence is not borne out.
    """
    told = read_object(text, {"sentences"})
    rows = rows_of(told["sentences"], least=1, most=SENTENCES_MAX)
    return tuple(_checked(row, passages) for row in rows)


def _checked(row: Any, passages: Mapping[int, str]) -> Sentence:  # noqa: ANN401 -- JSON
    row = keyed(row, {"text", "passages"})
    said = text_of(row["text"], most=SENTENCE_CHARACTERS_MAX)
    numbers = known_numbers(row["passages"], passages)
    refuse_unsupported(said, [passages[number] for number in numbers])
    return Sentence(said, numbers)

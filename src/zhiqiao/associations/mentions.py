"""Where a text mentions concepts of a vocabulary."""

from collections.abc import Container, Iterator
from typing import NamedTuple

from zhiqiao.associations.terms import WORDS_MAX, is_inner
from zhiqiao.associations.tokens import Sentence, joined


class Mention(NamedTuple):
    """A concept, by its key, at a place of a text."""

    key: str
    start: int
    end: int


def longest(sentence: Sentence, vocabulary: Container[str]) -> list[Mention]:
    """The concepts of a sentence in order; the longest from the left, none inside another."""
    found, free_from = [], 0
    for mention in every(sentence, vocabulary):
        if mention.start >= free_from:
            found.append(mention)
            free_from = mention.end
    return found


def every(sentence: Sentence, vocabulary: Container[str]) -> Iterator[Mention]:
    """All concepts of a sentence, also those inside others, by start, the longest first."""
    words: list[str | None] = [token.word if is_inner(token) else None for token in sentence.tokens]
    for at, word in enumerate(words):
        if word is None:
            continue
        run = [word]
        for later in words[at + 1 : at + WORDS_MAX]:
            if later is None:
                break
            run.append(later)
        for size in range(len(run), 0, -1):
            key = joined(run[:size])
            if key in vocabulary:
                tokens = sentence.tokens
                yield Mention(key, tokens[at].start, tokens[at + size - 1].end)

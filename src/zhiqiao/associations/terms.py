"""Mining technical terms: what is frequent, holds together and stands in changing company.

Words are runs without joining words; a run's pieces of up to four words are counted level by
level (a longer piece is frequent only if both its shorter ones are: Agrawal and Srikant 1994),
so memory grows with what is frequent, not with all that is written. A piece is a term when its
words hold together (pointwise mutual information of its weakest cut), its neighbours vary
(entropy to the left and to the right) and it stands on its own often enough beside the longer
terms around it (C-value: Frantzi, Ananiadou and Mima 2000).
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhiqiao.associations.tokens import Token, joined, sentences
from zhiqiao.associations.values import Document
from zhiqiao.associations.words import ALONE_TAGS, BARRED_TAGS, BREAKING, GENERIC, LAST_TAGS

WORDS_MAX = 4
LETTERS_MIN = 2
LETTERS_MAX = 24
COHESION_MIN = 0.25
"""Least normalised mutual information of a term's weakest cut; 1 is: never apart."""
COHESION_SHORT_MIN = 0.6
"""The same where all words are single characters."""
ENTROPY_MIN = 0.6
"""Least entropy, in nats, of the words before and after; 0.69 is two equally frequent ones."""
SHARE_MAX = 0.05
"""A single word in a larger share of the documents is everybody's word."""
COMMON_MIN = 12
"""And in at least so many documents."""

Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
"""As long as the corpus, so kept narrow."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Term:
    """A mined term: its key, in how many documents it stands, and how much it is a term."""

    key: str
    documents: int
    value: float


@dataclass(frozen=True)
class _Corpus:
    """All words in order; -1 between runs. `words[number]` and `tags[number]` describe one."""

    flat: Places
    document: Places
    words: list[str]
    tags: list[str]
    documents: int


@dataclass(frozen=True)
class _Level:
    """The frequent pieces of so many words.

    Args:
        at: for each place of the corpus the piece that begins there, or -1.
        first: for each piece the place where it begins first.
        documents: for each piece in how many documents it stands.
        places: for each piece how often it stands.
    """

    size: int
    at: Places
    first: Ints
    documents: Ints
    places: Ints


def mine(documents: Iterable[Document], *, documents_min: int, terms_max: int) -> list[Term]:
    """The terms of a corpus, the most term-like first, ties by key.

    Args:
        documents: in any order; the result does not depend on it.
        documents_min: a term stands in at least so many documents.
        terms_max: at most so many terms.
    """
    corpus = _read(sorted(documents, key=lambda document: document.id))
    levels = _levels(corpus, documents_min)
    own = _standing_alone(levels)
    found: dict[str, Term] = {}
    for level, alone in zip(levels, own, strict=True):
        for number in np.flatnonzero(_is_term(level, levels, corpus) & (alone > 0)):
            term = _term(level, int(number), corpus, float(alone[number]))
            known = found.get(term.key)
            if known is None or known.documents < term.documents:
                found[term.key] = term
    return sorted(found.values(), key=lambda term: (-term.value, term.key))[:terms_max]


def is_inner(token: Token) -> bool:
    """Whether the word can stand in a term at all."""
    word = token.word
    return not (
        token.tag.startswith(BARRED_TAGS)
        or word in BREAKING
        or word.replace(".", "").replace("%", "").isdigit()
    )


def _read(documents: Iterable[Document]) -> _Corpus:
    numbers: dict[str, int] = {}
    tags: list[str] = []
    flat, owner = array("i", [-1]), array("i", [-1])
    count = 0
    for document in documents:
        for text in (document.title, document.text):
            for sentence in sentences(text):
                for token in sentence.tokens:
                    number = -1
                    if is_inner(token):
                        number = numbers.setdefault(token.word, len(numbers))
                        if number == len(tags):
                            tags.append(token.tag)
                    flat.append(number)
                    owner.append(count)
                flat.append(-1)
                owner.append(count)
        count += 1
    places = np.frombuffer(flat, np.int32), np.frombuffer(owner, np.int32)
    return _Corpus(*places, list(numbers), tags, count)


def _levels(corpus: _Corpus, documents_min: int) -> list[_Level]:
    levels = [_counted(1, corpus.flat.astype(np.int64), corpus, documents_min)]
    while len(levels) < WORDS_MAX and len(levels[-1].first):
        before, single = levels[-1], levels[0]
        at = np.full(len(corpus.flat), -1, np.int64)
        reach = len(at) - before.size
        head, tail, last = before.at[:reach], before.at[1 : reach + 1], single.at[before.size :]
        both = (head >= 0) & (tail >= 0) & (last >= 0)
        at[:reach][both] = head[both] * np.int64(len(single.first)) + last[both]
        levels.append(_counted(before.size + 1, at, corpus, documents_min))
    return levels


def _counted(size: int, keys: Ints, corpus: _Corpus, documents_min: int) -> _Level:
    """Keeps the keys that stand in enough documents, numbered anew."""
    places = np.flatnonzero(keys >= 0)
    distinct, first, inverse, counts = np.unique(
        keys[places], return_index=True, return_inverse=True, return_counts=True
    )
    pairs = np.unique(inverse * np.int64(corpus.documents) + corpus.document[places])
    spread = np.bincount(pairs // max(corpus.documents, 1), minlength=len(distinct))
    kept = np.flatnonzero(spread >= documents_min)
    number = np.full(len(distinct), -1)
    number[kept] = np.arange(len(kept))
    at = np.full(len(keys), -1, np.int32)
    at[places] = number[inverse]
    return _Level(size, at, places[first[kept]], spread[kept], counts[kept])


def _standing_alone(levels: list[_Level]) -> list[Floats]:
    """C-value of every piece: ln(1 + words) times how often it stands outside longer pieces."""
    values = []
    for level, longer in zip(levels, [*levels[1:], None], strict=True):
        inside, holders = np.zeros(len(level.first)), np.zeros(len(level.first))
        if longer is not None and len(longer.first):
            for place in (longer.first, longer.first + 1):
                np.add.at(inside, level.at[place], longer.places)
                np.add.at(holders, level.at[place], 1)
        mean = np.divide(inside, holders, out=np.zeros_like(inside), where=holders > 0)
        values.append(np.log1p(level.size) * (level.places - mean))
    return values


def _is_term(level: _Level, levels: list[_Level], corpus: _Corpus) -> npt.NDArray[np.bool_]:
    """Which pieces look like terms: by their words; several also by cohesion and company."""
    shaped = np.array([_is_shaped(level, place, corpus) for place in level.first], bool)
    if level.size == 1:
        bound = max(COMMON_MIN, SHARE_MAX * corpus.documents)
        return shaped & (level.documents <= bound)
    short = np.array([_is_short(level, place, corpus) for place in level.first], bool)
    least = np.where(short, COHESION_SHORT_MIN, COHESION_MIN)
    holds = _cohesion(level, levels, int((corpus.flat >= 0).sum())) >= least
    before = _entropy(level, corpus.flat, -1) >= ENTROPY_MIN
    after = _entropy(level, corpus.flat, level.size) >= ENTROPY_MIN
    return shaped & holds & before & after


def _is_shaped(level: _Level, place: int, corpus: _Corpus) -> bool:
    numbers = corpus.flat[place : place + level.size]
    words = [corpus.words[number] for number in numbers]
    letters = sum(map(len, words))
    if not LETTERS_MIN <= letters <= LETTERS_MAX * (2 if words[0].isascii() else 1):
        return False
    if level.size == 1:
        alone = corpus.tags[numbers[0]].startswith(ALONE_TAGS) and words[0] not in GENERIC
        return alone and not (words[0].isascii() and letters == LETTERS_MIN)
    generic = [word in GENERIC for word in words]
    if all(generic) or (generic[0] and level.size == LETTERS_MIN):
        return False
    last: str = corpus.tags[numbers[-1]]
    return last.startswith(LAST_TAGS)


def _is_short(level: _Level, place: int, corpus: _Corpus) -> bool:
    """Whether all its words are single characters: often a word that was cut in two."""
    return all(len(corpus.words[each]) == 1 for each in corpus.flat[place : place + level.size])


def _cohesion(level: _Level, levels: list[_Level], total: int) -> Floats:
    """Normalised pointwise mutual information of the weakest cut (Bouma 2009): -1 to 1."""
    together = level.places / total
    weakest = np.full(len(level.first), np.inf)
    for cut in range(1, level.size):
        left, right = levels[cut - 1], levels[level.size - cut - 1]
        apart = left.places[left.at[level.first]] / total
        apart = apart * right.places[right.at[level.first + cut]] / total
        weakest = np.minimum(weakest, np.log(together / apart) / -np.log(together))
    return weakest


def _entropy(level: _Level, flat: Places, offset: int) -> Floats:
    """Entropy of the neighbours at the offset; each end of a run counts as a word of its own."""
    places = np.flatnonzero(level.at >= 0)
    beside = np.minimum(places + offset, len(flat) - 1)
    neighbour = flat[beside].astype(np.int64)
    edge = neighbour < 0
    neighbour = np.where(edge, int(flat.max(initial=0)) + 1 + places, neighbour)
    pieces = level.at[places]
    width = int(neighbour.max(initial=0)) + 1
    keys, counts = np.unique(pieces * np.int64(width) + neighbour, return_counts=True)
    piece = keys // width
    share = counts / level.places[piece]
    total: Floats = np.zeros(len(level.first))
    np.add.at(total, piece, -share * np.log(share))
    return total


def _term(level: _Level, number: int, corpus: _Corpus, value: float) -> Term:
    place = int(level.first[number])
    words = [corpus.words[each] for each in corpus.flat[place : place + level.size]]
    return Term(joined(words), int(level.documents[number]), value)

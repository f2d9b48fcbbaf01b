"""Reading the corpus once for all that it says of concepts: one row for every observation.

Rows are numbers in arrays (24 bytes each), so that a hundred thousand documents fit in memory.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from zhiqiao.associations.mentions import Mention, longest
from zhiqiao.associations.patterns import stated
from zhiqiao.associations.tokens import Clauses, Sentence, aligned, sentences
from zhiqiao.associations.values import Document, Relation
from zhiqiao.matching.values import Part

PARTS: tuple[Part, ...] = ("title", "text")
RELATIONS = tuple(Relation)
_RELATED = RELATIONS.index(Relation.RELATED)
APART_MAX = 40
"""Concepts of one sentence further apart are not counted as together."""
SENTENCE_CONCEPTS_MAX = 24
NEIGHBOURS_MAX = 5
"""With so many concepts after it in its sentence each is counted as together."""

COLUMNS = ("a", "b", "relation", "weight", "document", "part", "start", "end")
Rows = npt.NDArray[np.int32]
"""Shape (n, len(COLUMNS)); weight in thousandths; `relation` and `part` are places in lists."""


@dataclass
class Observations:
    """What was read.

    Args:
        rows: statements and pairs of concepts in one sentence.
        shown: the first place of every concept in every document, as rows (b is a).
        surfaces: how texts write each concept.
    """

    rows: "array[int]" = field(default_factory=lambda: array("i"))
    shown: "array[int]" = field(default_factory=lambda: array("i"))
    surfaces: Counter[tuple[int, str]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Text:
    """One title or text: where it is, as written, aligned, and its clauses."""

    where: tuple[int, int]
    written: str
    plain: str
    clauses: Clauses

    def quote(self, start: int, end: int, sentence: Sentence) -> tuple[int, int]:
        return self.clauses.around(start, end, within=(sentence.start, sentence.end))


def read(documents: Sequence[Document], numbers: Mapping[str, int]) -> Observations:
    """All observations of the concepts in `numbers` (key to number), in the documents' order."""
    found = Observations()
    for at, document in enumerate(documents):
        seen: set[int] = set()
        for part, name in enumerate(PARTS):
            written = getattr(document, name)
            plain = aligned(written)
            text = _Text((at, part), written, plain, Clauses(plain))
            for sentence in sentences(written):
                mentions = longest(sentence, numbers)[:SENTENCE_CONCEPTS_MAX]
                _show(found, text, sentence, [(each, numbers[each.key]) for each in mentions], seen)
                for a, b, relation, weight, span in _rows(text, sentence, mentions):
                    row = (numbers[a], numbers[b], relation, weight, *text.where, *span)
                    found.rows.extend(row)
    return found


def places(
    documents: Sequence[Document], numbers: Mapping[str, int]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Which concept stands in which document: their numbers and places, each pair once."""
    found = array("i")
    for at, document in enumerate(documents):
        keys = {
            mention.key
            for name in PARTS
            for sentence in sentences(getattr(document, name))
            for mention in longest(sentence, numbers)
        }
        for key in sorted(keys):
            found.extend((numbers[key], at))
    pairs = np.frombuffer(found, np.int32).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _show(
    found: Observations,
    text: _Text,
    sentence: Sentence,
    mentions: Sequence[tuple[Mention, int]],
    seen: set[int],
) -> None:
    """Keeps the first place of each concept in the document."""
    for mention, number in mentions:
        if number not in seen:
            seen.add(number)
            span = text.quote(mention.start, mention.end, sentence)
            found.shown.extend((number, number, 0, 1000, *text.where, *span))
            found.surfaces[number, text.written[mention.start : mention.end]] += 1


def as_rows(values: "array[int]") -> Rows:
    """The numbers as rows of `COLUMNS`."""
    return np.frombuffer(values, np.int32).reshape(-1, len(COLUMNS))


def _rows(
    text: _Text, sentence: Sentence, mentions: Sequence[Mention]
) -> Iterator[tuple[str, str, int, int, tuple[int, int]]]:
    is_title = text.where[1] == PARTS.index("title")
    for said in stated(text.plain, mentions, is_title=is_title):
        span = text.quote(said.start, said.end, sentence)
        yield said.a, said.b, RELATIONS.index(said.relation), round(said.weight * 1000), span
    for first, second in _pairs(mentions):
        a, b = sorted((first.key, second.key))
        yield a, b, _RELATED, 1000, text.quote(first.start, second.end, sentence)


def _pairs(mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    for at, first in enumerate(mentions):
        for second in mentions[at + 1 : at + 1 + NEIGHBOURS_MAX]:
            if first.key != second.key and second.start - first.end <= APART_MAX:
                yield first, second

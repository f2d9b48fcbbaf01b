"""The values of associations. All frozen; every strength is worked out from evidence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from zhiqiao.matching.values import Part

Source = Literal["need", "offer", "corpus"]
"""Whose text a quote is from."""


class Relation(StrEnum):
    """How one concept stands to another, read from left to right: `a` RELATION `b`."""

    PART_OF = "part_of"
    USED_IN = "used_in"
    SOLVES = "solves"
    SUBSTITUTES = "substitutes"
    RELATED = "related"
    ALIKE = "alike"

    @property
    def is_directed(self) -> bool:
        """Whether `a` and `b` play different parts."""
        return self not in (Relation.RELATED, Relation.ALIKE)


@dataclass(frozen=True, slots=True)
class Document:
    """A text of the corpus: a patent, a paper, a result, a need that may be read by all."""

    id: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """A verbatim piece of a text: `text == getattr(document, part)[start:end]`."""

    source: Source
    document: str
    part: Part
    start: int
    end: int
    text: str

    def overlaps(self, other: "Quote") -> bool:
        """Whether both hold some of the same characters of the same text."""
        mine = (self.source, self.document, self.part)
        same = mine == (other.source, other.document, other.part)
        return same and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that supports a hop.

    Args:
        quote: where it is written.
        weight: 0 to 1, how surely this wording means the relation.
        concept: of `Relation.ALIKE`, the concept that the quote shows in use; else "".
    """

    quote: Quote
    weight: float
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """A technical term.

    Args:
        key: folded, unique; what the graph calls it.
        label: as texts mostly write it.
        documents: in how many documents of the corpus it stands.
    """

    key: str
    label: str
    documents: int

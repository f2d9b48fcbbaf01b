"""What goes into an index and what comes out."""

from dataclasses import dataclass
from hashlib import blake2b

DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Document:
    """One need or offer as the index sees it. The title weighs twice in the search by words."""

    id: str
    title: str
    text: str = ""

    def digest(self) -> bytes:
        """16 bytes that change when the content changes."""
        content = f"{self.title}\x00{self.text}".encode("utf-8", "replace")
        return blake2b(content, digest_size=DIGEST_BYTES).digest()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document found, to be ranked.

    `score` orders the list (fused ranks, comparable within one search only); `lexical` is the
    BM25 score, 0.0 where neither words nor characters found it; `dense` is the cosine.
    """

    id: str
    score: float
    lexical: float
    dense: float

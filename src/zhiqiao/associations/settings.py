"""How large and how choosy a concept graph is."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Bounds of a graph.

    Args:
        documents_min: a term stands in at least so many documents; 0: `least` decides.
        concepts_max: at most so many concepts.
        together_min: related concepts share a sentence in at least so many documents.
        related_min: least strength of `Relation.RELATED`.
        related_max: so many related concepts are kept for each concept.
        stated_max: so many statements of one kind are kept for each concept.
        alike_min: least strength of `Relation.ALIKE`.
        alike_max: so many concepts alike are kept for each concept.
        quotes_max: so many quotes are kept for an edge.
    """

    documents_min: int = 0
    concepts_max: int = 30_000
    together_min: int = 2
    related_min: float = 0.2
    related_max: int = 12
    stated_max: int = 24
    alike_min: float = 0.1
    alike_max: int = 12
    quotes_max: int = 4

    def least(self, documents: int) -> int:
        """In how many documents a term stands at least: 2, 3 from 10,000, 4 from 100,000."""
        return self.documents_min or max(2, int(math.log10(max(documents, 1))) - 1)


DEFAULT = Settings()

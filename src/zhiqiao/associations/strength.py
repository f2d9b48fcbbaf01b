"""How strong a hop is: worked out from its evidence and nothing else, and rising with it."""

import math
from collections.abc import Iterable

HALF_ALIKE = 0.5
"""So many documents with a concept show half of how it is used."""
BAND = 4
"""Within so many times as many documents, concepts are equally special."""
BANDED_FROM = 100
ROUNDING = 1e-9


def stated(weights: Iterable[float]) -> float:
    """Chance that at least one of independent statements means what it seems to (noisy or).

    Pearl (1988), Probabilistic Reasoning in Intelligent Systems, section 4.3.2.

    >>> round(stated([0.7, 0.4]), 2)
    0.82
    """
    return 1.0 - math.prod(1.0 - weight for weight in weights)


def related(together: int, first: int, second: int, documents: int) -> float:
    """Normalised pointwise mutual information, less where it rests on few documents.

    Bouma (2009), "Normalized (pointwise) mutual information in collocation extraction", GSCL,
    discounted by n / (n + 1) (Pantel and Lin 2002).

    Args:
        together: in how many documents both stand in one sentence.
        first: in how many the first stands.
        second: in how many the second stands.
        documents: how many there are.
    """
    if together < 1 or documents <= together:
        return 0.0
    observed = together / documents
    expected = (first / documents) * (second / documents)
    normal = math.log(observed / expected) / -math.log(observed)
    return max(0.0, min(normal, 1.0)) * together / (together + 1)


def surprise(together: int, first: int, second: int, documents: int) -> float:
    """Log-likelihood ratio of two concepts being together as often by chance (Dunning 1993).

    Chi-squared with one degree of freedom: above 10.83, less than one in a thousand.
    """
    cells = (
        (together, first * second),
        (first - together, first * (documents - second)),
        (second - together, (documents - first) * second),
        (
            documents - first - second + together,
            (documents - first) * (documents - second),
        ),
    )
    return 2.0 * sum(
        seen * math.log(seen * documents / product)
        for seen, product in cells
        if seen > 0 and product > 0
    )


def alike(likeness: float, first: int, second: int) -> float:
    """Likeness of meaning, less where few documents show the concepts in use.

    Args:
        likeness: 0 to 1, of the two concepts' vectors.
        first: in how many documents the first concept stands.
        second: in how many the second.
    """
    return likeness * first / (first + HALF_ALIKE) * second / (second + HALF_ALIKE)


def mentioned(weights: Iterable[float], documents: int, corpus: int) -> float:
    """How much a text is about a concept: its mentions, times how special the concept is.

    Args:
        weights: one for each mention.
        documents: in how many documents the concept stands.
        corpus: how many documents there are.
    """
    if corpus <= 1:
        return stated(weights)
    return stated(weights) * math.log(corpus / _about(documents, corpus)) / math.log(corpus)


def _about(documents: int, corpus: int) -> float:
    """The middle of the band that the number lies in: 1 to 3, 4 to 15, 16 to 63 and so on.

    How common a concept is, is known no better than that. Were each document to count, a concept
    would seem more special, and its mention stronger, whenever a text that shows it is taken away.
    In a small corpus each counts, and what stands in all documents says nothing.
    """
    known = min(max(documents, 1), corpus)
    if corpus < BANDED_FROM or known == corpus:
        return known
    band = math.floor(math.log(known, BAND) + ROUNDING)
    return min(math.pow(BAND, band + 0.5), corpus)

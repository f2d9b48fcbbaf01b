"""The facts that led to an inferred need, quoted verbatim from both sides."""

from collections.abc import Mapping

import numpy as np

from zhiqiao.matching.evidence import NeedClauses, shared
from zhiqiao.matching.latent.landscape import Landscape, Outlook, Rows
from zhiqiao.matching.latent.values import Fact, Ground, Quote, Source
from zhiqiao.matching.latent.views import SOURCE_OF
from zhiqiao.matching.values import Evidence, Need, Offer, Span

OWN_FACTS = 2


def shares(
    outlook: Outlook, mine: Rows, row: int, *, trust: Mapping[Source, float], industry: float
) -> dict[Source, float]:
    """How much each source speaks for the fact `row`: parts of 1, or all 0 where none does."""
    found = dict.fromkeys(Source, 0.0)
    found[Source.INDUSTRY] = industry
    weights = outlook.model.by_view()
    for name, kernel in outlook.landscape.kernels.items():
        if len(mine):
            likeness = max(float(kernel[mine, row].mean(dtype=np.float64)), 0.0)
            source = SOURCE_OF[name]
            found[source] += weights[name] * trust.get(source, 1.0) * likeness
    total = sum(found.values())
    return {source: value / total if total else 0.0 for source, value in found.items()}


def grounds(
    outlook: Outlook, mine: Rows, row: int, parts: Mapping[Source, float]
) -> tuple[Ground, ...]:
    """The enterprise's facts closest to the fact `row`, each with what both sides say.

    Closest first, ties by id. Where the industry alone speaks, one ground with no own fact.
    """
    landscape = outlook.landscape
    theirs = landscape.facts[row]
    if not len(mine):
        return (Ground(Source.INDUSTRY, None, _title(theirs), parts[Source.INDUSTRY]),)
    ties = outlook.ties[mine, row]
    nearest = mine[np.argsort(-ties, kind="stable")][:OWN_FACTS]
    topic = max((Source.WORDS, Source.MEANING), key=lambda source: parts[source])
    found = [_beside(landscape, int(own), theirs, topic) for own in nearest]
    strength = 1 - parts[Source.INDUSTRY]
    return tuple(Ground(source, own, other, strength / len(found)) for source, own, other in found)


def _beside(
    landscape: Landscape, own_row: int, theirs: Fact, topic: Source
) -> tuple[Source, Quote, Quote]:
    """The clauses of both facts that share most, or both titles where none are alike."""
    own = landscape.facts[own_row]
    clauses = NeedClauses(Need(own.id, own.title, own.text), landscape.rarity)
    found: tuple[Evidence, ...] = shared(clauses, Offer(theirs.id, theirs.title, theirs.text))
    if not found:
        return topic, _title(own), _title(theirs)
    return Source.WORDS, _quote(own, found[0].need), _quote(theirs, found[0].offer)


def _quote(fact: Fact, span: Span) -> Quote:
    return Quote(fact.id, span.part, span.start, span.end, span.text)


def _title(fact: Fact) -> Quote:
    return Quote(fact.id, "title", 0, len(fact.title), fact.title)

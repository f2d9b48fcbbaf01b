"""Which concepts a need leads to: where offers that share none of its words may be looked for."""

from dataclasses import dataclass

from zhiqiao.associations.graph import Graph
from zhiqiao.associations.paths import DAMPING, mentioned
from zhiqiao.matching.values import Need

FOLLOWED = 24
"""Of the neighbours of a concept, the strongest that are followed."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A concept that a need does not mention and that relations lead to.

    Args:
        concept: its key.
        label: as texts mostly write it.
        strength: 0 to 1, of the best way there, as a path's score without its last hop.
    """

    concept: str
    label: str
    strength: float


def reached(need: Need, graph: Graph, *, top: int) -> tuple[Reached, ...]:
    """The concepts one or two relations away from what the need mentions, the strongest first.

    Ties by key. A concept that the need mentions itself is not among them.

    Args:
        need: the need.
        graph: the concept graph.
        top: at most so many.
    """
    starts = {key: held.strength for key, held in mentioned(need, graph).items()}
    first = _onward(starts, graph)
    second = {key: value * DAMPING for key, value in _onward(first, graph).items()}
    best = {
        key: max(first.get(key, 0.0), second.get(key, 0.0))
        for key in first.keys() | second.keys()
        if key not in starts
    }
    ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:top]
    return tuple(Reached(key, graph.concepts[key].label, value) for key, value in ranked)


def _onward(starts: dict[str, float], graph: Graph) -> dict[str, float]:
    """The neighbours of the concepts, each with the strongest way to it."""
    best: dict[str, float] = {}
    for key, strength in starts.items():
        for beside, (edge, _) in list(graph.nearest.get(key, {}).items())[:FOLLOWED]:
            best[beside] = max(best.get(beside, 0.0), strength * edge)
    return best

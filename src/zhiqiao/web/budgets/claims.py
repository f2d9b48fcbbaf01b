"""What the apps above know of a budget line's money. They register here; budgets ask.

Each answers for several lines at once, in one or two queries, for the lines as they are given:
who may see them was decided before.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.budgets.models import BudgetLine

Claim = Callable[[Sequence[BudgetLine]], Mapping[int, int]]
"""By the number of the line an amount in fen; a line without one may be left out."""
Blocker = Callable[[Sequence[BudgetLine]], Mapping[int, Sequence[str]]]
"""By the number of the line what is still under way, each as a short text for people."""

commitment_sources: list[Claim] = []
"""What enterprises are entitled to, and no approved list holds yet."""
held_sources: list[Claim] = []
"""What approved lists hold that have not been paid out yet."""
blockers: list[Blocker] = []


def register_commitments(source: Claim) -> None:
    """Adds a source of what is owed and not reserved."""
    if source not in commitment_sources:
        commitment_sources.append(source)


def register_held(source: Claim) -> None:
    """Adds a source of what is reserved before the click."""
    if source not in held_sources:
        held_sources.append(source)


def register_blocker(blocker: Blocker) -> None:
    """Adds something that may keep a line from being closed."""
    if blocker not in blockers:
        blockers.append(blocker)


def committed_fen(lines: Sequence[BudgetLine]) -> dict[int, int]:
    """By line what enterprises are entitled to and no approved list holds yet."""
    return _summed(commitment_sources, lines)


def held_fen(lines: Sequence[BudgetLine]) -> dict[int, int]:
    """By line what approved lists hold that have not been paid out yet."""
    return _summed(held_sources, lines)


def blocking(lines: Sequence[BudgetLine]) -> dict[int, list[str]]:
    """By line what is still under way on it."""
    found: dict[int, list[str]] = {line.pk: [] for line in lines}
    with every_row_for("what keeps budget lines from being closed"):
        for blocker in blockers if lines else ():
            for number, words in blocker(lines).items():
                found[number].extend(words)
    return found


def _summed(sources: Iterable[Claim], lines: Sequence[BudgetLine]) -> dict[int, int]:
    found = {line.pk: 0 for line in lines}
    with every_row_for("what is owed on budget lines that the visitor sees"):
        for source in sources if lines else ():
            for number, fen in source(lines).items():
                found[number] += fen
    return found

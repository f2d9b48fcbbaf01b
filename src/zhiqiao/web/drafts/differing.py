"""Two texts, line by line."""

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

CONTEXT = 3
# Lines looked at before the shortest difference is given up: well under a second of work.
STEPS_MAX = 2_000_000


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line: "same", "gone", "new", or "skip" for lines left out.

    Attributes:
        before, after: the line's number in each text, None where it is not there.
    """

    kind: str
    text: str
    before: int | None = None
    after: int | None = None


class _TooMuchError(Exception):
    """The texts repeat themselves so much that matching them would take too long."""


class _Bounded(difflib.SequenceMatcher[str]):
    """Matches lines within `STEPS_MAX`; beyond them only the beginning and end that are alike."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._old, self._new, self._times = old, new, Counter(new)
        self._left = STEPS_MAX

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> difflib.Match:
        lines = self._old[alo:ahi]
        self._left -= len(lines) + sum(self._times[line] for line in lines)
        if self._left < 0:
            raise _TooMuchError
        return super().find_longest_match(alo, ahi, blo, bhi)

    def get_matching_blocks(self) -> list[difflib.Match]:
        try:
            return super().get_matching_blocks()
        except _TooMuchError:
            return self._ends()

    def _ends(self) -> list[difflib.Match]:
        old, new = self._old, self._new
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
        ends = [
            difflib.Match(0, 0, head),
            difflib.Match(len(old) - tail, len(new) - tail, tail),
            difflib.Match(len(old), len(new), 0),
        ]
        self.matching_blocks = [each for each in ends[:2] if each.size] + ends[2:]
        return self.matching_blocks


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines are alike from the beginning on."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def difference(before: str, after: str) -> list[DiffLine]:
    """The lines that differ, with a few around them; empty where nothing does.

    Of two texts that take too long to match, everything between what is alike at both ends.
    """
    old, new = before.splitlines(), after.splitlines()
    found: list[DiffLine] = []
    for group in _Bounded(old, new).get_grouped_opcodes(CONTEXT):
        found.append(DiffLine("skip", "", group[0][1] + 1, group[0][3] + 1))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                found += [DiffLine("same", old[i], i + 1, j1 + i - i1 + 1) for i in range(i1, i2)]
                continue
            found += [DiffLine("gone", old[i], i + 1) for i in range(i1, i2)]
            found += [DiffLine("new", new[j], None, j + 1) for j in range(j1, j2)]
    return found

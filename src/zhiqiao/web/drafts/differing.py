"""Two texts, line by line."""

import difflib
from dataclasses import dataclass

CONTEXT = 3


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


def difference(before: str, after: str) -> list[DiffLine]:
    """The lines that differ, with a few around them; empty where nothing does."""
    old, new = before.splitlines(), after.splitlines()
    found: list[DiffLine] = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(
        CONTEXT
    ):
        found.append(DiffLine("skip", "", group[0][1] + 1, group[0][3] + 1))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                found += [DiffLine("same", old[i], i + 1, j1 + i - i1 + 1) for i in range(i1, i2)]
                continue
            found += [DiffLine("gone", old[i], i + 1) for i in range(i1, i2)]
            found += [DiffLine("new", new[j], None, j + 1) for j in range(j1, j2)]
    return found

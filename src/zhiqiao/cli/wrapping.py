"""Lines of Chinese text: they may end after any character, but not inside a Latin word."""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.measure import Measurement
from rich.text import Text

PIECE = re.compile(r"\n|[!-~]+|\s|.", re.DOTALL)
CLOSING = frozenset("，。；：？！）」”、…%")
"""Characters that no line starts with: they stay with the one before."""

OPENING = frozenset("（「“")
"""Characters that no line ends with: they stay with the one after."""


class Wrapped:
    """Text that fills its column; Rich alone breaks lines at spaces only."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """The text in lines that fit."""
        ends = breaks(self._text.plain, options.max_width)
        for line in self._text.divide(ends):
            line.rstrip()
            line.no_wrap = True
            yield line

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """From a few characters to the longest line."""
        widest = max((cell_len(line) for line in self._text.plain.split("\n")), default=0)
        widest = min(widest, options.max_width)
        return Measurement(min(widest, 8), widest)


def breaks(text: str, width: int) -> list[int]:
    """Where lines of at most `width` terminal cells start, the first one left out.

    >>> breaks("高镍三元 LED 散热", 10), breaks("高镍三元电，解液", 10)
    ([5], [4])
    """
    starts: list[int] = []
    used, last, last_at = 0, "", 0
    for at, piece in _pieces(text, width):
        size = cell_len(piece)
        if piece == "\n":
            starts.append(at + 1)
            used = size = 0
        elif used + size > width and not piece.isspace():
            together = piece in CLOSING or last in OPENING
            keep = cell_len(last) if together and used > cell_len(last) else 0
            starts.append(last_at if keep else at)
            used = keep + size
        else:
            used += size
        last, last_at = piece, at
    return starts


def _pieces(text: str, width: int) -> Iterator[tuple[int, str]]:
    """What may not be broken, with its place: a character, or a Latin word that fits a line."""
    for found in PIECE.finditer(text):
        if len(found[0]) <= width:
            yield found.start(), found[0]
        else:
            yield from enumerate(found[0], start=found.start())

"""Yuan in files, fen in memory, digits in between. Never a float."""

import re

from zhiqiao.common.money import FEN_PER_YUAN

DIGITS_MAX = 18
AMOUNT_FEN_MAX = 10**DIGITS_MAX - 1
MOVED_FEN_MAX = 10**15
"""No account moves more at once; whoever says so means something else."""
_WRITTEN = re.compile(r"([0-9]{1,16})(?:\.([0-9]{1,2})0{0,3})?", re.ASCII)


def to_yuan(amount_fen: int) -> str:
    """The amount as files write it.

    >>> to_yuan(780000000), to_yuan(5), to_yuan(-120)
    ('7800000.00', '0.05', '-1.20')
    """
    sign = "-" if amount_fen < 0 else ""
    yuan, fen = divmod(abs(amount_fen), FEN_PER_YUAN)
    return f"{sign}{yuan}.{fen:02d}"


def to_fen(text: str) -> int | None:
    """The amount of a file in fen, or None where it is not one of at most two decimals.

    Zeros after the second decimal are let pass, other digits there are not.

    >>> to_fen("7.5"), to_fen("7800000.00"), to_fen("1e3")
    (750, 780000000, None)
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    yuan, decimals = found.groups(default="")
    return int(yuan) * FEN_PER_YUAN + int(decimals.ljust(2, "0"))

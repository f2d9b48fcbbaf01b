"""One spelling for each text: Unicode compatibility form, lower case, no control characters."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

BREAK = "\x00"
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
SURROGATES = range(0xD800, 0xE000)
PLANES_END = 0x30000
"""Above this no character has a compatibility form."""


def fold(text: str) -> str:
    """The text in NFKC, lower case, control characters and lone surrogates made spaces.

    >>> fold("IGBT：CO₂ ℃")
    'igbt:co2 °c'
    """
    clean = CONTROL.sub(" ", text)
    if clean.isascii():
        return clean.lower()
    return fold_all([clean])[0]


def fold_all(texts: Sequence[str]) -> list[str]:
    """Each text folded as `fold` does, about ten times faster for many texts together."""
    if not texts:
        return []
    blob = BREAK.join(texts)
    if CONTROL.search(blob.replace(BREAK, "")) or blob.count(BREAK) != len(texts) - 1:
        blob = BREAK.join(CONTROL.sub(" ", text) for text in texts)
    table, longer = _table()
    codes = _codes(blob)
    several = longer[codes]
    if several.any():
        for code in np.unique(codes[several]):
            blob = blob.replace(chr(code), _folded(chr(code)))
        codes = _codes(blob)
    return str(table[codes].tobytes(), "utf-32-le").split(BREAK)


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4")


def _folded(character: str) -> str:
    return unicodedata.normalize("NFKC", character).lower()


@cache
def _table() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.bool_]]:
    """For each code point its folded one, and whether it folds to several characters instead."""
    table = np.arange(0x110000, dtype="<u4")
    longer = np.zeros(0x110000, dtype=np.bool_)
    for code in range(PLANES_END):
        if code not in SURROGATES:
            folded = _folded(chr(code))
            longer[code] = len(folded) != 1
            table[code] = ord(folded) if len(folded) == 1 else code
    return table, longer

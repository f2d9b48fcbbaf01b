"""Folding many texts at once: what `matching.text.fold` does to one, some ten times faster."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

BREAK = "\x00"
CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
SURROGATES = range(0xD800, 0xE000)
CODES = 0x110000
FOLDED_CODES = 0x30000
"""No character from here on has another form."""
ASCII_END = 0x80

Codes = npt.NDArray[np.uint32]


def fold(text: str) -> str:
    """The text in NFKC, case folded, without control characters and gaps beside Chinese.

    >>> fold("IGBT：CO₂ 捕集　at 25 ℃")
    'igbt:co2捕集at 25°c'
    """
    return fold_all([text])[0]


def fold_all(texts: Sequence[str]) -> list[str]:
    """Each text folded."""
    if not texts:
        return []
    blob = BREAK.join(texts)
    if blob.count(BREAK) != len(texts) - 1 or CONTROL.search(blob.replace(BREAK, "")):
        blob = BREAK.join(CONTROL.sub(" ", text) for text in texts)
    table, longer = _table()
    codes = _codes(blob)
    several = longer[codes]
    if several.any():
        for code in np.unique(codes[several]).tolist():
            blob = blob.replace(chr(code), _folded(chr(code)))
        codes = _codes(blob)
    return str(_without_gaps(table[codes]).tobytes(), "utf-32-le").split(BREAK)


def _without_gaps(codes: Codes) -> Codes:
    """The codes without blanks beside a non-ASCII character or a text's end; one for several."""
    blank = codes == ord(" ")
    if not blank.any():
        return codes
    codes = codes[~(blank & np.concatenate([[True], blank[:-1]]))]
    blank = codes == ord(" ")
    tight = (codes >= ASCII_END) | (codes == ord(BREAK))
    beside = np.concatenate([[True], tight[:-1]]) | np.concatenate([tight[1:], [True]])
    kept: Codes = codes[~(blank & beside)]
    return kept


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4")


def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    return " " if folded.isspace() else folded


@cache
def _table() -> tuple[Codes, npt.NDArray[np.bool_]]:
    """For each code point its folded one, and whether it folds to several characters instead."""
    table = np.arange(CODES, dtype="<u4")
    longer = np.zeros(CODES, dtype=np.bool_)
    for code in set(range(FOLDED_CODES)) - set(SURROGATES):
        folded = _folded(chr(code))
        longer[code] = len(folded) != 1
        table[code] = ord(folded) if len(folded) == 1 else code
    return table, longer

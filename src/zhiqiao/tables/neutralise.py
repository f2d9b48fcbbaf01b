"""Cells that a spreadsheet would run as a formula are written with a leading apostrophe."""

import re

TRIGGERS = "=+\\-@\t\r＝＋－\uff20"
STARTS = frozenset("'=+-@\t\r＝＋－\uff20")
RISKY = re.compile(f"'*[{TRIGGERS}]")
GUARDED = re.compile(f"''*[{TRIGGERS}]")


def neutralise(text: str) -> str:
    """The text so that no spreadsheet runs it.

    >>> neutralise("=HYPERLINK(0)"), neutralise("'=1"), neutralise("3-5")
    ("'=HYPERLINK(0)", "''=1", '3-5')
    """
    return f"'{text}" if text[:1] in STARTS and RISKY.match(text) else text


def restore(text: str) -> str:
    """The text as it was before `neutralise`.

    >>> restore("'=HYPERLINK(0)"), restore("'tis")
    ('=HYPERLINK(0)', "'tis")
    """
    return text[1:] if text[:1] == "'" and GUARDED.match(text) else text

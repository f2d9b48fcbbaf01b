"""One way to look at a text: folded, without spaces between Chinese characters, bounded."""

import re
import unicodedata

from zhiqiao.matching.values import Need, Offer

TEXT_LENGTH_MAX = 2_000
"""Characters of a text that take part in comparing; what a person reads is never cut."""
QUERY_LENGTH_MAX = 300
PASSAGE_LENGTH_MAX = 200

_COMMON_FORMS = tuple(
    (form, unicodedata.normalize("NFKC", form)) for form in "，；：？！（）％～℃³²"
)
"""Replaced first: a text without them is mostly in NFKC already, which is found ten times faster
than it is brought there."""
_GAP_BESIDE_CJK = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")


def fold(text: str) -> str:
    """The text in one form: NFKC, lower case, no gap beside a Chinese character, bounded.

    >>> fold("高活性 氟化锂 制备 ABC  def")
    '高活性氟化锂制备abc def'
    """
    plain = text[:TEXT_LENGTH_MAX]
    for form, normal in _COMMON_FORMS:
        plain = plain.replace(form, normal)
    plain = unicodedata.normalize("NFKC", plain).casefold()
    single = " ".join(plain.split())
    tight = _GAP_BESIDE_CJK.sub("", single) if " " in single else single
    return tight[:TEXT_LENGTH_MAX].rstrip()


def whole(item: Need | Offer) -> str:
    """Title and text as one folded string."""
    return fold(f"{item.title}。{item.text}") if item.text.strip() else fold(item.title)


def query_texts(need: Need) -> tuple[str, str]:
    """The two strings of a need that are encoded: its title, and its title with its text."""
    return fold(need.title), whole(need)[:QUERY_LENGTH_MAX]


def passage_text(offer: Offer) -> str:
    """The one string of an offer that is encoded: its title and the start of its text."""
    return whole(offer)[:PASSAGE_LENGTH_MAX]

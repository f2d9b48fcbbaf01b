"""Reading a question over offers: what it is about, and what it wants measured."""

import re
from dataclasses import dataclass

from zhiqiao.asking.intents import ENGLISH_FLUFF
from zhiqiao.asking.offers.english import in_chinese
from zhiqiao.asking.offers.words import FLUFF_PATTERN, MEASURES, NAMED, PARTICLES, TERMS_ASKED
from zhiqiao.asking.question import CHARACTERS_MAX, PUNCTUATION, pairs_of
from zhiqiao.asking.synonyms import SIMPLIFIED
from zhiqiao.index.folding import fold
from zhiqiao.index.words import STOP, cut

BREAK = " "


@dataclass(frozen=True, slots=True)
class OfferQuestion:
    """A question as it is searched for among offers.

    Attributes:
        text: folded, simplified, English terms in Chinese.
        matter: the same without what merely asks.
        words: the words of the matter that tell something.
        pairs: neighbouring characters of the matter, and its other words.
        figures: patterns of the figures that it wants.
        terms: labels of the terms that it asks for.
        names_offers: whether it says that it asks for an offer.
    """

    text: str
    matter: str
    words: tuple[str, ...]
    pairs: tuple[str, ...]
    figures: tuple[re.Pattern[str], ...]
    terms: tuple[str, ...]
    names_offers: bool

    @property
    def is_blank(self) -> bool:
        """Whether nothing is left to search for."""
        return not self.pairs


def read_offer_question(text: str) -> OfferQuestion:
    """The question, whatever was typed.

    >>> read_offer_question("有没有處理高鹽廢水的成果？").matter
    '处理高盐废水的'
    """
    plain = fold(text[:CHARACTERS_MAX]).translate(SIMPLIFIED)
    figures = tuple(re.compile(wanted) for asked, wanted in MEASURES if re.search(asked, plain))
    terms = tuple(label for asked, label in TERMS_ASKED if re.search(asked, plain))
    bare = PUNCTUATION.sub(BREAK, FLUFF_PATTERN.sub(BREAK, in_chinese(plain)))
    matter = BREAK.join(run for piece in bare.split() for run in _runs(piece))
    named = bool(NAMED.search(plain))
    words = tuple(dict.fromkeys(w for w in cut(matter) if len(w) > 1 and w not in STOP))
    return OfferQuestion(plain, matter, words, pairs_of(matter), figures, terms, named)


def _runs(piece: str) -> list[str]:
    """The piece without particles, parted where they stood."""
    if piece in ENGLISH_FLUFF:
        return []
    return "".join(BREAK if word in PARTICLES else word for word in cut(piece)).split()

"""Reading a question: what it wants to know, and the words left that say about what."""

import re
from dataclasses import dataclass
from itertools import pairwise

from zhiqiao.asking.intents import ENGLISH_FLUFF, FLUFF, PHRASES
from zhiqiao.asking.places import places_in
from zhiqiao.asking.synonyms import ALIASES, ENGLISH, SIMPLIFIED
from zhiqiao.asking.values import Intent
from zhiqiao.index.folding import fold
from zhiqiao.index.words import STOP, cut

CHARACTERS_MAX = 500
"""Of a longer question the beginning is read."""
LATIN = re.compile(r"[a-z][a-z&-]{2,}")
CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]+")
PUNCTUATION = re.compile(r"[^\w\u4e00-\u9fff&-]+")
DATES = re.compile(r"\d{4}年?|\d{1,2}月\d{0,2}日?")
FLUFF_PATTERN = re.compile("|".join(sorted(map(re.escape, FLUFF), key=len, reverse=True)))
BREAK = " "


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched for.

    Attributes:
        text: folded, simplified, with everyday words replaced by those of the rules.
        matter: the same without what merely asks.
        words: the words of the matter.
        pairs: its neighbouring Chinese characters, and its other words as they are.
    """

    text: str
    matter: str
    words: tuple[str, ...]
    pairs: tuple[str, ...]
    intents: tuple[Intent, ...]
    places: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is left to search for."""
        return not self.pairs


def read_question(text: str) -> Question:
    """The question, whatever was typed.

    >>> read_question("高企認定獎勵多少錢？").matter
    '高新技术企业认定奖励'
    """
    plain = _replaced(fold(text[:CHARACTERS_MAX]).translate(SIMPLIFIED))
    intents = tuple(intent for intent, phrases in PHRASES.items() if _holds(plain, phrases))
    matter = _matter(plain)
    words = tuple(dict.fromkeys(word for word in cut(matter) if word not in STOP))
    return Question(plain, matter, words, pairs_of(matter), intents, places_in(plain))


def pairs_of(text: str) -> tuple[str, ...]:
    """The distinct neighbouring Chinese characters of a folded text, and its other words.

    >>> pairs_of("opc创业")
    ('创业', 'opc')
    """
    runs = CHINESE_RUN.findall(text)
    found = [a + b for run in runs for a, b in pairwise(run)] + [r for r in runs if len(r) == 1]
    others = (word for word in LATIN.findall(text) if word not in ENGLISH_FLUFF)
    return tuple(dict.fromkeys([*found, *others]))


def _replaced(text: str) -> str:
    for english, chinese in ENGLISH if LATIN.search(text) else ():
        text = text.replace(english, chinese)
    for alias in sorted(ALIASES, key=len, reverse=True):
        if alias in text and ALIASES[alias] not in text:
            text = text.replace(alias, ALIASES[alias])
    return text


def _holds(text: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in text for phrase in phrases)


def _matter(text: str) -> str:
    for phrases in PHRASES.values():
        for phrase in phrases:
            text = text.replace(phrase, BREAK)
    text = PUNCTUATION.sub(BREAK, FLUFF_PATTERN.sub(BREAK, DATES.sub(BREAK, text)))
    kept = (word for word in text.split() if word not in ENGLISH_FLUFF)
    return BREAK.join(kept)

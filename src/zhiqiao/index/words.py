"""Cutting folded text into words and character pairs."""

from collections.abc import Sequence
from itertools import pairwise

import rjieba

from zhiqiao.index.folding import fold, fold_all


def cut(text: str) -> list[str]:
    """The words of a folded text in order, without blanks and punctuation.

    >>> cut(fold("钛合金，3D打印 PM2.5"))
    ['钛合金', '3d', '打印', 'pm2.5']
    """
    return [word for word in rjieba.cut(text) if word[0].isalnum()]


def cut_all(texts: Sequence[str]) -> list[list[str]]:
    """The words of each text, folded first."""
    return [cut(text) for text in fold_all(texts)]


def content_words(text: str) -> list[str]:
    """The distinct words of an unfolded text in order of first appearance, without stop words."""
    return [word for word in dict.fromkeys(cut(fold(text))) if word not in STOP]


class PairForms(dict[str, str]):
    """How a word stands in the text whose neighbouring characters are searched.

    A word of two characters is found as a word, so only longer words and runs of single
    characters are left; GAP parts them.

    >>> "".join(map(PairForms().__getitem__, ["电", "催", "化", "处理", "钛合金"])).split(GAP)
    ['电催化', '', '钛合金', '']
    """

    def __missing__(self, word: str) -> str:
        if len(self) >= FORMS_MAX:
            self.clear()
        if len(word) == 1 and word not in STOP:
            form = word
        else:
            form = f"{GAP}{word}{GAP}" if len(word) > 2 and not word.isascii() else GAP  # noqa: PLR2004
        self[word] = form
        return form


def pairs(text: str) -> list[str]:
    """The distinct character pairs of an unfolded text: of its longer words and single characters.

    >>> pairs("电催化处理钛合金")
    ['催化', '处理', '钛合', '合金']
    """
    pieces = "".join(map(PairForms().__getitem__, cut(fold(text)))).split(GAP)
    return list(dict.fromkeys(a + b for piece in pieces for a, b in pairwise(piece)))


FORMS_MAX = 200_000
GAP = "\U0010ffff"
"""Stands in no text; four bytes of UTF-8, so that pairs with it can be told by their length."""
PAIR_BYTES_MAX = 6
STOP = frozenset(
    {
        "的",
        "了",
        "和",
        "与",
        "及",
        "或",
        "在",
        "是",
        "对",
        "中",
        "为",
        "以",
        "等",
        "其",
        "并",
        "将",
        "可",
        "该",
        "由",
        "从",
        "到",
        "于",
        "上",
        "下",
        "有",
        "之",
        "而",
        "所",
        "也",
        "个",
        "一",
        "一种",
        "进行",
        "通过",
        "以及",
        "包括",
        "采用",
        "提供",
        "涉及",
        "本",
        "公开",
        "the",
        "of",
        "and",
        "a",
        "in",
        "to",
        "for",
        "on",
        "is",
        "by",
        "with",
    }
)
"""Words in so many texts that they find nothing."""

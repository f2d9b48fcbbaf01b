"""Cutting folded text into words and character pairs."""

from collections.abc import Iterator, Sequence
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


def pairs(text: str) -> Iterator[str]:
    """The distinct neighbouring characters of an unfolded text, in order of first appearance.

    >>> list(pairs("钛 合金属"))
    ['合金', '金属']
    """
    both = dict.fromkeys(first + second for first, second in pairwise(fold(text)))
    return (pair for pair in both if pair.isalnum())


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

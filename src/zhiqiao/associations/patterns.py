"""Wordings that state how two concepts stand to each other, in Chinese and English.

A wording is read between two neighbouring concepts of a sentence and right around them, in the
manner of Hearst (1992, "Automatic acquisition of hyponyms", COLING). Weights are judgements of
how surely a wording means the relation; only their order matters much.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from zhiqiao.associations.mentions import Mention
from zhiqiao.associations.values import Relation

AROUND = 20
"""Characters looked at before the first and after the second concept."""
GAP_MAX = 40
SURE, FAIR, VAGUE = 0.7, 0.55, 0.4
_DENIAL = re.compile(r"[不未非勿]|没有|无法|难以|\b(?:not|no|cannot|never|without)\b")
_LISTED = re.compile(r"\s*(?:、|和|与|及|以及|或|,?\s*(?:and|or)|,)\s*(?:an?\b|the\b)?\s*")


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording, as regular expressions over aligned text.

    Args:
        relation: what it states.
        weight: 0 to 1, how surely.
        gap: all that stands between the two concepts.
        before: what ends right before the first.
        after: what begins right after the second.
        is_reversed: it states it of the second concept to the first.
        is_of_titles: it means this in titles only.
    """

    relation: Relation
    weight: float
    gap: str
    before: str = ""
    after: str = ""
    is_reversed: bool = False
    is_of_titles: bool = False

    @property
    def is_list(self) -> bool:
        """Whether concepts listed after the second are meant too."""
        return self.relation is Relation.PART_OF and self.is_reversed


class Statement(NamedTuple):
    """`a` relation `b`, as the text states it between `start` and `end`."""

    a: str
    b: str
    relation: Relation
    weight: float
    start: int
    end: int


_AUX = (
    r"(?:可以?|能够?|主要|广泛|直接|有效|显著|大幅|明显|也|均|还|则|已|来|以|并|从而|进而|将|会"
    r"|有助于)*"
)
"""All that may stand between a concept and the verb that it is the subject of."""
_FILL = r"[^,、:()（）的]{0,6}?"
"""Words before the concept that is the verb's object: it comes last, as heads do in Chinese."""
_ART = r"(?:\s*(?:an?|the)\b)?\s*"
_OF = r"的[^,、:的]{0,6}"
_BY = r"(?:采用|通过|利用|使用|引入|加入|添加|加装|增设)[^,、:]{0,10}"
_SOLVE = r"(?:解决|克服|避免|防止|消除|抑制|防治|治理|缓解|减轻|去除|脱除|杜绝|攻克)"
_LOWER = r"(?:降低|减少|减小)"
_REPLACE = r"(?:替代|代替|取代|替换)"
_HOLD = r"(?:包括|包含|含有|设有|配有|带有|内置|搭载)"
_SOLVE_EN = (
    r"(?:solve|prevent|suppress|reduce|eliminate|avoid|mitigate|overcome|inhibit|remove|address)"
)
_ING_EN = (
    r"(?:solving|preventing|suppressing|reducing|eliminating|avoiding|mitigating|overcoming"
    r"|inhibiting|removing|addressing)"
)
_HOLD_EN = (
    r"(?:compris(?:es|ing)|includ(?:es|ing)|contain(?:s|ing)|consist(?:s|ing) of|is composed of)"
)
_TROUBLE = r"(?:问题|难题|现象|风险|缺陷)"
_HEAD = (
    r"(?=[,、;:()（）。.!?]|\s|$|等|中|上|里|时|和|与|及|或|并|而|且|以|的?(?:应用|使用)"
    r"|的(?:方法|装置|技术)|的?(?:问题|难题|现象|风险|缺陷))"
)
"""After a Chinese concept that is an object: nothing that would make it a mere modifier."""

WORDINGS: tuple[Wording, ...] = (
    Wording(
        Relation.USED_IN, SURE, rf"{_AUX}(?:应用|适用|使用|用)(?:于|在|到){_FILL}", after=_HEAD
    ),
    Wording(Relation.USED_IN, SURE, _OF, before="用于|面向|针对|供", after=_HEAD, is_reversed=True),
    Wording(Relation.USED_IN, SURE, rf"在{_FILL}", after=r"[^,、:]{0,4}的?(?:应用|使用)"),
    Wording(
        Relation.USED_IN,
        SURE,
        rf"\s(?:(?:is|are|can|be|widely|been)\s){{0,3}}(?:used|applied|useful|suitable)"
        rf"\s(?:in|for|to|on|as){_ART}",
    ),
    Wording(Relation.USED_IN, SURE, rf"\s(?:in|to){_ART}", before=rf"applications? of{_ART}"),
    Wording(Relation.USED_IN, VAGUE, rf"\sfor(?:\suse\sin)?{_ART}"),
    Wording(Relation.PART_OF, FAIR, rf"{_AUX}{_HOLD}有?{_FILL}", after=_HEAD, is_reversed=True),
    Wording(Relation.PART_OF, FAIR, r"的", before=r"包括|包含|含有?|带有?", after=_HEAD),
    Wording(
        Relation.PART_OF, SURE, rf"{_AUX}由{_FILL}", after=r".{0,6}?(?:组成|构成)", is_reversed=True
    ),
    Wording(Relation.PART_OF, SURE, r"是", after=r"的(?:重要|关键|核心)?(?:组成)?部[分件]"),
    Wording(Relation.PART_OF, SURE, r"\sis\s(?:a\s)?part\sof" + _ART),
    Wording(Relation.PART_OF, FAIR, rf"\s{_HOLD_EN}{_ART}", is_reversed=True),
    Wording(Relation.SOLVES, SURE, rf"{_AUX}{_SOLVE}(?:了|其)?{_FILL}", after=_HEAD),
    Wording(
        Relation.SOLVES, FAIR, rf".{{0,6}},{_AUX}{_SOLVE}(?:了|其)?{_FILL}", before=_BY, after=_HEAD
    ),
    Wording(Relation.SOLVES, VAGUE, rf"{_AUX}{_LOWER}(?:了|其)?{_FILL}", after=_HEAD),
    Wording(Relation.SOLVES, SURE, rf"(?:的?{_TROUBLE}){_OF}", before=_SOLVE, is_reversed=True),
    Wording(
        Relation.SOLVES,
        FAIR,
        _OF,
        before=rf"{_SOLVE}|{_LOWER}|防|耐|抗",
        is_reversed=True,
        is_of_titles=True,
    ),
    Wording(
        Relation.SOLVES, SURE, rf"\s(?:(?:can|could|effectively|greatly)\s)?{_SOLVE_EN}s?{_ART}"
    ),
    Wording(Relation.SOLVES, SURE, rf"\s(?:for|by)\s{_ING_EN}{_ART}"),
    Wording(
        Relation.SUBSTITUTES,
        SURE,
        rf"{_AUX}{_REPLACE}了?(?:传统|原有?|现有|常规|进口)?{_FILL}",
        after=_HEAD,
    ),
    Wording(
        Relation.SUBSTITUTES, SURE, _OF, before=rf"(?<!被){_REPLACE}", after=_HEAD, is_reversed=True
    ),
    Wording(
        Relation.SUBSTITUTES,
        SURE,
        r"\s(?:as\san?\s(?:substitute|alternative|replacement)\s(?:for|to)|instead\sof|in\splace\sof"
        rf"|replac(?:es|ing)|substitut(?:es|ing)\sfor){_ART}",
    ),
)


class _Reader(NamedTuple):
    """A wording and its expressions, ready to read."""

    wording: Wording
    gap: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]

    def fits(self, gap: str, before: str, after: str) -> bool:
        """Whether the text between and around two concepts is worded so."""
        return bool(
            self.gap.fullmatch(gap) and self.before.search(before) and self.after.match(after)
        )


_READERS = tuple(
    _Reader(
        each,
        re.compile(each.gap),
        re.compile(f"(?:{each.before})\\s*$" if each.before else "$"),
        re.compile(each.after),
    )
    for each in WORDINGS
)


def stated(plain: str, found: Sequence[Mention], *, is_title: bool = False) -> Iterator[Statement]:
    """What a sentence states of its neighbouring concepts.

    Args:
        plain: the aligned text (`tokens.aligned`) that the places of the mentions count in.
        found: the mentions of one sentence in order, none inside another.
        is_title: whether the text is a title.
    """
    for number, (first, second) in enumerate(pairwise(found)):
        gap = plain[first.end : second.start]
        if len(gap) > GAP_MAX or first.key == second.key:
            continue
        before = plain[max(0, first.start - AROUND) : first.start]
        after = plain[second.end : second.end + AROUND]
        if _DENIAL.search(gap) or _DENIAL.search(before[-4:]):
            continue
        for reader in _READERS:
            if reader.wording.is_of_titles and not is_title:
                continue
            if reader.fits(gap, before, after):
                yield from _statements(reader, plain, found, number)
                break


def _statements(
    reader: _Reader, plain: str, found: Sequence[Mention], number: int
) -> Iterator[Statement]:
    """The statement of two concepts, and of those listed after the second."""
    wording, first = reader.wording, found[number]
    before = reader.before.search(plain[max(0, first.start - AROUND) : first.start])
    start = first.start - (len(before.group()) if before else 0)
    for at in range(number + 1, len(found)):
        other = found[at]
        if at > number + 1 and not (
            wording.is_list and _LISTED.fullmatch(plain[found[at - 1].end : other.start])
        ):
            return
        after = reader.after.match(plain[other.end : other.end + AROUND])
        end = other.end + (len(after.group()) if after else 0)
        a, b = (other, first) if wording.is_reversed else (first, other)
        if a.key != b.key:
            yield Statement(a.key, b.key, wording.relation, wording.weight, start, end)

"""Cuts an expression into tokens.

Names stand without blanks between them and the words around them, as Chinese is written, so the
names that are known are looked for first, the longest before the shorter. Full-width punctuation
and digits mean the same as half-width ones; what stands in quotation marks is kept as written.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from zhiqiao.policy.errors import ProblemKind, refuse
from zhiqiao.policy.values import Place

# Each group of words is one operator.
COMPARISONS = {
    ">=": "不低于 不少于 不小于 大于等于 大于或等于 ≥ >=",
    "<=": "不超过 不高于 不多于 不大于 小于等于 小于或等于 ≤ <=",
    ">": "高于 超过 大于 多于 >",
    "<": "低于 少于 小于 不足 <",
    "=": "等于 == =",
    "!=": "不等于 ≠ !=",
    "later": "晚于",
    "earlier": "早于",
    "not_later": "不晚于",
    "not_earlier": "不早于",
}
OTHERS = {
    "IN": "属于",
    "NOT_IN": "不属于",
    "HAS": "含有 包含",
    "HAS_ALL": "含有全部",
    "HAS_NOT": "不含有 不包含",
    "BETWEEN": "介于",
    "TO": "至 到 ~",
    "AND": "且 并且 &&",
    "OR": "或 或者 ||",
    "NOT": "非 !",
    "TRUE": "真",
    "FALSE": "假",
    "PLUS": "+",
    "MINUS": "- \u2212",
    "TIMES": "* ×",
    "OVER": "/ ÷",
    "LEFT": "(",
    "RIGHT": ")",
    "OPEN": "[",
    "CLOSE": "]",
    "COMMA": ", 、 ;",
}
WORDS = {word: ("COMPARE", op) for op, words in COMPARISONS.items() for word in words.split()}
WORDS |= {word: (kind, word) for kind, words in OTHERS.items() for word in words.split()}

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
HALF_WIDTH = str.maketrans(
    {chr(wide): chr(half) for wide, half in _WIDE.items()}
    | {"【": "[", "】": "]", "〔": "[", "〕": "]", "　": " ", "～": "~", "\u223c": "~", "％": "%"}
)

UNITS = [
    "万亿元",
    "亿元",
    "千万元",
    "百万元",
    "十万元",
    "万元",
    "千元",
    "百元",
    "元",
    "分钱",
    "亿",
    "万",
    "%",
    "‰",
    "个百分点",
    "年",
    "周年",
    "个月",
    "月",
    "天",
    "日",
    "平方米",
    "㎡",
    "人",
    "名",
    "项",
    "家",
    "个",
    "件",
    "次",
    "分",
    "位",
    "级",
    "台",
    "套",
    "倍",
    "户",
    "篇",
    "篇次",
    "岁",
]
_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_DATE = r"\d{1,4}-\d{1,2}-\d{1,2}|\d{1,4}年\d{1,2}月\d{1,2}日"
_OPERATORS = "|".join(re.escape(word) for word in sorted(WORDS, key=len, reverse=True))
_QUOTED = re.compile(r'"((?:[^"]|"")*)"|“([^”]*)”|\'((?:[^\']|\'\')*)\'', re.DOTALL)
_TITLED = re.compile(r"《((?:[^》]|》》)*)》", re.DOTALL)
_LITERAL = re.compile(rf"(?P<DATE>{_DATE})|(?P<NUMBER>{_NUMBER})\s*(?P<unit>{_UNIT})?")
# Outside brackets, where a comma separates nothing, it may group digits.
_GROUPED = re.compile(rf"(?P<NUMBER>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?)\s*(?P<unit>{_UNIT})?")
_WORD = re.compile(r"\w+")
_CODE = re.compile(r"[A-Za-z]?\d{1,12}(?![\w.%‰-])|[A-Za-z](?!\w)")
_LIST_BOUNDARY = re.compile(r"\s*(?:[,、;\]+\-*/×÷]|$)")
_KEYWORD = re.compile(_OPERATORS)
_CHINESE_KEYWORD = re.compile(
    "|".join(
        sorted((word for word in WORDS if len(word) > 1 and re.match(r"\w", word)), key=len)[::-1]
    )
)


class Token(NamedTuple):
    """One token: its kind, what it says, its unit (numbers only) and its column, from 0."""

    kind: str
    text: str
    unit: str
    column: int


class Vocabulary:
    """The names that expressions may use, ready to be found in running text.

    Args:
        names: facts and parameters.
        functions: words that stand before a bracket.
    """

    def __init__(self, names: Iterable[str], functions: Iterable[str]) -> None:
        # A fact called 真 or 《a b》 is reached by its marks only: an operator stays an operator.
        plain = (name for name in names if _WORD.fullmatch(name) and name not in WORDS)
        self.names = frozenset(plain)
        self.functions = frozenset(functions)

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """First two characters of a name to the lengths of such names, the longest first."""
        lengths: dict[str, set[int]] = {}
        for name in self.names | self.functions:
            lengths.setdefault(name[:1], set()).add(len(name))
        return {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def at(self, text: str, position: int) -> str | None:
        """The longest name that stands here as a whole, or None."""
        for length in self._lengths.get(text[position : position + 1], ()):
            name = text[position : position + length]
            if (name in self.names or name in self.functions) and _ends(text, position + length):
                return name
        return None


def _ends(text: str, position: int) -> bool:
    """Whether a name may end here: at a blank, a mark, the end, or where an operator begins."""
    following = text[position : position + 1]
    return not (following.isalnum() or following == "_") or bool(_KEYWORD.match(text, position))


def only_token(raw: str, vocabulary: Vocabulary) -> Token | None:
    """The token of an expression that is nothing but one number, date or name; else None."""
    text = raw.translate(HALF_WIDTH).strip()
    literal = _LITERAL.fullmatch(text)
    if literal:
        kind = "DATE" if literal["DATE"] else "NUMBER"
        return Token(kind, literal[kind], literal["unit"] or "", 0)
    return Token("NAME", text, "", 0) if text in vocabulary.names else None


def tokens(raw: str, vocabulary: Vocabulary, place: Place) -> list[Token]:
    """The tokens of an expression.

    Args:
        raw: the expression as written.
        vocabulary: the names that are known.
        place: where the expression starts, for messages.

    Raises:
        PolicyError: for a character that means nothing, or an open quotation mark.
    """
    return list(_tokens(raw, vocabulary, place))


def _tokens(raw: str, vocabulary: Vocabulary, place: Place) -> Iterator[Token]:
    """As above, one by one."""
    text = raw.translate(HALF_WIDTH)
    position = depth = 0
    brackets: list[bool] = []  # of a function?
    before = ""
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        grouped = _GROUPED.match(text, position) if not depth and True not in brackets else None
        if grouped:
            digits = grouped["NUMBER"].replace(",", "")
            token, position = (
                Token("NUMBER", digits, grouped["unit"] or "", position),
                grouped.end(),
            )
        else:
            token, position = _next(
                raw, text, position, vocabulary, is_listed=depth > 0, place=place
            )
        depth += {"OPEN": 1, "CLOSE": -1}.get(token.kind, 0)
        if token.kind == "LEFT":
            brackets.append(before == "FUNCTION")
        elif token.kind == "RIGHT" and brackets:
            brackets.pop()
        before = token.kind
        yield token


def _next(
    raw: str, text: str, position: int, vocabulary: Vocabulary, *, is_listed: bool, place: Place
) -> tuple[Token, int]:
    """The token at a position that is not blank, and where it ends."""
    if quoted := _quoted(raw, text, position, place):
        return quoted
    if is_listed and (code := _CODE.match(text, position)):
        return Token("WORD", raw[position : code.end()], "", position), code.end()
    literal = _LITERAL.match(text, position)
    if literal and not (is_listed and not _LIST_BOUNDARY.match(text, literal.end())):
        kind = "DATE" if literal["DATE"] else "NUMBER"
        words = literal[kind]
        return Token(kind, words, literal["unit"] or "", position), literal.end()
    if (name := vocabulary.at(text, position)) is not None:
        end = position + len(name)
        kind = "FUNCTION" if name in vocabulary.functions and _opens(text, end) else "NAME"
        return Token(kind, name, "", position), end
    if found := _KEYWORD.match(text, position):
        word = found[0]
        if not is_listed or not re.match(r"\w", word):
            kind, value = WORDS[word]
            return Token(kind, value, "", position), found.end()
    return _word(raw, text, position, is_listed=is_listed, place=place)


def _opens(text: str, position: int) -> bool:
    """Whether a bracket follows."""
    return text[position:].lstrip()[:1] == "("


def _quoted(raw: str, text: str, position: int, place: Place) -> tuple[Token, int] | None:
    """A text in quotation marks or a name in title marks."""
    mark = raw[position]
    if mark == "《":
        found = _TITLED.match(raw, position)
        if found:
            return Token("NAME", found[1].replace("》》", "》"), "", position), found.end()
    elif mark in "\"“'" or text[position] in "\"'":
        shown = raw if mark in "\"“'" else text
        found = _QUOTED.match(shown, position)
        if found:
            value = next(part for part in found.groups() if part is not None)
            value = value.replace(mark * 2, mark)
            return Token("TEXT", value, "", position), found.end()
    else:
        return None
    raise refuse(ProblemKind.QUOTE_OPEN, _at(place, position), mark=mark)


def _word(
    raw: str, text: str, position: int, *, is_listed: bool, place: Place
) -> tuple[Token, int]:
    """A word that is no known name: up to the next mark, or, outside lists, the next operator."""
    if is_listed:
        found = re.compile(r"[^,、;\[\]\"]+").match(text, position)
    else:
        found = _WORD.match(text, position)
    if not found:
        raise refuse(ProblemKind.CHARACTER_UNKNOWN, _at(place, position), found=raw[position])
    end = found.end()
    if not is_listed and (keyword := _CHINESE_KEYWORD.search(text, position + 1, end)):
        end = keyword.start()
    return Token("WORD", raw[position:end].strip(), "", position), end


def _at(place: Place, column: int) -> Place:
    """The place of a column of an expression that starts at a place."""
    return Place(place.file, place.line, place.column + column)

"""Parses an expression into a plain syntax tree: what was written, and where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken
from lark.lexer import Lexer

from zhiqiao.policy.errors import ProblemKind, refuse
from zhiqiao.policy.language import tokens as scanning
from zhiqiao.policy.values import Place

EXPRESSION_CHARACTERS_MAX = 20_000
DEPTH_MAX = 60
ONLY = {"NUMBER": "number", "DATE": "day", "NAME": "name"}

GRAMMAR = r"""
    start: disjunction
    ?disjunction: conjunction (OR conjunction)*          -> any
    ?conjunction: negation (AND negation)*               -> all
    ?negation: NOT negation                              -> no
        | comparison
    ?comparison: sum
        | sum COMPARE sum                                -> compare
        | sum IN sum                                     -> member
        | sum NOT_IN sum                                 -> member
        | sum HAS sum                                    -> has
        | sum HAS_ALL sum                                -> has
        | sum HAS_NOT sum                                -> has
        | sum BETWEEN sum TO sum                         -> between
    ?sum: product ((PLUS | MINUS) product)*              -> chain
    ?product: signed ((TIMES | OVER) signed)*            -> chain
    ?signed: MINUS signed                                -> minus
        | atom
    ?atom: NUMBER                                        -> number
        | DATE                                           -> day
        | TEXT                                           -> text
        | NAME                                           -> name
        | WORD                                           -> word
        | TRUE                                           -> truth
        | FALSE                                          -> truth
        | LEFT disjunction RIGHT                         -> group
        | FUNCTION LEFT disjunction (COMMA disjunction)* RIGHT   -> call
        | OPEN [sum (COMMA sum)*] CLOSE                  -> list
    %declare OR AND NOT COMPARE IN NOT_IN HAS HAS_ALL HAS_NOT BETWEEN TO PLUS MINUS TIMES OVER
    %declare NUMBER DATE TEXT NAME WORD TRUE FALSE LEFT RIGHT FUNCTION COMMA OPEN CLOSE
"""


@dataclass(frozen=True)
class Syntax:
    """A piece of an expression.

    Attributes:
        kind: the alias of the grammar rule.
        parts: the pieces below.
        text: the operator, or what a literal or name says.
        unit: the unit of a number.
        column: where it starts, from 0.
    """

    kind: str
    parts: tuple["Syntax", ...] = ()
    text: str = ""
    unit: str = ""
    column: int = 0


class _Marked(Token):
    """A token that keeps the unit of its number."""

    __slots__ = ("unit",)
    unit: str


class _Scanner(Lexer):
    """Hands tokens that are already cut to the parser."""

    def __init__(self, _configuration: object) -> None:
        pass

    def lex(self, data: Any, _state: Any = None) -> Iterator[Token]:  # noqa: ANN401 -- lark hands through what it got
        """The tokens, as lark wants them."""
        for token in data:
            made = _Marked(token.kind, token.text, start_pos=token.column, column=token.column)
            made.unit = token.unit
            yield made


Items = list[Any]


def _leaf(kind: str) -> Callable[[Any, list[Token]], Syntax]:
    """A rule of one token."""

    def make(_self: object, items: list[Token]) -> Syntax:
        token = items[0]
        return Syntax(kind, (), str(token), getattr(token, "unit", ""), token.start_pos or 0)

    return make


def _branch(kind: str) -> Callable[[Any, list[Any]], Syntax]:
    """A rule of pieces and operators; the first operator's text is kept."""

    def make(_self: object, items: list[Any]) -> Syntax:
        parts = tuple(item for item in items if isinstance(item, Syntax))
        if kind in ("any", "all") and len(parts) == 1:
            return parts[0]
        marks = [item for item in items if isinstance(item, Token)]
        text = str(marks[0]) if marks else ""
        starts = [part.column for part in parts] + [mark.start_pos or 0 for mark in marks]
        return Syntax(kind, parts, text, "", min(starts, default=0))

    return make


class _Shape(Transformer[Any, Syntax]):
    """Turns rules into Syntax as they are recognised."""

    any = _branch("any")
    all = _branch("all")
    no = _branch("no")
    compare = _branch("compare")
    between = _branch("between")
    minus = _branch("minus")
    group = _branch("group")
    call = _branch("call")
    list = _branch("list")
    number = _leaf("number")
    day = _leaf("day")
    text = _leaf("text")
    name = _leaf("name")
    word = _leaf("word")

    def start(self, items: Items) -> Syntax:
        """The whole."""
        return items[0]  # type: ignore[no-any-return]

    def truth(self, items: Items) -> Syntax:
        """真 or 假."""
        return Syntax("truth", (), items[0].type, "", items[0].start_pos)

    def member(self, items: Items) -> Syntax:
        """属于 or 不属于."""
        return Syntax("member", (items[0], items[2]), items[1].type, "", items[0].column)

    def has(self, items: Items) -> Syntax:
        """含有, 含有全部 or 不含有."""
        return Syntax("has", (items[0], items[2]), items[1].type, "", items[0].column)

    def chain(self, items: Items) -> Syntax:
        """Sums and products, from the left."""
        found: Syntax = items[0]
        for mark, right in zip(items[1::2], items[2::2], strict=True):
            sign = {"PLUS": "+", "MINUS": "-", "TIMES": "*", "OVER": "/"}[mark.type]
            found = Syntax("arithmetic", (found, right), sign, "", found.column)
        return found


@cache
def _parser() -> Lark:
    """The parser; made once, it holds no state."""
    return Lark(
        GRAMMAR, parser="lalr", lexer=_Scanner, transformer=_Shape(), maybe_placeholders=False
    )


def parse(text: str, vocabulary: scanning.Vocabulary, place: Place) -> Syntax:
    """The syntax tree of an expression.

    Args:
        text: the expression.
        vocabulary: the names that are known.
        place: where its first character stands.

    Raises:
        PolicyError: where it cannot be read; the place is that of the offending token.
    """
    if len(text) > EXPRESSION_CHARACTERS_MAX:
        raise refuse(ProblemKind.TOO_DEEP, place, limit=DEPTH_MAX)
    if (only := scanning.only_token(text, vocabulary)) is not None:
        return Syntax(ONLY[only.kind], (), only.text, only.unit, 0)
    cut = scanning.tokens(text, vocabulary, place)
    if _nesting(cut) > DEPTH_MAX:
        raise refuse(ProblemKind.TOO_DEEP, place, limit=DEPTH_MAX)
    try:
        return _parser().parse(cut)  # type: ignore[return-value]
    except UnexpectedToken as error:
        raise _broken(error, text, place) from None
    except UnexpectedInput:
        raise refuse(ProblemKind.EXPRESSION_ENDS, place, text=text) from None


def _nesting(cut: list[scanning.Token]) -> int:
    """How deep brackets and negations go."""
    depth = deepest = run = 0
    for token in cut:
        depth += {"LEFT": 1, "RIGHT": -1}.get(token.kind, 0)
        run = run + 1 if token.kind in ("NOT", "MINUS") else 0
        deepest = max(deepest, depth, run)
    return deepest


def _broken(error: UnexpectedToken, text: str, place: Place) -> Exception:
    """What to say of a token that cannot stand where it stands."""
    token = error.token
    if token.type == "$END":
        end = Place(place.file, place.line, place.column + len(text))
        return refuse(ProblemKind.EXPRESSION_ENDS, end, text=text)
    column = token.start_pos or 0
    where = Place(place.file, place.line, place.column + column)
    before = text[:column].strip()[-12:]
    return refuse(ProblemKind.EXPRESSION_BROKEN, where, found=_shown(token, text), before=before)


def _shown(token: Token, text: str) -> str:
    """The token as written."""
    start = token.start_pos or 0
    return text[start : start + max(len(token), 1)] or str(token)

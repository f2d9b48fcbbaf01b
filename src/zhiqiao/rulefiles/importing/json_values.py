"""One value of a boolean rule as the expression language writes it."""

from decimal import Decimal

from zhiqiao.rulefiles.importing import literals
from zhiqiao.rulefiles.importing.problems import ImportProblemKind
from zhiqiao.rulefiles.importing.values import BY_ORDER, NUMERIC, ORDERED, FactKind, Operator

TEXT_CHARACTERS_MAX = 4_000
"""Twice as many, when every one must be doubled, still fit into one expression."""

KEY_CHARACTERS_SHOWN = 40


class WrongValueError(Exception):
    """A value that cannot be used. It never leaves this package: it becomes a problem."""

    def __init__(self, kind: ImportProblemKind, about: object = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.about = about


def suits(operator: Operator, kind: FactKind) -> bool:
    """Whether facts of a type can be compared so."""
    if kind is FactKind.SET or operator is Operator.HAS:
        return kind is FactKind.SET and operator is Operator.HAS
    return operator not in BY_ORDER or kind in ORDERED


def literal(value: object, kind: FactKind) -> str:
    """The value as the expression language writes it.

    Raises:
        WrongValueError: it is of another type, or too long.
    """
    if kind in NUMERIC and isinstance(value, Decimal):
        return _number(value) + ("元" if kind is FactKind.MONEY else "")
    if kind is FactKind.BOOLEAN and isinstance(value, bool):
        return literals.truth(value=value)
    if kind in (FactKind.TEXT, FactKind.SET) and isinstance(value, str):
        return _text(value)
    if kind is FactKind.DATE and isinstance(value, str) and (found := literals.day(value)):
        return found
    raise WrongValueError(ImportProblemKind.VALUE_WRONG, kind)


def _number(value: Decimal) -> str:
    """A number in plain notation."""
    plain = literals.number(value)
    if plain is None:
        raise WrongValueError(ImportProblemKind.NUMBER_TOO_LONG, literals.DIGITS_MAX)
    return plain


def _text(value: str) -> str:
    """A text in quotation marks; it may be empty."""
    wrong = wrong_text(value)
    if wrong and wrong is not ImportProblemKind.TEXT_EMPTY:
        raise WrongValueError(wrong, TEXT_CHARACTERS_MAX)
    return literals.text(value)


def wrong_text(value: str) -> ImportProblemKind | None:
    """Why a text can be no name, or None when it can."""
    if not value:
        return ImportProblemKind.TEXT_EMPTY
    if len(value) > TEXT_CHARACTERS_MAX:
        return ImportProblemKind.TEXT_TOO_LONG
    return None if literals.is_writable(value) else ImportProblemKind.TEXT_UNWRITABLE


def wrong_id(value: str) -> ImportProblemKind | None:
    """Why a text can be no id: as for names, and blanks alone are none."""
    return wrong_text(value) or (None if value.strip() else ImportProblemKind.TEXT_EMPTY)

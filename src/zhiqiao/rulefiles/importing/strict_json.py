"""JSON read strictly: numbers exact, keys given twice remembered, nothing endless."""

import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, BinaryIO

from zhiqiao.common import ErrorCode
from zhiqiao.rulefiles.errors import RuleFileError
from zhiqiao.rulefiles.importing.problems import ImportProblemKind
from zhiqiao.tables.decoding import detect_encoding


class JsonObject(dict[str, Any]):
    """An object that knows which of its keys were written more than once."""

    twice: tuple[str, ...] = ()


class Endless:
    """A number that is none: NaN, Infinity, or an exponent beyond reckoning."""

    def __init__(self, written: str) -> None:
        self.written = written

    def __str__(self) -> str:
        return self.written

    @property
    def problem(self) -> ImportProblemKind:
        """What is wrong with it."""
        is_number = self.written[-1].isdigit()
        return (
            ImportProblemKind.NUMBER_TOO_LONG if is_number else ImportProblemKind.NUMBER_NOT_FINITE
        )


def read_json(stream: BinaryIO, name: str) -> object:
    """The document, with `JsonObject`, `Decimal` for every number, and `Endless`.

    Raises:
        RuleFileError: it is not JSON, or nested beyond what can be read.
        TableError: its encoding is unknown or broken.
    """
    encoding = detect_encoding(stream, name)
    content = stream.read().decode(encoding)
    try:
        return json.loads(
            content,
            object_pairs_hook=_object,
            parse_int=_number,
            parse_float=_number,
            parse_constant=Endless,
        )
    except json.JSONDecodeError as error:
        raise RuleFileError(
            ErrorCode.IMPORT_NOT_JSON,
            path=name,
            line=error.lineno,
            column=error.colno,
            why=error.msg,
        ) from None
    except RecursionError:
        raise RuleFileError(
            ErrorCode.IMPORT_NOT_JSON, path=name, line=1, column=1, why="nested too deeply"
        ) from None


def _object(pairs: Sequence[tuple[str, Any]]) -> JsonObject:
    """An object from its keys and values in order of writing."""
    made = JsonObject(pairs)
    if len(made) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        made.twice = tuple(key for key, times in counted.items() if times > 1)
    return made


def _number(written: str) -> Decimal | Endless:
    """The number exactly as written."""
    try:
        return Decimal(written)
    except ArithmeticError:
        return Endless(written)


def shown(value: object) -> str:
    """A piece of a document in one short line, for messages."""
    if isinstance(value, dict | list):
        return ("{…}" if isinstance(value, dict) else "[…]") if value else json.dumps(value)
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value)

"""Rows of a JSON file that is one list of objects, their keys being the headers.

Read piece by piece: however long the list, only one object is held.
"""

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import Any, BinaryIO

from zhiqiao.tables.decoding import encoding_of
from zhiqiao.tables.jsonl_reading import EXCERPT_CHARS, LINE_CHARS_MAX, refuse_constant, row_of
from zhiqiao.tables.records import Reading, Records
from zhiqiao.tables.values import Limits, Row, RowProblem

PIECE_CHARS = 1 << 16
BLANK = " \t\r\n\ufeff"


def read_json(
    stream: BinaryIO, name: str, *, reading: Reading, limits: Limits, closing: ExitStack
) -> Records:
    """The rows of a JSON file; an object's number is its place in the list."""
    del limits
    encoding = encoding_of(stream, name, asked=reading.encoding)
    text = io.TextIOWrapper(stream, encoding=encoding, newline=None)
    closing.callback(text.detach)
    return Records("json", encoding, None, _Objects(text).rows())


class _Objects:
    """The objects of a list, taken off its beginning one by one."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._buffer = ""
        self._decode = json.JSONDecoder(
            parse_float=Decimal, parse_constant=refuse_constant
        ).raw_decode

    def rows(self) -> Iterator[Row]:
        """One row for each object; what is not one ends the list, for the rest is then noise."""
        number = 1
        if self._next_sign() != "[":
            yield self._wrong(number)
            return
        self._buffer = self._buffer[1:]
        while (sign := self._next_sign()) != "]":
            found = self._object() if sign == "{" else None
            if found is None:
                yield self._wrong(number)
                return
            yield row_of(number, found)
            number += 1
            if self._next_sign() == ",":
                self._buffer = self._buffer[1:]
            elif self._next_sign() != "]":
                yield self._wrong(number)
                return

    def _next_sign(self) -> str:
        """The next character that is not blank; "" at the end."""
        self._buffer = self._buffer.lstrip(BLANK)
        while not self._buffer:
            piece = self._text.read(PIECE_CHARS)
            if not piece:
                return ""
            self._buffer = piece.lstrip(BLANK)
        return self._buffer[0]

    def _object(self) -> dict[str, Any] | None:
        """The object at the beginning, taken off; None where it cannot be read or has no end."""
        while True:
            try:
                found, end = self._decode(self._buffer)
            except (ValueError, ArithmeticError, RecursionError):
                piece = self._text.read(max(PIECE_CHARS, len(self._buffer)))
                if not piece or len(self._buffer) > LINE_CHARS_MAX:
                    return None
                self._buffer += piece
            else:
                self._buffer = self._buffer[end:]
                return found if isinstance(found, dict) else None

    def _wrong(self, number: int) -> Row:
        return Row(number, {}, RowProblem.JSON_WRONG, self._buffer[:EXCERPT_CHARS])

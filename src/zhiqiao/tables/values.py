"""A cell, a row, what can be wrong with it, and how much is accepted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True)
class NotText:
    """A list or an object where text belongs."""

    excerpt: str


class Yuan(Decimal):
    """An amount to the fen, which a spreadsheet shows with thousands and two places."""


Cell = str | int | float | bool | Decimal | date | datetime | time | timedelta | NotText | None
Kind = Literal["csv", "xlsx", "jsonl", "json"]


class RowProblem(StrEnum):
    """Every way one row can be unusable. Each has wording in Chinese and English."""

    VALUE_MISSING = "value_missing"
    ID_TWICE = "id_twice"
    ID_INEXACT = "id_inexact"
    MONEY_UNREADABLE = "money_unreadable"
    MONEY_NEGATIVE = "money_negative"
    MONEY_TOO_FINE = "money_too_fine"
    MONEY_TOO_LARGE = "money_too_large"
    DATE_UNREADABLE = "date_unreadable"
    TRL_UNREADABLE = "trl_unreadable"
    RELEVANCE_UNREADABLE = "relevance_unreadable"
    CELL_TOO_LONG = "cell_too_long"
    CELL_NOT_TEXT = "cell_not_text"
    CELLS_SURPLUS = "cells_surplus"
    QUOTE_WRONG = "quote_wrong"
    JSON_WRONG = "json_wrong"
    KEY_TWICE = "key_twice"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file: cells by header, or what made it unreadable.

    `number` counts as a spreadsheet does: from 1, header and blank rows included.
    """

    number: int
    cells: Mapping[str, Cell]
    problem: RowProblem | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """One cell that cannot be used: where it is, what it holds, what is wrong.

    `column` is the header as the file has it; it is "" when the whole row is meant.
    `describe_row_error` turns it into a sentence that says how to mend it.
    """

    number: int
    column: str
    value: str
    problem: RowProblem


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is accepted. What is larger is refused before it is unpacked."""

    bytes_max: int = 2 << 30
    rows_max: int = 2_000_000
    columns_max: int = 256
    cell_chars_max: int = 100_000
    workbook_bytes_max: int = 256 << 20
    workbook_ratio_max: int = 200
    workbook_entries_max: int = 2_000
    workbook_cells_max: int = 5_000_000
    errors_max: int = 1_000


LIMITS = Limits()

"""File formats: needs, offers, judgements and matches as CSV, XLSX and JSONL.

`read_needs(path)` gives a `Table` whose rows are all there or, with the errors of every row,
none: nothing is ever half imported.
"""

from zhiqiao.tables.errors import TableError
from zhiqiao.tables.matches import match_object, write_matches
from zhiqiao.tables.reading import (
    read_judgements,
    read_needs,
    read_offers,
    read_patents,
    read_rows,
)
from zhiqiao.tables.table import Table
from zhiqiao.tables.values import LIMITS, Limits, Row, RowError, RowProblem
from zhiqiao.tables.wording import describe_row_error
from zhiqiao.tables.writing import write_rows

__all__ = [
    "LIMITS",
    "Limits",
    "Row",
    "RowError",
    "RowProblem",
    "Table",
    "TableError",
    "describe_row_error",
    "match_object",
    "read_judgements",
    "read_needs",
    "read_offers",
    "read_patents",
    "read_rows",
    "write_matches",
    "write_rows",
]

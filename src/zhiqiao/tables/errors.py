"""A file that cannot be read as needs, offers or judgements, or cannot be written."""

from collections.abc import Sequence

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.tables.values import RowError

ROWS_NAMED = 10


class TableError(ZhiqiaoError):
    """A file that is refused. `row_errors` holds the rows' own errors when they are why."""

    row_errors: tuple[RowError, ...] = ()


def rows_bad(name: str, errors: Sequence[RowError], count: int) -> TableError:
    """The error that names the first bad rows and carries what is wrong with each."""
    numbers = sorted({error.number for error in errors})
    rows = ", ".join(str(number) for number in numbers[:ROWS_NAMED])
    rows += " …" if len(numbers) > ROWS_NAMED or count > len(errors) else ""
    error = TableError(ErrorCode.ROWS_BAD, path=name, count=count, rows=rows)
    error.row_errors = tuple(errors)
    return error

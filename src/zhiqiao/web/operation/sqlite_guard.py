"""No SQLite connection that could lose what was acknowledged.

Asked of the connection itself, not of the settings: a file system may refuse WAL in silence,
and a library may be built with another default.
"""

from typing import Any

from zhiqiao.common import ErrorCode, ZhiqiaoError

FULL = 2
LEVELS = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}


def refuse_unsafe_connection(*, connection: Any, **_signal: Any) -> None:
    """Closes a new SQLite connection and raises, unless synchronous is FULL and the journal WAL.

    Raises:
        ZhiqiaoError: which of the two it is not.
    """
    if connection.vendor != "sqlite":
        return
    level = _ask(connection, "synchronous")
    if level < FULL:
        _refuse(connection, "synchronous", LEVELS.get(level, str(level)), "FULL")
    if connection.is_in_memory_db():
        return
    journal = str(_ask(connection, "journal_mode")).upper()
    if journal != "WAL":
        _refuse(connection, "journal_mode", journal, "WAL")


def _ask(connection: Any, pragma: str) -> Any:
    return connection.connection.execute(f"PRAGMA {pragma}").fetchone()[0]


def _refuse(connection: Any, pragma: str, found: str, required: str) -> None:
    # Left open, the next use would take it for a good one.
    connection.connection.close()
    connection.connection = None
    raise ZhiqiaoError(ErrorCode.SQLITE_UNSAFE, pragma=pragma, found=found, required=required)

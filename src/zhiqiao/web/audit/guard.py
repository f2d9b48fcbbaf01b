"""Watches every statement: a write of ours outside an action is refused, inside it is counted.

One wrapper on every connection. It sees what the ORM and plain cursors execute; PostgreSQL's COPY
through the driver passes it by and is not used.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from zhiqiao.web.audit.canonical import Deed
from zhiqiao.web.audit.errors import UnauditedChangeError
from zhiqiao.web.audit.exempt import EXEMPT_COLUMNS, has_history, is_guarded

TABLE = "audit_auditrow"
_NAME = r'(?:"?\w+"?\.)?"?(\w+)"?'
_WRITE = re.compile(
    r"(?:(INSERT|REPLACE)(?: OR \w+)? INTO|(UPDATE)(?: OR \w+)?(?: ONLY)?|(DELETE) FROM(?: ONLY)?"
    rf"|(TRUNCATE)(?: TABLE)?|(MERGE) INTO|(COPY))\s+{_NAME}",
    re.IGNORECASE,
)
_SAVEPOINT = re.compile(r"(SAVEPOINT|ROLLBACK TO SAVEPOINT)\s+(\S+)", re.IGNORECASE)
_ONE_COLUMN = re.compile(r'\s+SET\s+"?(\w+)"?\s*=[^,]*?(?:\sWHERE\s|$)', re.IGNORECASE)
_READS = ("SELEC", "RELEA", "PRAGM", "BEGIN", "COMMI", "SHOW ")
_REMARKS = re.compile(r"(?:\s+|/\*.*?\*/|--[^\n]*\n)+", re.DOTALL)

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]
Marks = dict[str, tuple[int, str | None]]


@dataclass(slots=True)
class Doing:
    """An action under way: the deeds it told of and the first table it wrote."""

    name: str
    deeds: list[Deed] = field(default_factory=list)
    wrote: str | None = None
    is_appending: bool = False
    marks: Marks = field(default_factory=dict)

    def savepoint(self, kind: str, name: str) -> None:
        """What is undone to a savepoint was never done: neither written nor told."""
        if kind.upper() == "SAVEPOINT":
            self.marks[name] = (len(self.deeds), self.wrote)
        elif name in self.marks:
            told, self.wrote = self.marks[name]
            del self.deeds[told:]


doing: ContextVar[Doing | None] = ContextVar("doing", default=None)
_is_off: ContextVar[bool] = ContextVar("guard_is_off", default=False)
_allowances: list[Callable[[], bool]] = []


@contextmanager
def without_guard() -> Iterator[None]:
    """Lets rows be written outside an action: for migrations and for preparing tests."""
    token = _is_off.set(True)
    try:
        yield
    finally:
        _is_off.reset(token)


def allow_when(condition: Callable[[], bool]) -> None:
    """Lets rows be written outside an action while the condition holds. For test runners."""
    _allowances.append(condition)


def watch(execute: Execute, sql: Any, params: Any, many: Any, context: dict[str, Any]) -> Any:
    """Runs a statement, once it is known to belong to an action or to need none."""
    text = sql if isinstance(sql, str) else _as_text(sql, context)
    if text[:5].upper() in _READS and ";" not in text:
        return execute(sql, params, many, context)
    found = _first_write(text)
    current = doing.get()
    if found is None:
        if current is not None and (point := _SAVEPOINT.match(text)):
            current.savepoint(*point.groups())
        return execute(sql, params, many, context)
    verb, table = found
    if not _is_exempt_update(text, verb, table):
        _refuse_stray_write(current, table)
    answer = execute(sql, params, many, context)
    if current is not None and _counts(text, verb, table, context):
        current.wrote = current.wrote or table
    return answer


def install(connection: BaseDatabaseWrapper, **_more: object) -> None:
    """Puts the guard on a connection; once, however often it connects again."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def _first_write(text: str) -> tuple[str, str] | None:
    """The verb and table of a statement that writes; None for one that does not."""
    remark = _REMARKS.match(text)
    start = text[remark.end() :] if remark else text
    found = _WRITE.match(start)
    if found is None and (";" in start or start[:4].upper() in ("WITH", "EXPL")):
        found = _WRITE.search(start)
    if found is None:
        return None
    verb = next(each for each in found.groups()[:-1] if each)
    return verb.upper(), found.groups()[-1].lower()


def _is_exempt_update(text: str, verb: str, table: str) -> bool:
    if verb != "UPDATE":
        return False
    found = _ONE_COLUMN.search(text)
    return found is not None and (table, found[1].lower()) in EXEMPT_COLUMNS


def _refuse_stray_write(current: Doing | None, table: str) -> None:
    if current is not None and (table != TABLE or current.is_appending):
        return
    if _is_off.get() or not is_guarded(table) or any(allows() for allows in _allowances):
        return
    raise UnauditedChangeError(
        f"A write to {table} outside an action: put it into an @action that calls audit()"
    )


def _counts(text: str, verb: str, table: str, context: dict[str, Any]) -> bool:
    """Whether the statement changed something that has a history."""
    if not has_history(table) or _is_exempt_update(text, verb, table):
        return False
    if verb not in ("UPDATE", "DELETE") or "RETURNING" in text[-400:].upper():
        return True
    return bool(context["cursor"].rowcount != 0)


def _as_text(sql: Any, context: dict[str, Any]) -> str:
    """The text of a statement composed by the PostgreSQL driver."""
    return str(sql.as_string(context["connection"].connection))

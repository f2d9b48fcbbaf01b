"""Log records as they may be kept: what happened and where in the code, never whose or what data.

Kept: the constant text of the message, our own named fields, the type and code of an error, its
place in the code. Dropped: what a message was filled with, the text of exceptions, database
details, local variables. Those carry rows, names and whatever a visitor typed.
"""

import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from zhiqiao.common import ZhiqiaoError
from zhiqiao.web.operation.request_context import request_id
from zhiqiao.web.operation.source_texts import is_constant_of

FIELDS = (
    "route", "method", "status", "ms", "queries", "person", "job", "kind", "count", "waited_s",
)  # fmt: skip
_CODE_WORD = re.compile(r"[A-Za-z0-9_.:/<>\- ]{1,120}")
_SAYS = re.compile(r"[A-Za-z]{3}|[\u4e00-\u9fff]")
"""A template of nothing but places to fill says nothing."""
NUMBER_MAX = 1_000_000_000
"""Above it a number may be somebody's telephone."""
FRAMES_MAX = 60
CAUSES_MAX = 8


def safe_fields(record: logging.LogRecord) -> dict[str, Any]:
    """The record as a flat object of harmless values."""
    told: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "event": _event(record),
    }
    if request_id.get():
        told["request_id"] = request_id.get()
    told |= {
        name: value
        for name in FIELDS
        if (value := getattr(record, name, None)) is not None and _is_harmless(value)
    }
    error = record.exc_info[1] if record.exc_info else None
    return told | (_error_fields(error) if error is not None else {})


def _event(record: logging.LogRecord) -> str:
    """The message as it is written in the code, else the place that logged it."""
    text = record.msg
    if isinstance(text, str) and _SAYS.search(text) and is_constant_of(text, record.pathname):
        return _filled(text, record.args) if record.name.startswith("zhiqiao.") else text
    return f"{Path(record.pathname).stem}:{record.funcName}:{record.lineno}"


def _filled(text: str, args: Any) -> str:
    """Our own message with the small numbers that belong in it; "…" for all else."""
    if not isinstance(args, tuple):
        return text
    shown = (each if isinstance(each, int) and abs(each) < NUMBER_MAX else "…" for each in args)
    try:
        return text % tuple(shown)
    except (TypeError, ValueError):
        return text


def _is_harmless(value: object) -> bool:
    if isinstance(value, bool | int | float):
        return True
    return isinstance(value, str) and bool(_CODE_WORD.fullmatch(value))


def _error_fields(error: BaseException) -> dict[str, Any]:
    """Type, code and place of an error and of what caused it; never its text."""
    chain = _chain(error)
    codes = [code for each in chain if (code := _code(each))]
    told: dict[str, Any] = {"error": _type(error), "stack": _stack(error.__traceback__)}
    if len(chain) > 1:
        told["causes"] = [_type(each) for each in chain[1:]]
    if codes:
        told["code"] = codes[0]
    return told


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in chain and len(chain) < CAUSES_MAX:
        chain.append(each)
        each = each.__cause__ or each.__context__
    return chain


def _type(error: BaseException) -> str:
    kind = type(error)
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")


def _code(error: BaseException) -> str:
    """Our code, or the database's; both are from fixed lists."""
    if isinstance(error, ZhiqiaoError):
        return str(error.code)
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return code if isinstance(code, str) and _CODE_WORD.fullmatch(code) else ""


def _stack(traceback: TracebackType | None) -> list[str]:
    """Where it happened, outermost first: `module:function:line`."""
    places: list[str] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        module = traceback.tb_frame.f_globals.get("__name__", "?")
        places.append(f"{module}:{code.co_name}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return places[-FRAMES_MAX:]

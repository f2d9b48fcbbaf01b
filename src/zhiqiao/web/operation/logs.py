"""How log lines are written: text for people, or JSON for programs."""

import logging
import sys
import threading
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from zhiqiao.web.operation.log_records import safe_fields

ORDER = ("at", "level", "logger", "event")


class JsonLines(JsonFormatter):
    """One JSON object a line."""

    def __init__(self) -> None:
        super().__init__(reserved_attrs=RESERVED_ATTRS, json_ensure_ascii=False)

    def format(self, record: logging.LogRecord) -> str:
        """The record's harmless fields."""
        return str(self.serialize_log_record(safe_fields(record)))


class TextLines(logging.Formatter):
    """Time, level, logger and event, then `name=value`; a stack on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's harmless fields."""
        told = safe_fields(record)
        stack = told.pop("stack", [])
        line = " ".join(str(told.pop(name)) for name in ORDER)
        more = "".join(f" {name}={_shown(value)}" for name, value in told.items())
        return "\n".join([line + more, *(f"    {place}" for place in stack)])


def _shown(value: object) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def logging_settings(*, style: str, level: str, debug: bool) -> dict[str, Any]:
    """Django's LOGGING. Only a developer's machine keeps messages and traces whole."""
    formatters: dict[str, Any] = {
        "json": {"()": "zhiqiao.web.operation.logs.JsonLines"},
        "lines": {"()": "zhiqiao.web.operation.logs.TextLines"},
        "whole": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "whole" if debug and style == "lines" else style,
            }
        },
        "root": {"handlers": ["stderr"], "level": max(level, "WARNING", key=_rank)},
        "loggers": {
            "zhiqiao": {"level": level},
            # Its lines for 4xx repeat ours; those for faults carry the stack.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
        },
    }


def _rank(level: str) -> int:
    return logging.getLevelNamesMapping()[level]


def log_what_escapes() -> None:
    """Sends warnings, and errors that nobody caught, through the log in place of the terminal."""
    logging.captureWarnings(capture=True)
    log = logging.getLogger("zhiqiao.process")

    def uncaught(kind: Any, error: BaseException, trace: Any) -> None:
        log.critical("uncaught error", exc_info=(kind, error, trace))

    def uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            uncaught(told.exc_type, told.exc_value, told.exc_traceback)

    sys.excepthook = uncaught
    threading.excepthook = uncaught_in_thread

"""Runs one call and turns every way it can end into an exit status and a clear message."""

import errno
import os
import sys
from typing import Any

import typer

from zhiqiao.cli.app import app
from zhiqiao.cli.failure import (
    is_of_full_disk,
    show_error,
    show_fault,
    show_full_disk,
    show_unprintable,
    show_usage,
)
from zhiqiao.cli.help import name_panels
from zhiqiao.common import ZhiqiaoError

DONE = 0
REFUSED = 1
WRONG_CALL = 2
FAULT = 70
INTERRUPTED = 130
PIPE_CLOSED = 141


def run(arguments: list[str]) -> int:
    """The exit status of the call."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        status = _call(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence_stdout()
        return PIPE_CLOSED
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _silence_stdout()
        show_unprintable(error)
        return REFUSED
    return status


def _call(arguments: list[str]) -> int:
    """Runs the call; only a closed pipe gets out."""
    is_json = "--json" in arguments
    try:
        if len(arguments) <= 1 or "--help" in arguments or "-h" in arguments:
            name_panels()
        return _status(app(arguments, prog_name="zhiqiao", standalone_mode=False))
    except typer.TyperException as error:
        show_usage(error, is_json=is_json)
        return WRONG_CALL
    except ZhiqiaoError as error:
        show_error(error, is_json=is_json)
        return REFUSED
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except SystemExit:
        return PIPE_CLOSED  # how Typer and Rich end when nobody reads any more
    except BrokenPipeError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise
        if os.environ.get("ZHIQIAO_DEBUG") == "1":
            raise
        return _faulty(error, is_json=is_json)


def _faulty(error: Exception, *, is_json: bool) -> int:
    """A full disk is no fault of the program."""
    if is_of_full_disk(error):
        show_full_disk(is_json=is_json)
        return REFUSED
    show_fault(error, is_json=is_json)
    return FAULT


def _status(result: Any) -> int:  # noqa: ANN401 -- whatever a command returned
    """A command returns nothing when done, or Typer the status of an early exit."""
    return result if isinstance(result, int) else DONE


def _silence_stdout() -> None:
    """Nobody reads any more: later flushes must not complain either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

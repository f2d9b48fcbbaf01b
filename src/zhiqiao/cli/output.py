"""Where text goes: results to standard output, notes and progress to standard error."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

T = TypeVar("T")


@cache
def stdout() -> "Console":
    """The console for results."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


@cache
def stderr() -> "Console":
    """The console for notes, progress and errors."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def emit(result: object) -> None:
    """Prints a result for programs: one JSON document and a line end."""
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    json.dump(result, sys.stdout, ensure_ascii=not is_unicode, indent=2, allow_nan=False)
    sys.stdout.write("\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Tells the person something beside the result."""
    from rich.text import Text

    stderr().print(Text(text, style="dim"), soft_wrap=True)


@contextmanager
def working(text: str) -> Iterator[None]:
    """A spinner while something of unknown length goes on."""
    with stderr().status(text) if stderr().is_terminal else _nothing():
        yield


def counted(items: Iterable[T], text: str, *, total: int | None = None) -> Iterator[T]:
    """The items, with a progress bar as they are taken."""
    with progress_bar() as progress:
        task = progress.add_task(text, total=total)
        for item in items:
            yield item
            progress.advance(task)


@contextmanager
def told_bar(text: str, *, then: str = "") -> Iterator[Callable[[int, int], None]]:
    """A progress bar that is told how many are done and how many there are.

    Where more work of unknown length follows the last one, `then` says what it is.
    """
    with progress_bar() as progress:
        task = progress.add_task(text, total=None)

        def tell(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)
            if then and done >= total:
                progress.update(task, visible=False)
                progress.add_task(then, total=None)

        yield tell


def progress_bar() -> "Progress":
    """A progress bar that leaves no trace, and shows nothing where no person looks."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=stderr(),
        transient=True,
        disable=not stderr().is_terminal,
    )


@contextmanager
def _nothing() -> Iterator[None]:
    """A block in which nothing is shown."""
    yield

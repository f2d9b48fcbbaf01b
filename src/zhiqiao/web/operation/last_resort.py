"""The outermost shell of the site: an error that escaped Django is logged, scrubbed, and answered.

The server would print it whole, with whatever its text carries.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

log = logging.getLogger("zhiqiao.process")
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


def nothing_escapes(application: Application) -> Application:
    """The application, whose errors end in the log and in a plain answer of status 500."""

    def shell(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        try:
            answer = application(environ, start_response)
        except Exception:
            log.exception("error outside the site")
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [b"500"]
        # A file is handed to the server as it is; only streams are made of our own code.
        return _Watched(answer) if getattr(answer, "streaming", False) else answer

    return shell


class _Watched:
    """The pieces of a stream; it breaks off at an error, as nothing else can be said any more."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        """Each piece as it comes."""
        try:
            yield from self._answer
        except Exception:
            log.exception("error in a stream")
            raise ConnectionAbortedError from None

    def close(self) -> None:
        """Ends the request."""
        self._answer.close()

"""What a log line may say of the request at hand: its id, and the name of its route."""

import re
import uuid
from contextvars import ContextVar

_KNOWN = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

request_id: ContextVar[str] = ContextVar("request_id", default="")


def accepted_id(given: str | None) -> str:
    """The id a proxy gave, if it is 32 hex digits or a UUID; else a new one.

    Anything else might carry a name or a number into the logs.
    """
    return given if given and _KNOWN.fullmatch(given) else uuid.uuid4().hex

"""The same request twice takes effect once: the key, its claim, and the answer kept for it.

The claim is committed first, the effect marks it as done inside its own transaction
(`action_ends`), the answer is kept last. Whatever is cut off in between, a repetition either runs
the request for the first time, or learns that it is done.
"""

import hashlib
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.api import key_actions
from zhiqiao.web.api.models import IdempotencyKey, KeyState
from zhiqiao.web.api.problems import Fault, ProblemError, field_error
from zhiqiao.web.audit.signals import action_ends

HEADER = "Idempotency-Key"
KEY_LENGTH_MAX = 200
KEPT_HEADERS = ("Content-Type", "Location", "ETag")
REFUSED = 400
SERVER_FAULT = 500
_claimed: ContextVar[IdempotencyKey | None] = ContextVar("claimed", default=None)


def once(request: HttpRequest, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer of `run`; for a key that was answered before, that answer again.

    Raises:
        ProblemError: the key stands for another request, or for one still under way.
    """
    key = request.headers.get(HEADER)
    if key is None or not isinstance(request.user, Person):
        return run()
    if not key.strip() or len(key) > KEY_LENGTH_MAX or not key.isprintable():
        raise ProblemError(Fault.BAD_REQUEST, errors=[field_error("", HEADER, "header")])
    claim = key_actions.claim(
        person=request.user, caller=caller_of(request), key=key, digest=_digest(request)
    )
    if claim.is_ours:
        return _run(claim.row, run)
    return _replay(claim.row, request)


def caller_of(request: HttpRequest) -> str:
    """Whose keys and limits are counted: the token's, else the person's own."""
    token = getattr(request, "api_token", None)
    return f"token:{token.pk}" if token else f"person:{request.user.pk}"


def _run(row: IdempotencyKey, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    token = _claimed.set(row)
    try:
        response = run()
    except BaseException:
        key_actions.release(row=row)
        raise
    finally:
        _claimed.reset(token)
    if response.status_code >= REFUSED:
        key_actions.release(row=row)
    else:
        key_actions.answer(row=row, **_kept(response))
    return response


def _kept(response: HttpResponseBase) -> dict[str, Any]:
    content = response.content if isinstance(response, HttpResponse) else b""
    return {
        "status": response.status_code,
        "headers": {name: response[name] for name in KEPT_HEADERS if name in response},
        "body": content.decode(),
    }


def _replay(row: IdempotencyKey, request: HttpRequest) -> HttpResponse:
    if row.digest != _digest(request):
        raise ProblemError(Fault.KEY_REUSED)
    if row.state == KeyState.DONE:
        raise ProblemError(Fault.DONE_BEFORE)
    if row.state == KeyState.CLAIMED:
        raise ProblemError(Fault.KEY_IN_USE, headers={"Retry-After": "1"})
    headers = {**row.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(row.body, status=row.status, headers=headers)


def _digest(request: HttpRequest) -> str:
    parts = (request.method or "", request.get_full_path(), request.headers.get("If-Match", ""))
    start = "\n".join(parts).encode()
    return hashlib.sha256(start + b"\n\n" + request.body).hexdigest()


@receiver(action_ends)
def mark_done(**_signal: Any) -> None:
    """Marks the key inside the action's transaction; undoes the action if the claim was lost."""
    row = _claimed.get()
    if row is not None and not key_actions.mark_done(row=row):
        raise ProblemError(Fault.KEY_IN_USE, headers={"Retry-After": "1"})

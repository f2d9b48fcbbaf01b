"""The outermost layer of every request: its id, its figures, its line in the log."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from zhiqiao.web.operation import figures, views
from zhiqiao.web.operation.request_context import accepted_id, request_id

Answer = Callable[[HttpRequest], HttpResponseBase]

log = logging.getLogger("zhiqiao.requests")
SERVER_FAULT = 500
QUIET = frozenset({"healthz", "readyz", "metrics", "static"})
"""Routes asked every few seconds, or many at once: written at level DEBUG."""
PROBES = {"/healthz": views.healthz, "/readyz": views.readyz}
"""Answered before host names and sessions are looked at, as a probe brings neither."""


def observed(get_response: Answer) -> Answer:
    """Gives every request an id, and tells logs and figures how it went."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(accepted_id(request.headers.get("X-Request-ID")))
        queries = _QueryCount()
        started_at = time.perf_counter()
        try:
            with connection.execute_wrapper(queries):
                response = PROBES.get(request.path_info, get_response)(request)
            response.headers["X-Request-ID"] = request_id.get()
            seconds = time.perf_counter() - started_at
            _tell(request, response, seconds=seconds, queries=queries.count)
            return response
        finally:
            request_id.reset(token)

    return middleware


class _QueryCount:
    """Counts the statements that go to the database."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *call: Any) -> Any:
        """Passes one statement on."""
        self.count += 1
        return execute(*call)


def _tell(request: HttpRequest, response: Any, *, seconds: float, queries: int) -> None:
    route, method, status = route_of(request), request.method or "", response.status_code
    figures.count_request(
        route=route, method=method, status=status, seconds=seconds, queries=queries
    )
    level = logging.ERROR if status >= SERVER_FAULT else logging.INFO
    told = {
        "route": route,
        "method": method if method in figures.METHODS else "OTHER",
        "status": status,
        "ms": round(seconds * 1000, 1),
        "queries": queries,
        "person": _person(request),
    }
    log.log(logging.DEBUG if route in QUIET else level, "request", extra=told)


def route_of(request: HttpRequest) -> str:
    """The name of the route, never the path: paths carry ids and whatever a visitor types."""
    if request.path_info in PROBES:
        return request.path_info.removeprefix("/")
    match = request.resolver_match
    if match is not None:
        return str(match.view_name or "unnamed")
    is_static = request.path_info.startswith(settings.STATIC_URL)
    return "static" if is_static else "unmatched"


def _person(request: HttpRequest) -> int | None:
    """The number of who asked, if the request came so far that it was looked up."""
    user = vars(request).get("_cached_user")
    return getattr(user, "pk", None)

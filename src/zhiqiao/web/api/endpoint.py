"""One address of the API: what each of its methods needs, and what comes before the operation."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja.operation import Operation, PathView

from zhiqiao.web.access import Permission
from zhiqiao.web.api.idempotency import once
from zhiqiao.web.api.problems import Fault, ProblemError

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json(?:\s*;.*)?", re.IGNORECASE)
NESTING_MAX = 32
NO_SUCH = _("没有这个参数。")


def allow(permission: Permission) -> Callable[[View], View]:
    """Declares what an operation needs. One without is refused when the site starts."""

    def declare(operation: View) -> View:
        operation.permission = permission  # type: ignore[attr-defined]
        return operation

    return declare


class Endpoint:
    """The view of one address; its operations are told apart by method."""

    csrf_exempt = True  # a token needs none; for sessions the middleware asks for it
    permission = Permission.PUBLIC  # of methods that are not answered: everyone learns which are

    def __init__(self, path_view: PathView) -> None:
        self._path_view = path_view
        self._operations = {
            method: operation for operation in path_view.operations for method in operation.methods
        }
        self.permissions = {name: _declared(each) for name, each in self._operations.items()}
        if "GET" in self.permissions:
            self._operations["HEAD"] = self._operations["GET"]
            self.permissions["HEAD"] = self.permissions["GET"]

    @cached_property
    def methods(self) -> tuple[str, ...]:
        """The methods that are answered."""
        return tuple(self._operations)

    def refuse(self, request: HttpRequest, permission: Permission) -> HttpResponseBase:
        """To a stranger 401; to others 404, which says what right the address asks for."""
        if not request.user.is_authenticated:
            headers = {"WWW-Authenticate": "Bearer"}
            return ProblemError(Fault.TOKEN_MISSING, headers=headers).to_response(request)
        more = {"permission": str(permission)}
        return ProblemError(Fault.NOT_FOUND, more=more).to_response(request)

    def __call__(self, request: HttpRequest, **path: Any) -> HttpResponseBase:
        """The operation's answer, or the problem that ended it."""
        try:
            return self._answer(request, path)
        except ProblemError as problem:
            return problem.to_response(request)

    def _answer(self, request: HttpRequest, path: Mapping[str, Any]) -> HttpResponseBase:
        operation = self._operations.get(request.method or "")
        if operation is None:
            raise ProblemError(Fault.METHOD, headers={"Allow": ", ".join(self.methods)})
        _check_query(request, operation)
        if request.method in SAFE:
            return operation.run(request, **path)
        _read_body(request, operation)
        return once(request, lambda: operation.run(request, **path))


def _declared(operation: Operation) -> Permission:
    permission = getattr(operation.view_func, "permission", None)
    if not isinstance(permission, Permission):
        raise ImproperlyConfigured(f"{operation.view_func} of the API declares no permission")
    return permission


def _check_query(request: HttpRequest, operation: Operation) -> None:
    """Refuses parameters that nobody reads: a mistyped filter must not look like an answer."""
    if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
        raise ProblemError(Fault.BAD_REQUEST)
    known: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            known |= set(getattr(model, "__ninja_flatten_map__", model.model_fields))
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        raise ProblemError(
            Fault.INVALID,
            errors=[
                {"parameter": name[:60], "code": "extra_forbidden", "detail": str(NO_SUCH)}
                for name in unknown[:20]
            ],
        )


def _read_body(request: HttpRequest, operation: Operation) -> None:
    """Reads the body once, strictly; the parser hands on what was read."""
    try:
        body = request.body
    except RequestDataTooBig:
        raise ProblemError(Fault.TOO_LARGE) from None
    if len(body) > settings.ZHIQIAO_API_BODY_BYTES_MAX:
        raise ProblemError(Fault.TOO_LARGE)
    takes_body = any(model.__ninja_param_source__ == "body" for model in operation.models)
    if not body:
        request.api_body = {}  # type: ignore[attr-defined]
        return
    if not JSON_TYPE.fullmatch(request.headers.get("Content-Type", "")):
        raise ProblemError(Fault.MEDIA_TYPE)
    value = read_json(body)
    if not takes_body and value != {}:
        raise ProblemError(Fault.BAD_REQUEST)
    request.api_body = value  # type: ignore[attr-defined]


def read_json(body: bytes) -> object:
    """The value of strict JSON: UTF-8, no NaN, no name twice, no text that cannot be stored.

    Raises:
        ProblemError: it is none.
    """
    try:
        value: object = json.loads(
            body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_each_once
        )
        _check_texts(value, NESTING_MAX)
    except (ValueError, RecursionError):
        raise ProblemError(Fault.BAD_JSON) from None
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def _check_texts(value: object, depth: int) -> None:
    """Refuses NUL and lone surrogates, which databases do, and what is nested too deep."""
    if depth == 0:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("NUL")
        value.encode()
    elif isinstance(value, dict):
        for name, each in value.items():
            _check_texts(name, depth - 1)
            _check_texts(each, depth - 1)
    elif isinstance(value, list):
        for each in value:
            _check_texts(each, depth - 1)

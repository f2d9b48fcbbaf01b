"""The API put together: its operations, its addresses, what it answers to each kind of error."""

from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import PathView
from ninja.parser import Parser
from ninja.utils import replace_path_param_notation

from zhiqiao import __version__
from zhiqiao.web.access import EVERYONE, Permission
from zhiqiao.web.api.endpoint import Endpoint
from zhiqiao.web.api.faults import described
from zhiqiao.web.api.problems import BY_STATUS, Fault, ProblemError
from zhiqiao.web.api.routes import account, matches, needs, offers, profiles, programmes

ROOT = "api/v1"
WIDENING = frozenset({Permission.LISTING_ALL, Permission.PROFILE_ALL, Permission.ASSESS_ALL})
"""No operation asks for these; they widen others from one's own rows to everyone's."""


class ReadParser(Parser):
    """Hands on what the endpoint has read."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's value."""
        return request.api_body  # type: ignore[attr-defined]


def _build() -> NinjaAPI:
    api = NinjaAPI(
        title="智桥 Zhiqiao",
        version=__version__,
        parser=ReadParser(),
        openapi_url=None,
        docs_url=None,
        urls_namespace="zhiqiao-api",
    )
    for each in (account, needs, offers, matches, profiles, programmes):
        api.add_router("", each.router)
    api.add_exception_handler(ProblemError, _problem)
    api.add_exception_handler(Http404, _absent)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _refused)
    api.add_exception_handler(Exception, _fault)
    return api


def _problem(request: HttpRequest, error: Any) -> HttpResponse:
    answer: HttpResponse = error.to_response(request)
    return answer


def _absent(request: HttpRequest, _error: Any) -> HttpResponse:
    return ProblemError(Fault.NOT_FOUND).to_response(request)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return ProblemError(Fault.INVALID, errors=described(error.errors)).to_response(request)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    fault = BY_STATUS.get(error.status_code, Fault.BAD_REQUEST)
    return ProblemError(fault).to_response(request)


def _fault(_request: HttpRequest, error: Any) -> HttpResponse:
    raise error


api = _build()


def path_views() -> list[tuple[str, str, PathView]]:
    """Every address with its name and its operations; one name stands for all its methods."""
    found = []
    for bound in api._get_bound_routers():  # noqa: SLF001 -- what `api.urls` is made of
        for route, path_view in bound.path_operations.items():
            names = {operation.url_name for operation in path_view.operations}
            if len(names) != 1:
                raise ImproperlyConfigured(f"{route} needs one url_name, not {names}")
            found.append((replace_path_param_notation(route).strip("/"), names.pop(), path_view))
    return found


def urls() -> list[URLPattern]:
    """The addresses of all operations."""
    return [
        path(f"{ROOT}/{route}", Endpoint(view), name=name) for route, name, view in path_views()
    ]


@cache
def permissions_asked() -> list[Permission]:
    """What operations ask for and strangers do not hold anyway: what tokens are made of."""
    views = (Endpoint(view) for _route, _name, view in path_views())
    asked = {each for view in views for each in view.permissions.values()}
    return [each for each in Permission if each in (asked | WIDENING) - EVERYONE]

"""What stands before the API's addresses: language, limits, tokens, and errors as problems."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.translation import trans_real

from zhiqiao.web.access.row_actor import show_rows_to
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.signing_in.addresses import client_address, subscriber
from zhiqiao.web.api import token_actions
from zhiqiao.web.api.endpoint import SAFE
from zhiqiao.web.api.idempotency import caller_of
from zhiqiao.web.api.limits import Meter
from zhiqiao.web.api.problems import BY_STATUS, MEDIA_TYPE, Fault, ProblemError
from zhiqiao.web.api.tokens import holder

Answer = Callable[[HttpRequest], HttpResponseBase]
PATH = "/api/v1/"
ERROR = 400
KEPT = ("Allow", "Retry-After")
SERVER_ERROR = 500


def answers_programs(get_response: Answer) -> Answer:
    """Below /api/v1/ the request's own language is spoken, and every error is a problem."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PATH):
            return get_response(request)
        language = _language(request.headers.get("Accept-Language", ""))
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = _as_problem(request, get_response(request))
        response.headers.setdefault("Content-Language", language)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Vary", "Authorization, Accept-Language, Cookie")
        return response

    return middleware


def _language(header: str) -> str:
    """The first language asked for that we speak; Chinese where none is."""
    for code, _weight in trans_real.parse_accept_lang_header(header.lower()):
        for known, _name in settings.LANGUAGES:
            if code.split("-")[0] == known.split("-")[0]:
                return str(known)
    return str(settings.LANGUAGE_CODE)


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer, an error page turned into a problem."""
    kind = response.headers.get("Content-Type", "")
    if response.status_code < ERROR or kind.startswith(MEDIA_TYPE):
        return response
    fallback = Fault.SERVER if response.status_code >= SERVER_ERROR else Fault.BAD_REQUEST
    fault = BY_STATUS.get(response.status_code, fallback)
    kept = {name: response[name] for name in KEPT if name in response}
    return ProblemError(fault, headers=kept).to_response(request)


def admits_programs(get_response: Answer) -> Answer:
    """Below /api/v1/ a token takes the place of a session; callers are counted."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PATH):
            return get_response(request)
        try:
            _admit(request)
        except ProblemError as problem:
            return problem.to_response(request)
        return get_response(request)

    return middleware


def _admit(request: HttpRequest) -> None:
    _count(_by_address(), subscriber(client_address(request)))
    if "Authorization" in request.headers:
        _take_token(request)
    elif isinstance(request.user, Person):
        _check_csrf(request)
    if isinstance(request.user, Person):
        _count(_by_caller(), caller_of(request))


def _take_token(request: HttpRequest) -> None:
    """Has the request act as the token's person; a void token is refused, never ignored."""
    scheme, _space, text = request.headers["Authorization"].partition(" ")
    token = holder(text.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        request.user = AnonymousUser()
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise ProblemError(Fault.TOKEN_INVALID, headers=headers)
    request.user = token.person
    request.api_token = token  # type: ignore[attr-defined]
    show_rows_to(token.person)
    token_actions.note_use(token=token)


def _check_csrf(request: HttpRequest) -> None:
    """Writes of a session need the token against forgery, as forms do."""
    if request.method in SAFE:
        return
    refused = CsrfViewMiddleware(lambda _request: HttpResponse()).process_view(
        request, _no_view, (), {}
    )
    if refused is not None:
        raise ProblemError(Fault.CSRF)


def _no_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _count(meter: Meter, caller: str) -> None:
    seconds = meter.wait_s(caller)
    if seconds:
        raise ProblemError(Fault.TOO_MANY, headers={"Retry-After": str(seconds)})


@cache
def _by_caller() -> Meter:
    """Counts by token, or by person for sessions."""
    return Meter(settings.ZHIQIAO_API_PER_MINUTE / settings.ZHIQIAO_WORKERS)


@cache
def _by_address() -> Meter:
    """Counts by address: one address may serve several callers."""
    return Meter(settings.ZHIQIAO_API_PER_MINUTE_AND_ADDRESS / settings.ZHIQIAO_WORKERS)


def forget_counts() -> None:
    """Starts counting anew, as after a change of the limits."""
    _by_caller.cache_clear()
    _by_address.cache_clear()

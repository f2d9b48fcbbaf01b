"""Headers on every answer, the language a visitor chose, and what no address may hold."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


def content_security_policy(get_response: Answer) -> Answer:
    """Only our own files: no inline script, no inline style, no other host."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        return response

    return middleware


def chosen_language(get_response: Answer) -> Answer:
    """Chinese unless the visitor chose otherwise; the browser does not decide."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        known = {code for code, _name in settings.LANGUAGES}
        language = wanted if wanted in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


SPEAK_FOR_THEMSELVES = ("/api/", "/sign-in/")
"""Programs and the way back from an identity provider are refused in words of their own."""


def refuses_nul(get_response: Answer) -> Answer:
    """A question with a NUL in it is refused: PostgreSQL has no such text, and nobody types it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        is_page = not request.path.startswith(SPEAK_FOR_THEMSELVES)
        if is_page and "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the query")
        return get_response(request)

    return middleware

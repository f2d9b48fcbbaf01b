"""Language, and the pages that say what went wrong."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.i18n import set_language

from zhiqiao.web.access import Permission, requires

choose_language = requires(Permission.PUBLIC, "POST")(set_language)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """The 400 page."""
    return render(request, "site/error.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """The 403 page."""
    return render(request, "site/error.html", {"status": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """The 404 page: the same for what is absent and what is not yours."""
    return render(request, "site/error.html", {"status": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page. Uses no database: that may be what failed."""
    return render(request, "site/error_500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:  # noqa: ARG001
    """The page for a form that is too old or came from elsewhere."""
    return render(request, "site/error.html", {"status": "csrf"}, status=403)

"""What stands before every view."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhiqiao.web.access.permissions import Permission
from zhiqiao.web.access.visitors import may

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def requires(permission: Permission, *methods: str) -> Callable[[View], View]:
    """Declares what a view needs and the HTTP methods it answers (GET unless told)."""
    allowed = list(methods or ("GET",))
    if "GET" in allowed:
        allowed.append("HEAD")

    def declare(view: View) -> View:
        guarded: Any = require_http_methods(allowed)(view)
        guarded.permission = permission
        guarded.methods = tuple(allowed)
        return guarded  # type: ignore[no-any-return]

    return declare


class DenyByDefault:
    """Lets a request reach its view only if the visitor holds the view's declared permission."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Passes on; the decision is taken once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_: object
    ) -> HttpResponseBase | None:
        """None to go on; the sign-in page for a stranger; 404 for a person without the right.

        A view that answers programs says both in its own way, with its `refuse`.
        """
        permission = permission_of(view, request.method)
        if permission is None:
            raise ImproperlyConfigured(f"{view.__module__} has a view that declares no permission")
        if may(request.user, permission):
            return None
        refuse = getattr(view, "refuse", _refuse)
        return refuse(request, permission)


def permission_of(view: Callable[..., Any], method: str | None) -> Permission | None:
    """What a view needs for a method; one permission for all methods unless it names them singly.

    A method that it does not answer needs what the view as a whole does.
    """
    singly: Mapping[str, Permission] = getattr(view, "permissions", {})
    return singly.get(method or "", getattr(view, "permission", None))


def _refuse(request: HttpRequest, _permission: Permission) -> HttpResponseBase:
    if request.user.is_authenticated:
        raise Http404
    return _to_sign_in(request)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    back_to = request.get_full_path() if request.method == "GET" else reverse("home")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("sign-in")})
    from django.contrib.auth.views import redirect_to_login  # needs the models, which need us

    return redirect_to_login(back_to)

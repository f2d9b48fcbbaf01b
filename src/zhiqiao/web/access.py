"""Who may do what. A view without a declared permission does not answer at all.

The roles and the table of what each may do are here; which rows a person sees is decided beside
the rows, in `catalogue.access` and `matches.access`. Absent and forbidden look the same: 404.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from zhiqiao.web.accounts.models import Person


View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Role(TextChoices):
    """What a person does here. One role a person."""

    BROKER = "broker", _("技术经理人")
    SEEKER = "seeker", _("需求方")
    PROVIDER = "provider", _("供给方")
    ANALYST = "analyst", _("统计人员")
    OPERATOR = "operator", _("系统管理员")


class Permission(StrEnum):
    """`scope:resource:action`. Scope `own` is narrowed further to the person's organisation."""

    PUBLIC = "public:site:use"
    DEMO_ROLE = "demo:role:switch"
    EXPORT = "published:listing:export"
    NEED_WRITE = "own:need:write"
    OFFER_WRITE = "own:offer:write"
    IMPORT = "all:import:write"
    MATCH_READ = "own:match:read"
    MATCH_RUN = "own:match:run"
    REVIEW_WRITE = "all:review:write"
    STATISTICS_READ = "all:statistics:read"
    AUDIT_READ = "all:audit:read"
    PERSON_WRITE = "all:person:write"


P = Permission
_STAFF = {
    P.EXPORT, P.NEED_WRITE, P.OFFER_WRITE, P.IMPORT, P.MATCH_READ, P.MATCH_RUN, P.REVIEW_WRITE,
    P.STATISTICS_READ,
}  # fmt: skip
GRANTED: dict[str, frozenset[Permission]] = {
    Role.BROKER: frozenset(_STAFF),
    Role.OPERATOR: frozenset(_STAFF | {P.AUDIT_READ, P.PERSON_WRITE}),
    Role.SEEKER: frozenset({P.EXPORT, P.NEED_WRITE, P.MATCH_READ, P.MATCH_RUN}),
    Role.PROVIDER: frozenset({P.EXPORT, P.OFFER_WRITE, P.MATCH_READ, P.MATCH_RUN}),
    Role.ANALYST: frozenset({P.EXPORT, P.STATISTICS_READ}),
}
EVERYONE = frozenset({P.PUBLIC, P.DEMO_ROLE})


def permissions_of(actor: "Person | AnonymousUser") -> frozenset[Permission]:
    """All that this visitor may do, before looking at which rows."""
    if not actor.is_authenticated:
        return EVERYONE
    return EVERYONE | GRANTED.get(actor.role, frozenset())


def may(actor: "Person | AnonymousUser", permission: Permission) -> bool:
    """Whether this visitor holds the permission."""
    return permission in permissions_of(actor)


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
        """None to go on; the sign-in page for a stranger; 404 for a person without the right."""
        permission = getattr(view, "permission", None)
        if permission is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no permission")
        if may(request.user, permission):
            return None
        if request.user.is_authenticated:
            raise Http404
        return _to_sign_in(request)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    back_to = request.get_full_path() if request.method == "GET" else reverse("home")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("sign-in")})
    from django.contrib.auth.views import redirect_to_login  # needs the models, which need us

    return redirect_to_login(back_to)

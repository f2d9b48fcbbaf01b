"""Health, readiness and figures, for programs."""

import ipaddress
import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from zhiqiao.web.access import Permission, may, requires
from zhiqiao.web.operation import exposition, readiness

UNREADY = 503
BEARER = "Bearer "


@requires(Permission.PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 while the process lives. Asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@requires(Permission.PUBLIC)
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 where the site can do its work, else 503; both name the parts, without detail."""
    found = readiness.checks()
    ready = readiness.is_ready(found)
    told = {"status": "ready" if ready else "unready", "checks": found}
    return JsonResponse(told, status=200 if ready else UNREADY)


@requires(Permission.PUBLIC)
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus's text form, for those who may read them; 404 for all others."""
    if not _may_read_figures(request):
        raise Http404
    text, content_type = exposition.expose()
    return HttpResponse(text, content_type=content_type, headers={"Cache-Control": "no-store"})


def _may_read_figures(request: HttpRequest) -> bool:
    if _bears_token(request):
        return True
    if settings.ZHIQIAO_METRICS_LOOPBACK and _is_from_here(request):
        return True
    return may(request.user, Permission.METRICS_READ)


def _bears_token(request: HttpRequest) -> bool:
    token: str = settings.ZHIQIAO_METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if not token or not given.startswith(BEARER):
        return False
    return secrets.compare_digest(given.removeprefix(BEARER).encode(), token.encode())


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a program on this machine asks, and no proxy for somebody else."""
    if any(
        name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP")
    ):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False

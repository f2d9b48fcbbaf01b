"""Language, the pages that say what went wrong, and the page of components."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.i18n import set_language

from zhiqiao.web.access import Permission, requires

CHARTS = {
    "bar": {
        "kind": "bar",
        "labels": ["新材料", "生物医药", "电子信息"],
        "series": [{"name": "企业", "values": [42, 31, 18]}],
        "unit": "家",
    },
    "stack": {
        "kind": "stack",
        "labels": ["第 1–3 名", "第 4–10 名"],
        "series": [{"name": "强相关", "values": [30, 21]}, {"name": "其他", "values": [9, 60]}],
        "unit": "对",
    },
    "line": {
        "kind": "line",
        "labels": ["7 月", "8 月", "9 月", "10 月"],
        "series": [
            {"name": "引荐", "values": [3, 8, 7, 12]},
            {"name": "签约", "values": [0, 1, 3, 4]},
        ],
        "unit": "项",
    },
}
"""Made-up numbers for the page of components."""

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


@requires(Permission.SYSTEM_READ)
def components(request: HttpRequest) -> HttpResponse:
    """Every component that pages are made of, with what it is for."""
    baskets = [
        {"word": word, "count": count, "url": f"?basket={count}", "is_current": word == "待响应"}
        for word, count in (("待响应", 3), ("处理中", 8), ("已办结", 21), ("已过期", 1))
    ]
    steps = [
        {"word": "说清问题", "state": "done"},
        {"word": "回答追问", "state": "current"},
        {"word": "条件与发布", "state": "todo"},
    ]
    events = [{"at": timezone.now(), "who": "江知行", "what": "受理了申报", "note": "材料齐全。"}]
    context = {
        "charts": CHARTS,
        "baskets": baskets,
        "steps": steps,
        "events": events,
        "today": timezone.localdate(),
    }
    return render(request, "site/components.html", context)

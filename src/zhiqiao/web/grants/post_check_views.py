"""Checks after payment: a sample that anyone can draw again, and all that was paid."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.grants import queries
from zhiqiao.web.grants.models import Entitlement

A_PAGE = 30
SHOWS = {
    "sample": (_("这个月的抽查"), Q()),
    "unchecked": (_("还没有核查"), Q(is_sound=None)),
    "unsound": (_("不该付的"), Q(is_sound=False)),
    "all": (_("全部已兑付"), Q()),
}


@requires(Permission.GRANT_WRITE)
def post_checks(request: HttpRequest) -> HttpResponse:
    """What the department paid: this month's sample, what is not checked, what was found unsound.

    The sample is drawn by a digest of the month and each number: whoever draws it again gets the
    same, and nobody chooses.
    """
    paid = queries.paid_by(signed_in(request))
    seed = f"{timezone.localdate():%Y-%m}"
    drawn = queries.sample_of(paid.order_by().values_list("pk", flat=True), seed)
    show = request.GET.get("basket", "sample")
    show = show if show in SHOWS else "sample"
    words = request.GET.get("q", "").strip()[:60]
    rows = queries.found_by(_shown(paid, show, drawn), words)
    counts = {code: _shown(paid, code, drawn).count() for code in SHOWS}
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "baskets": [
            {
                "word": word,
                "count": counts[code],
                "url": f"?basket={code}",
                "is_current": code == show,
            }
            for code, (word, _rows) in SHOWS.items()
        ],
        "seed": seed,
        "show": show,
        "words": words,
    }
    return render(request, "grants/post_checks.html", context)


def _shown(paid: QuerySet[Entitlement], show: str, drawn: Sequence[int]) -> QuerySet[Entitlement]:
    return paid.filter(pk__in=drawn) if show == "sample" else paid.filter(SHOWS[show][1])

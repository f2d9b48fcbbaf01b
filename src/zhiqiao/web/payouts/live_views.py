"""The live page of a released list: where every payment is, as it moves."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.payouts.check_views import seen
from zhiqiao.web.payouts.lines import PURPOSE
from zhiqiao.web.payouts.models import Payment, PayoutList
from zhiqiao.web.payouts.progress import (
    STANDS,
    Progress,
    files_of,
    payments_of,
    progress_of,
    stand_of,
    with_places,
)
from zhiqiao.web.payouts.queries import CountedPaginator
from zhiqiao.web.payouts.reasons import reason_words
from zhiqiao.web.site.downloads import ROWS_MAX, download, moment_cell, yuan_cell

LINES_A_PAGE = 50
WORDS_CHARS_MAX = 60


def _sought(request: HttpRequest) -> tuple[str, str]:
    words = request.GET.get("q", "").strip()[:WORDS_CHARS_MAX]
    stand = request.GET.get("stand", "")
    return words, stand if any(each.code == stand for each in STANDS) else ""


@requires(Permission.PAYOUT_READ)
def live(request: HttpRequest, list_id: int) -> HttpResponse:
    """Progress, files and lines; asks again by itself while something moves."""
    found = seen(request, list_id)
    if found.released_at is None:
        return redirect("payout-list", found.pk)
    words, stand = _sought(request)
    progress = progress_of(found)
    rows = payments_of(found, words=words, stand=stand)
    count = rows.count() if words else _count(progress, stand)
    paginator = CountedPaginator(rows, LINES_A_PAGE, count=count, shown=with_places(found))
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "payout_list": found,
        "progress": progress,
        "files": files_of(found),
        "page": page,
        "rows": [(each, stand_word(each)) for each in page],
        "words": words,
        "stand": stand,
        "baskets": _baskets(request, progress, stand),
        "export": reverse("payout-live-export", args=[found.pk, _kind(count)]),
        "kind": _kind(count).upper(),
        "now": timezone.now(),
    }
    return render(request, "payouts/live.html", context)


def _count(progress: Progress, stand: str) -> int:
    chosen = [each for each in STANDS if not stand or each.code == stand]
    return sum(progress.count_of(each) for each in chosen)


def _kind(count: int) -> str:
    """A workbook takes fewer rows than a text file."""
    return "xlsx" if count <= ROWS_MAX["xlsx"] else "csv"


def _baskets(request: HttpRequest, progress: Progress, stand: str) -> list[dict[str, object]]:
    """A link to every state that holds something, and to all."""
    counts = [("", _("全部"), _count(progress, ""))]
    counts += [(each.code, str(each.word), progress.count_of(each)) for each in STANDS]
    return [
        {
            "word": word,
            "count": count,
            "url": _address(request, code),
            "is_current": code == stand,
        }
        for code, word, count in counts
        if count or not code or code == stand
    ]


def _address(request: HttpRequest, stand: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["stand"] = stand
    return f"?{query.urlencode()}#lines"


def stand_word(payment: Payment) -> str:
    """Where a payment is, in words; its file is joined."""
    code = stand_of(payment.state, payment.chunk.state)
    return next(str(each.word) for each in STANDS if each.code == code)


@requires(Permission.PAYOUT_READ)
def export(request: HttpRequest, list_id: int, kind: str) -> HttpResponseBase:
    """The payments with their states, as the page shows them."""
    found = seen(request, list_id)
    words, stand = _sought(request)
    rows = with_places(found, payments_of(found, words=words, stand=stand))
    header = [
        _("兑付编号"), pgettext("column", "企业"), _("统一社会信用代码"), _("金额（元）"),
        _("账户尾号"), _("开户银行"), _("状态"), _("原因"), _("银行原因代码"), _("发起时间"),
        _("银行受理时间"), _("付出日"), _("退回日"),
    ]  # fmt: skip
    with every_row_for(PURPOSE):
        cells = map(_cells, rows.iterator(chunk_size=2_000))
        return download(header, cells, stem=_stem(found), kind=kind)


def _stem(found: PayoutList) -> str:
    return _("兑付进度-%(number)s") % {"number": found.pk}


def _cells(row: Payment) -> list[Cell]:
    return [
        row.end_to_end_id, row.organisation.name, row.organisation.uscc,
        yuan_cell(row.amount_fen), row.account.tail, row.account.bank_name, stand_word(row),
        reason_words(row.reason) if row.reason else "", row.reason, moment_cell(row.queued_at),
        moment_cell(row.accepted_at), row.settled_on, getattr(row, "returned_on", None),
    ]  # fmt: skip

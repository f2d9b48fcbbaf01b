"""The ledger of one's own department: its accounts, and what moved in each."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiqiao.ledger import AccountKind
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.ledger.boards import Board, board_of, line_of
from zhiqiao.web.ledger.forms import EntrySearch
from zhiqiao.web.ledger.listing import Line, lines_of, newest_of, page_of_entries
from zhiqiao.web.ledger.models import Account, Entry
from zhiqiao.web.ledger.names import names_of
from zhiqiao.web.ledger.words import told_here
from zhiqiao.web.site.downloads import download, moment_cell, rows_max, yuan_cell

A_PAGE = 50
DIGITS_MAX = 18
KEY_CHARS_MAX = 80


@requires(Permission.LEDGER_READ)
def ledger(request: HttpRequest) -> HttpResponse:
    """The department's accounts with what is in them; the key of an entry leads to that entry."""
    actor = signed_in(request)
    words = request.GET.get("q", "").strip()[:KEY_CHARS_MAX]
    found = Entry.objects.visible_to(actor).filter(key=words).first() if words else None
    if found is not None:
        url = reverse("ledger-account", args=[found.debit_id])
        return redirect(f"{url}?before={found.pk + 1}#entry-{found.pk}")
    kind = request.GET.get("kind", "")
    board = board_of(actor, kind=kind, words=words)
    context = {
        "board": board,
        "page": Paginator(board.lines, A_PAGE).get_page(request.GET.get("page")),
        "baskets": _baskets(request, board, kind),
        "kind": kind,
        "words": words,
        "bank_fen": board.held_fen.get(AccountKind.TREASURY_BANK, 0),
        "transit_fen": board.held_fen.get(AccountKind.IN_TRANSIT, 0),
        "unmatched_fen": board.held_fen.get(AccountKind.BANK_UNMATCHED, 0),
    }
    return render(request, "ledger/ledger.html", context)


def _baskets(request: HttpRequest, board: Board, kind: str) -> list[dict[str, Any]]:
    rest = request.GET.copy()
    rest.pop("page", None)
    baskets = []
    for code in ("", *AccountKind):
        count = board.counts[code] if code else board.counts.total()
        if not count and code:
            continue
        rest["kind"] = str(code)
        word = told_here(code) if isinstance(code, AccountKind) else _("全部")
        url = f"?{rest.urlencode()}"
        baskets.append({"word": word, "count": count, "url": url, "is_current": code == kind})
    return baskets


@requires(Permission.LEDGER_READ)
def export_accounts(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The accounts as the page lists them."""
    actor = signed_in(request)
    rows_max(kind)
    words = request.GET.get("q", "").strip()[:KEY_CHARS_MAX]
    board = board_of(actor, kind=request.GET.get("kind", ""), words=words)
    header = [
        _("账户"),
        _("账户代码"),
        _("种类"),
        _("余额（元）"),
        _("占用（元）"),
        _("可用（元）"),
    ]
    rows = (
        [
            each.name,
            each.account.code,
            each.kind,
            *map(yuan_cell, (each.held_fen, each.reserved_fen, each.free_fen)),
        ]
        for each in board.lines
    )
    return download(header, rows, stem=_("账户"), kind=kind)


def _account(actor: Person, ledger_account_id: int) -> Account:
    found = Account.objects.visible_to(actor).filter(pk=ledger_account_id).first()
    if found is None:
        raise Http404
    return found


@requires(Permission.LEDGER_READ)
def account(request: HttpRequest, ledger_account_id: int) -> HttpResponse:
    """One account: its sums, and its entries a page at a time."""
    found = _account(signed_in(request), ledger_account_id)
    form = EntrySearch(request.GET)
    search = form.cleaned_data if form.is_valid() else None
    before = _number(request.GET.get("before", ""))
    context = {
        "account": found,
        "line": line_of(found, names_of([found])[found.pk]),
        "form": form,
        "page": page_of_entries(found, search, before=before) if search is not None else None,
        "is_searched": any(request.GET.get(name) for name in form.fields),
        "before": before,
        "export": reverse("ledger-entries-export", args=[found.pk, "x"])[:-2],
    }
    return render(request, "ledger/account.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX else None


@requires(Permission.LEDGER_READ)
def export_entries(request: HttpRequest, ledger_account_id: int, kind: str) -> HttpResponseBase:
    """The entries of an account as the page lists them, all pages; too many ask for a search."""
    found = _account(signed_in(request), ledger_account_id)
    most = rows_max(kind)
    form = EntrySearch(request.GET)
    search = form.cleaned_data if form.is_valid() else {}
    header = [
        _("编号"), _("记账日"), _("事由"), _("状态"), _("借方（元）"), _("贷方（元）"),
        _("对方账户"), _("对方账户代码"), pgettext("ledger", "来源"), _("来源编号"),
        _("唯一键"), _("写入时间"),
    ]  # fmt: skip
    rows = newest_of(found, limit=most + 1, search=search)
    return download(header, map(_cells, lines_of(found, rows)), stem=_("分录"), kind=kind)


def _cells(line: Line) -> list[Cell]:
    entry = line.entry
    return [
        entry.pk, entry.booked_on, line.movement, line.phase, yuan_cell(line.debit_fen),
        yuan_cell(line.credit_fen), line.other_name, line.other.code, line.source, entry.source_id,
        entry.key, moment_cell(entry.made_at),
    ]  # fmt: skip

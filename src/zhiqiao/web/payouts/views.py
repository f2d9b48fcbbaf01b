"""The department's lists, and making a new one."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.applications.showing import basket_links
from zhiqiao.web.budgets.models import BudgetLine, LineState
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.payouts import list_actions, queries
from zhiqiao.web.payouts.holding import changed_among
from zhiqiao.web.payouts.models import NAME_CHARS_MAX, PayoutList
from zhiqiao.web.payouts.selecting import Selection, chosen_of
from zhiqiao.web.profiles.views import own_organisation
from zhiqiao.web.site.downloads import download, moment_cell, yuan_cell

A_PAGE = 25
ROWS_A_PAGE = 50
WAITING_SHOWN = 5


class TitleForm(forms.Form):
    """What a list is called."""

    title = forms.CharField(
        label=gettext_lazy("清单名称"),
        max_length=NAME_CHARS_MAX,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )


@requires(Permission.PAYOUT_READ)
def lists(request: HttpRequest) -> HttpResponse:
    """What waits for the visitor, what can be put on a list, and all lists in baskets."""
    person = signed_in(request)
    own_organisation(request)
    words = request.GET.get("q", "").strip()[:60]
    rows = queries.found_by(PayoutList.objects.visible_to(person), words)
    counts = queries.counted(rows)
    numbers = {code: count for code, (count, _fen) in counts.items()}
    chosen, links = basket_links(request, queries.BASKETS, numbers)
    found = rows.filter(chosen.rows) if chosen else rows
    code = chosen.code if chosen else ""
    paginator = queries.CountedPaginator(
        found, A_PAGE, count=counts[code][0], shown=queries.lists_for(person)
    )
    waiting, waiting_count = queries.in_all(queries.waiting_for(person), WAITING_SHOWN)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "changed": changed_among([*waiting, *page]),
        "baskets": links,
        "total_fen": counts[code][1],
        "words": words,
        "is_filtered": bool(words or code),
        "waiting": waiting,
        "waiting_more": waiting_count - len(waiting),
        "ready": queries.ready_for(person),
        "export": reverse("payouts-export", args=["xlsx"]).removesuffix("xlsx/"),
    }
    return render(request, "payouts/lists.html", context)


@requires(Permission.PAYOUT_READ)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The lists as the page shows them, as a file."""
    rows = queries.lists_for(signed_in(request)).select_related(
        "budget_line", "maker", "checker", "released_by"
    )
    words, wanted = request.GET.get("q", "").strip()[:60], request.GET.get("basket", "")
    basket = next((each for each in queries.BASKETS if each.code == wanted), queries.BASKETS[0])
    found = queries.found_by(rows, words).filter(basket.rows)
    header = [
        _("编号"), _("清单名称"), _("政策"), _("年度"), _("状态"), _("家数"), _("合计（元）"),
        _("经办人"), _("复核人"), _("复核时间"), _("点击人"), _("兑付时间"),
    ]  # fmt: skip
    return download(header, map(_cells, found.iterator()), stem=_("兑付清单"), kind=kind)


def _cells(row: PayoutList) -> list[Cell]:
    people = [each.name if each else "" for each in (row.maker, row.checker, row.released_by)]
    checked_at = row.checked_at if row.checker else None  # who sent it back has no place here
    line = row.budget_line
    return [
        str(row.pk), row.title, line.programme_name, str(line.year), row.get_state_display(),
        row.count, yuan_cell(row.total_fen), people[0], people[1], moment_cell(checked_at),
        people[2], moment_cell(row.released_at),
    ]  # fmt: skip


@requires(Permission.PAYOUT_MAKE, "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Chooses who is paid from a budget line; everyone who has confirmed unless told otherwise."""
    person = signed_in(request)
    own_organisation(request)
    lines = BudgetLine.objects.visible_to(person).filter(state=LineState.OPEN)
    sent = request.POST if request.method == "POST" else request.GET
    wanted = sent.get("line", "")
    if not wanted:
        return _choose_line(request)
    if not wanted.isascii() or not wanted.isdecimal():
        raise Http404
    line = get_object_or_404(lines.select_related("account"), pk=wanted)
    selection = Selection.of(sent)
    form = TitleForm(request.POST or None, initial={"title": _usual_title(line)})
    if request.method == "POST" and form.is_valid():
        return _make(request, line, selection, form.cleaned_data["title"])
    context = _choosing(request, line, selection) | {"form": form}
    answer = render(request, "payouts/new.html", context)
    if request.headers.get("HX-Request"):
        # The form names every row that it shows; the address says what came of them.
        answer["HX-Push-Url"] = f"{request.path}?line={line.pk}&{selection.query}"
    return answer


def _choose_line(request: HttpRequest) -> HttpResponse:
    ready = queries.ready_for(signed_in(request))
    return render(request, "payouts/choose_line.html", {"ready": ready})


def _usual_title(line: BudgetLine) -> str:
    words = _("%(programme)s %(year)s 年度 %(day)s") % {
        "programme": line.programme_name,
        "year": line.year,
        "day": f"{timezone.localdate():%m-%d}",
    }
    return words[-NAME_CHARS_MAX:]


def _choosing(request: HttpRequest, line: BudgetLine, selection: Selection) -> dict[str, Any]:
    person = signed_in(request)
    found = selection.found(person, line)
    chosen = chosen_of(found, selection.left_out)
    shown = Entitlement.objects.visible_to(person).select_related("organisation", "account")
    page = queries.CountedPaginator(
        found, ROWS_A_PAGE, count=chosen.found, shown=shown.defer("content")
    )
    left_fen = line.account.balance.free_fen
    return {
        "line": line,
        "selection": selection,
        "chosen": chosen,
        "page": page.get_page(request.GET.get("page")),
        "left_fen": left_fen,
        "after_fen": left_fen - chosen.total_fen,
    }


def _make(request: HttpRequest, line: BudgetLine, selection: Selection, title: str) -> HttpResponse:
    person = signed_in(request)
    numbers = None
    if not selection.is_everyone:
        # As a query, not as numbers: there may be more of them than a statement takes.
        numbers = selection.chosen(person, line).order_by().values_list("pk", flat=True)
    made = None
    with told(request, _("清单编好了。核对后提交复核。")):
        made = list_actions.make_list(actor=person, line=line, title=title, entitlement_ids=numbers)
    if made is None:
        return redirect(f"{reverse('payout-new')}?line={line.pk}&{selection.query}")
    return redirect("payout-list", made.pk)

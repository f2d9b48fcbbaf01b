"""A person's saved searches."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.searches import actions
from zhiqiao.web.searches.forms import SearchForm
from zhiqiao.web.searches.models import NAME_MAX, Frequency, Of, SavedSearch
from zhiqiao.web.searches.queries import findings_of, searches_of
from zhiqiao.web.searches.subjects import subject_of
from zhiqiao.web.site.downloads import download


@requires(Permission.ACCOUNT)
def searches(request: HttpRequest) -> HttpResponse:
    """One's own searches, each with what is new in it."""
    found = findings_of(searches_of(signed_in(request)))
    context = {
        "findings": found,
        "frequencies": Frequency.choices,
        "new_count": sum(each.count for each in found),
    }
    return render(request, "searches/list.html", context)


@requires(Permission.ACCOUNT, "GET", "POST")
def new_search(request: HttpRequest) -> HttpResponse:
    """Keeps the search of the address it was asked from."""
    person = signed_in(request)
    of = request.GET.get("of", "")
    if of not in Of.values:
        raise Http404
    subject = subject_of(of)
    query = subject.kept(request.GET)
    words = subject.words(query)
    proposed = " ".join(map(str, words)) or str(Of(of).label)
    form = SearchForm(
        request.POST or None,
        initial={"name": proposed[:NAME_MAX], "frequency": Frequency.DAILY},
    )
    if form.is_bound and form.is_valid():
        try:
            actions.save_search(actor=person, of=of, query=query, **form.cleaned_data)
        except actions.TooManySearchesError:
            most = {"n": actions.SEARCHES_MAX}
            form.add_error(None, _("最多保存 %(n)d 个搜索。先删掉不用的，再保存这个。") % most)
        else:
            messages.success(request, _("已保存。从现在起的新内容会算作新的。"))
            return redirect("searches")
    context = {
        "form": form,
        "of": Of(of),
        "words": words,
        "list_url": f"{reverse(subject.page)}?{query}",
    }
    return render(request, "searches/new.html", context)


def _own(request: HttpRequest, search_id: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=search_id)


@requires(Permission.ACCOUNT, "POST")
def change_search(request: HttpRequest, search_id: int) -> HttpResponse:
    """Another name or frequency."""
    search = _own(request, search_id)
    form = SearchForm(request.POST)
    if form.is_valid():
        actions.change_search(actor=signed_in(request), search=search, **form.cleaned_data)
        messages.success(request, _("已保存。"))
    else:
        words = {"n": NAME_MAX}
        messages.error(request, _("没有保存：名称要写，最多 %(n)d 字；提醒从三项里选。") % words)
    return redirect("searches")


@requires(Permission.ACCOUNT, "POST")
def open_search(request: HttpRequest, search_id: int) -> HttpResponse:
    """Leads to the list as it was searched; what is there now counts as seen."""
    search = _own(request, search_id)
    actions.see_search(actor=signed_in(request), search=search)
    return redirect(f"{reverse(subject_of(search.of).page)}?{search.query}")


@requires(Permission.ACCOUNT, "POST")
def remove_search(request: HttpRequest, search_id: int) -> HttpResponse:
    """Forgets a search."""
    actions.remove_search(actor=signed_in(request), search=_own(request, search_id))
    messages.success(request, _("已删除，不再提醒。"))
    return redirect("searches")


@requires(Permission.ACCOUNT)
def export_searches(request: HttpRequest, kind: str) -> HttpResponseBase:
    """One's own searches with what is new, as a table."""
    header = [_("名称"), _("搜索"), _("条件"), _("新内容"), _("最新的几条"), _("提醒")]
    rows: list[list[Cell]] = [
        [
            each.search.name,
            str(each.search.get_of_display()),
            "；".join(map(str, each.words)),
            each.count,
            "；".join(hit.title for hit in each.newest),
            str(each.search.get_frequency_display()),
        ]
        for each in findings_of(searches_of(signed_in(request)))
    ]
    return download(header, rows, stem=_("保存的搜索"), kind=kind)

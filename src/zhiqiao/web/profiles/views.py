"""Profiles: an organisation's own and, for the centre and departments, those of others."""

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.policy.values import Fact as Entry
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.profiles import actions, queries
from zhiqiao.web.profiles.access import may_write
from zhiqiao.web.profiles.coverage import coverage_of
from zhiqiao.web.profiles.dictionary import entries, entry_of, groups, usual_visibility
from zhiqiao.web.profiles.forms import DisputeForm, FactForm, VisibilityForm
from zhiqiao.web.profiles.models import Fact, FactState, Visibility
from zhiqiao.web.profiles.reading import written
from zhiqiao.web.site.downloads import download, rows_max

HEADER = [
    "统一社会信用代码", "机构名称", "事实", "值", "计量单位", "期间", "数据日期", "来源",
    "来源说明", "状态", "谁能看到",
]  # fmt: skip

A_PAGE = 30


def own_organisation(request: HttpRequest) -> Organisation:
    """The organisation that the person acts for; 404 where there is none."""
    organisation = signed_in(request).organisation
    if organisation is None:
        raise Http404
    return organisation


def _other(organisation_id: int) -> Organisation:
    return get_object_or_404(Organisation, pk=organisation_id)


def entry_or_404(code: str) -> Entry:
    """The fact that an address names."""
    entry = entry_of(code)
    if entry is None:
        raise Http404
    return entry


def _addresses(organisation: Organisation, *, is_own: bool) -> dict[str, str]:
    """Where the parts of this profile are."""
    if is_own:
        return {
            "profile": reverse("profile"),
            "facts": reverse("profile-facts"),
            "export": reverse("profile-export", args=["xlsx"]).removesuffix("xlsx/"),
        }
    number = organisation.pk
    return {
        "list": reverse("profiles"),
        "profile": reverse("organisation-profile", args=[number]),
        "facts": reverse("organisation-facts", args=[number]),
        "export": reverse("organisation-profile-export", args=[number, "xlsx"]).removesuffix(
            "xlsx/"
        ),
    }


def _profile(request: HttpRequest, organisation: Organisation, *, is_own: bool) -> HttpResponse:
    rows = queries.current_facts(request.user, organisation)
    today = timezone.localdate()
    waiting = [fact for fact in rows if fact.state == FactState.STATED]
    context = {
        "organisation": organisation,
        "at": _addresses(organisation, is_own=is_own),
        "groups": queries.grouped(rows),
        "known": len({fact.name for fact in rows}),
        "possible": len(entries()),
        "waiting": waiting,
        "newest_waiting": max((fact.pk for fact in waiting), default=0),
        "disputed": sum(fact.state == FactState.DISPUTED for fact in rows),
        "coverage": coverage_of(queries.values_on(rows, today), today),
        "may_write": may_write(request.user, organisation),
        "sees_everything": queries.sees_everything(request.user, organisation),
    }
    return render(request, "profiles/profile.html", context)


@requires(Permission.PROFILE_ALL)
def profiles(request: HttpRequest) -> HttpResponse:
    """The organisations with facts, and by search any other."""
    words = request.GET.get("q", "").strip()[:120]
    pages = Paginator(queries.profiled(request.user, words), A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    facts_of = queries.facts_by_organisation(request.user, page.object_list)
    rows = [(row, *facts_of.get(row.pk, (0, None))) for row in page.object_list]
    return render(request, "profiles/profiles.html", {"page": page, "rows": rows, "words": words})


@requires(Permission.PROFILE_ALL)
def export_profiles(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as the page shows it."""
    words = request.GET.get("q", "").strip()[:120]
    found = list(queries.profiled(request.user, words)[: rows_max(kind) + 1])
    facts_of = queries.facts_by_organisation(request.user, found)
    header = [_("名称"), _("类型"), _("统一社会信用代码"), _("已知事实"), _("数据到")]
    rows = (
        [row.name, row.get_kind_display(), row.uscc, *facts_of.get(row.pk, (0, None))]
        for row in found
    )
    return download(header, rows, stem=_("企业画像"), kind=kind)


@requires(Permission.PROFILE_READ)
def profile(request: HttpRequest) -> HttpResponse:
    """What is known of one's own organisation."""
    return _profile(request, own_organisation(request), is_own=True)


@requires(Permission.PROFILE_ALL)
def organisation_profile(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """What the visitor may know of any organisation."""
    return _profile(request, _other(organisation_id), is_own=False)


def _facts(request: HttpRequest, organisation: Organisation, *, is_own: bool) -> HttpResponse:
    """The dictionary, to find a fact by name, code or question."""
    sought = request.GET.get("q", "").strip()[:60]
    rows = queries.current_facts(request.user, organisation)
    known = {fact.name: fact for fact in reversed(rows)}
    found = [
        (title, [(entry, known.get(entry.name)) for entry in items if _is_found(entry, sought)])
        for title, items in groups().items()
    ]
    context = {
        "organisation": organisation,
        "at": _addresses(organisation, is_own=is_own),
        "sought": sought,
        "groups": [(title, items) for title, items in found if items],
    }
    return render(request, "profiles/facts.html", context)


def _is_found(entry: Entry, sought: str) -> bool:
    words = sought.casefold().split()
    text = f"{entry.name} {entry.code} {entry.question}".casefold()
    return all(word in text for word in words)


@requires(Permission.PROFILE_READ)
def facts(request: HttpRequest) -> HttpResponse:
    """Every fact that there may be of one's own organisation."""
    return _facts(request, own_organisation(request), is_own=True)


@requires(Permission.PROFILE_ALL)
def organisation_facts(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Every fact that there may be of an organisation."""
    return _facts(request, _other(organisation_id), is_own=False)


def _fact(
    request: HttpRequest,
    organisation: Organisation,
    entry: Entry,
    **forms: Any,
) -> HttpResponse:
    """One fact with its history; the forms for those who may write, with what was wrong in them."""
    rows = queries.rows_of(request.user, organisation, entry.name)
    current = sorted((fact for fact in rows if fact.is_current), key=_by_period, reverse=True)
    newest = current[0] if current else None
    writes = may_write(request.user, organisation)
    visibility = rows[0].visibility if rows else str(usual_visibility(entry))
    context: dict[str, Any] = {
        "organisation": organisation,
        "at": _addresses(
            organisation, is_own=writes or queries.sees_everything(request.user, organisation)
        ),
        "entry": entry,
        "code": entry.code or entry.name,
        "current": current,
        "history": [fact for fact in rows if not fact.is_current],
        "visibility": Visibility(visibility).label,
        "may_write": writes,
    }
    if writes:
        context |= {
            "form": FactForm(entry=entry, fact=newest or (rows[0] if rows else None)),
            "dispute_form": DisputeForm(auto_id=f"id_{entry.code}_%s"),
            "visibility_form": VisibilityForm(
                initial={"visibility": visibility}, auto_id=f"id_{entry.code}_%s"
            ),
        } | forms
    is_part = bool(request.headers.get("HX-Request")) and not forms
    template = "profiles/fact_panel.html" if is_part else "profiles/fact.html"
    return render(request, template, context)


def _by_period(fact: Fact) -> tuple[str, int]:
    return fact.period, fact.pk


@requires(Permission.PROFILE_READ, "GET", "POST")
def fact(request: HttpRequest, code: str) -> HttpResponse:
    """One fact of one's own organisation, and stating another value."""
    organisation, entry = own_organisation(request), entry_or_404(code)
    if request.method != "POST":
        return _fact(request, organisation, entry)
    if not may_write(request.user, organisation):
        raise Http404
    form = FactForm(request.POST, entry=entry)
    if not form.is_valid():
        return _fact(request, organisation, entry, form=form)
    try:
        actions.state_fact(
            actor=signed_in(request),
            organisation=organisation,
            statement=form.cleaned_data["statement"],
            replaces=_row_seen(organisation, form.cleaned_data),
        )
    except actions.FactChangedError:
        form.add_error(None, _("这个值刚被更正过，见上面。看清后再保存一次即可。"))
        again = request.POST.copy()
        again["replaces"] = ""
        form.data = again
        return _fact(request, organisation, entry, form=form)
    messages.success(request, _("已记下「%(name)s」，原来的值留在历史里。") % {"name": entry.name})
    return _back(entry)


def _row_seen(organisation: Organisation, cleaned: dict[str, Any]) -> int | None:
    """The row that stood in the form, where it is of the period that is stated now."""
    rows = Fact.objects.unscoped().filter(organisation=organisation, pk=cleaned["replaces"] or 0)
    is_same = rows.filter(period=cleaned["kept_period"]).exists()
    return int(cleaned["replaces"]) if is_same else None


def _back(entry: Entry) -> HttpResponse:
    return redirect(f"{reverse('profile')}#fact-{entry.code or entry.name}")


@requires(Permission.PROFILE_ALL)
def organisation_fact(request: HttpRequest, organisation_id: int, code: str) -> HttpResponse:
    """One fact of an organisation with its history."""
    return _fact(request, _other(organisation_id), entry_or_404(code))


@requires(Permission.PROFILE_WRITE, "POST")
def decide_fact(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Confirms, disputes or withdraws a current fact of one's own organisation."""
    person, organisation = signed_in(request), own_organisation(request)
    rows = Fact.objects.visible_to(person).current().filter(organisation=organisation)
    found = get_object_or_404(rows, pk=fact_id)
    entry = entry_or_404(found.name)
    try:
        if "confirm" in request.POST:
            actions.confirm_fact(actor=person, fact=found)
            messages.success(request, _("已确认「%(name)s」。") % {"name": found.name})
        elif "withdraw" in request.POST:
            actions.withdraw_fact(actor=person, fact=found)
            words = _("「%(name)s」现在算作不知道；原来的值留在历史里。")
            messages.success(request, words % {"name": found.name})
        else:
            form = DisputeForm(request.POST, auto_id=f"id_{entry.code}_%s")
            if not form.is_valid():
                return _fact(request, organisation, entry, dispute_form=form)
            reason = form.cleaned_data["reason"]
            actions.dispute_fact(actor=person, fact=found, reason=reason)
            words = _("已记下对「%(name)s」的异议。判定政策时不再采用这个值。")
            messages.success(request, words % {"name": found.name})
    except actions.FactChangedError:
        messages.error(request, _("这个值刚被更正过，请看清新的值再定。"))
    return _back(entry)


@requires(Permission.PROFILE_WRITE, "POST")
def confirm_all(request: HttpRequest) -> HttpResponse:
    """Confirms everything that waits for it, up to what the page showed."""
    newest = request.POST.get("newest", "")
    if not re.fullmatch(r"[0-9]{1,18}", newest):
        raise Http404
    count = actions.confirm_all(
        actor=signed_in(request), organisation=own_organisation(request), newest=int(newest)
    )
    messages.success(request, _("已确认 %(count)d 项。") % {"count": count})
    return redirect("profile")


@requires(Permission.PROFILE_WRITE, "POST")
def share_fact(request: HttpRequest, code: str) -> HttpResponse:
    """Says who sees a fact of one's own organisation."""
    organisation, entry = own_organisation(request), entry_or_404(code)
    form = VisibilityForm(request.POST, auto_id=f"id_{entry.code}_%s")
    if not form.is_valid():
        return _fact(request, organisation, entry, visibility_form=form)
    visibility = Visibility(form.cleaned_data["visibility"])
    actions.share_fact(
        actor=signed_in(request),
        organisation=organisation,
        name=entry.name,
        visibility=visibility,
    )
    words = _("「%(name)s」的可见范围：%(who)s。")
    messages.success(request, words % {"name": entry.name, "who": visibility.label})
    return _back(entry)


def _export(request: HttpRequest, organisation: Organisation, kind: str) -> HttpResponseBase:
    rows = queries.current_facts(request.user, organisation)
    stem = _("企业画像")
    return download(HEADER, [_cells(fact, organisation) for fact in rows], stem=stem, kind=kind)


def _cells(fact: Fact, organisation: Organisation) -> list[Cell]:
    entry = entries().get(fact.name)
    value = written(entry, fact.value) if entry else fact.value
    return [
        organisation.uscc, organisation.name, fact.name, value, fact.unit, fact.period, fact.as_of,
        fact.get_source_display(), fact.source_note, fact.get_state_display(),
        fact.get_visibility_display(),
    ]  # fmt: skip


@requires(Permission.PROFILE_READ)
def export_profile(request: HttpRequest, kind: str) -> HttpResponseBase:
    """One's own profile as CSV or XLSX, in the form that can be imported."""
    return _export(request, own_organisation(request), kind)


@requires(Permission.PROFILE_ALL)
def export_organisation(request: HttpRequest, organisation_id: int, kind: str) -> HttpResponseBase:
    """What the visitor may know of an organisation, as CSV or XLSX."""
    return _export(request, _other(organisation_id), kind)

"""What an organisation is entitled to, and answering the next best question in place."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiqiao.policy.ask import Question
from zhiqiao.policy.showing import money
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.profiles.access import may_write
from zhiqiao.web.profiles.actions import FactChangedError, state_fact
from zhiqiao.web.profiles.dictionary import code_of, entries
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.profiles.views import entry_or_404, own_organisation
from zhiqiao.web.programmes.answering import AnswerForm
from zhiqiao.web.programmes.basket_words import BASKET_WORDS
from zhiqiao.web.programmes.entitlements import (
    Answered,
    Basket,
    Entitlement,
    Entitlements,
    entitlements_on,
    what_changed,
)
from zhiqiao.web.programmes.own_asked import (
    SORTS,
    OwnQuery,
    baskets,
    fitting,
    in_basket,
    kinds_of,
    read_own_query,
)
from zhiqiao.web.programmes.templatetags.programme_tags import reason_words, standing_words
from zhiqiao.web.site.downloads import download

A_PAGE = 20
HEADER = (
    "编号", "标题", "部门", "结论", "满足", "缺", "未知", "待人核验", "可得（元）",
    "计入合计（元）", "可望（元）", "最高（元）", "差距", "缺的事实", "申报截止", "说明",
)  # fmt: skip


def _found(request: HttpRequest, organisation: Organisation) -> Entitlements:
    return entitlements_on(
        actor=request.user,
        organisation=organisation,
        on=timezone.localdate(),
        language=page_language(),
    )


def _context(request: HttpRequest, found: Entitlements) -> dict[str, Any]:
    query = read_own_query(request.GET or request.POST)
    narrowed = fitting(found.items, query)
    is_own = may_write(request.user, found.organisation)
    path = (
        reverse("my-programmes")
        if is_own
        else reverse("organisation-programmes", args=[found.organisation.pk])
    )
    question, later = _question(found, query)
    page = Paginator(in_basket(narrowed, query), A_PAGE).get_page(request.GET.get("page"))
    return {
        "organisation": found.organisation,
        "found": found,
        "query": query,
        "page": page,
        "items": page.object_list,
        "baskets": baskets(narrowed, query, path),
        "kinds": kinds_of(found.items),
        "sorts": SORTS.items(),
        "basket_note": BASKET_WORDS[Basket(query.basket)].note
        if query.basket in set(Basket)
        else "",
        "may_write": is_own,
        "path": path,
        "question": question,
        "later_questions": later,
        "form": AnswerForm(entry=entries()[question.fact]) if question and is_own else None,
    }


def _note(query: OwnQuery) -> str:
    known = query.basket in set(Basket)
    return str(BASKET_WORDS[Basket(query.basket)].note) if known else ""


def _question(found: Entitlements, query: OwnQuery) -> tuple[Question | None, list[Question]]:
    """The question to answer now: the one asked for, else the first; and the others."""
    asked = [each for each in found.questions if code_of(each.fact) == query.question]
    chosen = next(iter([*asked, *found.questions]), None)
    return chosen, [each for each in found.questions if each is not chosen]


def _page(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    context = _context(request, _found(request, organisation))
    return render(request, "programmes/organisation.html", context)


@requires(Permission.ASSESS)
def my_programmes(request: HttpRequest) -> HttpResponse:
    """How every programme stands for one's own organisation."""
    return _page(request, own_organisation(request))


@requires(Permission.ASSESS_ALL)
def organisation_programmes(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """How every programme stands for an organisation, on the facts that the visitor sees."""
    return _page(request, get_object_or_404(Organisation, pk=organisation_id))


@requires(Permission.PROFILE_WRITE, "POST")
def answer_question(request: HttpRequest, code: str) -> HttpResponse:
    """Writes the answer to a question, and says what came of it."""
    person, organisation = signed_in(request), own_organisation(request)
    if not person.may(Permission.ASSESS):
        raise Http404
    before = _found(request, organisation)
    form = AnswerForm(request.POST, entry=entry_or_404(code))
    if not form.is_valid():
        return _again(request, before, form)
    try:
        state_fact(
            actor=person, organisation=organisation, statement=form.cleaned_data["statement"]
        )
    except FactChangedError:
        form.add_error(None, _("这个值刚被更正过。刷新页面看清后再答即可。"))
        return _again(request, before, form)
    after = _found(request, organisation)
    told = answer_words(what_changed(before, after), name=form.entry.name)
    if not request.headers.get("HX-Request"):
        messages.success(request, told)
        return redirect("my-programmes")
    context = _context(request, after) | {"told": told}
    return render(request, "programmes/standing.html", context)


def _again(request: HttpRequest, found: Entitlements, form: AnswerForm) -> HttpResponse:
    """The page with what was wrong in the answer."""
    context = _context(request, found) | {"form": form, "asked": form.entry}
    is_part = bool(request.headers.get("HX-Request"))
    template = "programmes/standing.html" if is_part else "programmes/organisation.html"
    return render(request, template, context)


def answer_words(answered: Answered, *, name: str) -> str:
    """What came of an answer, in a sentence or two."""
    number = len(answered.decided)
    kept = _("已记下「%(name)s」。") % {"name": name}
    if not number:
        return kept + _("还没有哪一项因此有结论，继续答下一问。")
    told = ngettext("这一问让 %(n)d 项有了结论：", "这一问让 %(n)d 项有了结论：", number)
    outcomes = _("；").join(_outcome(each) for each in answered.decided)
    return kept + told % {"n": number} + outcomes + _("。")


def _outcome(item: Entitlement) -> str:
    words = {"title": item.card.name, "verdict": str(BASKET_WORDS[item.basket].title)}
    text = _("「%(title)s」%(verdict)s") % words
    if item.amount_fen:
        text += _("，可得 %(money)s") % {"money": money(item.amount_fen, page_language())}
    return text


@requires(Permission.ASSESS)
def export_my_programmes(request: HttpRequest, kind: str) -> HttpResponseBase:
    """One's own entitlements as they stand, as CSV or XLSX."""
    found = _found(request, own_organisation(request))
    query = read_own_query(request.GET)
    items = in_basket(fitting(found.items, query), query)
    return download(HEADER, map(_cells, items), stem=_("我能享受什么"), kind=kind)


def _yuan(fen: int | None) -> Cell:
    return None if fen is None else fen / 100


def _cells(item: Entitlement) -> list[Cell]:
    span, standing = item.card.opening.span, item.standing
    return [
        item.card.id, item.card.title, "、".join(item.card.departments),
        str(BASKET_WORDS[item.basket].title), standing.met, standing.lacking, standing.unknown,
        standing.manual, _yuan(item.amount_fen), _yuan(item.counted_fen),
        _yuan(item.potential_fen), _yuan(item.bound_fen), "；".join(item.gaps),
        "、".join(item.missing), span.closes_on if span else None,
        reason_words(item) or standing_words(standing),
    ]  # fmt: skip

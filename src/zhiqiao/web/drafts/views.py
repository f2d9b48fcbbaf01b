"""Drafts: the list, the editor with its live check, comments, history."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.drafts import actions, queries
from zhiqiao.web.drafts.actions import Beginning, DraftChangedError
from zhiqiao.web.drafts.checking import Checked, check_text, leads, too_long
from zhiqiao.web.drafts.differing import difference
from zhiqiao.web.drafts.forms import CommentForm, NewDraftForm, TextForm
from zhiqiao.web.drafts.models import Draft, DraftState, DraftVersion
from zhiqiao.web.drafts.outline import outline_of
from zhiqiao.web.drafts.snippets import BEGINNING, SNIPPETS
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.departments import programmes_led_by
from zhiqiao.web.rulebook.texts import standing_of, text_of

A_PAGE = 20
NUMBER_DIGITS_MAX = 9


def department_of(actor: Person) -> Organisation:
    """The department that the person drafts for; 404 without one."""
    if actor.organisation is None:
        raise Http404
    return actor.organisation


def draft_seen(request: HttpRequest, draft_id: int) -> Draft:
    """The draft, if it is the visitor's department's."""
    rows = Draft.objects.visible_to(signed_in(request)).select_related("organisation")
    return get_object_or_404(rows, pk=draft_id)


@requires(Permission.RULE_DRAFT)
def drafts(request: HttpRequest) -> HttpResponse:
    """The department's drafts, what waits for a second person, and its rules in force."""
    actor = signed_in(request)
    words, state = request.GET.get("q", "").strip()[:120], request.GET.get("state", "")
    found = queries.drafts_found(actor, words=words, state=state)
    counts = queries.counts_by_state(actor)
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "baskets": _baskets(counts, state),
        "requests": queries.open_requests(actor),
        "own": _own_programmes(department_of(actor), words),
    }
    return render(request, "drafts/drafts.html", context)


def _baskets(counts: dict[str, int], current: str) -> list[dict[str, object]]:
    def basket(word: str, state: str, count: int) -> dict[str, object]:
        url = reverse("drafts") + (f"?state={state}" if state else "")
        return {"word": word, "count": count, "url": url, "is_current": state == current}

    named = [basket(str(each.label), each.value, counts[each]) for each in queries.BASKETS]
    return [basket(_("全部"), "", sum(counts.values())), *named]


def _own_programmes(organisation: Organisation, words: str) -> list[object]:
    found = programmes_led_by(organisation)
    return [each for each in found if words in each.name or words in each.id]


@requires(Permission.RULE_DRAFT, "GET", "POST")
def new_draft(request: HttpRequest) -> HttpResponse:
    """A draft of a programme that does not exist yet, begun from a rule that is sound."""
    actor = signed_in(request)
    organisation = department_of(actor)
    form = NewDraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        begun = _new(form.cleaned_data, organisation)
        draft = actions.begin_draft(actor=actor, organisation=organisation, begun=begun)
        return redirect("draft", draft.pk)
    return render(request, "drafts/new.html", {"form": form, "organisation": organisation})


def _new(cleaned: dict[str, str], organisation: Organisation) -> Beginning:
    start = date(timezone.localdate().year + 1, 1, 1)
    text = BEGINNING.format(
        title=cleaned["title"],
        id=cleaned["programme_id"],
        department=organisation.name,
        start=start,
        before=start - timedelta(days=1),
    )
    return Beginning(cleaned["programme_id"], cleaned["title"], text)


@requires(Permission.RULE_DRAFT, "GET", "POST")
def draft_from(request: HttpRequest, programme_id: str) -> HttpResponse:
    """A draft of a new version of a programme in force; says what that means first."""
    actor = signed_in(request)
    organisation, programme = department_of(actor), rulebook().programme(programme_id)
    if programme is None or not leads(organisation, programme_id):
        raise Http404
    if request.method == "POST":
        begun = Beginning(programme_id, programme.name[:120], text_of(programme_id))
        draft = actions.begin_draft(actor=actor, organisation=organisation, begun=begun)
        return redirect("draft", draft.pk)
    under_way = Draft.objects.visible_to(actor).filter(
        programme_id=programme_id, state__in=(DraftState.OPEN, DraftState.ASKED)
    )
    context = {"programme": programme, "under_way": under_way}
    return render(request, "drafts/from.html", context)


@requires(Permission.RULE_DRAFT, "GET", "POST")
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The editor: a text with line numbers, and beside it what the check says."""
    found = draft_seen(request, draft_id)
    if request.method == "POST":
        return _save(request, found)
    version = queries.version_of(found)
    return _editor(request, found, version.text if version else "")


def _save(request: HttpRequest, found: Draft) -> HttpResponse:
    form = TextForm(request.POST)
    if not form.is_valid():
        text = request.POST.get("text", "")
        messages.error(request, too_long(text) or _("没有保存：规则不能是空的。"))
        return _editor(request, found, text, status=400)
    text = normal(form.cleaned_data["text"])
    checked = _checked(found, text)
    title = checked.programme.name[:120] if checked.programme else found.title
    version = form.cleaned_data["version"]
    try:
        actions.save_draft(
            actor=signed_in(request), draft=found, text=text, title=title, version=version
        )
    except DraftChangedError:
        messages.error(
            request,
            _(
                "没有保存：同事在您编辑时存了新的一版。下面是您写的内容，请先到「改动」里看他改了什么。"
            ),
        )
        return _editor(request, found, text, status=409)
    messages.success(request, _("已保存。"))
    return redirect("draft", found.pk)


def normal(text: str) -> str:
    """The text as it is kept: lines end alike, and the last one ends."""
    return "\n".join(text.splitlines()).rstrip("\n") + "\n"


def _checked(found: Draft, text: str) -> Checked:
    return check_text(text, organisation=found.organisation, programme_id=found.programme_id)


def _editor(request: HttpRequest, found: Draft, text: str, status: int = 200) -> HttpResponse:
    context = {
        "draft": found,
        "text": text,
        "snippets": SNIPPETS,
        "is_moved": has_moved(found),
        "request_open": queries.open_request_of(found),
        "comments": found.comments.select_related("person"),
        "comment_form": CommentForm(),
        **_check_context(found, text),
    }
    return render(request, "drafts/draft.html", context, status=status)


def has_moved(found: Draft) -> bool:
    """Whether the rule was published anew or repealed since the draft was begun."""
    return found.is_under_way and standing_of(found.programme_id) != found.base_digest


def _check_context(found: Draft, text: str) -> dict[str, Any]:
    checked = _checked(found, text)
    outline = outline_of(checked.programme, checked.book) if checked.programme else ()
    return {"checked": checked, "outline": outline}


@requires(Permission.RULE_DRAFT, "POST")
def check(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What the check says to a text that is being written; nothing is stored."""
    found = draft_seen(request, draft_id)
    text = normal(request.POST.get("text", ""))
    return render(request, "drafts/check.html", {"draft": found, **_check_context(found, text)})


@requires(Permission.RULE_DRAFT)
def changes(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What a version changes: against the rule in force, or against an earlier version."""
    found = draft_seen(request, draft_id)
    versions = list(found.versions.select_related("written_by").defer("text"))
    earlier = _earlier(found, request.GET.get("against", ""))
    newest = queries.version_of(found)
    before = earlier.text if earlier else text_of(found.programme_id)
    context = {
        "draft": found,
        "versions": versions,
        "against": earlier,
        "lines": difference(before, newest.text if newest else ""),
        "is_new": not before,
    }
    return render(request, "drafts/changes.html", context)


def _earlier(found: Draft, against: str) -> DraftVersion | None:
    """The version of that number; None for what is no number, or a longer one than any has."""
    is_number = against.isdecimal() and len(against) <= NUMBER_DIGITS_MAX
    return queries.version_of(found, int(against)) if is_number else None


@requires(Permission.RULE_DRAFT, "POST")
def comment(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A comment on the newest version."""
    found = draft_seen(request, draft_id)
    form = CommentForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        actions.add_comment(actor=signed_in(request), draft=found, text=text)
    else:
        messages.error(request, _("请先写下意见。"))
    return redirect(reverse("draft", args=[found.pk]) + "#comments")


@requires(Permission.RULE_DRAFT, "POST")
def draft_end(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Gives a draft up, or has it replace what is in force now."""
    found = draft_seen(request, draft_id)
    try:
        if request.POST.get("what") == "rebase":
            actions.rebase_draft(actor=signed_in(request), draft=found)
            messages.success(request, _("好，这份草稿从现在起以现行规则为准。"))
            return redirect("draft", found.pk)
        actions.discard_draft(actor=signed_in(request), draft=found)
        messages.success(request, _("草稿已放弃，历史仍可查看。"))
    except DraftChangedError:
        messages.error(request, _("没有完成：这份草稿已经发布或放弃了。"))
    return redirect("drafts")

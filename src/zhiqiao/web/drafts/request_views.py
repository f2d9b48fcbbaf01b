"""Publishing and repealing by two people."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.drafts import queries, request_actions
from zhiqiao.web.drafts.actions import DraftChangedError
from zhiqiao.web.drafts.checking import check_text, leads
from zhiqiao.web.drafts.differing import difference
from zhiqiao.web.drafts.effect import effective_on
from zhiqiao.web.drafts.forms import AnswerForm, AskForm, RepealForm
from zhiqiao.web.drafts.models import PublicationRequest, RequestState
from zhiqiao.web.drafts.outline import outline_of
from zhiqiao.web.drafts.request_actions import (
    AlreadyAskedError,
    NotReadyError,
    Repeal,
    RepealTooLateError,
    RequestGoneError,
    RuleMovedError,
    SamePersonError,
)
from zhiqiao.web.drafts.views import department_of, draft_seen, has_moved
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.texts import text_of


def _words(error: Exception) -> str:
    """Why nothing was done, and what to do about it."""
    return {
        DraftChangedError: _("没有完成：草稿已经改过或已有人请求发布。请回到草稿再看一遍。"),
        NotReadyError: _("没有完成：规则还有错误、有用例没通过，或不归本部门。请按检查结果改好。"),
        AlreadyAskedError: _("没有完成：这个事项已有一份请求在等第二人。请先处理那一份。"),
        RequestGoneError: _("没有完成：这份请求已被处理、撤回，或内容变了。请刷新后再看。"),
        SamePersonError: _("没有完成：起草或请求的人不能自己同意，请另一位同事来。"),
        RuleMovedError: _("没有完成：起草以后，生效的规则变了。请退回，让起草人对照现行规则再改。"),
        RepealTooLateError: _(
            "没有完成：请求的废止日已经过了，以前的日子不能改判。请退回，另选今天或以后的一天再请求。"
        ),
    }[type(error)]


FAILURES = (
    DraftChangedError, NotReadyError, AlreadyAskedError, RequestGoneError, SamePersonError,
    RuleMovedError, RepealTooLateError,
)  # fmt: skip


@requires(Permission.RULE_DRAFT, "GET", "POST")
def ask(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Asks a second person to publish the newest version."""
    found = draft_seen(request, draft_id)
    version = queries.version_of(found)
    if version is None or not found.is_under_way:
        raise Http404
    form = AskForm(request.POST or None, initial={"version": version.number})
    if request.method == "POST" and form.is_valid():
        try:
            asked = request_actions.ask_to_publish(
                actor=signed_in(request),
                draft=found,
                version=form.cleaned_data["version"],
                note=form.cleaned_data["note"],
                today=timezone.localdate(),
            )
        except FAILURES as error:
            messages.error(request, _words(error))
            return redirect("draft", found.pk)
        messages.success(request, _("已请本部门的其他同事核对。"))
        return redirect("publication-request", asked.pk)
    checked = check_text(
        version.text, organisation=found.organisation, programme_id=found.programme_id
    )
    new, old = checked.programme, rulebook().programme(found.programme_id)
    today = timezone.localdate()
    context = {
        "draft": found,
        "form": form,
        "checked": checked,
        "version": version,
        "is_moved": has_moved(found),
        "effective_on": effective_on(new, old, today=today) if new else None,
        "what_if": queries.newest_what_if(found, version.digest),
    }
    return render(request, "drafts/ask.html", context)


def _seen(request: HttpRequest) -> QuerySet[PublicationRequest]:
    rows = PublicationRequest.objects.visible_to(signed_in(request))
    return rows.select_related(
        "organisation", "draft__organisation", "asked_by", "written_by", "decided_by", "published"
    )


@requires(Permission.RULE_DRAFT)
def publication_request(request: HttpRequest, publication_request_id: int) -> HttpResponse:
    """What is asked for: the diff, the rule in words, its cases, what it would change."""
    found = get_object_or_404(_seen(request), pk=publication_request_id)
    actor = signed_in(request)
    is_second = actor.pk not in (found.asked_by_id, found.written_by_id)
    context: dict[str, Any] = {
        "found": found,
        "may_decide": found.is_open and is_second and actor.may(Permission.RULE_PUBLISH),
        "may_withdraw": found.is_open and actor.pk == found.asked_by_id,
        "form": AnswerForm(),
    }
    context |= _publish_context(found) if found.draft else _repeal_context(found)
    return render(request, "drafts/request.html", context)


def _publish_context(found: PublicationRequest) -> dict[str, Any]:
    draft = found.draft
    if draft is None:
        return {}
    version = queries.version_of(draft, found.version)
    text = version.text if version else ""
    checked = check_text(text, organisation=found.organisation, programme_id=found.programme_id)
    return {
        "checked": checked,
        "outline": outline_of(checked.programme, checked.book) if checked.programme else (),
        "lines": difference(text_of(found.programme_id), text) if found.is_open else (),
        "what_if": queries.newest_what_if(draft, found.digest),
        "is_moved": found.is_open and has_moved(draft),
    }


def _repeal_context(found: PublicationRequest) -> dict[str, Any]:
    programme = rulebook().programme(found.programme_id)
    return {"outline": outline_of(programme, rulebook()) if programme else ()}


@requires(Permission.RULE_PUBLISH, "POST")
def decide(request: HttpRequest, publication_request_id: int) -> HttpResponse:
    """The second person publishes, ends, or sends back with words."""
    found = get_object_or_404(_seen(request), pk=publication_request_id)
    actor = signed_in(request)
    form = AnswerForm(request.POST)
    is_agreed = request.POST.get("decision") == "agree"
    if not is_agreed and not form.is_valid():
        messages.error(request, _("请写下退回的理由，起草人才知道怎么改。"))
        return redirect("publication-request", found.pk)
    try:
        if is_agreed:
            digest = request.POST.get("digest", "")
            request_actions.agree(actor=actor, request=found, digest=digest)
            messages.success(request, _("已同意，现在起按新的规则判定。受影响的企业会收到消息。"))
        else:
            answer = form.cleaned_data["answer"]
            request_actions.send_back(actor=actor, request=found, answer=answer)
            messages.success(request, _("已退回，起草人会收到消息。"))
    except FAILURES as error:
        messages.error(request, _words(error))
    return redirect("publication-request", found.pk)


@requires(Permission.RULE_DRAFT, "POST")
def withdraw(request: HttpRequest, publication_request_id: int) -> HttpResponse:
    """Who asked takes it back."""
    found = get_object_or_404(_seen(request), pk=publication_request_id)
    try:
        request_actions.withdraw_request(actor=signed_in(request), request=found)
        messages.success(request, _("已撤回。"))
    except FAILURES as error:
        messages.error(request, _words(error))
    return redirect("publication-request", found.pk)


@requires(Permission.RULE_DRAFT, "GET", "POST")
def repeal(request: HttpRequest, programme_id: str) -> HttpResponse:
    """Asks a second person to end a programme; states the consequence."""
    actor = signed_in(request)
    organisation, programme = department_of(actor), rulebook().programme(programme_id)
    if programme is None or not leads(organisation, programme_id):
        raise Http404
    form = RepealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = Repeal(programme_id, form.cleaned_data["on"], form.cleaned_data["note"])
        try:
            asked = request_actions.ask_to_repeal(
                actor=actor, organisation=organisation, repeal=wanted
            )
        except FAILURES as error:
            messages.error(request, _words(error))
            return redirect("drafts")
        messages.success(request, _("已请本部门的其他同事核对。"))
        return redirect("publication-request", asked.pk)
    rows = PublicationRequest.objects.visible_to(actor).filter(programme_id=programme_id)
    context = {
        "programme": programme,
        "form": form,
        "waiting": rows.filter(state=RequestState.OPEN).first(),
    }
    return render(request, "drafts/repeal.html", context)

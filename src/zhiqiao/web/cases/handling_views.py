"""Cases as those see them who answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.cases import answer_actions, handling_actions, pages, queries
from zhiqiao.web.cases.forms import (
    AnswerForm,
    HandOnForm,
    PauseForm,
    PublishForm,
    ResolveForm,
    TextForm,
)
from zhiqiao.web.cases.models import Case, EntryKind, PublishedAnswer
from zhiqiao.web.cases.views import asked_context
from zhiqiao.web.site.downloads import download, rows_max

PAGE = 20


@requires(Permission.CASE_HANDLE)
def cases(request: HttpRequest) -> HttpResponse:
    """The baskets of the person's department, or of the centre."""
    person = signed_in(request)
    current = _chosen(request)
    found = Paginator(_searched(request, current), PAGE).get_page(request.GET.get("page"))
    context = {
        "baskets": pages.baskets_of(queries.basket_counts(person), current),
        "current": current,
        "page": found,
        "rows": pages.rows_of(found.object_list),
        "text": request.GET.get("q", ""),
    }
    return render(request, "cases/cases.html", context)


def _chosen(request: HttpRequest) -> str:
    wanted = request.GET.get("basket", "")
    return wanted if wanted in queries.BASKETS else "waiting"


def _searched(request: HttpRequest, current: str) -> Any:
    rows = queries.basket(signed_in(request), current)
    text = request.GET.get("q", "").strip()[:100]
    return rows.filter(question__icontains=text) if text else rows


@requires(Permission.CASE_HANDLE)
def export_cases(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A basket as CSV or XLSX; without contacts."""
    header = [
        _("编号"), _("问题"), _("政策"), _("部门"), _("状态"), _("结果"), _("提出"),
        _("首次答复期限"), _("办结期限"), _("办结"),
    ]  # fmt: skip
    rows = _searched(request, _chosen(request))[: rows_max(kind)]
    return download(header, (_cells(case) for case in rows), stem=_("诉求"), kind=kind)


def _cells(case: Case) -> list[Cell]:
    return [
        case.pk,
        case.question,
        pages.programme_name(case),
        pages.place_words(case),
        case.get_state_display(),
        case.get_ending_display(),
        timezone.localtime(case.asked_at).date(),
        case.answer_due_on,
        case.due_on,
        timezone.localtime(case.resolved_at).date() if case.resolved_at else None,
    ]


@requires(Permission.ACCOUNT)
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: for those who answer it with everything, for its asker what they may read."""
    person = signed_in(request)
    rows = Case.objects.visible_to(person).select_related(*queries.RELATED)
    found = get_object_or_404(rows, pk=case_id)
    is_asker = found.person_id == person.pk
    may_handle = queries.may_handle(person, found)
    if is_asker and not may_handle:
        return render(request, "cases/followed.html", asked_context(found))
    return render(request, "cases/case.html", _handling_context(request, found, may_handle))


def _handling_context(
    request: HttpRequest,
    found: Case,
    may_handle: bool,  # noqa: FBT001 -- of one caller
) -> dict[str, object]:
    entries = queries.entries_for_handler(signed_in(request), found)
    answers = [entry for entry in entries if entry.kind == EntryKind.ANSWER]
    text = answers[-1].text if answers else ""
    hand_on_form = HandOnForm(auto_id="to_%s")
    hand_on_form.leave_out(found.department)
    return {
        "case": found,
        "row": pages.row_of(found),
        "events": pages.events_of(entries, names=True),
        "may_handle": may_handle,
        "passages": pages.passages_for(found) if may_handle and found.is_open else {},
        "text_form": TextForm(prefix=""),
        "note_form": TextForm(auto_id="note_%s"),
        "pause_form": PauseForm(auto_id="pause_%s"),
        "hand_on_form": hand_on_form,
        "resolve_form": ResolveForm(auto_id="end_%s"),
        "publish_form": PublishForm(
            auto_id="public_%s", initial={"question": found.question[:300], "text": text}
        ),
        "has_answer": bool(answers),
    }


def handled_case(request: HttpRequest, case_id: int) -> Case:
    """A case that the person answers; 404 for any other."""
    person = signed_in(request)
    found = Case.objects.visible_to(person).filter(pk=case_id).select_related(*queries.RELATED)
    row = found.first()
    if row is None or not queries.may_handle(person, row):
        raise Http404
    return row


def _do(
    request: HttpRequest, case_id: int, form: Form, act: Callable[..., object], done: str
) -> HttpResponse:
    row = handled_case(request, case_id)
    if not form.is_valid():
        problems = (str(each) for errors in form.errors.values() for each in errors)
        messages.error(request, " ".join(problems))
        return redirect("case", row.pk)
    try:
        act(actor=signed_in(request), case=row, **form.cleaned_data)
        messages.success(request, done)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("case", row.pk)


@requires(Permission.CASE_HANDLE, "POST")
def answer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answers, with the passages chosen."""
    passages = pages.passages_for(handled_case(request, case_id))
    form = AnswerForm(request.POST, passages=passages)

    def act(*, passage: list[str], **more: Any) -> None:
        quoted = [pages.quotation(passages[key]) for key in passage]
        handling_actions.answer(passages=quoted, **more)

    return _do(request, case_id, form, act, _("已答复。"))


@requires(Permission.CASE_HANDLE, "POST")
def note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Adds a note that the asker does not see."""
    form = TextForm(request.POST)
    return _do(request, case_id, form, handling_actions.add_note, _("已记下，提问者看不到。"))


@requires(Permission.CASE_HANDLE, "POST")
def pause(request: HttpRequest, case_id: int) -> HttpResponse:
    """Stops the clock."""
    form = PauseForm(request.POST)
    return _do(request, case_id, form, handling_actions.pause, _("计时已暂停。"))


@requires(Permission.CASE_HANDLE, "POST")
def resume(request: HttpRequest, case_id: int) -> HttpResponse:
    """Lets the clock run again."""
    return _do(request, case_id, Form(request.POST), handling_actions.resume, _("计时已恢复。"))


@requires(Permission.CASE_HANDLE, "POST")
def hand_on(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hands the case to another department; back to the list, for it may be out of sight."""
    form = HandOnForm(request.POST)

    def act(*, department: Any, **more: Any) -> None:
        handling_actions.hand_on(to=department, **more)

    return _do(request, case_id, form, act, _("已转出，对方的计时重新开始。"))


@requires(Permission.CASE_HANDLE, "POST")
def resolve(request: HttpRequest, case_id: int) -> HttpResponse:
    """Closes the case."""
    form = ResolveForm(request.POST)
    return _do(request, case_id, form, handling_actions.resolve, _("已办结。"))


@requires(Permission.CASE_HANDLE, "POST")
def publish(request: HttpRequest, case_id: int) -> HttpResponse:
    """Makes the answer public."""
    form = PublishForm(request.POST)
    done = _("已公开，「问一问」马上能查到。")
    return _do(request, case_id, form, answer_actions.publish, done)


@requires(Permission.CASE_HANDLE)
def answers(request: HttpRequest) -> HttpResponse:
    """The public answers, newest first, for taking back."""
    rows = PublishedAnswer.objects.filter(withdrawn_at=None).select_related("department")
    person = signed_in(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "own_id": own_department_id(request),
        "is_staff": person.is_staff_of_centre,
    }
    return render(request, "cases/answers.html", context)


def own_department_id(request: HttpRequest) -> int | None:
    """The department that the person answers for; None for the centre's staff."""
    person = signed_in(request)
    return None if person.is_staff_of_centre else person.organisation_id


@requires(Permission.CASE_HANDLE, "POST")
def withdraw(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Takes back a public answer of one's own department."""
    rows = PublishedAnswer.objects.filter(
        withdrawn_at=None, department_id=own_department_id(request)
    )
    found = get_object_or_404(rows, pk=answer_id)
    answer_actions.withdraw(actor=signed_in(request), answer=found)
    messages.success(request, _("已撤回，「问一问」不再显示。"))
    return redirect("case-answers")

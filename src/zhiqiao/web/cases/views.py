"""Cases as their askers see them: open one, follow it, say whether it helped."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.cases import actions, pages, queries
from zhiqiao.web.cases.forms import CENTRE, CaseForm, TextForm
from zhiqiao.web.cases.limits import Step, is_exhausted
from zhiqiao.web.cases.models import Case
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.departments import departments_of

TOO_MANY = 429


@requires(Permission.PUBLIC, "GET", "POST")
@never_cache
def new_case(request: HttpRequest) -> HttpResponse:
    """A form for a question; with `draft` it is filled in, not yet sent.

    Somebody without an account gets the secret link in the answer, once.
    """
    person = request.user if isinstance(request.user, Person) else None
    is_draft = request.method == "GET" or "draft" in request.POST
    given = request.GET if request.method == "GET" else request.POST
    form = CaseForm(
        None if is_draft else request.POST,
        is_signed_in=person is not None,
        initial=_initial(given.get("question", ""), given.get("programme_id", "")),
    )
    if is_draft or not form.is_valid():
        return render(request, "cases/new.html", {"form": form})
    if is_exhausted(request, Step.OPEN_SIGNED_IN if person else Step.OPEN):
        return render(request, "cases/too_many.html", status=TOO_MANY)
    case = actions.open_case(actor=person, **form.cleaned_data)
    if person is not None:
        messages.success(request, _("已送出。有答复会在站内消息里告诉您。"))
        return redirect("case", case.pk)
    link = request.build_absolute_uri(reverse("case-track", args=[case.token]))  # type: ignore[attr-defined]
    context = {"row": pages.row_of(case), "case": case, "link": link}
    return render(request, "cases/opened.html", context)


def _initial(question: str, programme_id: str) -> dict[str, str]:
    programme = rulebook().programme(programme_id)
    found = departments_of(programme) if programme else []
    return {
        "question": question,
        "programme_id": programme_id if programme else "",
        "department": str(found[0].pk) if found else CENTRE,
    }


@requires(Permission.ACCOUNT)
def my_cases(request: HttpRequest) -> HttpResponse:
    """What the person asked."""
    rows = pages.rows_of(queries.own_cases(signed_in(request)))
    return render(request, "cases/mine.html", {"rows": rows})


@requires(Permission.PUBLIC)
@never_cache
def track(request: HttpRequest, case_token: str) -> HttpResponse:
    """The case that a secret link stands for."""
    case = queries.case_by_token(case_token)
    if case is None:
        raise Http404
    return render(request, "cases/followed.html", asked_context(case, token=case_token))


def asked_context(case: Case, *, token: str = "") -> dict[str, object]:
    """The page of a case for who asked."""
    entries = queries.entries_for_asker(case)
    return {
        "case": case,
        "row": pages.row_of(case),
        "events": pages.events_of(entries, names=False),
        "form": TextForm(),
        "token": token,
    }


@requires(Permission.PUBLIC, "POST")
def say_by_link(request: HttpRequest, case_token: str) -> HttpResponse:
    """What the holder of a secret link says."""
    case = queries.case_by_token(case_token)
    if case is None:
        raise Http404
    if is_exhausted(request, Step.WRITE):
        return render(request, "cases/too_many.html", status=TOO_MANY)
    _say(request, None, case)
    return redirect("case-track", case_token)


@requires(Permission.ACCOUNT, "POST")
def say(request: HttpRequest, case_id: int) -> HttpResponse:
    """What the asker says: more, whether it helped, or that it must be looked at again."""
    person = signed_in(request)
    case = queries.own_cases(person).filter(pk=case_id).first()
    if case is None:
        raise Http404
    if is_exhausted(request, Step.WRITE):
        return render(request, "cases/too_many.html", status=TOO_MANY)
    _say(request, person, case)
    return redirect("case", case.pk)


def _say(request: HttpRequest, person: Person | None, case: Case) -> None:
    try:
        _perform(request, person, case)
    except RefusedError as refusal:
        messages.error(request, str(refusal))


def _perform(request: HttpRequest, person: Person | None, case: Case) -> None:
    if "reopen" in request.POST:
        actions.reopen(actor=person, case=case)
        messages.success(request, _("已重新打开，会再看一遍。"))
    elif "solved" in request.POST and not case.is_open:
        is_solved = request.POST["solved"] == "yes"
        actions.say_solved(actor=person, case=case, is_solved=is_solved)
        messages.success(request, _("谢谢告诉我们。"))
    else:
        form = TextForm(request.POST)
        if not form.is_valid():
            raise RefusedError(_("请写要补充的内容，最多 4000 字。"))
        actions.add_to_case(actor=person, case=case, text=form.cleaned_data["text"])
        messages.success(request, _("已补充。"))

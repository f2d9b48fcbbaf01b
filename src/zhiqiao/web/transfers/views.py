"""The board and the table of projects; a project's page, which the drawer shows too."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.catalogue.access import needs_visible_to, offers_visible_to
from zhiqiao.web.catalogue.forms import to_wan_yuan
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.transfers import actions, finding
from zhiqiao.web.transfers.cards import columns_of, controls_of
from zhiqiao.web.transfers.errors import MoveRefusedError, TransferChangedError
from zhiqiao.web.transfers.forms import (
    CHANGED,
    MOVE_FORMS,
    CloseForm,
    NoteForm,
    PlanForm,
    refusal_words,
)
from zhiqiao.web.transfers.happenings import happenings_of
from zhiqiao.web.transfers.models import Transfer
from zhiqiao.web.transfers.queries import events_for, standing_of, worked_on_by
from zhiqiao.web.transfers.stages import Stage, is_back, moves_from

A_PAGE = 50
WRITE = Permission.TRANSFER_WRITE


@requires(WRITE)
def transfers(request: HttpRequest) -> HttpResponse:
    """The person's projects, as a board or as a table."""
    person = signed_in(request)
    query = finding.read_query(request.GET)
    standing = standing_of(person, within=finding.narrowing(query))
    context: dict[str, Any] = {
        "query": query,
        "standing": standing,
        "baskets": finding.baskets(query, standing),
        "choices": finding.choices_of(person),
        "stages": Stage.choices,
        "views": _views_of(query),
        "export_url": reverse("transfers-export", args=["xlsx"]).removesuffix("xlsx/"),
        "is_swap": _is_swap(request),
        "open_url": query.address(basket="open", stage="", owner=None, field="", text=""),
        "closed_url": query.address(basket="closed"),
        "cleared_url": query.address(stage="", owner=None, field="", text=""),
        "table_url": query.address(view=finding.TABLE, stage=""),
        **_listed(request, finding.found_for(person, query), query),
    }
    return render(request, "transfers/transfers.html", context)


def _listed(
    request: HttpRequest, found: QuerySet[Transfer], query: finding.TransferQuery
) -> dict[str, Any]:
    """The columns of the board, or a page of the table."""
    if query.view == finding.BOARD and query.basket != "closed":
        columns = columns_of(found)
        is_empty = not any(column.total for column in columns)
        return {"is_board": True, "columns": columns, "is_empty": is_empty}
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page", 1))
    return {"is_board": False, "page": page, "is_empty": not page.paginator.count}


def _views_of(query: finding.TransferQuery) -> list[tuple[str, str, str, bool]]:
    """The two views of the list: address, icon, word, whether it is the one shown."""
    words = {finding.BOARD: _("看板"), finding.TABLE: _("表格")}
    return [
        (query.address(view=view), view, word, view == query.view) for view, word in words.items()
    ]


def _is_swap(request: HttpRequest) -> bool:
    """Whether a part of the page is exchanged: on the board or in the drawer."""
    return "HX-Request" in request.headers


def _own(request: HttpRequest, transfer_id: int) -> Transfer:
    """A project that the person works on; 404 for any other."""
    return get_object_or_404(worked_on_by(signed_in(request)), pk=transfer_id)


def _version(request: HttpRequest) -> int:
    told = finding.whole_number(request.POST.get("version", ""))
    if told is None:
        raise Http404
    return told


@requires(WRITE, "GET", "POST")
def transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """A project: where it stands, what comes next, what happened; saves the plan."""
    person, found = signed_in(request), _own(request, transfer_id)
    if request.method != "POST":
        return _page(request, found)
    form = PlanForm(request.POST, actor=person, transfer=found)
    if form.is_valid():
        try:
            actions.plan(actor=person, transfer=found, plan=form.plan(), version=_version(request))
        except (TransferChangedError, MoveRefusedError) as error:
            found = _own(request, transfer_id)
            form.add_error(None, _why(error))
        else:
            messages.success(request, _("已保存。"))
            return redirect("transfer", found.pk)
    return _page(request, found, plan_form=form)


def _why(error: TransferChangedError | MoveRefusedError) -> Any:
    return refusal_words(error) if isinstance(error, MoveRefusedError) else CHANGED


def _page(request: HttpRequest, found: Transfer, **forms: Any) -> HttpResponse:
    person = signed_in(request)
    context = {
        "transfer": found,
        "controls": controls_of(found),
        "steps": _steps(found),
        "events": happenings_of(events_for(person, found)),
        "note_form": NoteForm(auto_id=f"note-{found.pk}-%s"),
        "is_asked": not found.is_open and found.seeker_id == person.organisation_id,
        "is_swap": _is_swap(request),
        **_links(person, found),
        **forms,
    }
    if "plan_form" not in context and found.is_open:
        context["plan_form"] = PlanForm(actor=person, transfer=found)
    return render(request, "transfers/transfer.html", context)


def _links(person: Person, found: Transfer) -> dict[str, Any]:
    """Which of the pages behind the project are there for the person."""
    seen = Introduction.objects.visible_to(person).filter(pk=found.introduction_id)
    code = seen.values_list("code", flat=True).first()
    return {
        "introduction_url": reverse("introduction", args=[code]) if code else "",
        "sees_need": needs_visible_to(person).filter(pk=found.need_id).exists(),
        "sees_offer": offers_visible_to(person).filter(pk=found.offer_id).exists(),
    }


def _steps(found: Transfer) -> list[dict[str, object]]:
    """The stages with how far the project has come."""
    states = {True: "done", False: "todo"}
    return [
        {
            "word": Stage(stage).label,
            "state": "current" if stage == found.stage else states[found.has_reached(stage)],
        }
        for stage in Stage.values
    ]


@requires(WRITE, "GET", "POST")
def move(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Asks what a move needs to be told, and makes it."""
    found = _own(request, transfer_id)
    asked = request.POST if request.method == "POST" else request.GET
    to = asked.get("to", "")
    if to not in moves_from(found.stage) or not found.is_open:
        return _not_possible(request, found)
    form = MOVE_FORMS[moves_from(found.stage)[to]](
        request.POST if request.method == "POST" else None,
        initial=_known_contract(found),
        auto_id=f"move-{found.pk}-%s",
    )
    if form.is_bound and form.is_valid():
        try:
            actions.move(
                actor=signed_in(request),
                transfer=found,
                to=to,
                version=_version(request),
                told=form.told(),
            )
        except TransferChangedError:
            return _not_possible(request, _own(request, transfer_id))
        messages.success(request, _moved_words(found))
        return _back(request, found)
    context = {
        "transfer": found,
        "form": form,
        "to": to,
        "word": Stage(to).label,
        "is_back": is_back(found.stage, to),
        "is_swap": _is_swap(request),
    }
    return render(request, "transfers/move.html", context)


def _known_contract(found: Transfer) -> dict[str, Any]:
    return {"amount_wan": to_wan_yuan(found.amount_fen), "contract_kind": found.contract_kind}


def _moved_words(found: Transfer) -> str:
    told = {"need": found.need_title, "stage": found.get_stage_display()}
    return _("「%(need)s」现在是：%(stage)s。") % told


def _not_possible(request: HttpRequest, found: Transfer) -> HttpResponse:
    """Back to where it was asked, with what to do; for a GET, to the project."""
    if request.method == "POST":
        messages.error(request, CHANGED)
        return _back(request, found)
    return redirect("transfer", found.pk)


def _back(request: HttpRequest, found: Transfer) -> HttpResponse:
    """To the list the form came from, else to the project."""
    back_to = request.POST.get("next", "")
    is_list = back_to.startswith(reverse("transfers"))
    if is_list and url_has_allowed_host_and_scheme(back_to, allowed_hosts=None):
        return redirect(back_to)
    return redirect("transfer", found.pk)


@requires(WRITE, "GET", "POST")
def close(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Asks how it ended, and closes it."""
    found = _own(request, transfer_id)
    if not found.is_open:
        return _not_possible(request, found)
    form = CloseForm(request.POST or None, transfer=found)
    if form.is_bound and form.is_valid():
        try:
            actions.close(
                actor=signed_in(request),
                transfer=found,
                closing=form.closing(),
                version=_version(request),
            )
        except TransferChangedError:
            return _not_possible(request, _own(request, transfer_id))
        except MoveRefusedError as error:
            form.add_error("text" if error.code == "note" else "end", refusal_words(error))
        else:
            messages.success(request, _("已关闭，随时可以重新打开。"))
            return _back(request, found)
    context = {"transfer": found, "form": form, "is_swap": _is_swap(request)}
    return render(request, "transfers/close.html", context)


@requires(WRITE, "POST")
def reopen(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Opens a closed project again in its stage."""
    found = _own(request, transfer_id)
    try:
        actions.reopen(actor=signed_in(request), transfer=found, version=_version(request))
    except (TransferChangedError, MoveRefusedError) as error:
        messages.error(request, _why(error))
    else:
        messages.success(request, _("已重新打开。"))
    return _back(request, found)


@requires(WRITE, "POST")
def note(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Adds a note to the timeline."""
    found = _own(request, transfer_id)
    form = NoteForm(request.POST, auto_id=f"note-{found.pk}-%s")
    if not form.is_valid():
        return _page(request, found, note_form=form)
    actions.write_note(actor=signed_in(request), transfer=found, note=form.note())
    messages.success(request, _("备注已写入。"))
    return redirect("transfer", found.pk)


@requires(WRITE, "POST")
def solved(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Keeps what the seeker says: is the problem solved?"""
    person, found = signed_in(request), _own(request, transfer_id)
    answers = {"yes": True, "no": False}
    if found.seeker_id != person.organisation_id or request.POST.get("solved") not in answers:
        raise Http404
    was_solved = answers[request.POST["solved"]]
    try:
        actions.answer_solved(
            actor=person, transfer=found, was_solved=was_solved, version=_version(request)
        )
    except (TransferChangedError, MoveRefusedError) as error:
        messages.error(request, _why(error))
    else:
        messages.success(request, _("谢谢，记下了。"))
    return redirect("transfer", found.pk)

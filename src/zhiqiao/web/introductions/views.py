"""One introduction: reading it, answering it, taking it back; and proposing one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.notices import told
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.introductions import actions
from zhiqiao.web.introductions.dossiers import digest_of, dossier_of
from zhiqiao.web.introductions.faces import Face, faces_of
from zhiqiao.web.introductions.forms import DeclineForm
from zhiqiao.web.introductions.models import Introduction, ProposedBy
from zhiqiao.web.introductions.moves import Party
from zhiqiao.web.introductions.previews import Preview
from zhiqiao.web.introductions.queries import drafted, listings_of, newest_of_pairs, steps_of
from zhiqiao.web.introductions.sides import is_reachable, may_withdraw, proposes_as
from zhiqiao.web.introductions.timelines import events_of
from zhiqiao.web.matches.models import Suggestion


def _visible(request: HttpRequest, code: str) -> Introduction:
    rows = Introduction.objects.visible_to(request.user)
    return get_object_or_404(rows, code=code)


def _private(response: HttpResponse) -> HttpResponse:
    """The page, which no cache keeps."""
    response.headers["Cache-Control"] = "no-store"
    return response


@requires(Permission.INTRODUCE)
def introduction(request: HttpRequest, introduction_code: str) -> HttpResponse:
    """What the person's side sees now, what it would give, and what happened so far."""
    return _page(request, _visible(request, introduction_code), DeclineForm())


def _page(request: HttpRequest, row: Introduction, form: DeclineForm) -> HttpResponse:
    person = signed_in(request)
    face = faces_of(person, [row])[0]
    context: dict[str, Any] = {
        "face": face,
        "row": row,
        "form": form,
        "may_withdraw": may_withdraw(person, row, face.party),
        "events": events_of(face, steps_of(person, row)),
        "own": face.given.get(face.party) if face.party else None,
        "other": face.given.get(face.party.other) if face.party else None,
    }
    if row.is_open_to_answers and face.party is not None:
        context |= _own_side(person, face)
    return _private(render(request, "introductions/page.html", context))


def _own_side(person: Person, face: Face) -> dict[str, Any]:
    """What the side would give, bound to the form by its digest."""
    row, party = face.introduction, face.party
    if party is None:
        raise Http404
    _attach(row, face)
    dossier = dossier_of(row, party, person)
    return {
        "dossier": dossier,
        "digest": digest_of(row, party, person),
        "has_no_contact": not is_reachable(person),
    }


def _attach(row: Introduction, face: Face) -> None:
    """Puts the listings that the person sees into the row, so that no others are read."""
    if face.need is not None:
        row.need = face.need
    if face.offer is not None:
        row.offer = face.offer


def _answered(
    request: HttpRequest, row: Introduction, done: str, act: Callable[[], object]
) -> HttpResponse:
    with told(request, done):
        act()
    return redirect("introduction", row.code)


@requires(Permission.INTRODUCE, "POST")
def consent(request: HttpRequest, introduction_code: str) -> HttpResponse:
    """Consents to give what the form's digest was made of."""
    row, person = _visible(request, introduction_code), signed_in(request)
    digest = request.POST.get("digest", "")
    try:
        made = actions.consent(actor=person, introduction=row, digest=digest)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _consented_words(made))
    return redirect("introduction", row.code)


def _consented_words(made: Introduction) -> str:
    if made.is_open_to_answers:
        return _("已记下您方的同意。双方都同意后，这里会显示对方的联系人和内容。")
    return _("双方都已同意，联系建立了。下面是对方的联系人和内容。")


@requires(Permission.INTRODUCE, "POST")
def decline(request: HttpRequest, introduction_code: str) -> HttpResponse:
    """Declines, with a reason that the other side is not told."""
    row, person = _visible(request, introduction_code), signed_in(request)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    return _answered(
        request,
        row,
        _("已婉拒。对方只知道没有成，不知道原因。"),
        lambda: actions.decline(actor=person, introduction=row, **form.cleaned_data),
    )


@requires(Permission.INTRODUCE, "POST")
def withdraw(request: HttpRequest, introduction_code: str) -> HttpResponse:
    """Takes the proposal back."""
    row, person = _visible(request, introduction_code), signed_in(request)
    return _answered(
        request,
        row,
        _("已撤回。双方都会收到通知。"),
        lambda: actions.withdraw(actor=person, introduction=row),
    )


@requires(Permission.INTRODUCE, "GET", "POST")
def introduce(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """States what each side would see, and proposes the pair."""
    person = signed_in(request)
    found = get_object_or_404(Suggestion.objects.visible_to(person), pk=suggestion_id)
    draft = _drafted(person, found)
    part = proposes_as(person, draft.need, draft.offer)
    if part is None:
        raise Http404
    if request.method == "POST":
        return _proposed(request, found)
    existing = newest_of_pairs(person, [(found.need_id, found.offer_id)])
    context = _confirmation(person, draft, part)
    context |= {"existing": next(iter(existing.values()), None), "suggestion": found}
    return _private(render(request, "introductions/propose.html", context))


def _drafted(person: Person, found: Suggestion) -> Introduction:
    pair = Introduction(need_id=found.need_id, offer_id=found.offer_id)
    needs, offers = listings_of(person, [pair])
    if not needs or not offers:
        raise Http404
    return drafted(found, needs[found.need_id], offers[found.offer_id])


def _confirmation(person: Person, draft: Introduction, part: ProposedBy) -> dict[str, Any]:
    party = None if part == ProposedBy.BROKER else Party(part)
    context: dict[str, Any] = {
        "previews": [Preview(draft, each) for each in (Party.SEEKER, Party.PROVIDER)],
        "draft": draft,
        "party": party,
        "answer_within": actions.ANSWER_WITHIN_DAYS,
        "problem": _problem(person, draft),
    }
    if party is not None:
        context |= {
            "dossier": dossier_of(draft, party, person),
            "digest": digest_of(draft, party, person),
            "has_no_contact": not is_reachable(person),
        }
    return context


def _problem(person: Person, draft: Introduction) -> str:
    """Why the pair cannot be proposed now, told before anybody presses the button."""
    try:
        actions.check_proposal(actor=person, need=draft.need, offer=draft.offer)
    except RefusedError as error:
        return str(error)
    return ""


def _proposed(request: HttpRequest, found: Suggestion) -> HttpResponse:
    digest = request.POST.get("digest", "")
    try:
        made = actions.propose(actor=signed_in(request), suggestion=found, digest=digest)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("introduce", found.pk)
    messages.success(request, _("已发起引荐，双方会收到通知。"))
    return redirect("introduction", made.code)

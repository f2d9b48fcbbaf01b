"""Taking in a need in three steps, each of which keeps a draft."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.catalogue import actions
from zhiqiao.web.catalogue.access import may_change, needs_visible_to
from zhiqiao.web.catalogue.answers import text_with
from zhiqiao.web.catalogue.audience import audience_of
from zhiqiao.web.catalogue.confidential import may_read_words, words_of
from zhiqiao.web.catalogue.confidential_actions import read_words
from zhiqiao.web.catalogue.diagnosing import diagnosis_of
from zhiqiao.web.catalogue.intake_forms import AnswersForm, ConditionsForm, ProblemForm
from zhiqiao.web.catalogue.models import Need, Side, Status
from zhiqiao.web.catalogue.views import edit_listing, own_listing

STEPS: dict[str, str | Promise] = {
    "need-problem": gettext_lazy("1 问题"),
    "need-questions": gettext_lazy("2 补充"),
    "need-conditions": gettext_lazy("3 条件与发布"),
}
DRAFTS_SHOWN = 3
STALE = gettext_lazy("这条内容刚被别人改过。您写的还在下面，请核对后再保存一次。")


@requires(Permission.NEED_WRITE, "GET", "POST")
def new_need(request: HttpRequest) -> HttpResponse:
    """The first step of a new need; a form that has everything at once is taken as it is."""
    if request.method == "POST" and "step" not in request.POST:
        return edit_listing(request, Side.NEED, Need())
    key = _key_of(request)
    written = needs_visible_to(request.user).filter(intake_key=key).first()
    if written is not None and may_change(request.user, written):
        return problem_step(request, _opened(request, written.pk))
    return problem_step(request, _blank(signed_in(request), key))


def _key_of(request: HttpRequest) -> UUID:
    """What tells this form from others, so that sending it twice makes one need."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _blank(person: Person, key: UUID) -> Need:
    need = Need(intake_key=key)
    if not person.is_staff_of_centre:
        if person.organisation is None:
            raise Http404
        need.organisation, need.area = person.organisation, person.organisation.area
    return need


def _opened(request: HttpRequest, need_id: int) -> Need:
    """The person's need with what it says in the row in memory; sealed again when saved."""
    person = signed_in(request)
    need = own_listing(request, Side.NEED, need_id)
    if not isinstance(need, Need) or not may_read_words(person, need):
        raise Http404
    if need.is_confidential:
        words = read_words(actor=person, need=need)
        need.title, need.text = words.title, words.text
    return need


@requires(Permission.NEED_WRITE, "GET", "POST")
def problem(request: HttpRequest, need_id: int) -> HttpResponse:
    """Step 1 of a need that is kept already."""
    return problem_step(request, _opened(request, need_id))


def problem_step(request: HttpRequest, need: Need) -> HttpResponse:
    """The first step of a need in memory; other apps begin a need of theirs with it.

    A need that is not stored is kept once for its `intake_key`, however often it is sent.
    """
    person = signed_in(request)
    version = request.POST.get("version") or actions.version_of(need)
    form = ProblemForm(request.POST or None, instance=need, actor=person)
    if form.is_bound and form.is_valid():
        kept = _kept_or_same(request, form, version)
        if kept is not None:
            return _onward(request, kept, "need-questions")
        form.add_error(None, str(STALE))
        version = actions.version_of(own_listing(request, Side.NEED, need.pk))
    context = {
        "form": form,
        "need": need,
        "version": version if need.pk else "",
        "drafts": [] if need.pk else _drafts(person),
        "diagnosis": diagnosis_of(need) if need.title else None,
    }
    return _page(request, "need-problem", need, context)


def _kept_or_same(request: HttpRequest, form: ProblemForm, version: str) -> Need | None:
    """The need as saved; as stored, where the same form came twice; None where it is stale."""
    name = form.cleaned_data.get("organisation_name", "")
    try:
        return _kept(signed_in(request), form.instance, version=version, organisation_name=name)
    except (actions.ListingChangedError, IntegrityError):
        return _stored_as_sent(request, form.instance)


def _stored_as_sent(request: HttpRequest, need: Need) -> Need | None:
    """The need as it is stored, where it says what was sent: the same form came twice."""
    same = {"pk": need.pk} if need.pk else {"intake_key": need.intake_key}
    stored = needs_visible_to(request.user).filter(**same).first()
    if stored is None or not may_change(request.user, stored):
        raise Http404
    said = words_of(stored)
    is_same = (said.title, said.text) == (need.title, need.text)
    return stored if is_same or not need.pk else None


def _drafts(person: Person) -> list[Need]:
    """Drafts begun here that the person may go on with."""
    drafts = needs_visible_to(person).filter(status=Status.DRAFT, intake_key__isnull=False)
    if not person.is_staff_of_centre:
        drafts = drafts.filter(organisation=person.organisation)
    return list(drafts.order_by("-updated_at")[:DRAFTS_SHOWN])


def _kept(
    person: Person,
    need: Need,
    *,
    version: str,
    publish: bool = False,
    organisation_name: str = "",
) -> Need:
    """The need as saved; a draft stays one unless it is published."""
    saved = actions.save_listing(
        actor=person,
        listing=need,
        organisation_name=organisation_name,
        kind_of_new_organisation=ProblemForm.kind_of_new_organisation,
        publish=publish,
        version=version,
    )
    assert isinstance(saved, Need)  # noqa: S101 -- what went in as a need comes out as one
    return saved


def _onward(request: HttpRequest, need: Need, page: str) -> HttpResponse:
    """The next step, or the need's own page where the person keeps the draft for later."""
    if "draft" not in request.POST:
        return redirect(page, need.pk)
    messages.success(request, _("已保存。"))
    return redirect("need", need.pk)


@requires(Permission.NEED_WRITE, "GET", "POST")
def questions(request: HttpRequest, need_id: int) -> HttpResponse:
    """Step 2: what the diagnosis asks; answers become labelled lines of the text."""
    need = _opened(request, need_id)
    version = request.POST.get("version") or actions.version_of(need)
    diagnosis = diagnosis_of(need)
    form = AnswersForm(request.POST or None, diagnosis=diagnosis, text=need.text)
    if form.is_bound and form.is_valid():
        answered = text_with(need.text, form.answers())
        if answered == need.text:
            return _onward(request, need, "need-conditions")
        need.text = answered
        try:
            return _onward(
                request, _kept(signed_in(request), need, version=version), "need-conditions"
            )
        except actions.ListingChangedError:
            form.add_error(None, str(STALE))
            version = actions.version_of(own_listing(request, Side.NEED, need_id))
    context = {"form": form, "version": version, "diagnosis": diagnosis}
    return _page(request, "need-questions", need, context)


@requires(Permission.NEED_WRITE, "GET", "POST")
def conditions(request: HttpRequest, need_id: int) -> HttpResponse:
    """Step 3: terms and secrecy, with the whole need and its readers in view before it is sent."""
    need = _opened(request, need_id)
    person = signed_in(request)
    version = request.POST.get("version") or actions.version_of(need)
    form = ConditionsForm(request.POST or None, instance=need, actor=person)
    if form.is_bound and form.is_valid():
        try:
            saved = _kept(person, need, version=version, publish="publish" in request.POST)
        except actions.ListingChangedError:
            stored = _opened(request, need_id)
            if _says_the_same(request, stored):
                return redirect("need", need_id)
            form.add_error(None, str(STALE))
            version = actions.version_of(stored)
        else:
            sent = _("已发布，正在匹配。") if saved.is_published else _("已保存。")
            messages.success(request, sent)
            return redirect("need", need_id)
    context = {
        "form": form,
        "version": version,
        "diagnosis": diagnosis_of(need),
        "audience": audience_of(need.organisation),
    }
    return _page(request, "need-conditions", need, context)


def _says_the_same(request: HttpRequest, stored: Need) -> bool:
    """Whether the last step's form is stored already, as when it was sent twice."""
    form = ConditionsForm(request.POST, instance=stored, actor=signed_in(request))
    return not form.has_changed() and (stored.is_published or "publish" not in request.POST)


def _page(request: HttpRequest, step: str, need: Need, context: dict[str, Any]) -> HttpResponse:
    names = list(STEPS)
    states = ["done"] * names.index(step) + ["current"] + ["todo"] * len(names)
    steps = [
        {"word": word, "state": state} for word, state in zip(STEPS.values(), states, strict=False)
    ]
    response = render(
        request,
        f"catalogue/intake/{step.removeprefix('need-')}.html",
        context | {"need": need, "steps": steps, "leave_url": _leave_url(need)},
    )
    if need.is_confidential:
        response.headers["Cache-Control"] = "no-store"
    return response


def _leave_url(need: Need) -> str:
    return reverse("need", args=[need.pk]) if need.pk else reverse("needs")

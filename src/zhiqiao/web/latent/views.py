"""An enterprise's likely needs: the list, and what is said to each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.matching.latent import Answer as Said
from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.catalogue.access import may_change, needs_visible_to
from zhiqiao.web.catalogue.intake_views import problem_step
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.latent import answer_actions, queries
from zhiqiao.web.latent.drafting import need_text
from zhiqiao.web.latent.forms import DraftForm, RefusalForm
from zhiqiao.web.latent.models import Answer
from zhiqiao.web.latent.start_actions import is_asked, start_inferring
from zhiqiao.web.latent.telling import Shown, told_to
from zhiqiao.web.site.downloads import download

SHOWN_AT_LEAST = 3
"""However faint, so many are not folded away."""
OPEN = "open"
BASKETS: dict[str, Promise] = {
    OPEN: gettext_lazy("等您看"),
    Said.CONFIRMED: gettext_lazy("已确认"),
    Said.EDITED: gettext_lazy("改过的"),
    Said.REJECTED: gettext_lazy("不是我们的"),
}


@requires(Permission.PROFILE_READ)
def likely_needs(request: HttpRequest) -> HttpResponse:
    """What the person's organisation may need, and what was said to it so far."""
    person = _of_an_organisation(request)
    basket = request.GET.get("basket", OPEN)
    basket = basket if basket in BASKETS else OPEN
    shown, answers = queries.open_shown(person), list(queries.answers_of(person))
    first = max(sum(not each.is_faint for each in shown), SHOWN_AT_LEAST)
    context = {
        "inference": queries.own_inference(person),
        "is_asked": is_asked(person),
        "basket": basket,
        "baskets": _baskets(basket, shown, answers),
        "shown": shown if basket == OPEN else [],
        "sure": shown[:first],
        "faint": shown[first:],
        "answers": [each for each in answers if each.said == basket],
        "may_answer": queries.may_answer(person),
        "form": RefusalForm(auto_id=False),
    }
    return render(request, "latent/needs.html", context)


def _of_an_organisation(request: HttpRequest) -> Person:
    person = signed_in(request)
    if person.organisation is None:
        raise Http404
    return person


def _baskets(current: str, shown: list[Shown], answers: list[Answer]) -> list[dict[str, Any]]:
    said = [each.said for each in answers]
    counts = {OPEN: len(shown)} | {code: said.count(code) for code in list(BASKETS)[1:]}
    return [
        {
            "word": word,
            "count": counts[code],
            "url": f"?basket={code}",
            "is_current": code == current,
        }
        for code, word in BASKETS.items()
    ]


@requires(Permission.PROFILE_READ)
def export_likely_needs(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The likely needs that wait for an answer, with why."""
    person = _of_an_organisation(request)
    header = [
        _("名次"),
        _("可能的需求"),
        _("把握"),
        _("把握（%）"),
        _("同行"),
        _("依据"),
        _("标记"),
    ]
    rows = (_cells(each) for each in queries.open_shown(person))
    return download(header, rows, stem=_("可能的需求"), kind=kind)


def _cells(each: Shown) -> list[Cell]:
    grounds = "；".join(f"{told.own} ↔ {told.theirs}" for told in each.grounds)
    likely = each.likely
    return [likely.rank, likely.title, each.word, each.percent, each.peer, grounds, _("推断")]


@requires(Permission.PROFILE_READ, "POST")
def infer(request: HttpRequest) -> HttpResponse:
    """Has it inferred anew, in the background."""
    person = _of_an_organisation(request)
    if is_asked(person):
        messages.info(request, _("已经在推断了，稍后刷新这一页。"))
    else:
        start_inferring(actor=person)
        messages.success(request, _("已开始推断，一般不到一分钟。稍后刷新这一页。"))
    return redirect("likely-needs")


@requires(Permission.NEED_WRITE, "GET", "POST")
def write_need(request: HttpRequest, likely_need_key: UUID) -> HttpResponse:
    """The first step of a need, filled in with the draft; saving it is the confirmation."""
    person = _who_answers(request)
    written = _written(person, likely_need_key)
    if written is not None:
        return redirect("need-problem" if may_change(person, written) else "need", written.pk)
    title, text = _words(person, likely_need_key)
    organisation = person.organisation
    assert organisation is not None  # noqa: S101 -- as `_who_answers` has seen
    need = Need(
        intake_key=likely_need_key,
        organisation=organisation,
        area=organisation.area,
        title=title,
        text=text,
    )
    return problem_step(request, need)


def _written(person: Person, key: UUID) -> Need | None:
    """The need that came of it: as its answer says, else as the need's own key does."""
    answer = queries.answer_at(person, key)
    seen = needs_visible_to(person)
    if answer is not None and answer.need_id is not None:
        return get_object_or_404(seen, pk=answer.need_id)
    found = seen.filter(intake_key=key).first()
    return found if found is not None and may_change(person, found) else None


def _who_answers(request: HttpRequest) -> Person:
    person = _of_an_organisation(request)
    if not queries.may_answer(person):
        raise Http404
    return person


def _words(person: Person, key: UUID) -> tuple[str, str]:
    """The draft as it was edited, else as it was inferred."""
    answer = queries.answer_at(person, key)
    if answer is not None and answer.text:
        return answer.title, answer.text
    likely = _open_at(person, key).likely
    return likely.title, need_text(likely)


def _open_at(person: Person, key: UUID) -> Shown:
    """The likely need of that key, which the person may be told."""
    rows = queries.open_likely(person).filter(key=key)
    shown = told_to(person, rows)
    if not shown:
        raise Http404
    return shown[0]


@requires(Permission.NEED_WRITE, "GET", "POST")
def edit(request: HttpRequest, likely_need_key: UUID) -> HttpResponse:
    """The draft in the enterprise's own words, kept until it becomes a need."""
    person = _who_answers(request)
    answer = queries.answer_at(person, likely_need_key)
    if answer is not None and queries.is_settled(answer):
        raise Http404
    title, text = _words(person, likely_need_key)
    form = DraftForm(request.POST or None, initial={"title": title, "text": text})
    if form.is_bound and form.is_valid():
        said = _keep(person, answer, key=likely_need_key, form=form)
        if "next" in request.POST:
            return redirect("likely-need-write", likely_need_key)
        messages.success(request, _("已记下。想好了再写成需求。"))
        return redirect(f"{reverse('likely-needs')}?basket={said}")
    context = {"form": form, "key": likely_need_key, "title": title}
    return render(request, "latent/edit.html", context)


def _keep(person: Person, answer: Answer | None, *, key: UUID, form: DraftForm) -> str:
    """What the words that are kept now amount to."""
    if answer is None:
        likely = _open_at(person, key).likely
        return answer_actions.edit(actor=person, likely=likely, **form.cleaned_data).said
    return answer_actions.edit_again(actor=person, answer=answer, **form.cleaned_data)


@requires(Permission.NEED_WRITE, "POST")
def refuse(request: HttpRequest, likely_need_key: UUID) -> HttpResponse:
    """It is none of the enterprise's needs."""
    person = _who_answers(request)
    likely = _open_at(person, likely_need_key).likely
    form = RefusalForm(request.POST)
    if form.is_valid():
        answer_actions.refuse(actor=person, likely=likely, **form.cleaned_data)
        messages.success(request, _("已记下，以后不再出现，相近的也会往后排。"))
    else:
        messages.error(request, _("没有记下：请选一个原因，补充说明最多 200 字。"))
    return redirect("likely-needs")


@requires(Permission.NEED_WRITE, "POST")
def take_back(request: HttpRequest, likely_need_key: UUID) -> HttpResponse:
    """Unsays what was said, as long as no need came of it."""
    person = _who_answers(request)
    rows = queries.answers_of(person).filter(need=None)
    answer = get_object_or_404(rows, key=likely_need_key)
    answer_actions.take_back(actor=person, answer=answer)
    messages.success(request, _("已撤回。下一次推断时可能再出现。"))
    return redirect("likely-needs")

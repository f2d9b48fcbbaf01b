"""The page where questions are asked. A question comes by POST: it is in no address and no log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from zhiqiao.language_model import LanguageModelError
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.ask.examples import EXAMPLES
from zhiqiao.web.ask.finding import Found, find
from zhiqiao.web.ask.phrasing import question as phrasing_of
from zhiqiao.web.ask.wording import confidence_words, reason_words
from zhiqiao.web.cases.limits import Step, is_exhausted
from zhiqiao.web.language_model.configuration import endpoint
from zhiqiao.web.language_model.gate import Asking
from zhiqiao.web.rulebook.current import rulebook

TOO_MANY = 429
NOTHING = 204
QUESTION_MAX = 10_000
"""Of a longer text the rest is cut off; what is searched is the first 500 characters."""


@requires(Permission.PUBLIC, "GET", "POST")
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The box, and for a question what answers it; nothing is stored."""
    if request.method == "GET":
        return render(request, "ask/ask.html", {"text": _prefilled(request), "examples": EXAMPLES})
    text = _question(request)
    if is_exhausted(request, Step.ASK):
        return _page(request, {"text": text, "is_too_often": True}, status=TOO_MANY)
    found = find(text, actor=request.user)
    return _page(request, {"text": text} | _context(found))


def _question(request: HttpRequest) -> str:
    return request.POST.get("question", "")[:QUESTION_MAX].replace("\x00", "").strip()


def _prefilled(request: HttpRequest) -> str:
    """What a link may put into the box: a question, or the name of a programme."""
    programme = rulebook().programme(request.GET.get("programme", ""))
    return programme.name if programme else request.GET.get("q", "")[:200]


def _context(found: Found) -> dict[str, object]:
    return {
        "found": found,
        "word": confidence_words(found.confidence),
        "reasons": reason_words(found),
        "is_phrased": endpoint() is not None
        and bool(found.cards)
        and not found.are_programmes_unsure,
    }


def _page(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "ask/answer.html", context)
    context["examples"] = EXAMPLES
    return render(request, "ask/ask.html", context, status=status)


@requires(Permission.PUBLIC, "POST")
@never_cache
def phrase(request: HttpRequest) -> HttpResponse:
    """The answer in sentences, for the page to load later; empty where there is none to show."""
    if endpoint() is None or is_exhausted(request, Step.PHRASE):
        return HttpResponse(status=NOTHING)
    found = find(_question(request), actor=request.user)
    if found.are_programmes_unsure or not found.cards:
        return HttpResponse(status=NOTHING)
    passages = [each for card in found.cards[:1] for each in card.passages]
    try:
        sentences = Asking(organisation=None)(phrasing_of(found.text, passages))
    except LanguageModelError:
        return HttpResponse(status=NOTHING)
    return render(request, "ask/phrased.html", {"sentences": sentences})

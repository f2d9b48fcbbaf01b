"""Asking the model about a run's first candidates, provider by provider.

One call holds a public need and the public offers of one provider: what an offer tells a model
can speak for that provider's own offers alone. Texts are read again before each call: those of
a need or an offer that is not for all at that moment never get here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from zhiqiao.common import ErrorCode
from zhiqiao.language_model import LanguageModelError, PromptedJudge, UnusableAnswerError, reasons
from zhiqiao.language_model.judging import OFFERS_MAX
from zhiqiao.matching.opinions import Opinion as Said
from zhiqiao.matching.protocols import Judge
from zhiqiao.matching.values import Relevance
from zhiqiao.web.catalogue.engine import need_value, offer_value
from zhiqiao.web.language_model.gate import Asking
from zhiqiao.web.language_model.leaving import require_one_owner, require_public
from zhiqiao.web.matches.models import MatchRun, Suggestion
from zhiqiao.web.opinions.open_pairs import are_unchanged, open_pairs


@dataclass(frozen=True, slots=True)
class Judged:
    """An opinion of a suggestion, and the sentences that its quotations bear out."""

    suggestion: Suggestion
    said: Said
    sentences: tuple[str, ...] = ()


def opinions_on(run: MatchRun, *, model: str) -> list[Judged]:
    """What the model says of the run's first candidates; fewer, or none, where it fails.

    An unusable answer costs that provider's opinions; an endpoint that fails, or a budget that is
    spent, ends the asking.

    Raises:
        LanguageModelError: MODEL_TEXT_PRIVATE where the run's need is not public.
    """
    need = run.need
    require_public(is_public=need is not None and need.is_for_all, what="这条需求")
    judged: list[Judged] = []
    for suggestions in _by_provider(run):
        try:
            judged.extend(_judged(suggestions, model))
        except LanguageModelError as error:
            if _ends_asking(error):
                break
    return judged


def _by_provider(run: MatchRun) -> list[list[int]]:
    """The first candidates that are for all, those of one provider together, best first."""
    first = run.suggestions.order_by("rank").values_list("pk", flat=True)[:OFFERS_MAX]
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for row in open_pairs(first):
        groups[row.offer.organisation_id].append(row.pk)
    return list(groups.values())


def _judged(suggestions: Sequence[int], model: str) -> list[Judged]:
    """What the model says of one provider's pairs, as far as they are still for all."""
    pairs = open_pairs(suggestions)
    if not pairs:
        return []
    ask = Asking(pairs[0].need.organisation, may_leave=partial(are_unchanged, pairs))
    return _with_sentences(ask, _opinions(PromptedJudge(model, ask), pairs))


def _opinions(judge: Judge, pairs: Sequence[Suggestion]) -> list[Judged]:
    require_one_owner([each.offer.organisation_id for each in pairs])
    by_id = {str(each.offer_id): each for each in pairs}
    offers = [offer_value(each.offer) for each in pairs]
    said = judge.judge(need_value(pairs[0].need), offers)
    return [Judged(by_id[each.offer_id], each) for each in said]


def _with_sentences(ask: Asking, judged: list[Judged]) -> list[Judged]:
    """The same, with sentences for those that fit; without, where those are not usable."""
    quoted = [(each, pair) for each in judged if (pair := _quoted(each.said)) is not None]
    if not quoted:
        return judged
    try:
        sentences = ask(reasons.question([pair for _each, pair in quoted]))
    except LanguageModelError:
        return judged
    told: defaultdict[int, list[str]] = defaultdict(list)
    for sentence in sentences:
        told[quoted[sentence.passages[0] - 1][0].suggestion.pk].append(sentence.text)
    return [replace(each, sentences=tuple(told[each.suggestion.pk])) for each in judged]


def _quoted(said: Said) -> tuple[str, str] | None:
    """What a good opinion quotes of both texts."""
    if said.relevance < Relevance.FAIR or said.need is None or said.offer is None:
        return None
    return said.need.text, said.offer.text


def _ends_asking(error: LanguageModelError) -> bool:
    if isinstance(error, UnusableAnswerError):
        return error.is_endpoint
    return error.code in {ErrorCode.MODEL_BUDGET_SPENT, ErrorCode.MODEL_OFF}

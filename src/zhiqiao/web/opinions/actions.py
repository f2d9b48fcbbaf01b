"""Keeping what the model said of a run's candidates, and forgetting it."""

from collections.abc import Iterable, Sequence

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.language_model.actions import forget_answers
from zhiqiao.web.language_model.configuration import endpoint, is_matching_on
from zhiqiao.web.matches.models import MatchRun, RunState
from zhiqiao.web.opinions.judging import Judged, opinions_on
from zhiqiao.web.opinions.models import Opinion
from zhiqiao.web.opinions.open_pairs import is_borne_out, open_pairs

MODEL_MAX = 120


def judge_run(*, run: MatchRun) -> int:
    """Asks the model about a finished run's first candidates; how many opinions were kept.

    Nothing is asked where the operator has not switched it on, for needs that are not for all, and
    for a run that has opinions already. Where the need is hidden midway, the model is asked no
    more, and what it said is forgotten.
    """
    with every_row_for("opinions on the candidates of a run"):
        where, need = endpoint(), run.need
        if where is None or not is_matching_on() or need is None:
            return 0
        if run.state != RunState.DONE or not need.is_for_all:
            return 0
        if Opinion.objects.unscoped().filter(suggestion__run=run).exists():
            return 0
        try:
            judged = opinions_on(run, model=where.model)
            return _keep(run=run, need=need, judged=judged, model=where.model) if judged else 0
        finally:
            _forget_if_hidden(need)


@action
def _keep(*, run: MatchRun, need: Need, judged: Sequence[Judged], model: str) -> int:
    """Keeps what both sides' texts still bear out; how many.

    The need is locked: who hides it at this moment waits, and then forgets what is kept here.
    """
    Need.objects.unscoped().select_for_update().filter(pk=need.pk).first()
    pairs = {pair.pk: pair for pair in open_pairs(each.suggestion.pk for each in judged)}
    found = [_row(each, model) for each in judged if each.suggestion.pk in pairs]
    rows = [row for row in found if is_borne_out(row, pairs[row.suggestion_id])]
    audit(actor=None, action="keep_opinions", what=run, data={"opinions": len(rows)})
    Opinion.objects.bulk_create(rows)
    return len(rows)


def _forget_if_hidden(need: Need) -> None:
    now = Need.objects.unscoped().filter(pk=need.pk).first()
    if now is None or not now.is_for_all:
        _forget(need=now or need)


@action
def _forget(*, need: Need) -> None:
    forget_opinions(needs=[need])


def _row(judged: Judged, model: str) -> Opinion:
    said = judged.said
    return Opinion(
        suggestion=judged.suggestion,
        relevance=int(said.relevance),
        need_quote=said.need.text if said.need else "",
        offer_quote=said.offer.text if said.offer else "",
        sentences=list(judged.sentences),
        model=model[:MODEL_MAX],
    )


def forget_opinions(*, needs: Iterable[Need]) -> None:
    """Takes what hidden needs said out of opinions and kept answers, in another action."""
    hidden = list(needs)
    with every_row_for("opinions on needs that are confidential now"):
        count, _rows = Opinion.objects.unscoped().filter(suggestion__need__in=hidden).delete()
        for need in hidden:
            count += forget_answers(organisation=need.organisation)
    if count:
        audit(actor=None, action="forget_opinions", what=Opinion, data={"count": count})

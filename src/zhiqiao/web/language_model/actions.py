"""Reserving a call's cost before it goes out, settling it after, and keeping what it brought."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from zhiqiao.language_model import Purpose
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.language_model.budget import require_budget
from zhiqiao.web.language_model.models import USED, Call, KeptAnswer
from zhiqiao.web.language_model.queries import PURPOSE
from zhiqiao.web.turns import Turn, take_turn
from zhiqiao.web.vault.sealing import seal


@action
def reserve(
    *, organisation: Organisation | None, purpose: Purpose, model: str, tokens: int, digest: str
) -> Call:
    """A call that may go out, counted at the most that it may cost.

    Raises:
        LanguageModelError: MODEL_BUDGET_SPENT; nothing is written.
    """
    take_turn(Turn.LANGUAGE_MODEL)
    require_budget(organisation, tokens=tokens)
    call = Call.objects.create(
        purpose=purpose, model=model[:120], organisation=organisation, digest=digest, tokens=tokens
    )
    data = {"purpose": str(purpose), "tokens": tokens, "digest": digest}
    audit(actor=None, action="ask_model", what=call, data=data)
    return call


@action
def settle(*, call: Call, outcome: str, tokens: int | None, kept: str | None = None) -> None:
    """How a call ended and what it cost, where the endpoint says; its answer is kept, sealed.

    Args:
        call: as `reserve` gave it.
        outcome: `USED`, or why not, as a code word.
        tokens: what it cost, 0 where nothing was sent; None: the reserved cost stands.
        kept: the answer's text, where it may be used again.
    """
    call.outcome, call.finished_at = outcome[:40], timezone.now()
    call.tokens = call.tokens if tokens is None else tokens
    call.save(update_fields=["outcome", "finished_at", "tokens"])
    if kept is not None and outcome == USED:
        _keep(call, kept)
    data = {"outcome": call.outcome, "tokens": call.tokens, "kept": kept is not None}
    audit(actor=None, action="settle_model", what=call, data=data)


def _keep(call: Call, text: str) -> None:
    """Keeps the answer; where another process keeps one at the same moment, that one stays."""
    sealed = seal(text.encode(), purpose=PURPOSE)
    KeptAnswer.objects.unscoped().filter(digest=call.digest).delete()
    row = KeptAnswer(
        id=sealed.record,
        purpose=PURPOSE,
        algorithm=sealed.algorithm,
        key_id=sealed.key_id,
        wrapped_key=sealed.wrapped_key,
        content=sealed.content,
        digest=call.digest,
        organisation=call.organisation,
        expires_at=timezone.now() + timedelta(days=settings.ZHIQIAO_LLM_KEEP_DAYS),
    )
    KeptAnswer.objects.bulk_create([row], ignore_conflicts=True)


def forget_answers(*, organisation: Organisation) -> int:
    """Removes what is kept of an organisation's matters, inside another action; how many."""
    count, _rows = KeptAnswer.objects.unscoped().filter(organisation=organisation).delete()
    return count


def follow_merger(*, source: Organisation, target: Organisation, actor: Person | None) -> None:
    """What one organisation spent counts to the other; inside another action."""
    moved = Call.objects.unscoped().filter(organisation=source).update(organisation=target)
    moved += KeptAnswer.objects.unscoped().filter(organisation=source).update(organisation=target)
    if moved:
        audit(actor=actor, action="move_model_calls", what=target, data={"count": moved})

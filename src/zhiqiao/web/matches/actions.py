"""Asking for runs, storing what they found, grading."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils import timezone

from zhiqiao.common import ZhiqiaoError, describe
from zhiqiao.matching.values import Match, Relevance
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.inbox.actions import forget_word
from zhiqiao.web.matches import engine_room, shadow_actions
from zhiqiao.web.matches.fingerprints import terms_mac, words_mac
from zhiqiao.web.matches.models import (
    MatchRun,
    RankingModelVersion,
    Review,
    ReviewSource,
    RunState,
    Suggestion,
)
from zhiqiao.web.matches.queries import Pair
from zhiqiao.web.matches.serving_actions import refit, retire, store_trial
from zhiqiao.web.matches.signals import run_ended
from zhiqiao.web.matches.veiling import veiled

__all__ = [
    "add_review",
    "add_runs",
    "ask_runs",
    "fail_runs",
    "forget_outcome",
    "forget_words",
    "grade_from_outcome",
    "perform_run",
    "refit",
    "review",
    "store_trial",
    "wait_again",
]

log = logging.getLogger(__name__)
BATCH = 500


@action
def ask_runs(*, actor: Person | None, listings: Iterable[Need | Offer]) -> list[MatchRun]:
    """Waiting runs for the listings, handed to the background process in the same transaction."""
    from zhiqiao.web.matches.tasks import perform_runs  # the task calls back into this file

    added = add_runs(actor=actor, listings=listings)
    if added:
        perform_runs.enqueue([run.pk for run in added])
    return added


def add_runs(*, actor: Person | None, listings: Iterable[Need | Offer]) -> list[MatchRun]:
    """Waiting runs for the listings, inside another action's transaction.

    A listing with a run that waits already gets no second one.
    """
    return [run for listing in listings if (run := _added(actor, listing)) is not None]


def _added(actor: Person | None, listing: Need | Offer) -> MatchRun | None:
    if any(not run.is_stuck for run in listing.runs.filter(state=RunState.WAITING)):
        return None
    key = "need" if isinstance(listing, Need) else "offer"
    run = MatchRun.objects.create(person=actor, is_demo=listing.is_demo, **{key: listing})
    audit(actor=actor, action="ask_run", what=run, data={key: listing.pk})
    return run


def perform_run(*, run: MatchRun) -> MatchRun:
    """Runs the engine for a waiting run and stores the suggestions, or why there are none."""
    _begin(run=run)
    try:
        version, model = engine_room.serving_model()
        _note_what_it_says(run)
        if run.need is not None:
            matches, searched, candidates = engine_room.matches_for_need(run.need, model)
        elif run.offer is not None:
            matches, searched, candidates = engine_room.matches_for_offer(run.offer, model)
    except ZhiqiaoError as error:
        _fail(run=run, error=error)
    except Exception as error:
        log.exception("Run %s failed", run.pk)
        _fail(run=run, error=error)
        raise
    else:
        run.searched, run.candidates = searched, candidates
        _finish(run=run, version=version, matches=matches)
        shadow_actions.follow(run=run, served=matches)
    return run


def _note_what_it_says(run: MatchRun) -> None:
    """Puts into the row in memory what tells later whether the listing was changed since."""
    listing = run.need or run.offer
    if listing is not None:
        run.words_mac, run.terms_mac = words_mac(listing), terms_mac(listing)


def fail_runs(*, run_ids: Sequence[int], error: Exception) -> None:
    """Tells on the waiting ones of these runs why they cannot be performed."""
    for run in MatchRun.objects.unscoped().filter(pk__in=run_ids, state=RunState.WAITING):
        _fail(run=run, error=error)


def wait_again() -> None:
    """Runs that an ended background process left midway wait for the next one."""
    MatchRun.objects.unscoped().filter(state=RunState.RUNNING).update(state=RunState.WAITING)


def _why(error: Exception) -> str:
    """What a person reads on a run that failed."""
    return describe(error) if isinstance(error, ZhiqiaoError) else "程序出错，详情见服务器日志。"


def _code_of(error: Exception) -> str:
    """Why a run failed, as the audit row says it."""
    return str(error.code) if isinstance(error, ZhiqiaoError) else type(error).__name__


@action
def _begin(*, run: MatchRun) -> None:
    run.state = RunState.RUNNING
    run.save(update_fields=["state"])


@action
def _fail(*, run: MatchRun, error: Exception) -> None:
    run.state, run.failure, run.finished_at = RunState.FAILED, _why(error), timezone.now()
    run.save()
    audit(actor=run.person, action="fail_run", what=run, data={"why": _code_of(error)})
    run_ended.send(sender=MatchRun, run=run)


@action
def _finish(*, run: MatchRun, version: RankingModelVersion, matches: Sequence[Match]) -> None:
    if version.pk is None:
        retire(version.encoder)
        version.save()
    run.version, run.state, run.finished_at = version, RunState.DONE, timezone.now()
    run.save()
    rows = [_row(run, match) for match in matches]
    Suggestion.objects.bulk_create(rows, batch_size=BATCH)
    audit(actor=run.person, action="finish_run", what=run, data={"suggestions": len(rows)})
    run_ended.send(sender=MatchRun, run=run)


def forget_words(*, needs: Iterable[Need]) -> None:
    """Takes what confidential needs say out of runs and messages, inside another action."""
    hidden = list(needs)
    for need in hidden:
        forget_word(path=reverse("need-questions", args=[need.pk]), name="need", instead=need.title)
    for row in Suggestion.objects.unscoped().filter(need__in=hidden).exclude(evidence=[]):
        row.reasons, row.evidence = veiled(row.reasons), []
        row.save(update_fields=["reasons", "evidence"])


def _row(run: MatchRun, match: Match) -> Suggestion:
    reasons = [_plain(reason) for reason in match.reasons]
    evidence = [_plain(pair) for pair in match.evidence]
    if run.need is not None and run.need.is_confidential:
        reasons, evidence = veiled(reasons), []
    return Suggestion(
        run=run,
        need_id=int(match.need_id),
        offer_id=int(match.offer_id),
        rank=match.rank,
        score=match.score,
        probability=match.probability,
        relevance=int(match.relevance),
        recommended=match.recommended,
        technology=match.sub_scores.technology,
        scene=match.sub_scores.scene,
        maturity=match.sub_scores.maturity,
        constraints=match.sub_scores.constraints,
        reasons=reasons,
        evidence=evidence,
        similarities=list(match.similarities),
    )


def _plain(value: Any) -> dict[str, Any]:
    """A frozen value as JSON takes it."""
    return asdict(value) | {"kind": str(value.kind)}


@action
def review(
    *, actor: Person, suggestion: Suggestion, relevance: Relevance, note: str = ""
) -> Review:
    """One more grade of the suggestion's pair by this person; earlier ones stay as history.

    The same grade with the same note once more, as by a double click, adds nothing.
    """
    pair = (suggestion.need_id, suggestion.offer_id)
    return add_review(actor=actor, pair=pair, relevance=relevance, note=note, suggestion=suggestion)


def add_review(
    *,
    actor: Person,
    pair: Pair,
    relevance: Relevance,
    note: str = "",
    suggestion: Suggestion | None = None,
) -> Review:
    """As `review`, inside another action: also of a pair that no run suggested."""
    about = {"need_id": pair[0], "offer_id": pair[1], "person": actor}
    said = {"relevance": int(relevance), "note": note.strip()}
    given = Review.objects.unscoped().filter(**about, source=ReviewSource.REVIEW)
    newest = given.order_by("-id").first()
    if newest is not None and said == {"relevance": newest.relevance, "note": newest.note}:
        return newest
    row = Review.objects.create(suggestion=suggestion, **about, **said)
    audit(actor=actor, action="review", what=row, data={"relevance": int(relevance)})
    return row


def grade_from_outcome(
    *, actor: Person, need_id: int, offer_id: int, relevance: Relevance
) -> Review:
    """The grade of a pair that follows from how its project ended, inside another action.

    It is marked as such and gives way to every grade that the same person gave. Whoever may end a
    project may cause it, without the right to grade.
    """
    with every_row_for("the grade that follows from the end of a project"):
        row = Review.objects.create(
            need_id=need_id,
            offer_id=offer_id,
            person=actor,
            relevance=int(relevance),
            source=ReviewSource.TRANSFER,
        )
    audit(actor=actor, action="grade_outcome", what=row, data={"relevance": int(relevance)})
    return row


def forget_outcome(*, actor: Person | None, review: Review) -> None:
    """Takes back a grade that followed from a project's end, inside another action."""
    audit(actor=actor, action="forget_outcome", what=review)
    with every_row_for("the grade of a project that is open again"):
        Review.objects.unscoped().filter(pk=review.pk, source=ReviewSource.TRANSFER).delete()

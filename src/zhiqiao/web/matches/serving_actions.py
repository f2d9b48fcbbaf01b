"""Letting a version serve, as a shadow's promotion or as a return to the one before."""

from django.utils import timezone

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.matches import engine_room, refitting, serving
from zhiqiao.web.matches.models import RankingModelVersion, ServingChange, ServingChangeKind
from zhiqiao.web.matches.refitting import Outcome, RefitResult, Trial

REASON_MAX = 300


def refit(*, as_shadow: bool = False) -> RefitResult:
    """Fits a model to the grades people gave, and lets it serve only if it is better.

    Better (`matching.fit.Comparison.is_better`): on the third of the needs that it has not seen
    it surely orders better or gives truer chances than the serving model, and surely does neither
    worse. As a shadow it never serves by itself: it ranks beside the serving one until a person
    promotes it or the next shadow takes its place.
    """
    judgements = refitting.graded()
    version, model = engine_room.serving_model()
    name = f"refit-{version.encoder}-{timezone.now():%Y%m%d-%H%M%S}"
    trial = None
    if refitting.is_enough(judgements):
        trial = refitting.try_out(judgements, serving=model, name=name)
    stored = None
    if trial is not None:
        stored = store_trial(trial=trial, against=version, as_shadow=as_shadow)
    outcome = _outcome(trial, stored)
    return RefitResult(
        outcome=outcome,
        pairs=len(judgements),
        needs=len({each.need_id for each in judgements}),
        held_back=len({each.need_id for each in refitting.split(judgements)[1]}),
        serving=engine_room.serving_model()[0].name,
        comparison=trial.comparison if trial else None,
        shadow=name if outcome == Outcome.SHADOW else "",
    )


def _outcome(trial: Trial | None, stored: RankingModelVersion | None) -> Outcome:
    if trial is None or stored is None:
        return Outcome.TOO_FEW
    if stored.is_shadow:
        return Outcome.SHADOW
    if stored.serving:
        return Outcome.SERVED
    return Outcome.OVERTAKEN if trial.comparison.is_better else Outcome.KEPT


def retire(encoder: str) -> None:
    """No version of the encoder serves, until the action says which one does."""
    RankingModelVersion.objects.filter(encoder=encoder, serving=True).update(serving=False)


@action
def store_trial(
    *, trial: Trial, against: RankingModelVersion, as_shadow: bool = False
) -> RankingModelVersion:
    """Keeps a fitted model with its figures; it serves from now on if it was better.

    Not where another than `against` serves by now: it was not compared to that one. As a shadow
    it takes the place of the shadow there was, and does not serve.
    """
    _store(against)
    serves_still = _serving_now(against.encoder) == against
    serves = trial.comparison.is_better and not as_shadow and serves_still
    if as_shadow:
        _end_shadow(against.encoder)
    if serves:
        retire(against.encoder)
    verdict = serving.verdict_of(trial.held_back, trial.comparison, against=against)
    version = RankingModelVersion.objects.create(
        name=trial.model.name,
        encoder=trial.model.encoder_name,
        content=trial.model.to_json(),
        figures=verdict.as_figures(),
        serving=serves,
        is_shadow=as_shadow,
    )
    if serves:
        ServingChange.objects.create(
            version=version, before=against, kind=ServingChangeKind.REFITTED
        )
    data = {"against": against.pk, "serving": serves, "shadow": as_shadow}
    audit(actor=None, action="refit", what=version, data=data)
    return version


def _serving_now(encoder: str) -> RankingModelVersion:
    """The version that serves, which nobody changes until the action ends."""
    list(RankingModelVersion.objects.select_for_update().filter(encoder=encoder).order_by("pk"))
    return engine_room.serving_model()[0]


def _store(serving_version: RankingModelVersion) -> None:
    """Keeps the serving version's row, which the shipped one may not have yet."""
    if serving_version.pk is None:
        retire(serving_version.encoder)
        serving_version.save()


def _end_shadow(encoder: str) -> None:
    RankingModelVersion.objects.filter(encoder=encoder, is_shadow=True).update(is_shadow=False)


def compare_again(*, shadow: RankingModelVersion) -> serving.Verdict | None:
    """Compares the shadow to the serving version on the grades held back now, and keeps that."""
    verdict = serving.judge(shadow)
    if verdict is not None:
        _keep_verdict(shadow=shadow, verdict=verdict)
    return verdict


@action
def _keep_verdict(*, shadow: RankingModelVersion, verdict: serving.Verdict) -> None:
    """Keeps it while the version is a shadow; of one promoted since, what let it serve stays."""
    version = RankingModelVersion.objects.select_for_update().get(pk=shadow.pk)
    if version.is_shadow:
        version.figures = version.figures | verdict.as_figures()
        version.save(update_fields=["figures"])
        shadow.figures = version.figures
    audit(actor=None, action="compare_model", what=version, data={"needs": verdict.needs})


@action
def ask_comparison(*, actor: Person) -> None:
    """Has the background process compare the shadow anew."""
    from zhiqiao.web.matches.tasks import compare_shadow  # the task calls back into this file

    compare_shadow.enqueue()
    audit(actor=actor, action="ask_comparison", what=RankingModelVersion)


@action
def promote(*, actor: Person | None, shadow: RankingModelVersion, reason: str) -> ServingChange:
    """The shadow serves from now on, because it won; nothing else lets it.

    Args:
        actor: who decided; None on the command line.
        shadow: the version that ranks beside the serving one.
        reason: why, in the person's words; at most `REASON_MAX` characters are kept.

    Raises:
        ZhiqiaoError: RANKING_REASON_MISSING; RANKING_NO_SHADOW where it is none any more;
            RANKING_SHADOW_TOO_SHORT below `serving.SHADOW_NEEDS_MIN` needs ranked;
            RANKING_COMPARISON_STALE where grades or the serving version changed since it was
            compared; RANKING_NOT_BETTER where it did not win; as `engine_room.model_of`.
    """
    if not reason.strip():
        raise ZhiqiaoError(ErrorCode.RANKING_REASON_MISSING)
    with every_row_for("grades that decide which model serves"):
        version = _serving_now(shadow.encoder)
        winner = _winner(shadow, version)
    change = ServingChange(before=version, version=winner, kind=ServingChangeKind.PROMOTED)
    return _serve(actor=actor, change=change, reason=reason)


def _winner(shadow: RankingModelVersion, version: RankingModelVersion) -> RankingModelVersion:
    """The shadow as it is stored now, if it won against the serving version on today's grades."""
    found = RankingModelVersion.objects.filter(pk=shadow.pk, is_shadow=True).first()
    if found is None:
        raise ZhiqiaoError(ErrorCode.RANKING_NO_SHADOW)
    ranked = serving.needs_ranked(found)
    if ranked < serving.SHADOW_NEEDS_MIN:
        raise ZhiqiaoError(
            ErrorCode.RANKING_SHADOW_TOO_SHORT, found=ranked, required=serving.SHADOW_NEEDS_MIN
        )
    verdict = serving.kept_verdict(found)
    if verdict is None or not serving.is_fresh(verdict, serving=version):
        raise ZhiqiaoError(ErrorCode.RANKING_COMPARISON_STALE, name=found.name)
    if not verdict.comparison.is_better:
        raise ZhiqiaoError(
            ErrorCode.RANKING_NOT_BETTER,
            name=found.name,
            against=version.name,
            needs=verdict.needs,
        )
    engine_room.model_of(found)
    return found


@action
def roll_back(*, actor: Person | None, reason: str = "", serving_name: str = "") -> ServingChange:
    """The version before the serving one serves again.

    Args:
        actor: who decided; None on the command line.
        reason: why; may be empty.
        serving_name: the version that the person saw serving; "" for whichever does.

    Raises:
        ZhiqiaoError: RANKING_CHANGED where another version serves by now; RANKING_NO_FORMER where
            none served before; as `engine_room.model_of`.
    """
    version = _serving_now(engine_room.encoder().name)
    if serving_name and version.name != serving_name:
        raise ZhiqiaoError(ErrorCode.RANKING_CHANGED, name=version.name)
    former = serving.former_of(version)
    if former is None:
        raise ZhiqiaoError(ErrorCode.RANKING_NO_FORMER, name=version.name)
    engine_room.model_of(former)
    change = ServingChange(before=version, version=former, kind=ServingChangeKind.ROLLED_BACK)
    return _serve(actor=actor, change=change, reason=reason)


def _serve(*, actor: Person | None, change: ServingChange, reason: str) -> ServingChange:
    """Swaps the two versions of the change, inside an action."""
    _store(change.before)
    version = change.version
    retire(version.encoder)
    version.serving, version.is_shadow = True, False
    version.save(update_fields=["serving", "is_shadow"])
    change.person, change.reason = actor, reason.strip()[:REASON_MAX]
    change.save()
    is_promotion = change.kind == ServingChangeKind.PROMOTED
    word = "promote_model" if is_promotion else "roll_back_model"
    audit(actor=actor, action=word, what=version, data={"against": change.before.pk})
    return change

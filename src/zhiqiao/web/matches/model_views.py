"""The model page: versions, the shadow, drift, coverage, rates apart; promoting and going back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiqiao.common import ErrorCode, ZhiqiaoError, describe
from zhiqiao.matching.fit import Comparison
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.matches import (
    covering,
    drifting,
    engine_room,
    rates,
    rates_apart,
    serving,
    serving_actions,
    shadowing,
    weighing,
)
from zhiqiao.web.matches.models import RankingModelVersion, ServingChange
from zhiqiao.web.matches.queries import Pair
from zhiqiao.web.matches.rates import Graded, VersionRates

VERSIONS_SHOWN = 20


@dataclass(frozen=True)
class VersionLine:
    """One version as the table shows it.

    Attributes:
        won: how it compared to the version `against` on the grades held back; None: never.
        rates: of its graded suggestions, as counted and freed from their places.
        change: the newest time that it began to serve; None where nothing is kept of that.
    """

    version: RankingModelVersion
    won: Comparison | None
    against: str
    rates: VersionRates
    change: ServingChange | None


@requires(Permission.STATISTICS_READ)
def models(request: HttpRequest) -> HttpResponse:
    """Everything about the versions that decides which of them should serve."""
    person = signed_in(request)
    reviews = rates.newest_reviews()
    graded, shown = rates.graded_suggestions(reviews), weighing.shown_at()
    changes = list(_changes())
    lines = version_lines(graded, shown, changes)
    current, _model = engine_room.serving_model()
    chosen = _chosen(request, lines, current)
    mine = [row for row in graded if chosen is not None and row.version_id == chosen.version.pk]
    context = {
        "lines": lines,
        "current": current,
        "current_line": next((line for line in lines if line.version == current), None),
        "chosen": chosen,
        "bands": _bands(shown, chosen, mine),
        "by_field": rates_apart.by_field(mine),
        "brokers": rates_apart.by_broker(person, mine),
        "told_from": rates_apart.TOLD_FROM,
        "shadow": _shadow(lines, {pair: row.relevance for pair, row in reviews.items()}),
        "drift": drifting.drift_of(current),
        "former": serving.former_among(current, changes, [line.version for line in lines]),
        "coverage": covering.coverage(),
        "may_change": person.may(Permission.REVIEW_WRITE),
    }
    return render(request, "matches/models.html", context)


def _changes() -> QuerySet[ServingChange]:
    """Which version took the place of which, the oldest first."""
    return ServingChange.objects.unscoped().select_related("person", "before").order_by("id")


def version_lines(
    graded: Sequence[Graded], shown: weighing.Shown, changes: Iterable[ServingChange]
) -> list[VersionLine]:
    """The newest versions, each with what it won by, its rates, and when it began to serve."""
    newest = {change.version_id: change for change in changes}
    return [
        VersionLine(
            version=row.version,
            won=serving.comparison_of(row.version),
            against=row.version.figures.get("against", ""),
            rates=row,
            change=newest.get(row.version.pk),
        )
        for row in weighing.weighted_versions(graded, shown)[:VERSIONS_SHOWN]
    ]


def _chosen(
    request: HttpRequest, lines: Sequence[VersionLine], current: RankingModelVersion
) -> VersionLine | None:
    """The version asked for, else the one that serves, else the newest with grades."""
    wanted = request.GET.get("version", "")
    asked = [line for line in lines if str(line.version.pk) == wanted]
    serves = [line for line in lines if line.version == current and line.rates.strong.count]
    counted = [line for line in lines if line.rates.strong.count]
    return next(iter(asked + serves + counted), None)


def _bands(
    shown: weighing.Shown, chosen: VersionLine | None, rows: Sequence[Graded]
) -> list[weighing.PlaceBand]:
    if chosen is None:
        return []
    of_version = shown.get(chosen.version.pk, {})
    return weighing.place_bands(weighing.place_weights(of_version, rows))


def _shadow(lines: Sequence[VersionLine], grades: Mapping[Pair, int]) -> dict[str, Any] | None:
    """The shadow of the encoder in use with where it stands, if there is one."""
    encoder = engine_room.encoder().name
    line = next(
        (each for each in lines if each.version.is_shadow and each.version.encoder == encoder), None
    )
    if line is None:
        return None
    return {"line": line, "standing": shadowing.standing_of(line.version, grades)}


@requires(Permission.REVIEW_WRITE, "POST")
def promote(request: HttpRequest, model_id: int) -> HttpResponse:
    """The shadow serves from now on, if it won on today's grades."""
    shadow = get_object_or_404(RankingModelVersion, pk=model_id, is_shadow=True)
    person = signed_in(request)
    try:
        serving_actions.promote(actor=person, shadow=shadow, reason=request.POST.get("reason", ""))
    except ZhiqiaoError as error:
        _tell(request, error)
        if error.code == ErrorCode.RANKING_COMPARISON_STALE:
            _compare(request, person)
    else:
        done = _("已换上 %(name)s，新的匹配用它。以前的结果不变，随时可以退回。")
        messages.success(request, done % {"name": shadow.name})
    return redirect("models")


@requires(Permission.REVIEW_WRITE, "POST")
def compare(request: HttpRequest) -> HttpResponse:
    """Has the shadow compared anew in the background."""
    if engine_room.shadow_version() is None:
        raise Http404
    _compare(request, signed_in(request))
    return redirect("models")


def _compare(request: HttpRequest, person: Person) -> None:
    serving_actions.ask_comparison(actor=person)
    messages.info(request, _("正在后台用今天的评分重新比较，一般一分钟内好，请稍后刷新。"))


@requires(Permission.REVIEW_WRITE, "POST")
def roll_back(request: HttpRequest) -> HttpResponse:
    """The version before the serving one serves again."""
    try:
        change = serving_actions.roll_back(
            actor=signed_in(request),
            reason=request.POST.get("reason", ""),
            serving_name=request.POST.get("serving", ""),
        )
    except ZhiqiaoError as error:
        _tell(request, error)
    else:
        done = _("已退回 %(name)s，新的匹配用它。")
        messages.success(request, done % {"name": change.version.name})
    return redirect("models")


def _tell(request: HttpRequest, error: ZhiqiaoError) -> None:
    is_chinese = (get_language() or "").startswith("zh")
    messages.error(request, describe(error, "zh" if is_chinese else "en"))

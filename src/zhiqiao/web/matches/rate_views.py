"""The statistics page: how often suggestions were graded 强相关, per model version."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.matches import rates as counting
from zhiqiao.web.matches import weighing
from zhiqiao.web.matches.cards import GRADES
from zhiqiao.web.site.downloads import download


@requires(Permission.STATISTICS_READ)
def rates(request: HttpRequest) -> HttpResponse:
    """Rates with intervals per version; grades by place; stated probability against found."""
    graded = counting.graded_suggestions()
    versions = weighing.weighted_versions(graded, weighing.shown_at())
    current = counting.shown_first(versions)
    mine = [row for row in graded if current and row.version_id == current.version.pk]
    context = {
        "versions": versions,
        "current": current,
        "by_rank": counting.by_rank(mine),
        "by_probability": counting.by_probability(mine),
        "grade_labels": [GRADES[grade] for grade in (4, 3, 2, 1)],
        "charts": _charts(versions, counting.by_rank(mine)),
        "top": counting.TOP,
        "from_outcomes": counting.from_outcomes(mine),
    }
    return render(request, "matches/rates.html", context)


def _charts(versions: list[counting.VersionRates], by_rank: list[Any]) -> dict[str, Any]:
    """The numbers that the charts draw; the same ones stand in the tables."""
    counted = [row for row in reversed(versions) if row.strong.count]
    return {
        "versions": {
            "kind": "bar",
            "labels": [row.version.name for row in counted],
            "series": [_share_series(counted)],
            "unit": "%",
        },
        "ranks": {
            "kind": "stack",
            "is_ordered": True,
            "labels": [band for band, _counts in by_rank],
            "series": [
                {"name": str(GRADES[grade]), "values": [counts[place] for _band, counts in by_rank]}
                for place, grade in enumerate((4, 3, 2, 1))
            ],
        },
    }


def _share_series(counted: list[counting.VersionRates]) -> dict[str, Any]:
    """Shares and their intervals in per cent."""
    return {
        "name": _("强相关率"),
        "values": [round((row.strong.share or 0) * 100, 1) for row in counted],
        "spans": [[edge * 100 for edge in row.strong.interval or ()] for row in counted],
    }


@requires(Permission.STATISTICS_READ)
def export_rates(request: HttpRequest, kind: str) -> HttpResponseBase:  # noqa: ARG001
    """The table of rates as CSV or XLSX."""
    header = [
        _("模型版本"), _("编码器"), _("已评需求数"), _("已评候选数"), _("强相关数"), _("强相关率"),
        _("95% 下限"), _("95% 上限"), _("按名次校正"), _("较强以上率"), _("推荐已评数"),
        _("推荐较强以上率"),
    ]  # fmt: skip
    graded = counting.graded_suggestions()
    versions = weighing.weighted_versions(graded, weighing.shown_at())
    return download(header, [_cells(row) for row in versions], stem=_("强相关率"), kind=kind)


def _cells(row: counting.VersionRates) -> list[Cell]:
    low, high = row.strong.interval or (None, None)
    return [
        row.version.name,
        row.version.encoder,
        row.needs,
        row.strong.count,
        row.strong.hits,
        _rounded(row.strong.share),
        _rounded(low),
        _rounded(high),
        _rounded(row.weighted.share if row.weighted else None),
        _rounded(row.fair_or_better.share),
        row.recommended.count,
        _rounded(row.recommended.share),
    ]


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)

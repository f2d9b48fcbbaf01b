"""The funnel page, and the rows behind each of its figures."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.tables.values import Cell
from zhiqiao.web.access import Permission, requires
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.requests import signed_in
from zhiqiao.web.matches.models import Suggestion
from zhiqiao.web.site.downloads import download, rows_max
from zhiqiao.web.transfers import funnel as counting
from zhiqiao.web.transfers.export_views import local_day, yuan
from zhiqiao.web.transfers.funnel import MATCHED, STEPS, FunnelQuery, Row
from zhiqiao.web.transfers.models import Transfer
from zhiqiao.web.transfers.stages import End, Stage

A_PAGE = 50
READ = Permission.TRANSFER_READ


@requires(READ)
def funnel(request: HttpRequest) -> HttpResponse:
    """How many came how far, by field and by month; every figure opens the rows it counts."""
    person, query = signed_in(request), counting.read_query(request.GET)
    fields = counting.by_field(person, query)
    whole = counting.whole(person, query)
    matched = sum(n for _name, _row, n in fields)
    months = counting.by_month(person, query)
    ends = counting.by_end(person, query)
    rows_url = reverse("funnel-rows")
    context = {
        "query": query,
        "presets": counting.presets(query),
        "whole": whole,
        "steps": _steps(query, whole, matched),
        "fields": [
            (name, _cells_of(row, query, {"field": name}), _matched(n, query, name), row)
            for name, row, n in fields
        ],
        "months": [
            (month, _cells_of(row, query, counting.month_window(month, query)), row)
            for month, row in months
        ],
        "ends": [(end.label, n, rows_url + query.address(end=end)) for end, n in ends],
        "rows_url": rows_url,
        "all_fields_url": query.address(field=""),
        "all_time_url": query.address(since=counting.FIRST_DAY),
        "stages": Stage.choices,
        "charts": _charts(whole, matched, months, ends),
        "is_of_all": person.may(Permission.STATISTICS_READ),
    }
    return render(request, "transfers/funnel.html", context)


def _steps(query: FunnelQuery, whole: Row, matched: int) -> list[dict[str, Any]]:
    """Each step: count, address of its rows, share of the step before and of the introduced."""
    counts = {MATCHED: matched} | {stage: whole.count(stage) for stage in Stage.values}
    steps: list[dict[str, Any]] = []
    before: int | None = None
    for code, word in STEPS.items():
        count = counts[code]
        share = count / before if before else None
        url = reverse("funnel-rows") + query.address(reached=code)
        steps.append({"word": word, "count": count, "url": url, "share": share})
        before = count
    return steps


def _cells_of(row: Row, query: FunnelQuery, window: dict[str, Any]) -> list[tuple[int, str]]:
    """A group's counts, each with the address of its rows."""
    rows_url = reverse("funnel-rows")
    return [
        (row.count(stage), rows_url + query.address(reached=stage, **window))
        for stage in Stage.values
    ]


def _matched(count: int, query: FunnelQuery, field: str) -> tuple[int, str, str]:
    """A field's matched pairs, the address of their rows, and that of the funnel of the field."""
    rows_url = reverse("funnel-rows") + query.address(reached=MATCHED, field=field)
    return count, rows_url, query.address(field=field)


def _charts(
    whole: Row, matched: int, months: list[Any], ends: list[tuple[End, int]]
) -> dict[str, Any]:
    """The numbers that the charts draw."""
    stages = [(stage, str(Stage(stage).label)) for stage in Stage.values]
    return {
        "funnel": {
            "kind": "funnel",
            "labels": [str(word) for word in STEPS.values()],
            "series": [
                {"name": _("对数"), "values": [matched, *(whole.count(s) for s, _w in stages)]}
            ],
        },
        "months": {
            "kind": "line",
            "labels": [f"{month:%Y-%m}" for month, _row in months],
            "series": [
                {"name": word, "values": [row.count(stage) for _month, row in months]}
                for stage, word in stages
            ],
        },
        "ends": {
            "kind": "bar",
            "labels": [str(end.label) for end, _n in ends],
            "series": [{"name": _("项目"), "values": [n for _end, n in ends]}],
        },
    }


@requires(READ)
def rows(request: HttpRequest) -> HttpResponse:
    """The pairs or projects that a figure of the funnel counts."""
    person, query = signed_in(request), counting.read_query(request.GET)
    is_matched = query.reached == MATCHED
    found: Any = _pairs(person, query) if is_matched else _projects(person, query)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page", 1))
    context = {
        "query": query,
        "page": page,
        "rows": page.object_list if is_matched else [_shown(person, row) for row in page],
        "is_matched": is_matched,
        "word": _title(query),
        "back_url": reverse("funnel") + query.address(reached="", end=""),
        "export_url": reverse("funnel-export", args=["xlsx"]).removesuffix("xlsx/"),
        "may_open": person.may(Permission.TRANSFER_WRITE),
    }
    return render(request, "transfers/funnel_rows.html", context)


def _title(query: FunnelQuery) -> str:
    if query.end:
        return str(End(query.end).label)
    return str(STEPS[query.reached or Stage.INTRODUCED])


def _pairs(person: Person, query: FunnelQuery) -> Any:
    seen = counting.matched_pairs(person, query)
    return seen.select_related("need__organisation", "offer__organisation", "run")


def _projects(person: Person, query: FunnelQuery) -> Any:
    return counting.projects(person, query).select_related("seeker", "provider")


def _shown(person: Person, row: Transfer) -> tuple[Transfer, str]:
    """A project and its seeker's name; of a confidential one who only counts does not learn it."""
    own = person.organisation_id in (row.seeker_id, row.provider_id)
    is_known = own or person.may(Permission.TRANSFER_ALL) or not row.is_confidential
    return row, row.seeker.name if is_known else _("（保密）")


@requires(READ)
def export_rows(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The rows behind a figure as CSV or XLSX."""
    person, query = signed_in(request), counting.read_query(request.GET)
    at_most = rows_max(kind) + 1
    if query.reached == MATCHED:
        header = [
            _("需求"),
            _("成果"),
            _("需求方"),
            _("供给方"),
            _("领域"),
            _("概率"),
            _("匹配日期"),
        ]
        pairs = map(_pair_cells, _pairs(person, query)[:at_most])
        return download(header, pairs, stem=_("匹配推荐"), kind=kind)
    header = [
        _("编号"), _("需求"), _("成果"), _("需求方"), _("供给方"), _("领域"), _("阶段"), _("结果"),
        _("合同金额（元）"), _("对接日期"), _("签约日期"), _("付款日期"),
    ]  # fmt: skip
    found = (_shown(person, row) for row in _projects(person, query)[:at_most])
    return download(header, (_cells(*each) for each in found), stem=_title(query), kind=kind)


def _pair_cells(row: Suggestion) -> list[Cell]:
    need, offer = row.need, row.offer
    ended = row.run.finished_at
    return [
        need.title, offer.title, need.organisation.name, offer.organisation.name, need.field,
        round(row.probability, 4), local_day(ended),
    ]  # fmt: skip


def _cells(row: Transfer, seeker: str) -> list[Cell]:
    days = (row.introduced_at, row.signed_at, row.paid_at)
    return [
        row.pk, row.need_title, row.offer_title, seeker, row.provider.name, row.field,
        row.get_stage_display(), row.end_word, yuan(row.amount_fen),
        *map(local_day, days),
    ]  # fmt: skip

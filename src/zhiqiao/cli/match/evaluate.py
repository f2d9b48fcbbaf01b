"""`zhiqiao match evaluate`: how well a model ranks what people graded."""

from typing import Any

from rich.table import Table

from zhiqiao.cli.language import tr
from zhiqiao.cli.match.engine import WatchedEncoder, choose_encoder, model_for, model_from
from zhiqiao.cli.match.loading import judged_of
from zhiqiao.cli.match.requests import EvaluateRequest
from zhiqiao.cli.output import emit, stdout, told_bar
from zhiqiao.index import rarity_in
from zhiqiao.matching import Lens, cross_validate, evaluate

RESAMPLES = 2000

MEASURES = (
    ("ndcg_at_10", "nDCG@10"),
    ("p_at_5", "P@5（≥3）"),
    ("auc_3", "AUC（≥3）"),
    ("spearman", "Spearman ρ"),
    ("score_mae", "1/(1+MAE)"),
    ("calibration_error", tr("校准误差", "calibration error")),
)
MARKED = (
    ("precision_3", tr("推荐的准确率（≥3）", "precision of recommended (≥3)")),
    ("precision_4", tr("推荐的准确率（4）", "precision of recommended (4)")),
    ("needs_share", tr("有推荐的需求占比", "share of needs with one")),
    ("pairs", tr("推荐对数", "recommended pairs")),
)


def perform(request: EvaluateRequest) -> None:
    """Measures and prints."""
    given = model_from(request.model)
    judged = judged_of(request.needs, request.offers, request.judgements)
    encoder = WatchedEncoder(choose_encoder(request.encoder, model=given, offers=judged.offers))
    lens = Lens(encoder, rarity_in(offer.title for offer in judged.offers))
    then = tr("计算指标与区间", "Computing measures and intervals")
    with told_bar(tr("比较需求与成果", "Comparing pairs"), then=then) as progress:
        if request.folds:
            result = cross_validate(
                judged, lens=lens, folds=request.folds, resamples=RESAMPLES, progress=progress
            )
        else:
            model = model_for(encoder, given)
            result = evaluate(
                judged, model=model, lens=lens, resamples=RESAMPLES, progress=progress
            )
    if request.as_json:
        emit(result.as_dict())
    else:
        show_figures(result.as_dict())


def show_figures(result: dict[str, Any]) -> None:
    """Prints the measures with their intervals."""
    name = result["model"]
    title = tr(f"{name}：{result['needs']} 条需求", f"{name}: {result['needs']} needs")
    table = Table(title=title, title_justify="left")
    table.add_column(tr("指标", "Measure"))
    table.add_column(tr("值", "Value"), justify="right")
    table.add_column(tr("95% 区间", "95 % interval"), justify="right")
    intervals = result["intervals"]
    for key, label in MEASURES:
        table.add_row(label, _number(result[key]), _interval(intervals.get(key)))
    marked = result["recommended"]
    for key, label in MARKED:
        table.add_row(label, _number(marked[key]), _interval(intervals.get(f"recommended.{key}")))
    stdout().print(table)


def _number(value: float | None) -> str:
    """A figure, or a dash where there is none."""
    if value is None:
        return "—"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def _interval(bounds: list[float | None] | None) -> str:
    """The bounds of an interval."""
    if not bounds or None in bounds:
        return ""
    return " – ".join(f"{bound:.3f}".removesuffix(".000") for bound in bounds)

"""`zhiqiao match evaluate --task latent`: how often a hidden patent is found."""

from typing import Any

import typer
from rich.table import Table

from zhiqiao.cli.language import tr
from zhiqiao.cli.match.engine import WatchedEncoder
from zhiqiao.cli.match.patents import profiles_of
from zhiqiao.cli.match.requests import EvaluateRequest
from zhiqiao.cli.output import emit, stdout, working
from zhiqiao.index import load_encoder
from zhiqiao.index.words import cut
from zhiqiao.matching.latent import evaluate_latent
from zhiqiao.matching.latent.fit import cross_fitted
from zhiqiao.matching.latent.held_out import refuse_too_many
from zhiqiao.matching.latent.landscape import Landscape, Outlook
from zhiqiao.matching.latent.model import SHIPPED
from zhiqiao.matching.latent.values import Source

MEASURES = (
    ("hit_at_10", "hit@10"),
    ("hit_at_10_by_chance", tr("hit@10，随便猜", "hit@10 by chance")),
    ("mrr", "MRR"),
    ("hit_at_50", "hit@50"),
    ("calibration_error", tr("校准误差", "calibration error")),
)


def perform(request: EvaluateRequest) -> None:
    """Measures and prints."""
    if request.patents is None:
        raise typer.BadParameter(
            tr("评测潜在需求要给专利文件。", "latent needs are measured on patents."),
            param_hint="'--patents'",
        )
    # static unless asked: the weights were fitted with it, and it is a hundred times faster
    name = "static" if request.encoder == "auto" else request.encoder
    encoder = WatchedEncoder(load_encoder(name))
    profiles = profiles_of(request.patents)
    refuse_too_many(profiles)
    landscape = Landscape.of(profiles, encoder=encoder, cut=cut)  # the encoder tells how far it is
    with working(tr("逐件藏起再找 ……", "Hiding and finding …")):
        if request.folds:
            found = cross_fitted(landscape, SHIPPED, folds=request.folds)
        else:
            found = evaluate_latent(Outlook.of(landscape, SHIPPED))
        topic = evaluate_latent(Outlook.of(landscape, SHIPPED, {Source.DRAFTING: 0.0}))
    result = {
        "encoder": encoder.name,
        **found.as_dict(),
        "topic_only": {"hit_at_10": topic.figures["hit_at_10"], "mrr": topic.figures["mrr"]},
    }
    if request.as_json:
        emit(result)
    else:
        _show(result)


def _show(result: dict[str, Any]) -> None:
    """Prints the measures with their intervals."""
    held = result["assignees"]
    among = result["candidates"]
    title = tr(
        f"{held} 家有至少 3 件专利的企业，每件在至少 {among:,} 件里找",
        f"{held} holders of at least 3 patents, each sought among at least {among:,}",
    )
    table = Table(title=title, title_justify="left")
    table.add_column(tr("指标", "Measure"))
    table.add_column(tr("值", "Value"), justify="right")
    table.add_column(tr("95% 区间", "95 % interval"), justify="right")
    for key, label in MEASURES:
        if key not in result:
            continue
        bounds = result["intervals"].get(key, [None])
        shown = "" if None in bounds else " – ".join(f"{each:.3f}" for each in bounds)
        table.add_row(label, f"{result[key]:.3f}", shown)
    alone = result["topic_only"]["hit_at_10"]
    table.add_row(tr("hit@10，不看写法", "hit@10 without drafting habits"), f"{alone:.3f}", "")
    stdout().print(table)

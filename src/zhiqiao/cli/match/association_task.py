"""`zhiqiao match evaluate --task association`: how faithful and how useful paths are."""

import math
from typing import Any

from rich.table import Table

from zhiqiao.associations.evaluate import Usefulness, usefulness
from zhiqiao.cli.language import tr
from zhiqiao.cli.match import corpora
from zhiqiao.cli.match.loading import judged_of
from zhiqiao.cli.match.requests import EvaluateRequest
from zhiqiao.cli.output import emit, stdout, told_bar
from zhiqiao.index import load_encoder

RESAMPLES = 2_000
MEASURES = (
    ("hops_verbatim_share", tr("逐字引用的跳", "hops quoted verbatim")),
    ("hops_falling_share", tr("去掉证据后路径变弱的跳", "hops that count")),
    ("paths_falling_share", tr("去掉任一跳的证据都变弱的路径", "paths that fall with any hop")),
    ("paths_falling_with_any_quote_share", tr("去掉任一句都变弱", "… with any quote")),
    ("auc", tr("用词不同的对：AUC（≥3 对 1）", "AUC of pairs sharing few words (≥3, 1)")),
    ("auc_all", tr("全部对：AUC", "AUC of all pairs")),
    ("relevant_with_path", tr("≥3 的对有路径", "pairs ≥3 with a path")),
    ("unrelated_with_path", tr("1 的对有路径", "pairs of 1 with a path")),
)


def perform(request: EvaluateRequest) -> None:
    """Measures and prints."""
    judged = judged_of(request.needs, request.offers, request.judgements)
    documents = corpora.documents_of(request.documents)
    documents += corpora.as_documents(judged.offers)
    name = "static" if request.encoder == "auto" else request.encoder
    graph = corpora.built(documents, load_encoder(name))
    then = tr("计算指标与区间", "Computing measures and intervals")
    with told_bar(tr("寻找关联", "Associating"), then=then) as progress:
        found = usefulness(judged, graph, documents, resamples=RESAMPLES, progress=progress)
    sizes = {"concepts": len(graph.concepts), "relations": len(graph.edges)}
    result = {"documents": graph.documents, **sizes, **as_dict(found)}
    if request.as_json:
        emit(result)
    else:
        _show(result)


def as_dict(found: Usefulness) -> dict[str, Any]:
    """Plain values; what is undefined is None."""
    return {
        "paths": found.faithfulness.paths,
        "hops": found.faithfulness.hops,
        "pairs_relevant": found.pairs[0],
        "pairs_unrelated": found.pairs[1],
        **{name: _known(value) for name, value in found.faithfulness.shares().items()},
        **{name: _known(value) for name, value in found.figures.items()},
        "intervals": {
            name: [_known(bound) for bound in bounds] for name, bounds in found.intervals.items()
        },
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _show(result: dict[str, Any]) -> None:
    table = Table(title=tr(f"{result['paths']:,} 条路径", f"{result['paths']:,} paths"))
    table.add_column(tr("指标", "Measure"))
    table.add_column(tr("值", "Value"), justify="right")
    table.add_column(tr("95% 区间", "95 % interval"), justify="right")
    for key, label in MEASURES:
        value, bounds = result.get(key), result["intervals"].get(key)
        shown = "—" if value is None else f"{value:.3f}"
        known = bounds and None not in bounds
        table.add_row(label, shown, " – ".join(f"{each:.3f}" for each in bounds) if known else "")
    stdout().print(table)

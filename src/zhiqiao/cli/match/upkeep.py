"""`zhiqiao match refit` and `reindex`: the site's model and indexes."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, stdout, working
from zhiqiao.cli.site import set_up_site

if TYPE_CHECKING:
    from zhiqiao.matching.fit import Gain
    from zhiqiao.web.matches.refitting import RefitResult


def refit(*, as_json: bool) -> None:
    """Fits a model to the site's grades; it serves from now on only if it is better."""
    set_up_site()
    from zhiqiao.web.matches import actions

    with working(tr("用评分重新拟合 ……", "Refitting …")):
        result = actions.refit()
    if as_json:
        emit(asdict(result))
    else:
        stdout().print(_told(result), soft_wrap=True)


def _told(result: "RefitResult") -> str:
    """What the refit did, and why."""
    grades = tr(
        f"{result.needs} 条需求的 {result.pairs} 对评分",
        f"{result.pairs} grades of {result.needs} needs",
    )
    if result.comparison is None:
        from zhiqiao.web.matches.refitting import NEEDS_MIN, PAIRS_MIN

        return tr(
            f"评分还不够：现有{grades}，至少要 {NEEDS_MIN} 条需求的 {PAIRS_MIN} 对。"
            f"继续使用模型 {result.serving}。",
            f"Not enough yet: {grades}, at least {PAIRS_MIN} of {NEEDS_MIN} are required. "
            f"The model {result.serving} goes on serving.",
        )
    order = _shown(result.comparison.ndcg_at_10)
    chances = _shown(result.comparison.log_likelihood)
    compared = tr(
        f"在留出的 {result.held_back} 条需求上，新模型的排序（nDCG@10）相差 {order}，"
        f"概率（对数似然）相差 {chances}",
        f"On {result.held_back} needs held back the new model differs in order (nDCG@10) by "
        f"{order} and in chances (log likelihood) by {chances}",
    )
    is_served = result.outcome == "served"
    verdict = tr(
        f"更好，已换上 {result.serving}。" if is_served else f"没有更好，保留 {result.serving}。",
        f"it serves now: {result.serving}." if is_served else f"kept: {result.serving}.",
    )
    return f"{grades}\n{compared}{tr('：', ': ')}{verdict}"


def _shown(gain: "Gain") -> str:
    """A gain with its interval and on how many needs it was seen."""
    return f"{gain.mean:+.3f} ({gain.low:+.3f} … {gain.high:+.3f}, n = {gain.needs})"


def reindex(*, as_json: bool) -> None:
    """Builds the indexes of needs and offers from the published rows."""
    set_up_site()
    from zhiqiao.web.catalogue.models import Side
    from zhiqiao.web.matches import engine_room

    states = {}
    for side in Side:
        index = engine_room.index_of(side)
        with working(tr(f"重建索引：{side.label} ……", f"Indexing: {side.label} …")):
            index.rebuild()
        states[side.value] = index.state()
    if as_json:
        emit(states)
        return
    for state in states.values():
        documents, encoder = state["documents"], state["encoder"]
        note(tr(f"索引已重建：{documents:,} 条，{encoder}", f"Indexed {documents:,}, {encoder}"))

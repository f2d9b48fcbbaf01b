"""`zhiqiao match refit` and `reindex`: the site's model and indexes."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from zhiqiao.cli.language import tr
from zhiqiao.cli.match import model
from zhiqiao.cli.match.gains import shown
from zhiqiao.cli.output import emit, note, stdout, working
from zhiqiao.cli.site import set_up_site

if TYPE_CHECKING:
    from zhiqiao.web.matches.refitting import RefitResult


def refit(*, as_shadow: bool, as_json: bool) -> None:
    """Fits a model to the site's grades; it serves from now on only if it is better.

    As a shadow it does not serve, and ranks the needs there are beside the serving one.
    """
    set_up_site()
    from zhiqiao.web.matches import engine_room, serving_actions

    with working(tr("用评分重新拟合 ……", "Refitting …")):
        result = serving_actions.refit(as_shadow=as_shadow)
    version = engine_room.shadow_version() if result.shadow else None
    standing = model.rank_beside(version) if version is not None else None
    if as_json:
        emit(asdict(result) | {"standing": model.told(standing) if standing else None})
        return
    stdout().print(_told(result), soft_wrap=True)
    if standing:
        stdout().print(model.in_words(standing), soft_wrap=True)


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
    order = shown(result.comparison.ndcg_at_10)
    chances = shown(result.comparison.log_likelihood)
    compared = tr(
        f"在留出的 {result.held_back} 条需求上，新模型的排序（nDCG@10）相差 {order}，"
        f"概率（对数似然）相差 {chances}",
        f"On {result.held_back} needs held back the new model differs in order (nDCG@10) by "
        f"{order} and in chances (log likelihood) by {chances}",
    )
    verdict = _verdict(result)
    return f"{grades}\n{compared}{tr('：', ': ')}{verdict}"


def _verdict(result: "RefitResult") -> str:
    """What came of the comparison."""
    if result.shadow:
        return tr(
            f"{result.shadow} 作为影子和 {result.serving} 一起排，不给人看。",
            f"{result.shadow} ranks beside {result.serving} as a shadow, shown to nobody.",
        )
    if result.outcome == "served":
        return tr(f"更好，已换上 {result.serving}。", f"it serves now: {result.serving}.")
    if result.outcome == "overtaken":
        return tr(
            f"更好，但拟合期间有人换了模型，没有换上，仍用 {result.serving}。请再拟合一次。",
            f"better, but somebody changed the model meanwhile: {result.serving} goes on serving. "
            "Refit once more.",
        )
    return tr(f"没有更好，保留 {result.serving}。", f"kept: {result.serving}.")


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

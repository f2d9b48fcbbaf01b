"""`zhiqiao match model`: which version serves, and changing that."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from zhiqiao.cli.language import tr
from zhiqiao.cli.match.gains import shown
from zhiqiao.cli.output import emit, stdout, told_bar, working
from zhiqiao.cli.site import set_up_site

if TYPE_CHECKING:
    from zhiqiao.matching.learning import Agreement
    from zhiqiao.web.matches.models import RankingModelVersion, ServingChange
    from zhiqiao.web.matches.shadowing import ShadowStanding


def list_versions(*, as_json: bool) -> None:
    """Prints the versions, the newest first."""
    set_up_site()
    from zhiqiao.web.matches import engine_room
    from zhiqiao.web.matches.models import RankingModelVersion

    serving = engine_room.serving_model()[0].name
    versions = list(RankingModelVersion.objects.all())
    if as_json:
        emit({"serving": serving, "versions": [_plain(each, serving) for each in versions]})
        return
    if serving not in {each.name for each in versions}:
        stdout().print(_line(serving, tr("正在使用", "serves"), ""), soft_wrap=True)
    for each in versions:
        state = _state(each, serving)
        stdout().print(_line(each.name, state, _won(each)), soft_wrap=True)


def _line(name: str, state: str, won: str) -> str:
    return "  ".join(part for part in (name, state, won) if part)


def _plain(version: "RankingModelVersion", serving: str) -> dict[str, Any]:
    """A version as JSON has it."""
    return {
        "name": version.name,
        "encoder": version.encoder,
        "fitted_at": version.fitted_at.isoformat(),
        "serving": version.name == serving,
        "shadow": version.is_shadow,
        "figures": version.figures,
    }


def _state(version: "RankingModelVersion", serving: str) -> str:
    if version.name == serving:
        return tr("正在使用", "serves")
    return tr("影子", "shadow") if version.is_shadow else ""


def _won(version: "RankingModelVersion") -> str:
    """What the version gained over the one it was compared to."""
    from zhiqiao.web.matches.serving import comparison_of

    won = comparison_of(version)
    if won is None:
        return ""
    against = version.figures["against"]
    order, chances = shown(won.ndcg_at_10), shown(won.log_likelihood)
    return tr(
        f"比 {against}：次序 {order}，概率 {chances}",
        f"against {against}: order {order}, chances {chances}",
    )


def shadow(*, as_json: bool) -> None:
    """Has the shadow rank the needs, and prints how far it agrees with the serving version."""
    set_up_site()
    standing = rank_beside(_the_shadow())
    if as_json:
        emit(told(standing))
    else:
        stdout().print(in_words(standing), soft_wrap=True)


def rank_beside(version: "RankingModelVersion") -> "ShadowStanding":
    """The shadow and the serving version rank the needs anew, with a bar meanwhile."""
    from zhiqiao.web.matches.rates import newest_grades
    from zhiqiao.web.matches.shadow_actions import rank_all
    from zhiqiao.web.matches.shadowing import standing_of

    with told_bar(tr("影子匹配", "Shadow run")) as progress:
        rank_all(shadow=version, report=progress)
    return standing_of(version, newest_grades())


def told(standing: "ShadowStanding") -> dict[str, Any]:
    """The standing as JSON has it."""
    found = {
        name: {"hits": rate.hits, "count": rate.count}
        for name, rate in (("found", standing.found), ("served_found", standing.served_found))
    }
    agreement = asdict(standing.agreement) if standing.agreement else None
    return {"shadow": standing.version.name, "agreement": agreement, **found}


def in_words(standing: "ShadowStanding") -> str:
    """The standing in a sentence."""
    found: Agreement | None = standing.agreement
    name = standing.version.name
    if found is None:
        return tr(
            f"影子 {name} 还没有排过需求：先有匹配过的需求。",
            f"The shadow {name} has ranked no need: there is none that was matched.",
        )
    return tr(
        f"影子 {name} 排过 {found.needs} 条需求：前十个候选 {found.overlap:.0%} 相同，"
        f"第一名 {found.same_first:.0%} 相同；推荐 {found.recommends} 对"
        f"（现役 {found.served_recommends} 对），预计较强以上 {_share(found.predicted)}"
        f"（现役 {_share(found.served_predicted)}）。",
        f"The shadow {name} has ranked {found.needs} needs: {found.overlap:.0%} of the first ten "
        f"and {found.same_first:.0%} of the first places are the same; it recommends "
        f"{found.recommends} pairs (serving: {found.served_recommends}) and expects "
        f"{_share(found.predicted)} of them to be graded 3 or 4 "
        f"(serving: {_share(found.served_predicted)}).",
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def promote(*, reason: str, as_json: bool) -> None:
    """Compares the shadow on today's grades; it serves only if it won."""
    set_up_site()
    from zhiqiao.web.matches import serving_actions

    version = _the_shadow()
    with working(tr("比较 ……", "Comparing …")):
        serving_actions.compare_again(shadow=version)
    change = serving_actions.promote(actor=None, shadow=version, reason=reason)
    _tell(change, as_json=as_json)


def rollback(*, reason: str, as_json: bool) -> None:
    """The version before the serving one serves again."""
    set_up_site()
    from zhiqiao.web.matches import serving_actions

    _tell(serving_actions.roll_back(actor=None, reason=reason), as_json=as_json)


def _the_shadow() -> "RankingModelVersion":
    """The shadow for the encoder in use.

    Raises:
        ZhiqiaoError: RANKING_NO_SHADOW where there is none.
    """
    from zhiqiao.common import ErrorCode, ZhiqiaoError
    from zhiqiao.web.matches import engine_room

    version = engine_room.shadow_version()
    if version is None:
        raise ZhiqiaoError(ErrorCode.RANKING_NO_SHADOW)
    return version


def _tell(change: "ServingChange", *, as_json: bool) -> None:
    if as_json:
        emit({"serving": change.version.name, "before": change.before.name, "kind": change.kind})
        return
    name, before = change.version.name, change.before.name
    stdout().print(
        tr(f"现在用 {name}，之前是 {before}。", f"{name} serves now; before it was {before}."),
        soft_wrap=True,
    )

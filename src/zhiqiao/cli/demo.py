"""`zhiqiao demo`: the fictional city, to try everything with."""

from dataclasses import asdict

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, told_bar
from zhiqiao.cli.site import set_up_site


def perform(*, as_json: bool) -> None:
    """Loads the demo city. Quick when it is already there."""
    set_up_site()
    from zhiqiao.web.demo.actions import load_demo

    with told_bar(tr("装入演示数据", "Loading the demo city")) as progress:
        loaded = load_demo(progress=progress)
    if as_json:
        emit(asdict(loaded))
        return
    note(
        tr(
            f"演示城市已就绪：{loaded.needs} 条需求、{loaded.offers} 条成果，"
            f"已匹配 {loaded.matched} 条需求。启动网站：zhiqiao serve",
            f"The demo city is ready: {loaded.needs} needs, {loaded.offers} offers, "
            f"{loaded.matched} needs matched. Next: zhiqiao serve",
        )
    )

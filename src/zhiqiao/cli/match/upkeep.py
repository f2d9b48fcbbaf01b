"""`zhiqiao match refit` and `reindex`: the site's model and indexes."""

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note, working
from zhiqiao.cli.site import set_up_site


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

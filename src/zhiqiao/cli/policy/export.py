"""`zhiqiao policy export`: what was published on the site, as files for version control."""

from pathlib import Path

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note
from zhiqiao.cli.site import set_up_site
from zhiqiao.tables.writing import replacing

FILE = "programme.yaml"


def perform(folder: Path, *, as_json: bool) -> None:
    """Writes the newest text of every programme that was published on the site."""
    set_up_site()
    from zhiqiao.web.rulebook.texts import newest_texts

    rows = list(newest_texts())
    for row in rows:
        place = folder / row.programme_id
        place.mkdir(parents=True, exist_ok=True)
        with replacing(place / FILE) as stream:
            stream.write(row.text.encode())
    repealed = [row.programme_id for row in rows if row.repealed_on]
    if as_json:
        emit({"written": [row.programme_id for row in rows], "repealed": repealed})
    note(tr(f"写出 {len(rows)} 个事项。", f"{len(rows)} programmes written."))
    if repealed:
        names = "、".join(repealed)
        note(
            tr(
                f"已废止，文件里还没写失效日，请自行补上：{names}",
                f"Repealed; their files do not end yet, please add the end: {names}",
            )
        )

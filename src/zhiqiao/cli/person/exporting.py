"""`zhiqiao person export`: everything held on one person, as JSON."""

import json
import os
from pathlib import Path

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import emit, note
from zhiqiao.cli.person.finding import person_named, refusals_told
from zhiqiao.cli.site import set_up_site
from zhiqiao.common import ErrorCode, ZhiqiaoError


def perform(username: str, output: Path | None) -> None:
    """Prints, or writes a file that only its owner reads.

    Raises:
        ZhiqiaoError: nobody has that name, or the file cannot be written.
    """
    set_up_site()
    from zhiqiao.web.accounts.personal.actions import note_export
    from zhiqiao.web.accounts.personal_data import export_of

    person = person_named(username)
    with refusals_told():
        note_export(actor=None, person=person)
        held = export_of(person)
    if output is None:
        emit(held)
        return
    _write(output, json.dumps(held, ensure_ascii=False, indent=2))
    note(tr(f"已写到 {output}", f"Written to {output}"))


def _write(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as error:
        why = error.strerror or str(error)
        raise ZhiqiaoError(ErrorCode.OUTPUT_UNWRITABLE, path=str(path), why=why) from None

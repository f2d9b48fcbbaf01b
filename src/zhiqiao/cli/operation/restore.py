"""`zhiqiao restore FILE`: an archive into an empty installation, then checked."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from zhiqiao.cli.language import tr
from zhiqiao.cli.operation.backup import summary
from zhiqiao.cli.output import emit, note, stdout, working
from zhiqiao.cli.site import reach_database, set_up_django
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.operation.data_folder import data_folder, held


def perform(file: Path, *, as_json: bool) -> None:
    """Restores, brings the schema up to this version, and has the audit chain verified.

    Raises:
        ZhiqiaoError: why nothing was restored, or that the audit chain does not verify.
    """
    data = data_folder()
    with held(data):
        set_up_django()
        reach_database()
        restored = _restore(file)
    verdict = _verify_audit()
    told = summary(file, restored) | {"audit": verdict, "next": "zhiqiao match reindex"}
    if as_json:
        emit(told)
        return
    stdout().print(
        tr(
            f"已恢复 {told['tables']} 张表、{told['rows']} 行、{told['files']} 个文件，"
            "逐表核对一致，审计链验证通过。",
            f"Restored {len(restored.tables)} tables, {restored.rows} rows and "
            f"{len(restored.files)} files; every table compared, the audit chain verified.",
        ),
        soft_wrap=True,
    )
    note(
        tr(
            "索引不在备份里，请重建：zhiqiao match reindex；然后启动：zhiqiao serve",
            "Indexes are not in a backup. Rebuild them: zhiqiao match reindex; then zhiqiao serve",
        )
    )


def _restore(file: Path) -> Any:  # noqa: ANN401 -- a Manifest; its module needs Django ready
    from django.core.management import call_command

    from zhiqiao.web.audit.guard import without_guard
    from zhiqiao.web.operation.backup.restoring import restore

    with working(tr("恢复 ……", "Restoring …")):
        restored = restore(file)
        with without_guard():
            call_command("migrate", interactive=False, verbosity=0)
    return restored


def _verify_audit() -> dict[str, object]:
    """Asked of a fresh process, which reads the restored keys and no others."""
    ended = subprocess.run(
        [sys.executable, "-m", "zhiqiao.cli", "audit", "verify", "--json"],
        env=dict(os.environ),
        capture_output=True,
        check=False,
    )
    if ended.returncode != 0:
        why = ended.stderr.decode(errors="replace").strip().splitlines()
        raise ZhiqiaoError(
            ErrorCode.RESTORE_DIFFERS, part="audit", why=why[-1] if why else ended.returncode
        )
    found: dict[str, object] = json.loads(ended.stdout)
    return found

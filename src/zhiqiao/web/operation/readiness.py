"""Whether the site can do its work now: each part by name, in a word, without detail."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from zhiqiao.common import ZhiqiaoError
from zhiqiao.index.manifest import read_manifest
from zhiqiao.web.operation.heartbeat import LATE_AFTER_S, age_s
from zhiqiao.web.operation.schema import standing

log = logging.getLogger("zhiqiao.readiness")
OK = "ok"
MIB = 1024 * 1024


def checks() -> dict[str, str]:
    """Each part and `ok`, or a word for what is wrong with it."""
    return {name: _word(name, check) for name, check in CHECKS.items()}


def is_ready(found: dict[str, str]) -> bool:
    """Whether all parts are well."""
    return all(word == OK for word in found.values())


def _word(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, OSError, ValueError, ZhiqiaoError):
        log.warning("a readiness check failed", exc_info=True, extra={"kind": name})
        return "failed"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return OK


def _schema() -> str:
    found = standing()
    if found.unknown:
        return "newer"
    return "older" if found.missing else OK


def _index() -> str:
    """Every index that was built is whole in number and size of its files.

    One that is not yet built is no fault: it is built from the rows when it is first used.
    """
    for manifest in sorted((Path(settings.ZHIQIAO_DATA) / "index").glob("*/manifest.json")):
        files = read_manifest(manifest.parent).files
        if any(
            (manifest.parent / path).stat().st_size != size for path, (size, _) in files.items()
        ):
            return "damaged"
    return OK


def _worker() -> str:
    seconds = age_s(Path(settings.ZHIQIAO_DATA))
    if seconds is None:
        return "absent"
    return OK if seconds <= LATE_AFTER_S else "late"


def _disk() -> str:
    free = shutil.disk_usage(settings.ZHIQIAO_DATA).free
    return OK if free >= settings.ZHIQIAO_DISK_MIB_MIN * MIB else "full"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "schema": _schema,
    "index": _index,
    "worker": _worker,
    "disk": _disk,
}

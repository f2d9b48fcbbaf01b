"""Which database this process uses, and as whom.

Without an address the data lies in SQLite. With PostgreSQL a process has exactly one role: the
site is `web`, the background worker `matcher`, migrations and the operator's commands `migrator`.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from zhiqiao.common import ErrorCode, ZhiqiaoError

ENGINE = "zhiqiao.web.access.postgresql"
SECOND_MS = 1_000
KEEP_OPEN_S = 60


class DatabaseRole(StrEnum):
    """What a process may do in the database."""

    WEB = "web"
    MATCHER = "matcher"
    MIGRATOR = "migrator"


ROLE_VARIABLE = "ZHIQIAO_DATABASE_ROLE"
ADDRESSES = {
    DatabaseRole.WEB: "ZHIQIAO_DATABASE_URL",
    DatabaseRole.MATCHER: "ZHIQIAO_MATCHER_DATABASE_URL",
    DatabaseRole.MIGRATOR: "ZHIQIAO_MIGRATOR_DATABASE_URL",
}
STATEMENT_S_MAX = {
    DatabaseRole.WEB: 30,
    DatabaseRole.MATCHER: 600,
    DatabaseRole.MIGRATOR: 0,
}
"""How long one statement may take; 0: as long as it takes."""


def role_of(environment: Mapping[str, str]) -> DatabaseRole:
    """The role of this process; the site's unless told."""
    return DatabaseRole(environment.get(ROLE_VARIABLE) or DatabaseRole.WEB)


def environment_of(role: DatabaseRole, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for a child process of that role, without the other roles' addresses.

    Raises:
        ZhiqiaoError: PostgreSQL is used, but this role's address is missing or of another kind.
    """
    if _is_postgresql(environment):
        _postgresql(environment.get(ADDRESSES[role], ""), role)
    others = {name for each, name in ADDRESSES.items() if each != role}
    kept = {name: value for name, value in environment.items() if name not in others}
    return kept | {ROLE_VARIABLE: role.value}


def databases(environment: Mapping[str, str], data: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: SQLite in the data folder, or PostgreSQL as this process's role.

    Raises:
        ZhiqiaoError: PostgreSQL is used, but this role's address is missing or of another kind.
    """
    if not _is_postgresql(environment):
        return {"default": _sqlite(data)}
    role = role_of(environment)
    return {"default": _postgresql(environment.get(ADDRESSES[role], ""), role)}


def _is_postgresql(environment: Mapping[str, str]) -> bool:
    return any(environment.get(name) for name in ADDRESSES.values())


def _sqlite(data: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / "db.sqlite3",
        "CONN_MAX_AGE": KEEP_OPEN_S,
        "OPTIONS": {
            # IMMEDIATE takes the write lock at once, so that two writers wait instead of failing.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what was acknowledged survives a power cut (docs/decisions/0006-sqlite.md).
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;"
                # What was removed, as when a need becomes confidential, is overwritten.
                "PRAGMA secure_delete=ON;"
            ),
        },
    }


def _postgresql(address: str, role: DatabaseRole) -> dict[str, Any]:
    import dj_database_url

    if urlsplit(address).scheme not in ("postgresql", "postgres"):
        raise ZhiqiaoError(ErrorCode.DATABASE_ADDRESS_BAD, variable=ADDRESSES[role])
    parsed: dict[str, Any] = dict(
        dj_database_url.parse(
            address, engine=ENGINE, conn_max_age=KEEP_OPEN_S, conn_health_checks=True
        )
    )
    limits = {
        "statement_timeout": STATEMENT_S_MAX[role] * SECOND_MS,
        "idle_in_transaction_session_timeout": 60 * SECOND_MS,
        "lock_timeout": 20 * SECOND_MS,
    }
    given = parsed.get("OPTIONS", {})
    flags = [f"-c {name}={value}" for name, value in limits.items()]
    parsed["OPTIONS"] = {
        "application_name": f"zhiqiao_{role}",
        **given,
        # The address may set more; ours come first, so that it may also set other limits.
        "options": " ".join([*flags, given.get("options", "")]).strip(),
    }
    return parsed

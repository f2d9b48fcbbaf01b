"""Bringing the site's part up within a command: settings and database."""

import gc
import os

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.databases import ADDRESSES, ROLE_VARIABLE, DatabaseRole

OBJECTS_MADE = 50_000
"""After so many new objects the young ones are searched for garbage; Python's own number is 700."""


def set_up_site() -> None:
    """Makes Django ready and the database current. Quick when it already is.

    An empty database, and an older one in SQLite, is brought up to date; an older one in
    PostgreSQL only by `zhiqiao upgrade`, which backs it up first.

    Raises:
        ZhiqiaoError: a setting is wrong, the database does not answer, or its schema is newer, or
            older in PostgreSQL.
    """
    set_up_django()
    from django.core.management import call_command
    from django.db import connection

    from zhiqiao.web.operation.schema import refuse_newer, refuse_older, standing

    reach_database()
    found = standing()
    refuse_newer(found)
    if connection.vendor != "sqlite" and not found.is_untouched:
        refuse_older(found)
    if found.missing:
        call_command("migrate", interactive=False, verbosity=0)


def set_up_django() -> None:
    """Makes Django ready for a command: the operator's, so it sees every row.

    In PostgreSQL it works as the migrator; where that address is not given, as the site.

    Raises:
        ZhiqiaoError: a setting is wrong.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.web.settings")
    is_sqlite = not any(os.environ.get(name) for name in ADDRESSES.values())
    if is_sqlite or os.environ.get(ADDRESSES[DatabaseRole.MIGRATOR]):
        os.environ.setdefault(ROLE_VARIABLE, DatabaseRole.MIGRATOR.value)
    import django

    # Imports and migrations make what stays: a new database takes 20 % less CPU so.
    gc.set_threshold(OBJECTS_MADE, 20, 100)
    django.setup()

    from zhiqiao.web.access.row_actor import show_every_row

    show_every_row()


def reach_database() -> None:
    """Nothing, if the database answers.

    Raises:
        ZhiqiaoError: it does not.
    """
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        why = " ".join(str(error).split())[:200]
        raise ZhiqiaoError(ErrorCode.DATABASE_UNREACHABLE, why=why) from None

"""How PostgreSQL keeps entitlements, so that moving 100,000 of them renews no index.

A step changes state, revision and time, which no index holds. Where its page has room the new row
stays there (a heap-only update): half of each page is left free, and what an entitlement rests on,
some kilobytes that never change, lies apart.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "grants_entitlement"
APART = f"ALTER TABLE {TABLE} SET (fillfactor = 50, toast_tuple_target = 256)"
USUAL = f"ALTER TABLE {TABLE} RESET (fillfactor, toast_tuple_target)"


def leave_room(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Sets that; SQLite needs nothing."""
    if editor.connection.vendor == "postgresql":
        editor.execute(APART)


def as_usual(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Takes it back."""
    if editor.connection.vendor == "postgresql":
        editor.execute(USUAL)

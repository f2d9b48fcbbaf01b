"""How PostgreSQL keeps payments, so that moving 100,000 of them renews no index.

No index holds what a move changes: state, times and the bank's reason. Where its page has room the
new row stays there (a heap-only update).
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "payouts_payment"
WITH_ROOM = f"ALTER TABLE {TABLE} SET (fillfactor = 50)"
USUAL = f"ALTER TABLE {TABLE} RESET (fillfactor)"


def leave_room(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Sets that; SQLite needs nothing."""
    if editor.connection.vendor == "postgresql":
        editor.execute(WITH_ROOM)


def as_usual(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Takes it back."""
    if editor.connection.vendor == "postgresql":
        editor.execute(USUAL)

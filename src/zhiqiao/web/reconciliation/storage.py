"""How PostgreSQL keeps the tables in which a file is laid out: without a log.

They are empty whenever nobody reads a file, so that after a crash there is nothing to bring back.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("reconciliation_statusbeingread", "reconciliation_linebeingread")


def keep_no_log(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Sets that; SQLite needs nothing."""
    _set(editor, "UNLOGGED")


def keep_a_log(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Takes it back."""
    _set(editor, "LOGGED")


def _set(editor: BaseDatabaseSchemaEditor, how: str) -> None:
    if editor.connection.vendor == "postgresql":
        for table in TABLES:
            editor.execute(f"ALTER TABLE {table} SET {how}")

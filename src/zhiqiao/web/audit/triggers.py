"""The database itself refuses to change or remove an audit row, whoever asks."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "audit_auditrow"
WORDS = "audit rows are never changed or removed"
_SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS audit_no_{verb.lower()} BEFORE {verb} ON {TABLE}"
    f" BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for verb in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
    f" BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE OR REPLACE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON {TABLE}"
    " FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    f"CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE}"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
]
CREATE = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
DROP = {
    "sqlite": [f"DROP TRIGGER IF EXISTS audit_no_{verb}" for verb in ("update", "delete")],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS audit_no_{what} ON {TABLE}" for what in ("change", "truncate")
    ],
}


def put_up(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Makes the triggers of this database's kind."""
    for statement in CREATE.get(editor.connection.vendor, []):
        editor.execute(statement, params=None)


def take_down(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Removes them: for migrations backwards, and between tests."""
    for statement in DROP.get(editor.connection.vendor, []):
        editor.execute(statement, params=None)

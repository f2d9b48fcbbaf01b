"""What the database itself refuses of the ledger, whoever asks.

Entries, and what an account is, are never changed or removed. An entry is added between accounts
that are there; it resolves a pending entry, or reverses one that was posted, of just its accounts
and amount. Foreign keys would say less of that, and cost more than all else of adding an entry.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ENTRIES, ACCOUNTS = "ledger_entry", "ledger_account"
WORDS = "entries and accounts of the ledger are never changed or removed"
UNKNOWN_ACCOUNT = "an entry of the ledger is between two accounts that are there"
UNFOUNDED = "an entry of the ledger resolves or reverses only what is there, as it is there"
FIXED = "code, kind, has_floor"
"""Columns of an account that stay as they are; its sums change with entries."""

_RESOLVES = (
    "SELECT 1 FROM ledger_entry AS was WHERE was.id = {new}.of_id AND was.phase = 'pending'"
    " AND was.debit_id = {new}.debit_id AND was.credit_id = {new}.credit_id"
    " AND was.amount_fen = {new}.amount_fen AND was.movement = {new}.movement"
)
_REVERSES = (
    "SELECT 1 FROM ledger_entry AS was WHERE was.id = {new}.reverses_id"
    " AND was.phase IN ('posted', 'post') AND was.reverses_id IS NULL"
    " AND was.debit_id = {new}.credit_id AND was.credit_id = {new}.debit_id"
    " AND was.amount_fen = {new}.amount_fen AND was.movement = {new}.movement"
)
_IS_UNFOUNDED = (
    f"({{new}}.of_id IS NOT NULL AND NOT EXISTS ({_RESOLVES}))"
    f" OR ({{new}}.reverses_id IS NOT NULL AND NOT EXISTS ({_REVERSES}))"
)
_STRAY = (
    "SELECT 1 FROM (SELECT debit_id AS id FROM added UNION SELECT credit_id FROM added) AS used"
    " WHERE NOT EXISTS (SELECT 1 FROM ledger_account AS account WHERE account.id = used.id)"
)


def _sqlite_refuses(name: str, when: str, words: str, condition: str = "") -> str:
    where = f" WHERE {condition}" if condition else ""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {when}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'){where}; END"
    )


def _is_no_account(column: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM {ACCOUNTS} WHERE id = NEW.{column})"  # noqa: S608 -- our own


def _function(name: str, body: str) -> str:
    head = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
    return f"{head} $$ BEGIN {body} END $$"


def _raise(words: str) -> str:
    return f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';"


def _if(condition: str, words: str) -> str:
    return f"IF {condition} THEN {_raise(words)} END IF;"


_SQLITE = {
    "ledger_entry_no_update": (f"UPDATE ON {ENTRIES}", WORDS, ""),
    "ledger_entry_no_delete": (f"DELETE ON {ENTRIES}", WORDS, ""),
    "ledger_account_no_update": (f"UPDATE OF {FIXED} ON {ACCOUNTS}", WORDS, ""),
    "ledger_account_no_delete": (f"DELETE ON {ACCOUNTS}", WORDS, ""),
    "ledger_entry_accounts": (
        f"INSERT ON {ENTRIES} WHEN NEW.debit_id IS NOT NULL AND NEW.credit_id IS NOT NULL",
        UNKNOWN_ACCOUNT,
        f"{_is_no_account('debit_id')} OR {_is_no_account('credit_id')}",
    ),
    "ledger_entry_founded": (
        f"INSERT ON {ENTRIES} WHEN NEW.phase <> 'pending'",
        UNFOUNDED,
        _IS_UNFOUNDED.format(new="NEW"),
    ),
}
_POSTGRESQL = {
    "ledger_entry_no_change": (ENTRIES, "BEFORE UPDATE OR DELETE", "ROW", "ledger_refuse"),
    "ledger_entry_no_truncate": (ENTRIES, "BEFORE TRUNCATE", "STATEMENT", "ledger_refuse"),
    "ledger_account_no_change": (
        ACCOUNTS, f"BEFORE DELETE OR UPDATE OF {FIXED}", "ROW", "ledger_refuse",
    ),
    "ledger_account_no_truncate": (ACCOUNTS, "BEFORE TRUNCATE", "STATEMENT", "ledger_refuse"),
    "ledger_entry_founded": (ENTRIES, "AFTER INSERT", "STATEMENT", "ledger_check"),
}  # fmt: skip
_IS_STRAY = f"EXISTS ({_STRAY})"
_IS_ANY_UNFOUNDED = f"EXISTS (SELECT 1 FROM added WHERE {_IS_UNFOUNDED.format(new='added')})"  # noqa: S608
_CHECK = _if(_IS_STRAY, UNKNOWN_ACCOUNT) + _if(_IS_ANY_UNFOUNDED, UNFOUNDED) + "RETURN NULL;"


def _trigger(name: str) -> str:
    table, when, each, function = _POSTGRESQL[name]
    added = " REFERENCING NEW TABLE AS added" if function == "ledger_check" else ""
    return (
        f"CREATE OR REPLACE TRIGGER {name} {when} ON {table}{added}"
        f" FOR EACH {each} EXECUTE FUNCTION {function}()"
    )


CREATE = {
    "sqlite": [_sqlite_refuses(name, *how) for name, how in _SQLITE.items()],
    "postgresql": [
        _function("ledger_refuse", _raise(WORDS)),
        _function("ledger_check", _CHECK),
        *map(_trigger, _POSTGRESQL),
    ],
}
DROP = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, (table, *_) in _POSTGRESQL.items()
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

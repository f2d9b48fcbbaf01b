"""The simulated bank's own memory: one SQLite file that no other program shares."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TABLES = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS account (
    account TEXT PRIMARY KEY, name TEXT NOT NULL, opening_fen INTEGER NOT NULL,
    stated_fen INTEGER NOT NULL, statements INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS message (
    message_id TEXT PRIMARY KEY, digest BLOB NOT NULL, status TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS payment (
    id INTEGER PRIMARY KEY, end_to_end_id TEXT NOT NULL UNIQUE, message_id TEXT NOT NULL,
    debtor TEXT NOT NULL, amount_fen INTEGER NOT NULL, name TEXT NOT NULL, account TEXT NOT NULL,
    remark TEXT NOT NULL, execution_on TEXT NOT NULL, is_open INTEGER NOT NULL,
    reason_code TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS payment_open ON payment (execution_on) WHERE is_open;
CREATE TABLE IF NOT EXISTS booking (
    id INTEGER PRIMARY KEY, debtor TEXT NOT NULL, end_to_end_id TEXT NOT NULL,
    amount_fen INTEGER NOT NULL, direction TEXT NOT NULL, is_return INTEGER NOT NULL,
    is_reversal INTEGER NOT NULL, return_code TEXT NOT NULL, return_reason TEXT NOT NULL,
    remark TEXT NOT NULL, name TEXT NOT NULL, account TEXT NOT NULL,
    booked_on TEXT NOT NULL, stated_on TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS booking_stated ON booking (stated_on);
CREATE INDEX IF NOT EXISTS booking_booked ON booking (booked_on);
CREATE TABLE IF NOT EXISTS planned (
    id INTEGER PRIMARY KEY, due_on TEXT NOT NULL, debtor TEXT NOT NULL,
    end_to_end_id TEXT NOT NULL, amount_fen INTEGER NOT NULL, direction TEXT NOT NULL,
    is_return INTEGER NOT NULL, is_reversal INTEGER NOT NULL, return_code TEXT NOT NULL,
    return_reason TEXT NOT NULL, remark TEXT NOT NULL, name TEXT NOT NULL, account TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS planned_due ON planned (due_on);
CREATE TABLE IF NOT EXISTS file (
    number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS held (
    id INTEGER PRIMARY KEY, due_on TEXT NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL);
"""

FAULT = "fault "

STORE = "bank.sqlite3"
"""The name of its file in the folder of a bank."""


class Store:
    """A connection and its transactions. Not for several threads at once: the bank has a lock."""

    def __init__(self, path: Path | None) -> None:
        self.connection = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False
        )
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.executescript(TABLES)
        self.execute = self.connection.execute
        self.executemany = self.connection.executemany

    def close(self) -> None:
        """Ends the connection."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def setting(self, name: str, default: str) -> str:
        """What is remembered under a name; the default is remembered where nothing is."""
        self.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", (name, default))
        found = self.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(found[0])

    def remember(self, name: str, value: str) -> None:
        """Changes what is remembered."""
        self.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def count(self, name: str) -> int:
        """The next number of a counter, from 1."""
        found = self.execute(
            "INSERT INTO counter VALUES (?, 1) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (name,),
        ).fetchone()
        return int(found[0])

    def befell(self, fault: str, happened: bool) -> bool:  # noqa: FBT001 -- passed on
        """Passes on whether a fault happened, and counts it where it did."""
        if happened:
            self.count(f"{FAULT}{fault}")
        return happened

    def faults_met(self) -> dict[str, int]:
        """How often each fault happened so far; those that never did are left out."""
        rows = self.execute(
            "SELECT name, value FROM counter WHERE name GLOB ? ORDER BY name", (f"{FAULT}*",)
        )
        return {name.removeprefix(FAULT): value for name, value in rows}

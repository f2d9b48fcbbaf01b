"""Bringing PostgreSQL's grants and policies in line with `row_security`, after every migration."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from zhiqiao.web.access import row_security as rules
from zhiqiao.web.access.row_conditions import SYSTEM, Rule
from zhiqiao.web.access.row_security import MATCHER, MIGRATOR, WEB

ALL = "SELECT, INSERT, UPDATE, DELETE"
MARK = "zhiqiao row security "


def after_migrate(*, sender: AppConfig, using: str, **_more: Any) -> None:
    """Applies the rules once the last app's tables are there, if this is the migrator."""
    last = [app for app in apps.get_app_configs() if app.models_module][-1]
    connection = connections[using]
    if sender == last and connection.vendor == "postgresql" and is_migrator(connection):
        apply_rules(connection)


def forget_visitors(**_signal: Any) -> None:
    """Takes the visitor's settings off every open connection, after the answer was sent."""
    for connection in connections.all(initialized_only=True):
        forget = getattr(connection, "forget_visitor", None)
        if forget is not None and not connection.in_atomic_block:
            forget()


def is_migrator(connection: BaseDatabaseWrapper) -> bool:
    """Whether this connection may change tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return bool(cursor.fetchone()[0] == MIGRATOR)


def apply_rules(connection: BaseDatabaseWrapper) -> None:
    """Sets every table's grants and policies in one transaction, if anything about them differs."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        statements = ";\n".join(_statements(tables, connection))
        mark = MARK + hashlib.sha256(statements.encode()).hexdigest()
        if mark == _stored_mark(cursor):
            return
        cursor.execute(f"BEGIN;\n{statements};\nCOMMENT ON SCHEMA public IS '{mark}';\nCOMMIT")


def _stored_mark(cursor: Any) -> str:
    cursor.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')")
    return cursor.fetchone()[0] or ""


def _statements(tables: list[str], connection: BaseDatabaseWrapper) -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {WEB}, {MATCHER}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {WEB}, {MATCHER}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB}, {MATCHER}"
    for table in sorted(tables):
        yield from _grants(table, connection)
        if table in rules.RULES:
            yield from _policies(table, rules.RULES[table])


def _grants(table: str, connection: BaseDatabaseWrapper) -> Iterator[str]:
    allowed = _site_may(table)
    yield f"GRANT {allowed} ON {table} TO {WEB}"
    for column in rules.FORGOTTEN_COLUMNS.get(table, ()):
        yield f"GRANT UPDATE ({column}) ON {table} TO {WEB}"
    for_matcher = _matcher_may(table, allowed)
    hidden = rules.HIDDEN_COLUMNS.get(table)
    if hidden:
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, table)
        shown = ", ".join(column.name for column in described if column.name not in hidden)
        yield f"GRANT SELECT ({shown}) ON {table} TO {MATCHER}"
    elif for_matcher:
        yield f"GRANT {for_matcher} ON {table} TO {MATCHER}"


def _site_may(table: str) -> str:
    if table in rules.READ_ONLY:
        return "SELECT"
    return "SELECT, INSERT" if table in rules.APPENDED else ALL


def _matcher_may(table: str, allowed: str) -> str:
    if table.startswith(rules.KEPT_FROM_MATCHER):
        return ""
    return rules.RULES[table].matcher if table in rules.RULES else allowed


def _policies(table: str, rule: Rule) -> Iterator[str]:
    """Drops and makes the table's policies; without one that fits, nothing is shown."""
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    seen, added, changed = (
        f"({each}) OR {SYSTEM}" for each in (rule.seen, rule.adds, rule.changes)
    )
    policies = {
        "web_sees": f"FOR SELECT TO {WEB} USING ({seen})",
        "web_adds": f"FOR INSERT TO {WEB} WITH CHECK ({added})",
        "web_changes": f"FOR UPDATE TO {WEB} USING ({changed}) WITH CHECK ({changed})",
        "web_removes": f"FOR DELETE TO {WEB} USING ({changed})",
        "matcher": f"FOR ALL TO {MATCHER} USING ({rule.matcher_sees})",
        "migrator": f"FOR ALL TO {MIGRATOR} USING (true) WITH CHECK (true)",
    }
    for name, policy in policies.items():
        yield f"DROP POLICY IF EXISTS {name} ON {table}"
        yield f"CREATE POLICY {name} ON {table} AS PERMISSIVE {policy}"

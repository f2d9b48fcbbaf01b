"""Tables without a history of their own: what may be written outside an action.

Everything else of ours is written by an `@action` that calls `audit()`, or not at all.
"""

from functools import cache

from django.apps import apps

# Sessions, sign-in attempts, the task queue, migrations, sequences, caches.
FOREIGN_PREFIXES = (
    "django_session", "django_migrations", "django_content_type", "django_cache",
    "django_tasks_database_", "sqlite_", "pg_", "cache_",
)  # fmt: skip
# How far background work has come; what the work changed has its own rows.
PROGRESS = frozenset({"jobs_job", "jobs_jobmessage", "jobs_tick", "api_delivery", "inbox_letter"})
# Counters and keys that protect a request and say nothing of what it did.
REQUEST_KEEPING = frozenset({"api_idempotencykey"})
# Sessions, counted guesses and used codes; signing in and out has rows of its own.
SIGN_IN_KEEPING = frozenset({"signing_in_opensession", "signing_in_guesses", "signing_in_usedcode"})
EXEMPT = PROGRESS | REQUEST_KEEPING | SIGN_IN_KEEPING
# Single columns that may be changed alone, as (table, column).
EXEMPT_COLUMNS = frozenset(
    {
        ("accounts_person", "last_login"),
        ("matches_matchrun", "state"),
        ("inbox_message", "read_at"),
        ("inbox_message", "letter_id"),
        ("api_apitoken", "last_used_at"),
    }
)


def has_history(table: str) -> bool:
    """Whether a write to the table inside an action calls for an audit row."""
    return table not in EXEMPT and not table.startswith(FOREIGN_PREFIXES)


def is_guarded(table: str) -> bool:
    """Whether the table is ours and is written inside actions only."""
    return table in _own_tables() and table not in EXEMPT


@cache
def _own_tables() -> frozenset[str]:
    return frozenset(
        model._meta.db_table  # noqa: SLF001 -- Django's documented way to a model's table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("zhiqiao.")
    )

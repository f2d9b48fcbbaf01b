"""All rows of our own tables, to see what a request has changed."""

import re
from collections.abc import Set
from functools import cache

from django.apps import apps
from django.db import models

OWN_APPS = (
    "accounts", "api", "applications", "associations", "attachments", "budgets", "cases",
    "catalogue", "drafts", "grants", "inbox", "intake", "introductions", "jobs", "language_model",
    "latent", "ledger", "matches", "mfa", "opinions", "payouts", "profiles", "programmes",
    "reconciliation", "rulebook", "searches", "signing_in", "socialaccount", "take_up",
    "transfers", "vault",
)  # fmt: skip
PASSING = {"OpenSession", "IdempotencyKey", "Guesses", "UsedCode"}
"""Written by requests that change nothing."""
TOLD = "audit_auditrow"
SKIPPED = {"last_used_at", "last_login", "updated_at", "seen_at"}
Rows = dict[type[models.Model], dict[object, tuple[object, ...]]]


def rows_of(wanted: Rows | None, written: Set[str] | None = None) -> Rows:
    """The rows as they stand now: all, those of tables `written`, or whose keys are `wanted`."""
    found = {}
    for model in _models() if wanted is None else wanted:
        if written is not None and not may_change(model, written):
            continue
        names = [f.attname for f in model._meta.concrete_fields if f.name not in SKIPPED]  # noqa: SLF001
        rows = model._base_manager.values_list("pk", *names)  # noqa: SLF001
        if wanted is not None:
            if not wanted[model]:
                found[model] = {}
                continue
            rows = rows.filter(pk__in=list(wanted[model]))
        found[model] = {row[0]: row for row in rows}
    return found


def may_change(model: type[models.Model], written: Set[str]) -> bool:
    """Whether rows of the table may have changed; what is passing is not noted as written."""
    return model._meta.db_table in written or model.__name__ in PASSING  # noqa: SLF001


def _models() -> list[type[models.Model]]:
    return [model for label in OWN_APPS for model in apps.get_app_config(label).get_models()]


WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


@cache
def _tables() -> frozenset[str]:
    lasting = [model for model in _models() if model.__name__ not in PASSING]
    return frozenset({TOLD, *(model._meta.db_table for model in lasting)})  # noqa: SLF001


def written_table(sql: str) -> str | None:
    """The table of ours, or the chain, that a statement writes; None for one that writes none."""
    found = WRITES.match(sql)
    return found[1] if found and found[1] in _tables() else None

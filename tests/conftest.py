"""What every test of the site stands on: rows may be prepared, but product code is watched.

A test and its factories write rows as they please. Code of the product that writes outside an
action is refused in tests as it is in production.
"""

import os
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from hypothesis import settings as examples
from tests.new_site import copy_into, database_of_a_new_site
from tests.postgresql.fixtures import _every_row_for_the_test  # noqa: F401 -- a fixture

# Examples are not timed: how long one takes says how busy the machine is.
examples.register_profile("untimed", deadline=None)
examples.load_profile("untimed")

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "src" / "zhiqiao"
PASSED_OVER = {"models.py", "scoping.py", "guard.py"}


def is_written_by_a_test() -> bool:
    """Whether the nearest code around the write is a test's, not the product's."""
    frame = sys._getframe(1)  # noqa: SLF001 -- who writes is the question
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(TESTS):
            return path != Path(__file__)
        if path.is_relative_to(SOURCE) and not _is_passed_over(path):
            return False
        frame = frame.f_back
    return False


def _is_passed_over(path: Path) -> bool:
    return path.name in PASSED_OVER or "migrations" in path.parts


@pytest.fixture(scope="session", autouse=True)
def _tests_may_prepare_rows():
    from django.conf import settings

    if not settings.configured:
        return
    from zhiqiao.web.audit.guard import allow_when

    allow_when(is_written_by_a_test)
    _let_flush_empty_the_chain()


def _let_flush_empty_the_chain():
    """And the ledger: on SQLite the triggers step aside; PostgreSQL's test engine sees to it."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    from django.db.backends.sqlite3.operations import DatabaseOperations

    from zhiqiao.web.audit import triggers as audit_triggers
    from zhiqiao.web.audit.guard import without_guard
    from zhiqiao.web.ledger import triggers as ledger_triggers

    flush = DatabaseOperations.execute_sql_flush
    drop = audit_triggers.DROP["sqlite"] + ledger_triggers.DROP["sqlite"]
    create = audit_triggers.CREATE["sqlite"] + ledger_triggers.CREATE["sqlite"]

    def flush_all(self, sql_list):
        has_chain = any("audit_auditrow" in statement for statement in sql_list)
        around = (drop, create) if has_chain else ([], [])
        with without_guard():
            return flush(self, [*around[0], *sql_list, *around[1]])

    DatabaseOperations.execute_sql_flush = flush_all


@pytest.fixture(scope="session")
def new_site(tmp_path_factory):
    """Gives a data folder the database of a new site, and that folder back."""
    own = tmp_path_factory.getbasetemp()
    of_the_run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def make(data):
        return copy_into(data, database_of_a_new_site(of_the_run / "new-site"))

    return make


@pytest.fixture(autouse=True)
def _boards_forget():
    """Rows vanish at the end of a test, behind the boards and what is cached of them."""
    from django.conf import settings

    yield
    if "zhiqiao.web.catalogue.board" in sys.modules:
        sys.modules["zhiqiao.web.catalogue.board"].forget_boards()
    if settings.configured:
        cache.clear()


@pytest.fixture(autouse=True)
def _chain_forgets():
    """Rows vanish at the end of a test, behind what was noted and signed of them."""
    from django.conf import settings

    yield
    if settings.configured:
        for name in ("checkpoints.jsonl", "witness"):
            (Path(settings.ZHIQIAO_DATA) / "audit" / name).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _rules_published_in_this_test_alone():
    """What another test published and undid is not judged by."""
    from django.conf import settings

    if settings.configured:
        from zhiqiao.web.rulebook.laying import rules

        rules.look_again()

"""Two people at the same moment: a change of a budget takes effect once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from tests.secure.budgeting import YUAN, Office

from zhiqiao.web.access import Role
from zhiqiao.web.access.row_actor import every_row_for, show_rows_to
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.budgets import actions
from zhiqiao.web.budgets.models import Revision, RevisionKind
from zhiqiao.web.budgets.queries import standing_of
from zhiqiao.web.ledger.models import Entry

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite lets one writer in at a time; make test runs both",
    ),
]
ROUNDS = 6


def at_once(*works):
    """Runs them in threads of their own, all let go together; what each returned or raised."""
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=30)
            return work()
        except RefusedError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def approving(actor, number):
    def work():
        show_rows_to(actor)
        rows = Revision.objects.visible_to(actor).select_related("line__organisation")
        actions.approve_revision(actor=actor, revision=rows.get(pk=number))
        return "approved"

    return work


def refusing(actor, number):
    def work():
        show_rows_to(actor)
        rows = Revision.objects.visible_to(actor).select_related("line__organisation")
        actions.refuse_revision(actor=actor, revision=rows.get(pk=number), remark="不")
        return "refused"

    return work


@pytest.mark.parametrize("other", [approving, refusing])
def test_one_of_two_decides(other):
    office = Office()
    second = office.person(Role.FINANCE_CHECKER)
    for person in (office.checker, second):
        assert person.grant
    line = office.opened(100)
    total_fen = 100 * YUAN
    for _ in range(ROUNDS):
        revision = office.proposed(line, RevisionKind.RAISE, 10)
        found = at_once(approving(office.checker, revision.pk), other(second, revision.pk))
        assert [isinstance(each, RefusedError) for each in found].count(True) == 1
        total_fen += 10 * YUAN if "approved" in found else 0
        with every_row_for("the test"):
            assert standing_of(line).total_fen == total_fen
            assert sum(Entry.objects.unscoped().values_list("amount_fen", flat=True)) == total_fen

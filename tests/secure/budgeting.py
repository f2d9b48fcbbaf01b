"""A department with finance people, a programme that it leads, and a budget for it."""

from datetime import date

from tests.factories import PersonFactory
from tests.secure.rules_of_a_department import ID, department, publish

from zhiqiao.ledger import Movement
from zhiqiao.web.access import Role
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.budgets import actions
from zhiqiao.web.budgets.accounts_actions import in_transit_of
from zhiqiao.web.budgets.actions import Change
from zhiqiao.web.budgets.models import BudgetLine, Revision, RevisionKind
from zhiqiao.web.ledger.models import Entry
from zhiqiao.web.ledger.posting_actions import NewEntry, post

YUAN = 100
YEAR = 2026
MARCH = date(YEAR, 3, 2)


class Office:
    """A department that leads a programme; one person makes, another one checks."""

    def __init__(self, name: str = "云溪市科学技术局") -> None:
        self.organisation = department(name)
        self.maker = self.person(Role.FINANCE_MAKER, name="钱经办")
        self.checker = self.person(Role.FINANCE_CHECKER, name="顾复核")

    def person(self, role: str, **more: object):
        return PersonFactory(role=role, organisation=self.organisation, **more)

    def opened(self, yuan: int = 1_000_000, *, year: int = YEAR) -> BudgetLine:
        """A line with that budget, approved."""
        publish()
        revision = actions.open_line(
            actor=self.maker,
            programme_id=ID,
            year=year,
            amount_fen=yuan * YUAN,
            reason="云财预〔2026〕12 号",
        )
        actions.approve_revision(actor=self.checker, revision=revision)
        return BudgetLine.objects.unscoped().get(pk=revision.line_id)

    def proposed(self, line: BudgetLine, kind: RevisionKind, yuan: int | None = None) -> Revision:
        """A change that waits for the checker."""
        fen = None if yuan is None else yuan * YUAN
        return actions.propose(actor=self.maker, line=line, change=Change(kind, fen, "批复"))


def reserve(line: BudgetLine, yuan: int, *, key: str = "reserve/1", on: date = MARCH) -> Entry:
    """Holds money on a line, as the approval of a list does."""
    with system_action("test"):
        from zhiqiao.web.audit.actions import audit

        audit(actor=None, action="test", what=line)
        return post(
            NewEntry(
                movement=Movement.RESERVE,
                debit=line.account,
                credit=in_transit_of(line.organisation),
                amount_fen=yuan * YUAN,
                key=key,
                on=on,
                source="list",
                source_id=1,
            )
        )

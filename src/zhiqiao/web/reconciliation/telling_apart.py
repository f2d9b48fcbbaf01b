"""Telling movements and statements apart: what is the same again, and what is another alike.

A movement without a reference of the bank is known by its content alone. Every movement stands in
exactly one statement; so an alike one in another statement is another movement, while one in a
notification may be the one that a statement tells of.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable

from zhiqiao.bank.values import Statement, StatementKind, StatementLine
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.reconciliation.models import BankStatement
from zhiqiao.web.reconciliation.staging_actions import made_reference


def refuse_changed(statements: Iterable[Statement], department: Organisation) -> None:
    """Lets no statement pass that was booked before with other balances or lines.

    Raises:
        ZhiqiaoError: BANK_STATEMENT_CHANGED.
    """
    told = [each for each in statements if each.kind is StatementKind.STATEMENT]
    rows = BankStatement.objects.unscoped().filter(organisation=department)
    names = [each.statement_id for each in told]
    known = dict(rows.filter(statement_id__in=names).values_list("statement_id", "content"))
    for each in told:
        content = digest_of(each)
        if known.setdefault(each.statement_id, content) != content:
            raise ZhiqiaoError(ErrorCode.BANK_STATEMENT_CHANGED, statement=each.statement_id)


def digest_of(statement: Statement) -> str:
    """What the balances and lines of a statement come to, in whatever order."""
    lines = sorted(
        f"{each.reference}|{each.direction}|{each.end_to_end_id}|{each.amount_fen}|{each.booked_on}"
        for each in statement.lines
    )
    words = [str(statement.opening_fen), str(statement.closing_fen), *lines]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


class Unnamed:
    """References for movements without one.

    Attributes:
        told: of each statement's id, how many it has, by their content.
    """

    def __init__(self, statements: Iterable[Statement], department: Organisation) -> None:
        full = [each for each in statements if each.kind is StatementKind.STATEMENT]
        self.told: dict[str, Counter[str]] = {each.statement_id: Counter() for each in full}
        self._others: Counter[str] = Counter()
        if any(not line.reference for each in full for line in each.lines):
            self._others = _of_others(department, self.told)

    def of_statement(self, statement: Statement) -> "References":
        """Counts the movements of one statement."""
        if statement.kind is not StatementKind.STATEMENT:
            return References(Counter(), Counter())
        before = self._others.copy()
        for name, counts in self.told.items():
            if name != statement.statement_id:
                before.update(counts)
        own = self.told[statement.statement_id] = Counter()
        return References(before, own)


class References:
    """References for the movements without one of one statement, one after another."""

    def __init__(self, before: Counter[str], own: Counter[str]) -> None:
        self._before, self._own = before, own

    def next_for(self, line: StatementLine) -> str:
        """The reference, the same each time that the statement is told."""
        name = (line.end_to_end_id, line.amount_fen, str(line.direction), line.booked_on, line.name)
        content = made_reference(*name)
        self._own[content] += 1
        return made_reference(*name, self._before[content] + self._own[content])


def _of_others(department: Organisation, names: Iterable[str]) -> Counter[str]:
    """How many alike ones the statements that were read before have."""
    rows = BankStatement.objects.unscoped().filter(organisation=department).exclude(unnamed={})
    found: Counter[str] = Counter()
    for counts in rows.exclude(statement_id__in=list(names)).values_list("unnamed", flat=True):
        found.update(counts)
    return found

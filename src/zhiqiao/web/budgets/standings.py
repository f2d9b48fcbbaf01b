"""How a budget line stands: what it has, what is reserved, what is spent, what is left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.budgets.models import BudgetLine, Revision, RevisionKind, RevisionState
from zhiqiao.web.ledger.models import Account

LITTLE_PERCENT = 10
"""Below this much of the total, little is left."""
ADDS = (RevisionKind.APPROPRIATE, RevisionKind.RAISE)


@dataclass(frozen=True, slots=True)
class Standing:
    """All in fen; reserved, spent, left and lapsed together are the total.

    Attributes:
        total_fen: what was appropriated and raised, less what was lowered.
        reserved_fen: what approved lists hold, and what is on its way to the bank.
        spent_fen: what has left the account, less what was put back on the line. Money that the
            bank sent back still counts, until two people put it back or it is paid again.
        left_fen: what can still be promised. The database keeps it from going below 0.
        lapsed_fen: what went back when the year was closed.
    """

    total_fen: int
    reserved_fen: int
    spent_fen: int
    left_fen: int
    lapsed_fen: int = 0

    @property
    def is_little(self) -> bool:
        """Whether less than a tenth of the total is left."""
        return self.left_fen * 100 < self.total_fen * LITTLE_PERCENT


def standing_of(line: BudgetLine) -> Standing:
    """How one line stands now, whoever asks; two queries."""
    return standings_of([line])[line.pk]


def standings_of(lines: Sequence[BudgetLine]) -> Mapping[int, Standing]:
    """By its number how each line stands now, whoever asks; two queries."""
    with every_row_for("how budget lines stand"):
        accounts = Account.objects.unscoped().in_bulk([each.account_id for each in lines])
        approved = Revision.objects.unscoped().filter(line__in=lines, state=RevisionState.APPROVED)
        rows = list(approved.order_by().values_list("line_id", "kind", "amount_fen"))
    return {
        line.pk: _standing(
            accounts[line.account_id],
            [(kind, fen or 0) for number, kind, fen in rows if number == line.pk],
        )
        for line in lines
    }


def _standing(account: Account, revisions: Iterable[tuple[str, int]]) -> Standing:
    total_fen = lapsed_fen = 0
    for kind, fen in revisions:
        if kind == RevisionKind.CLOSE:
            lapsed_fen += fen
        else:
            total_fen += fen if kind in ADDS else -fen
    balance_fen = account.credit_fen - account.debit_fen
    return Standing(
        total_fen=total_fen,
        reserved_fen=account.debit_pending_fen,
        spent_fen=total_fen - lapsed_fen - balance_fen,
        left_fen=balance_fen - account.debit_pending_fen,
        lapsed_fen=lapsed_fen,
    )

"""The board: each line with what it has, what is promised, and whether that is too much."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhiqiao.web.budgets.claims import committed_fen, held_fen
from zhiqiao.web.budgets.models import BudgetLine, LineState
from zhiqiao.web.budgets.standings import Standing, standings_of

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the board, all in fen.

    Attributes:
        held_fen: of what is reserved, what approved lists hold; the rest is on its way.
        committed_fen: what enterprises are entitled to, and no approved list holds yet.
    """

    line: BudgetLine
    standing: Standing
    held_fen: int
    committed_fen: int

    @property
    def on_its_way_fen(self) -> int:
        """What was paid out and is on no statement yet."""
        return max(0, self.standing.reserved_fen - self.held_fen)

    @property
    def short_fen(self) -> int:
        """How much is missing for what enterprises are entitled to; 0 where it suffices."""
        return max(0, self.committed_fen - self.standing.left_fen) if self.is_open else 0

    @property
    def is_open(self) -> bool:
        """Whether it still pays."""
        return self.line.state == LineState.OPEN

    @property
    def is_little(self) -> bool:
        """Whether it still pays, and little is left."""
        return self.is_open and self.standing.total_fen > 0 and self.standing.is_little

    @property
    def parts(self) -> list[tuple[str, float, float]]:
        """The bar: a name, where the part begins and how wide it is, in percent of the total."""
        amounts = {
            "spent": self.standing.spent_fen,
            "way": self.on_its_way_fen,
            "held": self.held_fen,
        }
        whole, begin, found = max(1, self.standing.total_fen), 0.0, []
        for name, fen in amounts.items():
            width = min(WHOLE - begin, max(0, fen) * WHOLE / whole)
            found.append((name, round(begin, 2), round(width, 2)))
            begin += width
        return found

    @property
    def share_left(self) -> float | None:
        """What is left of the total, 0 to 1; None where there was nothing."""
        total_fen = self.standing.total_fen
        return self.standing.left_fen / total_fen if total_fen else None


@dataclass(frozen=True, slots=True)
class Totals:
    """The rows together, in fen."""

    total_fen: int
    held_fen: int
    on_its_way_fen: int
    spent_fen: int
    left_fen: int


def rows_of(lines: Sequence[BudgetLine]) -> list[Row]:
    """The lines as rows, in their order; a few queries however many."""
    standings, held, owed = standings_of(lines), held_fen(lines), committed_fen(lines)
    return [
        Row(
            line,
            standings[line.pk],
            min(held[line.pk], standings[line.pk].reserved_fen),
            owed[line.pk],
        )
        for line in lines
    ]


def totals_of(rows: Sequence[Row]) -> Totals:
    """The rows together."""
    return Totals(
        total_fen=sum(each.standing.total_fen for each in rows),
        held_fen=sum(each.held_fen for each in rows),
        on_its_way_fen=sum(each.on_its_way_fen for each in rows),
        spent_fen=sum(each.standing.spent_fen for each in rows),
        left_fen=sum(each.standing.left_fen for each in rows),
    )

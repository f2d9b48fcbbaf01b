"""After each day: what the site believes, against itself and against what the bank knows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Case, F, Sum, When

from zhiqiao.bank.simulator.days import later
from zhiqiao.bank.values import StatementLine as Booked
from zhiqiao.web.demo.bank_days.scene import Scene
from zhiqiao.web.ledger.queries import verify_rows
from zhiqiao.web.payouts.models import Payment, PaymentState
from zhiqiao.web.reconciliation.agreement import Disagreement, disagreements
from zhiqiao.web.reconciliation.bank_truth import Known, against_bank
from zhiqiao.web.reconciliation.models import (
    BankFile,
    BankFileState,
    Difference,
    DifferenceState,
    StatementLine,
)
from zhiqiao.web.reconciliation.queries import moved_fen
from zhiqiao.web.reconciliation.soundness import unsound_in

TOLD_WITHIN_DAYS = 3
"""Late by one day, spoilt on the next, a movement is on paper by the third at the latest."""


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that is not as it should be: a code word, what it is about, the amounts if any."""

    what: str
    about: str
    expected: int | None = None
    found: int | None = None


@dataclass(slots=True)
class Truth:
    """Compares day by day; remembers what it has seen of the bank's movements and of our lines."""

    scene: Scene
    untold: dict[str, Booked] = field(default_factory=dict)
    _booking: int = 0
    _line: int = 0

    def breaks(self) -> list[Break]:
        """What does not hold at the end of a day."""
        known = Known(is_quiet=False, books_rightly=False)
        found = _plain(disagreements(with_files=False))
        if found:
            found += self._amounts()
        found += _plain(against_bank(self.scene.bank.totals(), known))
        unread = BankFile.objects.unscoped().filter(state=BankFileState.ARRIVED).order_by("pk")
        found += [Break("file_unread", each.name) for each in unread]
        return [*found, *self._of_lines(), *self._of_balance()]

    def breaks_at_the_end(self) -> list[Break]:
        """What does not hold once the bank has told everything and all have done their part."""
        known = Known(is_quiet=True, books_rightly=False)
        found = _plain(disagreements(with_files=True))
        found += _plain(against_bank(self.scene.bank.totals(), known))
        on_the_way = [PaymentState.QUEUED, PaymentState.ACCEPTED, PaymentState.RETURNED]
        waiting = Payment.objects.unscoped().filter(state__in=on_the_way).order_by("pk")
        found += [Break("unfinished", each.end_to_end_id) for each in waiting]
        left = Difference.objects.unscoped().exclude(state=DifferenceState.RESOLVED)
        found += [Break("unresolved", f"{each.kind} {each.pk}") for each in left.order_by("pk")]
        found += [Break("untold", each) for each in self.untold]
        return [*found, *_overpaid()]

    def _amounts(self) -> Iterator[Break]:
        """What was found once more, with its amounts."""
        for breach in verify_rows().breaches:
            about = str(breach.entry or breach.account or "")
            yield Break(str(breach.kind), about, breach.expected_fen, breach.found_fen)
        for each in unsound_in(self.scene.cast.department):
            yield Break(str(each.rule), each.about, each.expected, each.found)

    def _of_lines(self) -> Iterator[Break]:
        """Our lines are movements of the bank, each one once; what is not told yet is young."""
        for number, booked in self.scene.bank.booked(after=self._booking):
            self._booking = number
            self.untold[booked.reference] = booked
        rows = StatementLine.objects.unscoped().filter(pk__gt=self._line).order_by("pk")
        for line in rows:
            self._line = line.pk
            booked_line = self.untold.pop(line.reference, None)
            if booked_line is None or not _is_same(line, booked_line):
                yield Break("line_invented", line.reference, 0, line.amount_fen)
        for reference, booked in self.untold.items():
            if later(booked.booked_on, TOLD_WITHIN_DAYS) <= self.scene.day:
                yield Break("line_lost", reference, booked.amount_fen, 0)

    def _of_balance(self) -> Iterator[Break]:
        """The bank's balance is what it was at first, our lines, and what is untold."""
        totals = self.scene.bank.totals()
        balance = sum(totals.balances_fen.values()) - sum(totals.openings_fen.values())
        untold = sum(
            each.amount_fen if each.direction == "in" else -each.amount_fen
            for each in self.untold.values()
        )
        ours = moved_fen(self.scene.cast.department) + untold
        if ours != balance:
            yield Break("balance", "treasury", balance, ours)


def _overpaid() -> Iterator[Break]:
    """Every line counted, explained ones too, nobody keeps more than they are entitled to."""
    signed = Case(When(direction="out", then=F("amount_fen")), default=-F("amount_fen"))
    lines = StatementLine.objects.unscoped().filter(payment__isnull=False).order_by()
    rows = lines.values_list("payment__entitlement", "payment__entitlement__amount_fen")
    for number, owed, kept in rows.annotate(kept=Sum(signed)):
        if kept > owed:
            yield Break("overpaid", f"entitlement {number}", owed, kept)


def _plain(found: list[Disagreement]) -> list[Break]:
    return [Break(each.kind, each.what) for each in found]


def _is_same(line: StatementLine, booked: Booked) -> bool:
    said = (line.end_to_end_id, line.direction, line.amount_fen, line.booked_on)
    told = (booked.end_to_end_id, str(booked.direction), booked.amount_fen, booked.booked_on)
    return said == told

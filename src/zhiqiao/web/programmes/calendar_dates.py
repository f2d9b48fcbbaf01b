"""The dates of programmes: when windows open and close, of all or of one organisation's."""

from calendar import monthcalendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.web.programmes.cards import Card
from zhiqiao.web.programmes.entitlements import WORTH_A_LOOK, Entitlement
from zhiqiao.web.programmes.openings import spans_of

MONTHS_OF_A_YEAR = 12
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class ProgrammeDate:
    """A window of a programme opens or closes.

    Attributes:
        item: how the programme stands for the visitor's organisation, where it has one.
    """

    on: date
    is_closing: bool
    card: Card
    item: Entitlement | None = None

    @property
    def is_own(self) -> bool:
        """Whether the organisation meets it, or may yet."""
        return self.item is not None and self.item.basket in WORTH_A_LOOK

    @property
    def uid(self) -> str:
        """The same for ever for the same window."""
        return f"{self.card.id}.{self.on:%Y%m%d}.{'closes' if self.is_closing else 'opens'}"


def dates_of(
    book: Rulebook, cards: Mapping[str, Card], items: Mapping[str, Entitlement]
) -> list[ProgrammeDate]:
    """Every date of every version, by day; on a day what closes first."""
    found: dict[str, ProgrammeDate] = {}
    for programme in book.programmes:
        card, item = cards[programme.id], items.get(programme.id)
        for version in programme.versions:
            for span in spans_of(version):
                for on, is_closing in ((span.opens_on, False), (span.closes_on, True)):
                    if on is not None:
                        event = ProgrammeDate(on, is_closing, card, item)
                        found[event.uid] = event
    return sorted(found.values(), key=_by_day)


def _by_day(event: ProgrammeDate) -> tuple[date, bool, bool, str]:
    return event.on, not event.is_closing, not event.is_own, event.card.id


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a calendar."""

    year: int
    month: int

    @classmethod
    def read(cls, text: str, *, today: date) -> "Month":
        """From "2026-12"; this month where it is none."""
        year, _, month = text.partition("-")
        if year.isascii() and year.isdigit() and month.isascii() and month.isdigit():
            found = cls(int(year[:6]), int(month[:6]))
            if FIRST_YEAR <= found.year <= LAST_YEAR and 1 <= found.month <= MONTHS_OF_A_YEAR:
                return found
        return cls(today.year, today.month)

    def moved(self, months: int) -> "Month":
        """So many months on."""
        count = self.year * MONTHS_OF_A_YEAR + self.month - 1 + months
        return Month(count // MONTHS_OF_A_YEAR, count % MONTHS_OF_A_YEAR + 1)

    @property
    def text(self) -> str:
        """As addresses write it."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return (day.year, day.month) == (self.year, self.month)


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a month's grid; None where the week belongs to another month."""

    on: date | None
    events: tuple[ProgrammeDate, ...] = ()


def weeks_of(month: Month, events: Iterable[ProgrammeDate]) -> Iterator[list[DayCell]]:
    """The weeks of a month, Monday first."""
    by_day: dict[date, list[ProgrammeDate]] = {}
    for event in events:
        by_day.setdefault(event.on, []).append(event)
    for week in monthcalendar(month.year, month.month):
        days = [date(month.year, month.month, day) if day else None for day in week]
        yield [DayCell(day, tuple(by_day.get(day, ())) if day else ()) for day in days]

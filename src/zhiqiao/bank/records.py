"""What is looked for in a file, and what was found."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from zhiqiao.bank.amounts import AMOUNT_FEN_MAX, to_fen
from zhiqiao.bank.errors import BankFileError
from zhiqiao.common import ErrorCode

CUT_FOR_ERRORS = 40
DATE_CHARS = 10
BANKS_CLOCK = ZoneInfo("Asia/Shanghai")


@dataclass(slots=True)
class Place:
    """An element of a shape.

    Attributes:
        key: its text goes into the record under this name; empty for none.
        record: it opens a record of this kind; empty for none.
        attribute: this attribute goes into the record under key + "@".
        joins: further texts under the same name are added; else the first one counts.
        repeats: of a whole shape, the name of the element of which files hold very many.
    """

    inner: "dict[str, Place]" = field(default_factory=dict)
    key: str = ""
    record: str = ""
    attribute: str = ""
    joins: bool = False
    repeats: str = ""


NOWHERE = Place()
"""Where nothing is wanted, nor below it."""


class Record(dict[str, str]):
    """The wanted texts of one element, by their names in the shape."""

    __slots__ = ("content", "offset")

    def __init__(self, content: bytes = b"", offset: int = 0) -> None:
        super().__init__()
        self.content = content
        self.offset = offset

    def keep(self, place: Place, text: str) -> None:
        """Takes a text from its place, if it is the first or is joined."""
        if place.key not in self:
            if text:
                self[place.key] = text
        elif place.joins and text:
            self[place.key] += " " + text

    @property
    def line(self) -> int:
        """Where it begins in the file. Counted only when somebody asks, for an error."""
        return self.content.count(b"\n", 0, self.offset) + 1

    def need(self, key: str, element: str, *, limit: int) -> str:
        """The text.

        Raises:
            BankFileError: BANK_FILE_MISSING; BANK_FILE_BAD_VALUE where it is too long.
        """
        text = self.get(key)
        if not text:
            raise BankFileError(ErrorCode.BANK_FILE_MISSING, line=self.line, element=element)
        if len(text) > limit:
            raise self.bad(element, text)
        return text

    def day(self, key: str, element: str) -> date:
        """The day, of a date or an instant; the day in China of an instant of another zone.

        Raises:
            BankFileError: BANK_FILE_MISSING, BANK_FILE_BAD_VALUE.
        """
        text = self.need(key, element, limit=CUT_FOR_ERRORS)
        found = _day(text)
        if found is None:
            raise self.bad(element, text)
        return found

    def fen(
        self, key: str, element: str, *, may_be_zero: bool = False, at_most: int = AMOUNT_FEN_MAX
    ) -> int:
        """The amount in fen.

        Raises:
            BankFileError: BANK_FILE_MISSING, BANK_FILE_BAD_AMOUNT.
        """
        text = self.need(key, element, limit=CUT_FOR_ERRORS)
        amount_fen = to_fen(text)
        if amount_fen is None or not (amount_fen or may_be_zero) or amount_fen > at_most:
            raise BankFileError(ErrorCode.BANK_FILE_BAD_AMOUNT, line=self.line, found=text)
        return amount_fen

    def in_currency(self, key: str, currency: str) -> None:
        """Refuses an amount in another currency.

        Raises:
            BankFileError: BANK_FILE_WRONG_CURRENCY.
        """
        found = self.get(key + "@", "")
        if found != currency:
            raise BankFileError(
                ErrorCode.BANK_FILE_WRONG_CURRENCY,
                line=self.line,
                found=found[:CUT_FOR_ERRORS] or "?",
                expected=currency,
            )

    def agree(self, key: str, element: str, *, counted: str) -> None:
        """Refuses a file that says otherwise, where it says anything.

        Raises:
            BankFileError: BANK_FILE_SUM_DIFFERS.
        """
        told = self.get(key)
        if told is not None and told != counted:
            raise BankFileError(
                ErrorCode.BANK_FILE_SUM_DIFFERS,
                line=self.line,
                element=element,
                told=told[:CUT_FOR_ERRORS],
                counted=counted,
            )

    def bad(self, element: str, found: str) -> BankFileError:
        """The error for a value that is not known."""
        return BankFileError(
            ErrorCode.BANK_FILE_BAD_VALUE,
            line=self.line,
            element=element,
            found=found[:CUT_FOR_ERRORS],
        )


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    """The day, or None. A statement has few days and many lines."""
    try:
        if text[DATE_CHARS : DATE_CHARS + 1] != "T":
            return date.fromisoformat(text[:DATE_CHARS])
        instant = datetime.fromisoformat(text)
        return (instant.astimezone(BANKS_CLOCK) if instant.tzinfo else instant).date()
    except (ValueError, OverflowError):
        return None


Close = Callable[[str, Record], None]
"""Takes the kind of a record and the record, once it is complete."""

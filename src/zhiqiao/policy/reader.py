"""Reads items of a document with messages that say what, where and how to mend it."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import TypeVar

from zhiqiao.policy.document import Item, Listing, Table, Text
from zhiqiao.policy.errors import PolicyError, Problem, ProblemKind, Severity
from zhiqiao.policy.values import Place

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
YES = {"是": True, "否": False, "true": True, "false": False}


class Reader:
    """Collects problems while a document is read, so that all are told at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, kind: ProblemKind, place: Place, **data: object) -> None:
        """Notes an error."""
        self.problems.append(Problem(kind, place, data))

    def warn(self, kind: ProblemKind, place: Place, **data: object) -> None:
        """Notes what does not forbid the use of the rule."""
        self.problems.append(Problem(kind, place, data, Severity.WARNING))

    def attempt(self, work: Callable[[], T]) -> T | None:
        """What the work gives, or None with its problems noted."""
        try:
            return work()
        except PolicyError as error:
            self.problems.extend(error.problems)
            return None

    def table(self, item: Item, known: Iterable[str] | None = None, key: str = "") -> Table | None:
        """The item as a mapping whose keys are all known."""
        if not isinstance(item, Table):
            self.wrong(ProblemKind.MAPPING_WANTED, item.place, key=key)
            return None
        if known is not None:
            names = list(known)
            for each in item.entries:
                if each not in names:
                    like = "、".join(
                        difflib.get_close_matches(each, names, n=2, cutoff=0.4) or names
                    )
                    self.wrong(ProblemKind.KEY_UNKNOWN, item.keys[each], key=each, like=like)
        return item

    def text(self, item: Item, key: str = "") -> Text | None:
        """The item as a scalar that is not empty."""
        if not isinstance(item, Text):
            self.wrong(ProblemKind.TEXT_WANTED, item.place, key=key)
            return None
        if not item.text.strip():
            self.wrong(ProblemKind.EMPTY, item.place, key=key)
            return None
        return item

    def required(self, table: Table, key: str) -> Text | None:
        """The scalar of a key that must be there."""
        item = table.entries.get(key)
        if item is None:
            self.wrong(ProblemKind.KEY_MISSING, table.place, key=key)
            return None
        return self.text(item, key)

    def words(self, table: Table, key: str) -> str:
        """The scalar of a key that may be left out; nothing then."""
        item = table.entries.get(key)
        found = self.text(item, key) if item is not None else None
        return found.text.strip() if found else ""

    def listing(self, table: Table, key: str) -> Iterator[Item]:
        """The items of a key that may be left out; one item alone may stand without a list."""
        item = table.entries.get(key)
        if item is None:
            return iter(())
        if isinstance(item, Listing):
            return iter(item.items)
        if isinstance(item, Text) and key not in ("来源", "类型", "让位于", "权益", "推送对象"):
            self.wrong(ProblemKind.LIST_WANTED, item.place, key=key)
            return iter(())
        return iter((item,))

    def texts(self, table: Table, key: str) -> tuple[str, ...]:
        """The scalars of a list that may be left out."""
        found = [self.text(item, key) for item in self.listing(table, key)]
        return tuple(each.text for each in found if each)

    def choice(self, table: Table, key: str, words: type[E], default: E) -> E:
        """One of the words, or the default where the key is left out."""
        item = table.entries.get(key)
        found = self.text(item, key) if item is not None else None
        if found is None:
            return default
        try:
            return words(found.text)
        except ValueError:
            self.word_unknown(found, key, [word.value for word in words])
            return default

    def word_unknown(self, found: Text, key: str, known: Iterable[str]) -> None:
        """Notes a word that is none of those known."""
        shown = "、".join(known)
        self.wrong(ProblemKind.WORD_UNKNOWN, found.place, key=key, found=found.text, known=shown)

    def day(self, text: Text, key: str) -> date | None:
        """The scalar as a day that exists."""
        try:
            return date.fromisoformat(text.text.strip())
        except ValueError:
            self.wrong(ProblemKind.DATE_WRONG, text.place, found=text.text, key=key)
            return None

    def whole(self, table: Table, key: str) -> int | None:
        """The whole number of a key that may be left out."""
        item = table.entries.get(key)
        found = self.text(item, key) if item is not None else None
        if found is None:
            return None
        if not found.text.isdigit() or len(found.text) > 6:  # noqa: PLR2004 -- years, counts
            self.wrong(ProblemKind.WHOLE_NUMBER_WANTED, found.place, key=key, found=found.text)
            return None
        return int(found.text)

    def yes(self, table: Table, key: str) -> bool:
        """Whether a key says 是; left out is no."""
        item = table.entries.get(key)
        found = self.text(item, key) if item is not None else None
        if found is None:
            return False
        if found.text not in YES:
            self.word_unknown(found, key, ("是", "否"))
        return YES.get(found.text, False)

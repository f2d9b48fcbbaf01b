"""Every published listing in a few columns, so that lists are narrowed, counted and sorted at once.

Held by each process and brought up to date at each look by one query over `updated_at`: what is
published is everyone's, so one board serves all visitors. Drafts never stand on it.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from django.db.models import Case, F, Value, When
from django.utils import timezone

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.catalogue.models import Side, Status, model_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Made = TypeVar("Made")

OVERLAP = timedelta(seconds=5)
"""How long a change may take to be committed after its `updated_at` and still be noticed."""
MANY, REST = 2_000, timedelta(seconds=2)
"""After a look that read many changes, as during an import, the next one waits a little."""
ANEW_AFTER = timedelta(hours=1)
"""Then everything is read again: rows changed behind `updated_at` come right."""
CHUNK = 10_000
TRL_BANDS = ("1-3", "4-6", "7-9", "")
REMEMBERED = 64
STANDING: dict[Side, Any] = {
    Side.NEED: Case(
        When(is_confidential=True, then=Value(Status.WITHDRAWN.value)), default=F("status")
    ),
    Side.OFFER: F("status"),
}
"""Confidential needs are on no board, as if they were withdrawn."""
WORDS_OF: dict[Side, tuple[str, ...]] = {
    Side.NEED: ("field", "area", "stage", "mode", "organisation__kind"),
    Side.OFFER: ("field", "area", "kind", "mode", "organisation__kind"),
}
NUMBERS_OF: dict[Side, tuple[str, ...]] = {
    Side.NEED: ("published_on", "deadline_on", "budget_fen", "quality", "organisation_id"),
    Side.OFFER: ("published_on", "trl", "price_fen", "organisation_id"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A column of few different words: for each listing the place of its word in `known`."""

    codes: Ints
    known: tuple[str, ...]

    def among(self, wanted: frozenset[str]) -> Bools:
        """Which listings have one of these words."""
        places = [place for place, word in enumerate(self.known) if word in wanted]
        return np.isin(self.codes, places)

    def counts(self, mask: Bools) -> dict[str, int]:
        """How many of the listings have each word; words that none has are left out."""
        counted = np.bincount(self.codes[mask], minlength=len(self.known)).tolist()
        return {word: n for word, n in zip(self.known, counted, strict=True) if n}


@dataclass(frozen=True, slots=True)
class Board:
    """One state. All columns have one length and stand in the order of `ids`, which rises.

    Attributes:
        words: a column for each of `WORDS_OF`.
        numbers: a column for each of `NUMBERS_OF`, float64, nan where unknown, dates as ordinals.
        number: which state of this process's boards it is.
    """

    ids: Ints
    words: Mapping[str, Words]
    numbers: Mapping[str, Floats]
    number: int = field(default_factory=count().__next__)
    memory: "OrderedDict[tuple[object, ...], Any]" = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self.ids)

    def holding(self, ids: Ints) -> Bools:
        """Which listings are among these ids."""
        return np.isin(self.ids, ids)

    def ordered(self, key: tuple[object, ...], columns: tuple[Floats, ...]) -> Ints:
        """The places of all listings, by these columns, the first weighs most; nan comes last.

        Equal ones stand newest first. Kept under `key` for the next look.
        """
        return self.remembered(("order", *key), lambda: np.lexsort((-self.ids, *reversed(columns))))

    def remembered(self, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What was made of this state under this key before; else made now."""
        found: Made | None = self.memory.get(key)
        if found is None:
            found = self.memory[key] = make()
            while len(self.memory) > REMEMBERED:
                self.memory.popitem(last=False)
        return found


def board_of(side: Side) -> Board:
    """The newest state; one query where nothing has changed."""
    return _KEEPERS[side].current()


def forget_boards() -> None:
    """Has every board read anew, as after rows were exchanged behind it."""
    for keeper in _KEEPERS.values():
        keeper.forget()


class _Keeper:
    """Holds one side's board and brings it up to date."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._board: Board | None = None
        self._known: dict[str, dict[str, int]] = {name: {} for name in WORDS_OF[self._side]}
        self._seen: dict[int, datetime] = {}
        self._looked_at = self._read_at = self._rests_until = timezone.now() - ANEW_AFTER

    def current(self) -> Board:
        with self._lock, every_row_for("the board of what is published"):
            now = timezone.now()
            if self._board is None or now - self._read_at > ANEW_AFTER:
                return self._anew(now)
            if now < self._rests_until:
                return self._board
            return self._brought_up(self._board, now)

    def _rows(self) -> Any:
        model: Any = model_of(self._side)
        names = ("pk", "updated_at", "standing", *WORDS_OF[self._side], *NUMBERS_OF[self._side])
        rows = model.objects.unscoped().annotate(standing=STANDING[self._side])
        return rows.order_by("pk").values_list(*names)

    def _anew(self, now: datetime) -> Board:
        self.forget()
        published = self._rows().filter(standing=Status.PUBLISHED)
        rows = list(published.iterator(chunk_size=CHUNK))
        self._board = self._of(rows)
        self._read_at = self._looked_at = now
        self._seen = {row[0]: row[1] for row in rows if row[1] >= now - OVERLAP}
        return self._board

    def _brought_up(self, board: Board, now: datetime) -> Board:
        since = self._looked_at - OVERLAP
        # In no order: asked for one, SQLite would walk all rows in it instead of the newest.
        recent = list(self._rows().order_by().filter(updated_at__gte=since))
        self._looked_at = now
        self._rests_until = now + REST if len(recent) > MANY else now
        changed = [row for row in recent if self._seen.get(row[0]) != row[1]]
        self._seen = {row[0]: row[1] for row in recent}
        if not changed:
            return board
        out = board.holding(np.array([row[0] for row in changed], np.int64))
        new = sorted(row for row in changed if row[2] == Status.PUBLISHED)
        if out.any() or new:
            self._board = _joined(board, ~out, self._of(new))
        return self._board or board

    def _of(self, rows: list[Any]) -> Board:
        columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * self._width()
        at = 3
        words = {}
        for name in WORDS_OF[self._side]:
            words[name] = self._coded(name, columns[at])
            at += 1
        numbers = {}
        for name in NUMBERS_OF[self._side]:
            numbers[name] = np.array([_number(value) for value in columns[at]], np.float64)
            at += 1
        if "trl" in numbers:
            words["trl_band"] = _bands(numbers["trl"])
        return Board(np.array(columns[0], np.int64), words, numbers)

    def _width(self) -> int:
        return 3 + len(WORDS_OF[self._side]) + len(NUMBERS_OF[self._side])

    def _coded(self, name: str, values: tuple[str, ...]) -> Words:
        known = self._known[name]
        codes = np.array([known.setdefault(value, len(known)) for value in values], np.int64)
        return Words(codes, tuple(known))


def _bands(levels: Floats) -> Words:
    """The maturity bands; the last one is for offers that name no level."""
    codes = np.where(np.isnan(levels), len(TRL_BANDS) - 1, (levels - 1) // 3)
    return Words(codes.astype(np.int64), TRL_BANDS)


def _number(value: object) -> float:
    if value is None:
        return np.nan
    if isinstance(value, date):
        return float(value.toordinal())
    return float(value)  # type: ignore[arg-type]


def _joined(old: Board, stays: Bools, new: Board) -> Board:
    """The old listings that stay and the new ones, in the order of their ids."""
    ids = np.concatenate([old.ids[stays], new.ids])
    order = np.argsort(ids, kind="stable")
    words = {
        name: Words(
            np.concatenate([column.codes[stays], new.words[name].codes])[order],
            new.words[name].known,
        )
        for name, column in old.words.items()
    }
    numbers = {
        name: np.concatenate([column[stays], new.numbers[name]])[order]
        for name, column in old.numbers.items()
    }
    return Board(ids[order], words, numbers)


_KEEPERS = {side: _Keeper(side) for side in Side}

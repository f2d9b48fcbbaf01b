"""What a chunk of a file says of facts, beside what stands already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhiqiao.web.intake.kinds import EFFECTS, Values
from zhiqiao.web.profiles.models import Fact
from zhiqiao.web.profiles.organisations import Key, numbers_of

Slot = tuple[int, str, str]
"""An organisation's number, a fact's name, a period: at most one current row."""
CREATED, UPDATED, UNCHANGED = EFFECTS


class OrganisationGoneError(RuntimeError):
    """An organisation was there when the file was checked and is no longer."""


@dataclass(slots=True)
class Brought:
    """What a file says of one slot."""

    value: str
    as_of: date
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in the database."""

    pk: int
    value: str
    as_of: date


def brought_by(rows: Sequence[Values]) -> tuple[dict[Slot, Brought], int]:
    """By slot what the rows say, and how many facts a later row of the chunk has superseded."""
    keys: dict[int, Key] = {index: tuple(row["organisation"]) for index, row in enumerate(rows)}
    numbers = numbers_of(set(keys.values()))
    found: dict[Slot, Brought] = {}
    count = 0
    for index, row in enumerate(rows):
        number = numbers.get(keys[index])
        if number is None:
            raise OrganisationGoneError
        day = date.fromisoformat(row["as_of"])
        for name, value, period in row["facts"]:
            count += 1
            before = found.get((number, name, period))
            if before is None or before.as_of <= day:
                new = Brought(value, day, row["source"], row["note"])
                found[number, name, period] = new
    return found, count - len(found)


def stored_for(
    brought: Iterable[Slot],
) -> tuple[dict[Slot, Known], dict[tuple[int, str], str]]:
    """What is current, and who sees which fact of whom."""
    slots = set(brought)
    names = {name for _, name, _ in slots}
    known: dict[Slot, Known] = {}
    visibility: dict[tuple[int, str], str] = {}
    fields = ("organisation_id", "name", "period", "visibility", "pk", "value", "as_of")
    for some in chunks(sorted({number for number, _, _ in slots})):
        rows = Fact.objects.unscoped().current().filter(organisation_id__in=some, name__in=names)
        for number, name, period, seen_by, *more in rows.order_by().values_list(*fields):
            visibility[number, name] = seen_by
            if (number, name, period) in slots:
                known[number, name, period] = Known(*more)
    visibility |= _seen_before({slot[:2] for slot in slots} - visibility.keys())
    return known, visibility


def _seen_before(pairs: set[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Who saw the facts of which only history is left."""
    found: dict[tuple[int, str], str] = {}
    names = {name for _, name in pairs}
    for some in chunks(sorted({number for number, _ in pairs})):
        rows = Fact.objects.unscoped().filter(organisation_id__in=some, name__in=names)
        for number, name, seen_by in rows.order_by("pk").values_list(
            "organisation_id", "name", "visibility"
        ):
            if (number, name) in pairs:
                found[number, name] = seen_by
    return found


def is_news(new: Brought, old: Known | None) -> bool:
    """Whether what a file says is newer than what stands, or another value of the same day."""
    if old is None:
        return True
    return new.as_of > old.as_of or (new.as_of == old.as_of and new.value != old.value)


def chunks(numbers: Sequence[int], size: int = 2_000) -> Iterable[Sequence[int]]:
    """Pieces that a database takes as parameters of one statement."""
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


def effects(rows: Sequence[Values], _file: object) -> list[str]:
    """What writing the rows would do to each."""
    numbers = numbers_of({tuple(row["organisation"]) for row in rows})
    slots = [
        [
            ((numbers.get(tuple(row["organisation"]), 0), name, period), value)
            for name, value, period in row["facts"]
        ]
        for row in rows
    ]
    known, _ = stored_for(slot for some in slots for slot, _ in some)
    return [_effect(row, some, known) for row, some in zip(rows, slots, strict=True)]


def _effect(row: Values, some: list[tuple[Slot, str]], known: Mapping[Slot, Known]) -> str:
    day = date.fromisoformat(row["as_of"])
    news = [slot for slot, value in some if is_news(Brought(value, day, "", ""), known.get(slot))]
    if not news:
        return UNCHANGED
    return UPDATED if any(slot in known for slot in news) else CREATED

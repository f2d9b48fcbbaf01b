"""From when on a text is judged by otherwise than the one in force."""

from collections.abc import Iterable, Sequence
from datetime import date

from zhiqiao.policy.programme import Programme, Version


def effective_on(new: Programme, old: Programme | None, *, today: date) -> date:
    """The first day on which an event may come out otherwise; it may lie in the past.

    A text whose versions are all as they were takes effect today: only its words are others.
    """
    before = old.versions if old else ()
    days = [*_days(new.versions, before), *_days(before, new.versions)]
    return min(days, default=today)


def _days(versions: Iterable[Version], others: Sequence[Version]) -> Iterable[date]:
    """For each version that is not among the others, the first day on which that shows."""
    for version in versions:
        if any(_rule(each) == _rule(version) and each.valid == version.valid for each in others):
            continue
        yield _first_day(version, others)


def _first_day(version: Version, others: Sequence[Version]) -> date:
    """Its first day; of one that differs by its end alone, the earlier of the two ends."""
    start = version.valid.start_on
    for other in others:
        if _rule(other) == _rule(version) and other.valid.start_on == start:
            return min(end for end in (other.valid.end_on, version.valid.end_on) if end)
    return start or date.min


def _rule(version: Version) -> tuple[object, ...]:
    return (version.applies, version.rule, version.amount, version.mode, version.budget)

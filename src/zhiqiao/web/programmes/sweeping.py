"""Judging all enterprises by some programmes at once."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from zhiqiao.policy import Rulebook, Sweep, sweep
from zhiqiao.web.programmes.fact_table import ENTERPRISE, FactsRead


def only(book: Rulebook, programmes: Collection[str]) -> Rulebook:
    """The rulebook with these programmes alone."""
    return replace(
        book, programmes=tuple(each for each in book.programmes if each.id in programmes)
    )


def related(book: Rulebook, programme_id: str) -> frozenset[str]:
    """The programme and those that it shares money with: groups, caps, ways given."""
    groups: set[str] = set()
    found = {programme_id}
    own = book.programme(programme_id)
    for version in own.versions if own else ():
        groups |= {version.exclusion.group} if version.exclusion else set()
        found |= {*version.gives_way_to, *(version.cap.programmes if version.cap else ())}
    for other in book.programmes:
        for version in other.versions:
            named = {*version.gives_way_to, *(version.cap.programmes if version.cap else ())}
            in_group = version.exclusion is not None and version.exclusion.group in groups
            if in_group or programme_id in named:
                found.add(other.id)
    return frozenset(found)


def judged(book: Rulebook, read: FactsRead, on: date) -> Sweep:
    """Every programme of the book for every row."""
    return sweep(book, read.table, on=on, id_column=ENTERPRISE)

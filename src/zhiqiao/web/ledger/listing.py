"""The entries of an account, newest first; the cost of a page does not depend on how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from zhiqiao.ledger import Movement, Phase
from zhiqiao.web.ledger.models import Account, Entry
from zhiqiao.web.ledger.names import names_of
from zhiqiao.web.ledger.sources import source_of
from zhiqiao.web.ledger.words import told_here

PAGE_SIZE = 50
Search = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as its account's page shows it.

    Attributes:
        debit_fen: what it moves where the account is its debit, else None; so `credit_fen`.
        other: the account on the other side, and `other_name` what people call it.
        source: the word of its cause; `url` where that is shown, if anywhere.
    """

    entry: Entry
    debit_fen: int | None
    credit_fen: int | None
    other: Account
    other_name: str
    movement: str
    phase: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Lines, the newest first, and the number to go on from; None where there is nothing older."""

    lines: Sequence[Line]
    older: int | None


def newest_of(
    account: Account, *, limit: int, before: int | None = None, search: Search | None = None
) -> list[Entry]:
    """At most so many entries of an account that fit, older than one of a number.

    The search has key (how it begins), start_on and end_on, all optional.
    """
    rows = _fitting(Entry.objects.unscoped(), search or {}).order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related("debit", "credit")
    # Each side has an index that gives its entries in order.
    sides = (rows.filter(debit=account)[:limit], rows.filter(credit=account)[:limit])
    return list(islice(merge(*sides, key=lambda row: -row.pk), limit))


def _fitting(rows: QuerySet[Entry], search: Search) -> QuerySet[Entry]:
    if search.get("key"):
        rows = rows.filter(key__startswith=search["key"])
    if search.get("start_on"):
        rows = rows.filter(booked_on__gte=search["start_on"])
    if search.get("end_on"):
        rows = rows.filter(booked_on__lte=search["end_on"])
    return rows


def page_of_entries(account: Account, search: Search, *, before: int | None) -> EntryPage:
    """One page of an account."""
    rows = newest_of(account, limit=PAGE_SIZE + 1, before=before, search=search)
    kept = rows[:PAGE_SIZE]
    return EntryPage(
        lines=lines_of(account, kept),
        older=kept[-1].pk if len(rows) > PAGE_SIZE else None,
    )


def lines_of(account: Account, entries: Sequence[Entry]) -> list[Line]:
    """Entries as the account's page shows them."""
    others = [_other(account, each) for each in entries]
    names = names_of(others)
    return [_line(account, each, names) for each in entries]


def _other(account: Account, entry: Entry) -> Account:
    return entry.credit if entry.debit_id == account.pk else entry.debit


def _line(account: Account, entry: Entry, names: Mapping[int, str]) -> Line:
    is_debit, other = entry.debit_id == account.pk, _other(account, entry)
    source = source_of(entry.source)
    return Line(
        entry=entry,
        debit_fen=entry.amount_fen if is_debit else None,
        credit_fen=None if is_debit else entry.amount_fen,
        other=other,
        other_name=names[other.pk],
        movement=told_here(Movement(entry.movement)),
        phase=told_here(Phase(entry.phase)),
        source=str(source.word) if source else entry.source,
        url=source.url_of(entry.source_id) if source else "",
    )

"""Saved searches of needs and offers. They look at the board: what everyone may see.

A listing is new since a mark where its number is higher than any that was known then, or it was
published on the day of the mark or later and was not among those that fitted then: drafts get
their number long before they are published, and a day is as exact as publishing is recorded.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.catalogue.asked import Query, read_query, value_label
from zhiqiao.web.catalogue.board import Board, board_of
from zhiqiao.web.catalogue.models import Side, model_of
from zhiqiao.web.catalogue.published import among_facets, rows_of
from zhiqiao.web.catalogue.written import PLACES
from zhiqiao.web.searches.subjects import Asked, Hit, Mark

CANDIDATES_MAX = 2_000
"""Looked through for words at most, the newest: more news than that nobody reads."""


class ListingSubject:
    """Needs or offers."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.page = f"{side.value}s"

    def kept(self, data: QueryDict) -> str:
        """Words, facets and order; only published listings are searched again."""
        query = read_query(self.side, data)
        parts = QueryDict(mutable=True)
        if query.text:
            parts["q"] = query.text
        for name, values in query.chosen:
            parts.setlist(name, list(values))
        if query.sort != "new":
            parts["sort"] = query.sort
        return parts.urlencode()

    def words(self, query: str) -> list[str | Promise]:
        """The words sought, then what is chosen in each facet."""
        asked = self._query(query)
        chosen = [value_label(name, value) for name, values in asked.chosen for value in values]
        return [*([asked.text] if asked.text else []), *chosen]

    def mark(self, query: str, *, on: date) -> Mark:
        """The highest number on the board, the day, and what fits of that day already."""
        board = board_of(self.side)
        through = int(board.ids[-1]) if len(board) else 0
        fresh: Mark = {"through": through, "on": on.isoformat(), "known": []}
        return {**fresh, "known": [int(key) for key in self.news([(query, fresh)])[0]]}

    def news(self, asked: Sequence[Asked]) -> list[list[str]]:
        """By board and facets first; one query for the words of all that is left."""
        board = board_of(self.side)
        queries = [self._query(query) for query, _mark in asked]
        fitting = [
            _candidates(board, query, mark)
            for query, (_query, mark) in zip(queries, asked, strict=True)
        ]
        both = list(zip(queries, fitting, strict=True))
        texts = self._texts({pk for query, ids in both if query.words for pk in ids})
        return [
            [str(pk) for pk in ids if not query.words or _holds(texts.get(pk, ""), query)]
            for query, ids in both
        ]

    def hits(self, keys: Iterable[str]) -> dict[str, Hit]:
        """What is still for everyone of these."""
        rows = rows_of(self.side, [int(key) for key in keys])
        page = self.side.value
        return {str(row.pk): Hit(row.title, reverse(page, args=[row.pk])) for row in rows}

    def _query(self, query: str) -> Query:
        return read_query(self.side, QueryDict(query))

    @every_row_for("words of what is published")
    def _texts(self, ids: set[int]) -> dict[int, str]:
        if not ids:
            return {}
        rows = model_of(self.side).objects.unscoped().filter(pk__in=ids).order_by()
        columns = rows.values_list("pk", *PLACES[self.side])
        return {pk: "\n".join(parts).lower() for pk, *parts in columns}


def _candidates(board: Board, query: Query, mark: Mark) -> list[int]:
    """What is newer than the mark and has what is chosen, newest first."""
    since = date.fromisoformat(mark.get("on", "0001-01-01")).toordinal()
    is_new = (board.ids > mark.get("through", 0)) | (board.numbers["published_on"] >= since)
    is_new &= ~board.holding(np.array(mark.get("known", []), np.int64))
    found = board.ids[is_new & among_facets(board, query)]
    return [int(pk) for pk in found[::-1][:CANDIDATES_MAX]]


def _holds(text: str, query: Query) -> bool:
    return all(word.lower() in text for word in query.words)

"""Finding published listings: on the board, whatever their number."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import get_language

from zhiqiao.web.catalogue.asked import FACETS, PAGE_SIZE, Facet, Found, Query, facet_of
from zhiqiao.web.catalogue.board import Board, Bools, Floats, Ints, board_of
from zhiqiao.web.catalogue.models import Listing, Side, model_of
from zhiqiao.web.catalogue.written import ids_holding, pieces_of


@dataclass(frozen=True, slots=True)
class Fitting:
    """What fits: the ids in order, the facets beside them, the words that were found."""

    ids: Ints
    facets: tuple[Facet, ...]
    words: list[str]
    is_partial: bool
    board: Board


def rows_of(side: Side, ids: list[int]) -> list[Listing]:
    """What stands on the board under these numbers, in their order; what is hidden since is not.

    The board holds what everyone may see. So the rows are asked for by number alone, which the
    database finds at once, and looked at here: with the state beside it SQLite walks all rows.
    """
    model: Any = model_of(side)
    rows = model.objects.unscoped().select_related("organisation").order_by().in_bulk(ids)
    found = [rows[pk] for pk in ids if pk in rows]
    return [row for row in found if row.is_for_all]


def find(query: Query, *, page: int | str = 1) -> Found:
    """One page of the listings that fit."""
    fitting = fitting_to(query)
    shown: Paginator[int] = Paginator(fitting.ids, PAGE_SIZE)
    one = shown.get_page(page)
    listed = rows_of(query.side, [int(pk) for pk in one.object_list])
    one.object_list = listed  # type: ignore[assignment]
    return Found(
        one,  # type: ignore[arg-type]
        fitting.facets,
        fitting.words,
        fitting.is_partial,
        published=len(fitting.board),
        version=f"{query.side} {fitting.board.number} {query.chosen} {query.text}",
    )


def fitting_to(query: Query) -> Fitting:
    """Every published listing that fits; partial hits, most first, if nothing fits whole."""
    board = board_of(query.side)
    if query.words:  # the words of a listing may be known before the board or after it
        return _fitting(board, query)
    key = (query.chosen, query.sort, timezone.localdate(), get_language())
    return board.remembered(key, lambda: _fitting(board, query))


def _fitting(board: Board, query: Query) -> Fitting:
    worded, hits, words = _by_words(board, query)
    masks = _masks(board, query)
    fits = worded.copy()
    for mask in masks.values():
        fits &= mask
    order = _order(board, query)
    if hits is not None:
        order = order[np.argsort(-hits[order], kind="stable")]
    ids = board.ids[order[fits[order]]]
    facets = _facets(board, query, worded, masks)
    return Fitting(ids, facets, words, hits is not None, board)


def among_facets(board: Board, query: Query) -> Bools:
    """Which listings of the board have what is chosen, whatever words are sought."""
    fits = np.ones(len(board), np.bool_)
    for mask in _masks(board, query).values():
        fits &= mask
    return fits


def _by_words(board: Board, query: Query) -> tuple[Bools, Ints | None, list[str]]:
    """Which listings hold every word; else how many of the pieces each holds."""
    whole = np.ones(len(board), np.bool_)
    for word in query.words:
        whole &= board.holding(ids_holding(query.side, word))
    if not query.words or whole.any():
        return whole, None, query.words
    pieces = pieces_of(query.text)
    if not pieces:
        return whole, None, query.words
    hits = np.zeros(len(board), np.int64)
    for piece in pieces:
        hits += board.holding(ids_holding(query.side, piece))
    return hits > 0, hits, pieces


def _masks(board: Board, query: Query) -> dict[str, Bools]:
    paths = {name: path for name, _label, path in FACETS[query.side]}
    return {
        name: board.words[paths[name]].among(frozenset(values)) for name, values in query.chosen
    }


def _facets(
    board: Board, query: Query, worded: Bools, masks: dict[str, Bools]
) -> tuple[Facet, ...]:
    chosen = dict(query.chosen)
    found = []
    for name, label, path in FACETS[query.side]:
        others = worded
        for other, mask in masks.items():
            if other != name:
                others = others & mask
        counts = board.words[path].counts(others)
        by_size = dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
        found.append(facet_of(name, label, counts=by_size, chosen=chosen.get(name, ())))
    return tuple(found)


def _order(board: Board, query: Query) -> Ints:
    columns = board.numbers
    newest = -columns["published_on"]
    if query.sort == "deadline":
        today = timezone.localdate()
        due = columns["deadline_on"]
        past = np.where(np.isnan(due), 1.0, np.where(due < today.toordinal(), 2.0, 0.0))
        return board.ordered(("deadline", today), (past, due))
    by: dict[str, tuple[Floats, ...]] = {"new": (newest,)}
    for sort, column, sign in (
        ("budget", "budget_fen", -1), ("quality", "quality", -1), ("trl", "trl", -1),
        ("price", "price_fen", 1),
    ):  # fmt: skip
        if column in columns:
            by[sort] = (sign * columns[column],)
    return board.ordered((query.sort,), by[query.sort])

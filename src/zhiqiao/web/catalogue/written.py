"""Which listings hold a word as written: by the phrase index, and by looking where it lags."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from zhiqiao.index.phrases import Entry, PhraseIndex, can_find
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.catalogue.asked import WORDS_MAX
from zhiqiao.web.catalogue.models import Side, Status, model_of

Ints = npt.NDArray[np.int64]
OVERLAP = timedelta(seconds=10)
"""How long a change may take to be committed after its `updated_at`."""
CHUNK = 2_000
PLACES: dict[Side, tuple[str, ...]] = {
    Side.NEED: ("title", "text", "code", "organisation__name", "field"),
    Side.OFFER: ("title", "text", "code", "organisation__name", "field", "problem", "advantage"),
}


def holds(side: Side, word: str) -> Q:
    """The condition that a listing holds the word somewhere."""
    condition = Q()
    for place in PLACES[side]:
        condition |= Q(**{f"{place}__icontains": word})
    return condition


def pieces_of(text: str) -> list[str]:
    """The words inside a phrase, longest first: what is left to try when the phrase is nowhere."""
    import rjieba

    words = {word for word in rjieba.cut_for_search(text) if len(word.strip()) > 1}
    return sorted(words, key=lambda word: (-len(word), word))[:WORDS_MAX]


def phrase_index(side: Side) -> PhraseIndex:
    """The index of what is written in the published listings."""
    return _opened(Path(settings.ZHIQIAO_DATA) / "index" / f"{side.value}s-phrases")


@cache
def _opened(folder: Path) -> PhraseIndex:
    return PhraseIndex(folder)


def _rows(side: Side) -> Any:
    model: Any = model_of(side)
    return model.objects.unscoped().order_by("pk")


@every_row_for("words of what is published")
def ids_holding(side: Side, word: str) -> Ints:
    """Listings that hold the word; what the index does not know yet is looked at.

    All published ones that do are among them, and maybe others that were changed just now: who
    asks compares with the board.
    """
    published = _rows(side).filter(status=Status.PUBLISHED)
    index = phrase_index(side)
    through = index.through() if can_find(word) else ""
    if not through:
        return _ids(published.filter(holds(side, word)))
    changed = _rows(side).order_by().filter(updated_at__gt=datetime.fromisoformat(through))
    changed_ids = _ids(changed)
    known = np.setdiff1d(index.holding(word), changed_ids)
    if not len(changed_ids):
        return known
    # By number alone: with the state beside it SQLite walks all rows. The board knows the state.
    fresh = _rows(side).filter(holds(side, word), pk__in=changed_ids.tolist())
    return np.union1d(known, _ids(fresh))


def _ids(rows: Any) -> Ints:
    return np.array(list(rows.order_by().values_list("pk", flat=True)), np.int64)


@every_row_for("the phrase index")
def bring_up_phrases(side: Side) -> int:
    """Writes what changed since the last time into the phrase index; how many listings.

    The first time that is every published one.
    """
    index = phrase_index(side)
    through = index.through()
    started_at = timezone.now()
    rows = _rows(side).select_related("organisation")
    if through:
        rows = rows.filter(updated_at__gt=datetime.fromisoformat(through) - OVERLAP)
    else:
        index.clear()
        rows = rows.filter(status=Status.PUBLISHED)
    mark = (started_at - OVERLAP).isoformat()
    written = 0
    for chunk in _chunks(rows.iterator(chunk_size=CHUNK)):
        entries = [_entry(side, row) for row in chunk if row.is_for_all]
        gone = [row.pk for row in chunk if not row.is_for_all]
        index.write(entries, gone, through=through)
        written += len(chunk)
    index.write([], [], through=mark)
    return written


def _chunks(rows: Iterable[Any]) -> Iterable[list[Any]]:
    chunk: list[Any] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _entry(side: Side, row: Any) -> Entry:
    parts = [row.title, row.text, row.code, row.organisation.name, row.field]
    if side == Side.OFFER:
        parts += [row.problem, row.advantage]
    return Entry(row.pk, parts)

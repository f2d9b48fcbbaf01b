"""A saved search in each world, which is nobody else's business."""

from typing import Any

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.searches.actions import save_search

SEEN_BY_OTHERS = {"search": lambda _person: False}
TYPED = {"searches.SavedSearch": ("name",)}
QUERIES = {"searches/new/": "?of=offers&q=x"}
FORMS = {
    "searches/<int:search_id>/": {"name": "x", "frequency": "never"},
    "searches/new/": {"name": "x", "frequency": "daily"},
}


def add(made: Any) -> None:
    """One search of the owner."""
    with every_row_for("building a world"):
        search = save_search(
            actor=made.owner,
            of="offers",
            query=f"q={made.canary('search')}",
            name=made.canary("search"),
            frequency="daily",
        )
    made.ids["search_id"] = [search.pk]

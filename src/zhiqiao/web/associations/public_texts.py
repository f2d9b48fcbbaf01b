"""The texts that may be quoted to everyone: published offers and published open needs.

Nothing else ever goes into the graph: no draft, nothing withdrawn, no confidential need.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from zhiqiao.associations.values import Document, Quote
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status

TEXTS_MAX = 10_000
"""Of each side, the newest: what bounds the memory of building and reading the graph."""
CHUNK = 2_000


def public_rows(side: Side) -> Any:
    """The rows whose words everyone may read."""
    if side == Side.OFFER:
        return Offer.objects.unscoped().filter(status=Status.PUBLISHED)
    return Need.objects.unscoped().filter(status=Status.PUBLISHED, is_confidential=False)


def public_documents() -> Iterator[Document]:
    """The newest public texts of both sides."""
    return chain.from_iterable(_documents(side) for side in Side)


def _documents(side: Side) -> Iterator[Document]:
    rows = public_rows(side).order_by("-pk").values_list("pk", "title", "text")
    for pk, title, text in rows[:TEXTS_MAX].iterator(chunk_size=CHUNK):
        yield Document(document_id(side, pk), title, text)


def document_id(side: Side, pk: int) -> str:
    """What the graph calls a row, such as offer-42."""
    return f"{side.value}-{pk}"


def side_and_key(document: str) -> tuple[Side, int]:
    """The row that a text of the graph is from."""
    side, _, pk = document.partition("-")
    return Side(side), int(pk)


def standing(quotes: Iterable[Quote]) -> Mapping[Quote, str]:
    """The quotes that still stand word for word in a public text, each with that text's title.

    The graph is a day old at most; a text may have been withdrawn, reworded or made confidential
    since. At most one query a side.
    """
    wanted = set(quotes)
    texts = _texts({side_and_key(quote.document) for quote in wanted})
    found = {}
    for quote in wanted:
        text = texts.get(quote.document)
        if text is not None and getattr(text, quote.part)[quote.start : quote.end] == quote.text:
            found[quote] = text.title
    return found


def _texts(keys: set[tuple[Side, int]]) -> dict[str, Document]:
    found = {}
    for side in Side:
        pks = sorted(pk for of, pk in keys if of == side)
        rows = public_rows(side).filter(pk__in=pks).values_list("pk", "title", "text")
        for pk, title, text in rows if pks else ():
            name = document_id(side, pk)
            found[name] = Document(name, title, text)
    return found

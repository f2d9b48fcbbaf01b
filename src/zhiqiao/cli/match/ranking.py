"""From the offers of a file to ranked matches."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import counted
from zhiqiao.index import Document, TextIndex
from zhiqiao.matching import RankingModel, rank
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.values import Match, Need, Offer

CANDIDATES_MAX = 200


class Candidates:
    """The offers of a file, searchable.

    Args:
        folder: where their index is, or will be; a later run encodes only what changed.
        offers: all of them.
        encoder: gives the vectors.
    """

    def __init__(self, folder: Path, offers: Sequence[Offer], *, encoder: Encoder) -> None:
        self._offers = {offer.id: offer for offer in offers}
        self._encoder = encoder
        self._index = TextIndex.open(folder, encoder=encoder, source=self._documents)
        self._index.put(_document(offer) for offer in offers)
        if len(self._index) > len(offers):
            self._index.rebuild()

    def rank(self, need: Need, *, model: RankingModel, top: int) -> tuple[Match, ...]:
        """The need's best offers. All are compared up to 200; of more, the 200 found first."""
        ids = list(self._offers)
        if len(ids) > CANDIDATES_MAX:
            found = self._index.search(need.title, need.text, top=CANDIDATES_MAX)
            ids = [candidate.id for candidate in found]
        return rank(
            need,
            [self._offers[offer_id] for offer_id in ids],
            model=model,
            encoder=self._encoder,
            vectors=self._index.vectors(ids),
            top=top,
        )

    def _documents(self) -> Iterator[Document]:
        """Every offer as the index takes it, with a progress bar."""
        offers = self._offers.values()
        text = tr("建立成果索引", "Indexing offers")
        return (_document(offer) for offer in counted(offers, text, total=len(offers)))


def _document(offer: Offer) -> Document:
    """The offer as the index takes it."""
    return Document(id=offer.id, title=offer.title, text=offer.text)

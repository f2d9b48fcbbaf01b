"""The offers of a file, indexed and ranked for one need after another."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from zhiqiao.cli.language import tr
from zhiqiao.cli.output import counted, note
from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import Document, TextIndex, find_offers
from zhiqiao.matching import Lens, RankingModel
from zhiqiao.matching.values import Match, Need, Offer

logging.getLogger("zhiqiao.index").addHandler(logging.NullHandler())
"""What the index logs is told here, in the person's language."""


class Catalogue:
    """The offers of a file, searchable.

    Args:
        folder: where their index is, or will be; a later run encodes only what changed.
        offers: all of them.
        lens: compares, and gives the vectors.
    """

    def __init__(self, folder: Path, offers: Sequence[Offer], *, lens: Lens) -> None:
        self._folder = folder
        self._offers = {offer.id: offer for offer in offers}
        self._lens = lens
        self._index = TextIndex.open(folder, encoder=lens.encoder, source=self._documents)
        if self._index.state()["warnings"]:
            note(
                tr(f"索引 {folder} 损坏或过时，已重建", f"The index {folder} was unusable; rebuilt")
            )
        self._index.put(self._documents())
        if len(self._index) > len(offers):
            self._index.rebuild()
        self._generation = self._index.state()["generation"]

    def rank(self, need: Need, *, model: RankingModel, top: int) -> tuple[Match, ...]:
        """The need's best offers, best first.

        Raises:
            ZhiqiaoError: INDEX_CHANGED when another process has put other offers into the index.
        """
        found = find_offers(
            need, index=self._index, offers=self._of, model=model, lens=self._lens, top=top
        )
        if self._index.state()["generation"] != self._generation:
            raise self._changed()
        return found

    def _of(self, ids: Sequence[str]) -> list[Offer]:
        """The offers of the ids."""
        try:
            return [self._offers[offer_id] for offer_id in ids]
        except KeyError:
            raise self._changed() from None

    def _changed(self) -> ZhiqiaoError:
        return ZhiqiaoError(ErrorCode.INDEX_CHANGED, path=str(self._folder))

    def _documents(self) -> Iterator[Document]:
        """Every offer as the index takes it, with a progress bar."""
        text = tr("建立成果索引", "Indexing offers")
        for offer in counted(self._offers.values(), text, total=len(self._offers)):
            yield Document(id=offer.id, title=offer.title, text=offer.text)

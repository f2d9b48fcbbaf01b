"""Where the pages meet the engine and the indexes: which model serves, which texts are indexed."""

import logging
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import (
    Document,
    TextIndex,
    find_needs,
    find_offers,
    load_encoder,
    load_model,
    rarity_in,
)
from zhiqiao.matching import Lens, RankingModel, Rarity, values
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.values import Match
from zhiqiao.web.catalogue.confidential import words_of
from zhiqiao.web.catalogue.engine import need_value, offer_value
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status
from zhiqiao.web.matches.models import RankingModelVersion

log = logging.getLogger(__name__)

SUGGESTIONS_MAX = 20
CHUNK = 2_000
TITLES_COUNTED = 200_000


def encoder() -> Encoder:
    """The encoder that the operator chose."""
    return load_encoder(settings.ZHIQIAO_ENCODER)


def lens() -> Lens:
    """What texts mean to the encoder, and how rare their characters are."""
    return Lens(encoder(), _rarity(len(index_of(Side.OFFER))))


@lru_cache(maxsize=1)
def _rarity(_offers: int) -> Rarity:
    """Of the characters in the published titles; counted again when their number changes."""
    published = Offer.objects.unscoped().filter(status=Status.PUBLISHED).order_by("-pk")
    return rarity_in(published.values_list("title", flat=True)[:TITLES_COUNTED])


def serving_model() -> tuple[RankingModelVersion, RankingModel]:
    """The version that serves for the encoder in use, and the model itself.

    A refitted one that this release can read, else the shipped one, whose row may not be stored
    yet.
    """
    name = encoder().name
    refitted = RankingModelVersion.objects.filter(encoder=name, serving=True).exclude(content="")
    version = refitted.first()
    if version is not None:
        try:
            return version, RankingModel.from_json(version.content, path=version.name)
        except ZhiqiaoError:
            log.exception("the ranking model %s cannot be read; the shipped one serves", version)
    model = load_model(name)
    stored = RankingModelVersion.objects.filter(name=model.name).first()
    return stored or RankingModelVersion(name=model.name, encoder=name, serving=True), model


def model_of(version: RankingModelVersion) -> RankingModel:
    """The model of a stored version.

    Raises:
        ZhiqiaoError: MODEL_UNREADABLE where this release cannot read it; RANKING_GONE where it came
            with an earlier release, which alone had it.
    """
    if version.content:
        return RankingModel.from_json(version.content, path=version.name)
    shipped = load_model(version.encoder)
    if shipped.name != version.name:
        raise ZhiqiaoError(ErrorCode.RANKING_GONE, name=version.name, shipped=shipped.name)
    return shipped


def shadow_version() -> RankingModelVersion | None:
    """The version that ranks beside the serving one for the encoder in use."""
    return RankingModelVersion.objects.filter(encoder=encoder().name, is_shadow=True).first()


def _documents(side: Side) -> Iterator[Document]:
    for listing in _indexed(side).order_by("id").iterator(chunk_size=CHUNK):
        yield _document(listing)


def _indexed(side: Side) -> Any:
    """The published rows; confidential needs are never indexed."""
    if side == Side.OFFER:
        return Offer.objects.unscoped().filter(status=Status.PUBLISHED)
    return Need.objects.unscoped().filter(status=Status.PUBLISHED, is_confidential=False)


def _document(listing: Need | Offer) -> Document:
    return Document(id=str(listing.pk), title=listing.title, text=listing.text)


@cache
def _opened(folder: Path, side: Side, encoder_name: str) -> TextIndex:
    folder.mkdir(parents=True, exist_ok=True)
    return TextIndex.open(
        folder, encoder=load_encoder(encoder_name), source=partial(_documents, side)
    )


def index_of(side: Side) -> TextIndex:
    """The index over the published needs or offers; built from the rows when missing or damaged."""
    folder = Path(settings.ZHIQIAO_DATA) / "index" / f"{side.value}s-{encoder().name}"
    return _opened(folder, side, encoder().name)


def refresh_index(side: Side, ids: Sequence[int]) -> None:
    """Brings the index in line with these rows: published ones in, others out."""
    published = {row.pk: row for row in _indexed(side).filter(pk__in=ids)}
    index = index_of(side)
    index.put([_document(row) for row in published.values()])
    index.remove([str(row_id) for row_id in ids if row_id not in published])


def matches_for_need(need: Need, model: RankingModel) -> tuple[tuple[Match, ...], int, int]:
    """Ranked offers for a need, how many offers were searched and how many were candidates.

    A confidential need is opened here and nowhere else in the background, for this run alone.
    """
    candidates: list[values.Offer] = []

    def offers(ids: Sequence[str]) -> list[values.Offer]:
        found = _indexed(Side.OFFER).filter(pk__in=ids).in_bulk()
        candidates.extend(offer_value(found[int(hit)]) for hit in ids if int(hit) in found)
        return candidates

    index = index_of(Side.OFFER)
    matches = find_offers(
        need_value(need, words_of(need)),
        index=index,
        offers=offers,
        model=model,
        lens=lens(),
        top=SUGGESTIONS_MAX,
    )
    return matches, len(index), len(candidates)


def matches_for_offer(offer: Offer, model: RankingModel) -> tuple[tuple[Match, ...], int, int]:
    """Ranked needs for an offer, how many needs were searched and how many were candidates."""
    candidates: list[values.Need] = []

    def needs(ids: Sequence[str]) -> list[values.Need]:
        found = _indexed(Side.NEED).filter(pk__in=ids).in_bulk()
        candidates.extend(need_value(found[int(hit)]) for hit in ids if int(hit) in found)
        return candidates

    index = index_of(Side.NEED)
    matches = find_needs(
        offer_value(offer), index=index, needs=needs, model=model, lens=lens(), top=SUGGESTIONS_MAX
    )
    return matches, len(index), len(candidates)

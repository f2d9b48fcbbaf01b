from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.index import (
    Document,
    TextIndex,
    find_needs,
    find_offers,
    load_model,
    load_rarity,
)
from zhiqiao.index.encoders import StaticEncoder
from zhiqiao.matching import Lens
from zhiqiao.matching.values import Need, Offer

Open = Callable[..., TextIndex]

MODEL = replace(load_model("static"), frame=None)
"""Of the shipped model's encoder in name only: the tests' own is smaller, so it has no frame."""


@pytest.fixture
def lens(encoder: StaticEncoder) -> Lens:
    return Lens(encoder=encoder, rarity=load_rarity())


def test_offers_are_found_and_ranked_for_a_need(
    open_index: Open, documents: list[Document], lens: Lens
):
    records = {one.id: Offer(one.id, one.title, one.text) for one in documents}

    def offers(ids: Sequence[str]) -> list[Offer]:
        return [records[id_] for id_ in ids if id_ != "d01"]

    need = Need("n", documents[0].title, documents[0].text)
    found = find_offers(need, index=open_index(*documents), offers=offers, model=MODEL, lens=lens)
    assert [match.rank for match in found] == list(range(1, 11))
    assert found[0].offer_id == documents[0].id
    assert "d01" not in [match.offer_id for match in found]


def test_needs_are_found_and_ranked_for_an_offer(
    open_index: Open, documents: list[Document], lens: Lens
):
    records = {one.id: Need(one.id, one.title, one.text) for one in documents}
    offer = Offer("o", documents[3].title, documents[3].text)
    found = find_needs(
        offer,
        index=open_index(*documents),
        needs=lambda ids: [records[id_] for id_ in ids],
        model=MODEL,
        lens=lens,
        top=3,
    )
    assert len(found) == 3
    assert found[0].need_id == documents[3].id


def test_a_blank_need_and_an_empty_catalogue_find_nothing(
    open_index: Open, documents: list[Document], lens: Lens
):
    model = MODEL
    for need, index in (
        (Need("n", " "), open_index(*documents)),
        (Need("n", "废水处理"), open_index(folder="empty")),
    ):
        assert find_offers(need, index=index, offers=lambda _: [], model=model, lens=lens) == ()


def test_a_model_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ZhiqiaoError) as caught:
        load_model("static", tmp_path / "none.json")
    assert caught.value.code == ErrorCode.MODEL_UNREADABLE
    with pytest.raises(ZhiqiaoError):
        load_model("unheard-of")


def test_a_model_from_a_file_is_the_one_in_it(tmp_path: Path):
    shipped = MODEL
    (tmp_path / "model.json").write_text(shipped.to_json(), encoding="utf-8")
    assert load_model("static", tmp_path / "model.json") == shipped

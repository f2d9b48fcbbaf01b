from dataclasses import replace

import numpy as np
import pytest

from zhiqiao.matching.similarity import (
    FEATURES,
    SAME_SCALES,
    TextScale,
    of_needs,
    of_offers,
)
from zhiqiao.matching.text import passage_text
from zhiqiao.matching.values import Need, Offer


def test_rows_follow_the_offers(city, lens):
    need, offers = city.needs[3], city.offers[:50]
    order = np.random.default_rng(5).permutation(50)
    rows = of_offers(need, offers, lens)
    assert rows.shape == (50, len(FEATURES))
    assert (of_offers(need, [offers[i] for i in order], lens) == rows[order]).all()


def test_the_same_offer_has_the_same_row_everywhere(city, lens):
    same = [replace(city.offers[0], id=f"o{i}") for i in range(37)]
    assert len(np.unique(of_offers(city.needs[0], same, lens), axis=0)) == 1


def test_both_directions_agree(city, lens):
    scaled = replace(lens, scales=(TextScale(0.01, 0.7), TextScale(0.0, 1.1), *SAME_SCALES[:2]))
    needs, offers = city.needs[:12], [*city.offers[:6], Offer("bare", "钛合金 打印")]
    forth = np.array([of_offers(need, offers, scaled) for need in needs])
    back = np.array([of_needs(offer, needs, scaled) for offer in offers])
    assert forth == pytest.approx(back.transpose(1, 0, 2), abs=1e-6)


def test_known_vectors_give_what_computed_ones_give(city, lens):
    offers = city.offers[:9]
    vectors = lens.encoder.encode_passages([passage_text(offer) for offer in offers])
    need = city.needs[0]
    assert (of_offers(need, offers, lens, vectors=vectors) == of_offers(need, offers, lens)).all()
    back = of_needs(offers[2], city.needs, lens, vector=vectors[2])
    assert (back == of_needs(offers[2], city.needs, lens)).all()


def test_a_bare_title_is_not_rescaled_and_a_described_offer_is_seen_twice(lens):
    need = Need("n", "钛合金打印", "气孔率偏高")
    bare, described = Offer("a", "钛合金打印"), Offer("b", "钛合金打印", "水处理膜")
    scaled = replace(lens, scales=(TextScale(0.2, 0.5),) * 4)
    plain = of_offers(need, [bare, described], lens)
    rows = of_offers(need, [bare, described], scaled)
    assert (rows[0] == plain[0]).all()
    assert rows[1] == pytest.approx(0.2 + 0.5 * plain[1], abs=1e-6)
    title = of_offers(need, [replace(described, text="")], lens)[0]
    assert plain[1, 0] < title[0]


def test_the_same_words_are_as_alike_as_can_be(lens):
    row = of_offers(Need("n", "钛合金打印"), [Offer("o", "钛合金打印")], lens)[0]
    assert row == pytest.approx(np.ones(len(FEATURES)), abs=1e-5)


def test_no_offers_and_empty_texts_have_rows_too(lens):
    assert of_offers(Need("n", "钛"), [], lens).shape == (0, len(FEATURES))
    assert of_offers(Need("n", ""), [Offer("o", "")], lens).tolist() == [[0.0] * len(FEATURES)]

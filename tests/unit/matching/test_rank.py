import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.common import ErrorCode
from zhiqiao.matching import rank, rank_needs
from zhiqiao.matching.errors import MatchingError
from zhiqiao.matching.text import TEXT_LENGTH_MAX, passage_text
from zhiqiao.matching.values import Need, Offer, Relevance

TITLES = [
    "钛合金打印",
    "废水脱色",
    "电池 负极",
    "deep learning 检测",
    "",
    "。。",
    "zxqv",
    "猪 饲料",
]
OFFERS = st.lists(st.sampled_from(TITLES), max_size=8).map(
    lambda titles: [Offer(f"o{i}", title) for i, title in enumerate(titles)]
)


def ids(matches):
    return [match.offer_id for match in matches]


def find(need, offers, model, lens, **options):
    return rank(need, offers, model=model, lens=lens, **options)


@pytest.fixture(scope="module")
def found(city, model, lens):
    """Some needs of the city with all their matches."""
    return [find(need, city.offers, model, lens) for need in city.needs[::36]]


def test_matches_are_complete_and_in_order(city, found):
    for need, matches in zip(city.needs[::36], found, strict=True):
        assert [match.rank for match in matches] == list(range(1, len(city.offers) + 1))
        assert {match.need_id for match in matches} == {need.id}
        assert {match.offer_id for match in matches} == {offer.id for offer in city.offers}
        for before, after in pairwise(matches):
            assert before.score >= after.score
            assert before.probability >= after.probability
            assert before.relevance >= after.relevance


def test_figures_are_within_their_bounds(found):
    for match in (match for matches in found for match in matches):
        assert 0.0 <= match.probability <= 1.0
        assert 0.0 <= match.score <= 1.0
        assert isinstance(match.relevance, Relevance)
        parts = match.sub_scores
        known = [parts.technology, parts.scene, parts.maturity, parts.constraints]
        assert all(0.0 <= part <= 1.0 for part in known if part is not None)
        assert match.reasons
        assert all(reason.chinese and reason.english for reason in match.reasons)


def test_only_the_first_two_above_the_threshold_are_recommended(city, found, model, lens):
    for matches in found:
        for match in matches:
            expected = match.rank <= 2 and match.probability >= model.recommend_above
            assert match.recommended is expected
    generous, strict = replace(model, recommend_above=0.0), replace(model, recommend_above=1.01)
    marks = [match.recommended for match in find(city.needs[0], city.offers, generous, lens, top=9)]
    assert marks == [True] * 2 + [False] * 7
    none = find(city.needs[0], city.offers, strict, lens, top=9)
    assert not any(match.recommended for match in none)


@settings(max_examples=30)
@given(OFFERS, st.randoms(use_true_random=False))
def test_the_order_given_changes_nothing(model, lens, offers, random):
    need = Need("n", "钛合金打印", "气孔率偏高，疲劳寿命不足")
    mixed = random.sample(offers, len(offers))
    assert find(need, mixed, model, lens) == find(need, offers, model, lens)


def test_long_lists_do_not_depend_on_the_order_given_either(city, model, lens):
    need, backwards = city.needs[5], list(reversed(city.offers))
    assert find(need, backwards, model, lens, top=30) == find(
        need, city.offers, model, lens, top=30
    )


def test_equal_offers_come_in_order_of_their_ids(city, model, lens):
    same = [replace(city.offers[0], id=f"o{i:02}") for i in range(37, 0, -1)]
    assert ids(find(city.needs[0], same, model, lens)) == [f"o{i:02}" for i in range(1, 38)]


def test_ranking_again_gives_the_same(city, model, lens):
    need, offers = city.needs[1], city.offers[:40]
    assert find(need, offers, model, lens) == find(need, offers, model, lens)


@pytest.mark.parametrize("top", [0, 1, 7, 1_000])
def test_top_cuts_the_list_and_changes_nothing_else(city, model, lens, top):
    need, offers = city.needs[2], city.offers[:20]
    whole = find(need, offers, model, lens)
    assert find(need, offers, model, lens, top=top) == whole[:top]


def test_known_vectors_change_nothing(city, model, lens):
    offers = city.offers[:20]
    vectors = lens.encoder.encode_passages([passage_text(offer) for offer in offers])
    found = find(city.needs[0], offers, model, lens, vectors=vectors)
    assert found == find(city.needs[0], offers, model, lens)


def test_no_offers_give_no_matches(model, lens):
    assert find(Need("n", "钛合金打印"), [], model, lens) == ()
    assert rank_needs(Offer("o", "钛合金打印"), [], model=model, lens=lens) == ()


@pytest.mark.parametrize("text", ["", "  \n", "。。！", "\ud800", "😀"])
def test_nothing_said_matches_nothing(city, model, lens, text):
    assert find(Need("n", text, text), city.offers, model, lens) == ()
    assert rank_needs(Offer("o", text, text), city.needs, model=model, lens=lens) == ()


def test_a_need_of_one_word_finds_what_names_it(model, lens):
    offers = [Offer("a", "废水脱色装置"), Offer("b", "钛合金打印方法"), Offer("c", "")]
    assert ids(find(Need("n", "钛合金"), offers, model, lens))[0] == "b"
    assert ids(find(Need("n", "", "废水"), offers, model, lens))[0] == "a"


def test_chinese_and_english_mix(model, lens):
    offers = [Offer("a", "ＩＧＢＴ模块散热"), Offer("b", "水稻育种"), Offer("c", "robot vision")]
    assert ids(find(Need("n", "igbt thermal 散热"), offers, model, lens))[0] == "a"
    assert ids(find(Need("n", "Robot 视觉"), offers, model, lens))[0] == "c"


def test_unseen_words_find_their_like_and_scare_nobody(model, lens):
    offers = [Offer("a", "qzxv-77 涂层"), Offer("b", "水稻育种")]
    assert ids(find(Need("n", "QZXV-77"), offers, model, lens)) == ["a", "b"]
    assert len(find(Need("n", "犇猋骉"), offers, model, lens)) == 2


def test_near_duplicates_stand_next_to_each_other(city, model, lens):
    """The offers of the city with a twin: the same result, reworded by its organisation."""
    need, offers = city.needs[0], city.offers
    best = find(need, offers, model, lens, top=1)[0].offer_id
    offer = next(each for each in offers if each.id == best)
    twin = replace(offer, id="twin", text=offer.text + "欢迎联系。")
    places = ids(find(need, [*offers, twin], model, lens))
    assert abs(places.index("twin") - places.index(best)) == 1


class Counting:
    """The static encoder, noting how long the texts are that it is given."""

    def __init__(self, encoder):
        self.inner, self.name, self.dim, self.longest = encoder, encoder.name, encoder.dim, 0

    def encode_queries(self, texts):
        self.longest = max(self.longest, *map(len, texts))
        return self.inner.encode_queries(texts)

    def encode_passages(self, texts):
        self.longest = max(self.longest, *map(len, texts))
        return self.inner.encode_passages(texts)


@pytest.mark.parametrize(
    "piece", ["钛合金打印气孔率≥3%，", "deep learning ", " ", "1", "\n", "\ud800"]
)
def test_100_000_characters_are_ranked_on_a_bounded_part(model, lens, piece):
    counting = Counting(lens.encoder)
    long = (piece * 100_000)[:100_000]
    need, offer = Need("n", "钛" + long, long), Offer("o", "钛" + long, long)
    (match,) = find(need, [offer], model, replace(lens, encoder=counting))
    assert 0 < counting.longest <= TEXT_LENGTH_MAX
    assert len(match.evidence) <= 8


def test_a_model_of_another_encoder_is_refused(city, model, lens):
    other = replace(model, encoder_name="e5")
    with pytest.raises(MatchingError) as caught:
        find(city.needs[0], city.offers, other, lens)
    assert caught.value.code is ErrorCode.MODEL_ENCODER_DIFFERS
    with pytest.raises(MatchingError):
        rank_needs(city.offers[0], city.needs, model=other, lens=lens)


def test_needs_for_an_offer_are_the_same_pairs_seen_from_the_other_side(city, model, lens):
    offer, needs = city.offers[0], city.needs[:20]
    back = rank_needs(offer, needs, model=model, lens=lens)
    assert [match.rank for match in back] == list(range(1, 21))
    for match in back:
        need = next(each for each in needs if each.id == match.need_id)
        (forth,) = find(need, [offer], model, lens)
        assert match.score == pytest.approx(forth.score, abs=1e-6)
        assert (match.reasons, match.evidence) == (forth.reasons, forth.evidence)
    assert rank_needs(offer, needs[::-1], model=model, lens=lens) == back


def test_a_model_of_no_spread_still_explains(city, model, lens):
    flat = replace(model, centres=(1e6,) * 4, spreads=(1e-6,) * 4)
    (match,) = find(city.needs[0], city.offers[:1], flat, lens)
    assert match.sub_scores.technology == pytest.approx(0.0)
    assert math.isfinite(match.score)

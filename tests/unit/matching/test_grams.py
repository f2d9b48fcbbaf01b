import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhiqiao.matching.grams import BUCKETS, Rarity, gram_buckets, grams

TEXTS = st.lists(
    st.text(st.sampled_from(list("钛合金打印废水abc 😀\ud800")), max_size=12), max_size=6
)
LITTLE = Rarity.of(["钛合金", "废水", "金属打印", ""])


def cosine(first, second, rarity=LITTLE):
    found = grams([first], rarity).cosines(grams([second], rarity), row=0)
    return float(found[0])


def naive_grams(text):
    return [*text, *(a + b for a, b in pairwise(text))]


def naive_cosine(first, second, texts):
    """Plain tf-idf over characters and pairs, as the docstring defines it."""
    idf = {
        gram: math.log((1 + len(texts)) / (1 + sum(gram in naive_grams(text) for text in texts)))
        + 1
        for gram in {*naive_grams(first), *naive_grams(second)}
    }

    def weights(text):
        found = {
            gram: (1 + math.log(n)) * idf[gram] for gram, n in Counter(naive_grams(text)).items()
        }
        norm = math.sqrt(sum(value**2 for value in found.values()))
        return {gram: value / norm for gram, value in found.items()}

    mine, theirs = weights(first), weights(second)
    return sum(value * theirs.get(gram, 0.0) for gram, value in mine.items())


def collide(texts):
    """Whether two different grams of the texts share a bucket."""
    bucket_of = {}
    for text in texts:
        single, double = gram_buckets(text)
        bucket_of |= dict(zip(text, single.tolist(), strict=True))
        pairs = [a + b for a, b in pairwise(text)]
        bucket_of |= dict(zip(pairs, double.tolist(), strict=True))
    return len(set(bucket_of.values())) < len(bucket_of)


@given(TEXTS, TEXTS)
def test_cosines_are_those_of_plain_tf_idf(texts, counted):
    assume(not collide([*texts, *counted]))
    rarity = Rarity.of(counted)
    held = grams(texts, rarity)
    for row, text in enumerate(texts):
        expected = [naive_cosine(each, text, counted) for each in texts]
        assert held.cosines(held, row=row) == pytest.approx(np.array(expected), abs=1e-5)


@given(TEXTS)
def test_a_text_is_like_itself_and_likeness_has_no_direction(texts):
    held = grams(texts, LITTLE)
    likeness = np.array([held.cosines(held, row=row) for row in range(len(texts))])
    own = [float(bool(text)) for text in texts]
    assert np.allclose(np.diagonal(likeness) if texts else [], own, atol=1e-5)
    assert np.allclose(likeness, likeness.T, atol=1e-6)
    assert ((likeness >= 0) & (likeness <= 1 + 1e-6)).all()


def test_nothing_shared_is_nothing_alike():
    assert cosine("钛合金", "废水") == 0.0
    assert cosine("钛合金", "") == 0.0
    assert cosine("", "") == 0.0


def test_a_rare_gram_counts_more_than_a_common_one():
    rarity = Rarity.of(["金属"] * 50 + ["钛"])
    assert cosine("钛金", "钛", rarity) > cosine("钛金", "金", rarity)


def test_pairs_depend_on_order():
    assert cosine("合金", "金合") < cosine("合金", "合金")


def test_no_texts_have_no_grams():
    held = grams([], LITTLE)
    assert held.texts == 0
    assert held.cosines(grams(["a"], LITTLE), row=0).shape == (0,)
    assert Rarity.of([]).documents == 0


def test_emoji_and_lone_surrogates_are_characters_like_others():
    assert cosine("😀\ud800", "😀\ud800") == pytest.approx(1.0, abs=1e-6)
    assert 0 < cosine("😀a", "😀b") < 1


@given(TEXTS, TEXTS)
def test_rarities_add_up_to_the_rarity_of_all_texts(first, second):
    together, added = Rarity.of([*first, *second]), Rarity.of(first) + Rarity.of(second)
    assert added.documents == together.documents
    assert (added.counts == together.counts).all()


def test_a_gram_counts_once_a_text():
    single, _ = gram_buckets("水")
    assert Rarity.of(["水水水", "水"]).counts[single[0]] == 2


def test_more_texts_than_fit_narrow_numbers_are_counted_alike():
    many = ["水"] * 20_000
    single, _ = gram_buckets("水")
    assert Rarity.of(many).counts[single[0]] == 20_000
    assert grams(many, LITTLE).cosines(grams(["水"], LITTLE), row=0).min() == pytest.approx(1.0)


def test_buckets_are_in_range_for_every_plane():
    single, double = gram_buckets("a钛😀\U0010ffff")
    assert single.shape == (4,)
    assert double.shape == (3,)
    assert 0 <= min(*single, *double) <= max(*single, *double) < BUCKETS

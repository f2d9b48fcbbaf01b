from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.matching import Judged
from zhiqiao.matching.frame import Frame
from zhiqiao.matching.framing import frame_of
from zhiqiao.matching.similarity import of_needs, of_offers
from zhiqiao.matching.values import Need, Offer

PLAIN = Frame(title=(0.0, 0.0), whole=(0.0, 0.0), offer=(0.0, 0.0))
TITLES = replace(PLAIN, title=(1.0, 0.0))


def rows(*vectors):
    return np.array(vectors, np.float32)


# frame, kind, vector, what is seen of it
SEEN = [
    (PLAIN, "offer", (0.6, 0.8), (0.6, 0.8)),
    (PLAIN, "offer", (3.0, 4.0), (0.6, 0.8)),
    (PLAIN, "offer", (0.0, 0.0), (0.0, 0.0)),  # blank stays blank
    (TITLES, "title", (1.0, 2.0), (0.0, 1.0)),
    (TITLES, "title", (0.0, 0.0), (0.0, 0.0)),
    (TITLES, "title", (1.0, 0.0), (0.0, 0.0)),  # nothing of its own
    (TITLES, "whole", (3.0, 4.0), (0.6, 0.8)),
    (replace(PLAIN, shared=((1.0, 0.0),)), "offer", (3.0, 4.0), (0.0, 1.0)),
]


@pytest.mark.parametrize(("frame", "kind", "vector", "expected"), SEEN)
def test_what_is_seen_of_a_vector(frame, kind, vector, expected):
    assert frame.seen(rows(vector), kind=kind)[0] == pytest.approx(expected, abs=1e-6)


def test_the_frame_is_the_means_and_the_direction_of_most_spread():
    offers = rows((1, 5), (1, -3), (1, 1), (1, 1))
    frame = Frame.fitted(titles=rows((2, 0), (4, 0)), wholes=rows((0, 1)), offers=offers)
    assert (frame.title, frame.whole, frame.offer) == ((3.0, 0.0), (0.0, 1.0), (1.0, 1.0))
    assert frame.shared == ((0.0, 1.0),)
    assert frame.dim == 2


def test_few_texts_share_no_direction_and_none_have_no_mean():
    one, none = rows((3, 4)), np.zeros((0, 2), np.float32)
    assert Frame.fitted(titles=one, wholes=none, offers=one) == Frame(
        title=(3.0, 4.0), whole=(0.0, 0.0), offer=(3.0, 4.0)
    )


def test_without_offers_there_is_nothing_to_see():
    assert PLAIN.seen(np.zeros((0, 2), np.float32), kind="offer").shape == (0, 2)


@given(st.integers(0, 1_000), st.permutations(range(6)))
def test_a_row_is_seen_the_same_wherever_it_stands(seed, order):
    vectors = np.random.default_rng(seed).normal(size=(6, 8)).astype(np.float32)
    frame = Frame.fitted(titles=vectors[:2], wholes=vectors[2:4], offers=vectors)
    seen = frame.seen(vectors, kind="offer")
    assert (frame.seen(vectors[order], kind="offer") == seen[order]).all()
    assert np.linalg.norm(seen, axis=1) == pytest.approx(np.ones(6), abs=1e-5)


def test_the_frame_of_texts_does_not_look_at_grades_or_order(city, lens):
    frame = frame_of(city, lens.encoder)
    backwards = Judged(city.needs[::-1], city.offers[::-1], city.judgements[::-1])
    assert frame_of(backwards, lens.encoder) == frame
    assert frame.dim == lens.encoder.dim


def test_both_directions_see_the_same_within_a_frame(city, lens):
    framed = replace(lens, frame=frame_of(city, lens.encoder))
    needs, offers = city.needs[:3], city.offers[:4]
    forth = np.array([of_offers(need, offers, framed) for need in needs])
    back = np.array([of_needs(offer, needs, framed) for offer in offers])
    assert forth.swapaxes(0, 1) == pytest.approx(back, abs=1e-6)
    assert not np.allclose(forth, [of_offers(need, offers, lens) for need in needs])
    blank = of_offers(Need("n", ""), [Offer("o", "")], framed)
    assert blank.tolist() == [[0.0] * 4]

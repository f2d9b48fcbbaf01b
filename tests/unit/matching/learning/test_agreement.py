"""How far two models agree."""

import pytest

from zhiqiao.matching.learning import Placed, agreement, disagreement


def placed(need_id, rank, served_rank, *, stars=(False, False), chances=(0.5, 0.5)):
    ours, theirs = chances
    return Placed(
        need_id,
        rank,
        served_rank,
        None if rank is None else ours,
        None if served_rank is None else theirs,
        *stars,
    )


def test_nothing_ranked_agrees_on_nothing():
    assert agreement([]) is None


def test_the_same_lists_agree_in_all():
    found = agreement([placed(need, rank, rank) for need in (1, 2) for rank in (1, 2, 3)])
    assert (found.needs, found.overlap, found.same_first, found.chance_gap) == (2, 1.0, 1.0, 0.0)


def test_overlap_is_the_mean_over_needs_of_common_places():
    first = [placed(1, 1, 2), placed(1, 2, None), placed(1, None, 1)]
    second = [placed(2, 1, 1)]
    found = agreement(first + second)
    assert found.overlap == pytest.approx((1 / 2 + 1) / 2)
    assert found.same_first == 1 / 2


def test_predicted_precision_is_the_mean_chance_of_what_is_recommended():
    found = agreement(
        [
            placed(1, 1, 1, stars=(True, True), chances=(0.8, 0.5)),
            placed(1, 2, 2, stars=(True, False), chances=(0.6, 0.4)),
        ]
    )
    assert found.predicted == pytest.approx((0.8 + 0.6) / 2)
    assert (found.served_predicted, found.recommends, found.served_recommends) == (0.5, 2, 1)
    assert found.chance_gap == pytest.approx((0.3 + 0.2) / 2)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (placed(1, 1, 1), 0.0),
        (placed(1, 1, 3, chances=(0.7, 0.4)), 0.3),
        (placed(1, 1, None), 0.5),
        (placed(1, None, 1), 0.5),
        (placed(1, 1, 1, stars=(True, False), chances=(0.5, 0.49)), 1.0),
        (placed(1, 1, None, stars=(True, False)), 1.0),
    ],
)
def test_a_grade_decides_most_where_only_one_recommends(pair, expected):
    assert disagreement(pair) == pytest.approx(expected)

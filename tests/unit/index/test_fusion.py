import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.index.fusion import ranks, reciprocal_rank

LISTS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1)), st.sampled_from([0.5, 1.0])
    )
)


def test_scores_are_sums_of_reciprocal_ranks():
    fused = reciprocal_rank([({"a": 3.0, "b": 2.0}, 1.0), ({"b": 0.9, "c": 0.1}, 0.5)])
    assert fused == [
        ("b", pytest.approx(1 / (60 + 2) + 0.5 / (60 + 1))),
        ("a", pytest.approx(1 / (60 + 1))),
        ("c", pytest.approx(0.5 / (60 + 2))),
    ]


def test_equal_scores_share_a_place_and_stand_by_id():
    assert ranks({"z": 1.0, "a": 1.0, "b": 0.5}) == {"a": 1, "z": 1, "b": 3}
    assert [id_ for id_, _ in reciprocal_rank([({"z": 1.0, "a": 1.0}, 1.0)])] == ["a", "z"]


def test_rounding_noise_decides_nothing():
    assert ranks({"b": 0.3, "a": 0.1 + 0.2}) == {"a": 1, "b": 1}


@given(LISTS)
def test_the_order_of_the_lists_does_not_matter(lists: list[tuple[dict[str, float], float]]):
    once, again = reciprocal_rank(lists), reciprocal_rank(lists[::-1])
    assert [id_ for id_, _ in once] == [id_ for id_, _ in again]

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.associations import strength

COUNTS = st.tuples(
    st.integers(1, 50), st.integers(0, 300), st.integers(0, 300), st.integers(1, 10_000)
)


def test_statements_add_up_as_independent_chances():
    assert strength.stated([0.7, 0.4]) == pytest.approx(1 - 0.3 * 0.6)
    assert strength.stated([]) == 0.0


def test_related_is_normalised_information_discounted():
    expected = math.log(0.02 / (0.04 * 0.05)) / -math.log(0.02) * 2 / 3
    assert strength.related(2, 4, 5, 100) == pytest.approx(expected)
    assert strength.related(0, 4, 5, 100) == 0.0


def test_surprise_is_the_log_likelihood_ratio():
    assert strength.surprise(5, 10, 50, 100) == pytest.approx(0.0)
    assert strength.surprise(10, 10, 10, 100) == pytest.approx(
        2 * (10 * math.log(10) + 90 * math.log(100 / 90))
    )


@given(COUNTS)
def test_a_passage_less_never_makes_a_relation_stronger(counts):
    together, first, second, others = counts
    a, b = together + first, together + second
    documents = a + b + others
    before = strength.related(together, a, b, documents)
    after = strength.related(together - 1, a - 1, b - 1, documents - 1)
    assert 0 <= after <= 1
    rare = max(a, b) * 4 <= documents
    assert after < before or before == 0 or not rare


def test_a_special_concept_says_more_than_a_common_one():
    assert strength.mentioned([0.8], 2, 1000) > strength.mentioned([0.8], 200, 1000)
    assert strength.mentioned([0.8], 1000, 1000) == 0.0
    assert strength.mentioned([0.8], 1, 1) == 0.8


def test_alike_needs_documents_of_both():
    assert strength.alike(1.0, 2, 2) > strength.alike(1.0, 1, 2) > strength.alike(1.0, 0, 2) == 0.0


def test_one_document_less_makes_a_concept_no_more_special_within_a_band():
    assert strength.mentioned([0.8], 9, 1000) == strength.mentioned([0.8], 7, 1000)
    assert strength.mentioned([0.8], 4, 1000) == strength.mentioned([0.8], 15, 1000)
    assert strength.mentioned([0.8], 3, 1000) > strength.mentioned([0.8], 4, 1000)
    assert strength.mentioned([0.8], 9, 50) < strength.mentioned([0.8], 7, 50)

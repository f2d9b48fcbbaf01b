"""Where a need leads to."""

from tests.unit.associations.corpus import NEED

from zhiqiao.associations.reach import reached
from zhiqiao.matching.values import Need


def test_concepts_a_relation_or_two_away_are_reached_the_strongest_first(graph):
    found = reached(NEED, graph, top=50)
    keys = [each.concept for each in found]
    assert "气凝胶" in keys
    assert not {"电芯", "热失控"} & set(keys)
    strengths = [each.strength for each in found]
    assert strengths == sorted(strengths, reverse=True)
    assert all(0 < each <= 1 for each in strengths)
    assert reached(NEED, graph, top=1) == found[:1]


def test_a_need_that_mentions_no_concept_leads_nowhere(graph):
    assert reached(Need("n", "无"), graph, top=5) == ()

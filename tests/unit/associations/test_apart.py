from tests.unit.associations.corpus import NEED, OFFER

from zhiqiao.associations import associate, split
from zhiqiao.matching.values import Match, Relevance, SubScores


def match(offer_id, rank, technology):
    parts = SubScores(technology, None, None, None)
    return Match("n1", offer_id, rank, 0.5, 0.1, Relevance.WEAK, 0, parts, (), ())


def test_only_what_nothing_but_a_path_speaks_for_is_latent(graph):
    paths = associate(NEED, OFFER, graph)
    ranked = [match("near", 1, 0.9), match("o1", 2, 0.3), match("far", 3, 0.2)]
    found = split(ranked, {"o1": paths, "near": paths}, score_min=0.05)
    assert [each.offer_id for each in found.direct] == ["near", "far"]
    assert [each.offer_id for each in found.latent] == ["o1"]


def test_latent_matches_stand_by_their_paths_then_by_rank(graph):
    strong, weak = associate(NEED, OFFER, graph)
    ranked = [match("a", 1, 0.1), match("b", 2, 0.1), match("c", 3, 0.1)]
    found = split(ranked, {"a": [weak], "b": [strong], "c": [strong]}, score_min=0.01)
    assert [each.offer_id for each in found.latent] == ["b", "c", "a"]
    assert found.direct == ()


def test_a_weak_path_is_no_finding(graph):
    paths = associate(NEED, OFFER, graph)
    assert split([match("o1", 1, 0.1)], {"o1": paths}, score_min=0.99).latent == ()
    assert split([], {}) == split([], {"x": paths})

import math
from dataclasses import replace

import pytest
from tests.unit.associations.corpus import DOCUMENTS, NEED, OFFER

from zhiqiao.associations import Path, associate
from zhiqiao.associations.evaluate import (
    Faithfulness,
    auc,
    is_verbatim,
    shared_share,
    sources,
    usefulness,
)
from zhiqiao.matching import Judged
from zhiqiao.matching.values import Judgement, Offer, Relevance

STRANGER = Offer("o9", "民间剪纸", "")
TEXTS = sources([NEED], [OFFER, STRANGER], DOCUMENTS)


def test_auc_counts_ties_half():
    assert auc([2.0, 1.0], [1.0, 0.0]) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert math.isnan(auc([], [1.0]))


def test_paths_are_verbatim_and_fall(graph):
    found = Faithfulness()
    for path in associate(NEED, OFFER, graph):
        found.add(path, TEXTS)
    assert (found.paths, found.hops, found.verbatim) == (2, 7, 7)
    assert set(found.shares().values()) == {1.0}
    assert all(math.isnan(share) for share in Faithfulness().shares().values())


def test_a_forged_quote_is_noticed(graph):
    path = associate(NEED, OFFER, graph)[0]
    mention = path.hops[0].support
    forged = replace(mention.evidence[0].quote, text="热失挖")
    assert not is_verbatim(forged, TEXTS)
    hop = replace(
        path.hops[0],
        support=replace(mention, evidence=(replace(mention.evidence[0], quote=forged),)),
    )
    found = Faithfulness()
    found.add(Path(path.need_id, path.offer_id, (hop, *path.hops[1:])), TEXTS)
    assert found.verbatim == found.hops - 1


def test_pairs_graded_high_have_the_stronger_path(graph):
    grades = (
        Judgement(NEED.id, OFFER.id, Relevance.STRONG),
        Judgement(NEED.id, STRANGER.id, Relevance.UNRELATED),
    )
    judged = Judged((NEED,), (OFFER, STRANGER), grades)
    told = []
    found = usefulness(
        judged, graph, DOCUMENTS, resamples=5, progress=lambda done, of: told.append((done, of))
    )
    assert found.pairs == (1, 1)
    assert found.figures["auc"] == 1.0
    assert found.intervals["auc"] == (1.0, 1.0)
    assert told == [(1, 2), (2, 2)]


def test_without_grades_there_are_no_figures(graph):
    found = usefulness(Judged((NEED,), (OFFER,), ()), graph, DOCUMENTS, resamples=5)
    assert (found.pairs, found.faithfulness.paths) == ((0, 0), 0)
    assert {"auc", "auc_all"} <= found.figures.keys() == found.intervals.keys()
    assert all(math.isnan(value) for value in found.figures.values())


def test_where_no_pair_shares_few_words_the_figure_over_all_is_still_there(graph):
    alike = replace(OFFER, title="热失控")
    other = replace(STRANGER, title="热失控")
    grades = (
        Judgement(NEED.id, alike.id, Relevance.STRONG),
        Judgement(NEED.id, other.id, Relevance.UNRELATED),
    )
    found = usefulness(Judged((NEED,), (alike, other), grades), graph, DOCUMENTS, resamples=5)
    assert found.pairs == (0, 0)
    assert math.isnan(found.figures["auc"])
    assert 0 <= found.figures["auc_all"] <= 1


def test_shared_is_what_the_offer_has_of_the_need():
    assert shared_share(NEED, replace(OFFER, title="热失控")) == 1.0
    assert shared_share(NEED, STRANGER) == 0.0

import pytest
from tests.unit.associations.corpus import DOCUMENTS, NEED, OFFER

from zhiqiao.associations import Graph, associate, build
from zhiqiao.associations.evaluate import is_verbatim, sources
from zhiqiao.associations.paths import DAMPING, PATHS_MAX, Starting
from zhiqiao.associations.values import Document, Relation
from zhiqiao.associations.wording import describe_hop
from zhiqiao.matching.values import Need, Offer

TEXTS = sources([NEED], [OFFER], DOCUMENTS)


@pytest.fixture(scope="module")
def paths(graph):
    return associate(NEED, OFFER, graph)


def test_a_need_reaches_an_offer_it_shares_no_word_with(paths):
    assert [path.concepts for path in paths] == [
        ("热失控", "气凝胶"),
        ("电芯", "动力电池", "气凝胶"),
    ]
    assert [hop.relation for hop in paths[0].hops] == [None, Relation.SOLVES, None]


def test_the_score_is_the_product_of_the_hops_damped_by_length(paths):
    direct, longer = paths
    product = 1.0
    for hop in direct.hops:
        product *= hop.strength
    assert direct.score == pytest.approx(product)
    product = DAMPING
    for hop in longer.hops:
        product *= hop.strength
    assert longer.score == pytest.approx(product)
    assert direct.score > longer.score


def test_every_hop_quotes_its_document_letter_by_letter(paths):
    for path in paths:
        for hop in path.hops:
            assert hop.evidence
            assert all(is_verbatim(each.quote, TEXTS) for each in hop.evidence)


def test_a_path_weakens_with_every_single_quote_taken_away(paths):
    for path in paths:
        for quote in path.quotes:
            left = path.without([quote])
            assert left is None or 0 < left.score < path.score


def test_a_hop_without_any_quote_left_ends_the_path(paths):
    for path in paths:
        for hop in path.hops:
            assert path.without([each.quote for each in hop.evidence]) is None


def test_quotes_of_other_places_change_nothing(paths):
    direct, longer = paths
    own = {(quote.document, quote.part) for quote in direct.quotes}
    others = [quote for quote in longer.quotes if (quote.document, quote.part) not in own]
    assert others
    assert direct.without(others) == direct


def test_the_graph_without_the_quotes_agrees_with_the_path_without_them(graph, paths):
    (solves,) = [hop for hop in paths[0].hops if hop.relation is Relation.SOLVES]
    one = solves.evidence[0].quote
    again = associate(NEED, OFFER, graph.without([one]))
    (same,) = [path for path in again if path.concepts == paths[0].concepts]
    assert same.score == pytest.approx(paths[0].without([one]).score)


def test_a_corpus_without_the_quoted_sentences_gives_a_weaker_path(paths):
    """The honest test: the sentences are cut out of the documents and all is built anew."""
    (solves,) = [hop for hop in paths[0].hops if hop.relation is Relation.SOLVES]
    quote = solves.evidence[0].quote
    cut = [
        Document(each.id, each.title, each.text.replace(quote.text, ""))
        if each.id == quote.document
        else each
        for each in DOCUMENTS
    ]
    again = {path.concepts: path.score for path in associate(NEED, OFFER, build(cut))}
    assert again.get(paths[0].concepts, 0.0) < paths[0].score


def test_what_both_mention_is_no_association(graph):
    assert associate(NEED, Offer("o", "热失控防护", "抑制热失控的方法"), graph) == ()


def test_strangers_have_no_path(graph):
    assert associate(NEED, Offer("o", "民间剪纸", ""), graph) == ()
    assert associate(Need("n", "", ""), OFFER, graph) == ()
    assert associate(NEED, OFFER, Graph({}, (), 0)) == ()


def test_paths_work_in_english(graph):
    need = Need("n", "Less decay of strawberries", "We lose fruit to decay.")
    (path,) = associate(need, Offer("o", "Chitosan coating line", ""), graph)
    assert [describe_hop(hop, "en") for hop in path.hops] == [
        "the need mentions decay",
        "decay is solved by Chitosan coating",
        "the offer mentions Chitosan coating",
    ]
    assert describe_hop(path.hops[1]) == "decay 可由其解决 Chitosan coating"


def test_no_more_paths_than_three_and_none_twice(graph):
    need = Need("n", "电芯与热失控", "胶合板、甲醛、decay")
    offer = Offer("o", "气凝胶", "秸秆板、光催化涂层、chitosan coating、oxygen absorber、家具")
    found = associate(need, offer, graph)
    assert len(found) == PATHS_MAX
    ends = [(path.concepts[0], path.concepts[-1]) for path in found]
    assert len(set(ends)) == len(ends)
    scores = [path.score for path in found]
    assert scores == sorted(scores, reverse=True)
    assert all(len(path.hops) <= 4 for path in found)


def test_one_need_for_many_offers_gives_the_same(graph, paths):
    assert Starting(NEED, graph).to(OFFER) == paths

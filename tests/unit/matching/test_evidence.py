from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.matching import rank, rank_needs
from zhiqiao.matching.evidence import PIECES, NeedClauses, shared
from zhiqiao.matching.similarity import of_offers
from zhiqiao.matching.values import Need, Offer, ReasonKind

TEXT = st.text(
    st.sampled_from(list("钛合金打印废水≥3.5%MPa，。；：,. \n\t　ﷺ①①℃ab😀\ud800")), max_size=200
)


def check_verbatim(match, need, offer):
    for each in match.evidence:
        for item, span in ((need, each.need), (offer, each.offer)):
            assert getattr(item, span.part)[span.start : span.end] == span.text
            assert span.text
        assert 0.0 <= each.strength <= 1.0


def test_every_span_of_the_city_is_verbatim(city, model, lens):
    fields = {need.field for need in city.needs}
    seen = 0
    for field in sorted(fields):
        offers = {offer.id: offer for offer in city.offers if offer.field == field}
        for need in (need for need in city.needs if need.field == field):
            for match in rank(need, [*offers.values()], model=model, lens=lens, top=10):
                check_verbatim(match, need, offers[match.offer_id])
                seen += len(match.evidence)
    assert seen > 500


@settings(max_examples=60)
@given(TEXT, TEXT, TEXT, TEXT)
def test_every_span_of_any_text_is_verbatim(model, lens, title, text, other_title, other_text):
    need, offer = Need("n", title, text), Offer("o", other_title, other_text)
    for match in rank(need, [offer], model=model, lens=lens):
        check_verbatim(match, need, offer)
    for match in rank_needs(offer, [need], model=model, lens=lens):
        check_verbatim(match, need, offer)


def test_the_strongest_comes_first_and_no_clause_twice(city, lens):
    found = shared(NeedClauses(city.needs[0], lens.rarity), city.offers[0])
    assert 1 <= len(found) <= PIECES
    strengths = [each.strength for each in found]
    assert strengths == sorted(strengths, reverse=True)
    assert len({each.need for each in found}) == len({each.offer for each in found}) == len(found)


def test_the_same_clause_is_full_evidence(lens):
    need, offer = Need("n", "钛合金激光打印气孔控制方法"), Offer("o", "钛合金激光打印气孔控制方法")
    (found,) = shared(NeedClauses(need, lens.rarity), offer)
    assert found.strength == pytest.approx(1.0)
    assert (found.kind, found.need.part, found.offer.part) == (
        ReasonKind.TECHNOLOGY,
        "title",
        "title",
    )


def test_equal_figures_are_no_evidence(lens):
    need, offer = Need("n", "350MPa，95%"), Offer("o", "350MPa，95%")
    assert shared(NeedClauses(need, lens.rarity), offer) == ()


@pytest.mark.parametrize(("title", "text"), [("", ""), ("水稻", ""), ("。。。", "，，，")])
def test_nothing_in_common_is_no_evidence(lens, title, text):
    clauses = NeedClauses(Need("n", "钛合金打印"), lens.rarity)
    assert shared(clauses, Offer("o", title, text)) == ()


def without(offer, spans):
    """The offer with the spans cut out of its title and text, the last first."""
    for span in sorted(spans, key=lambda span: -span.start):
        value = getattr(offer, span.part)
        offer = replace(offer, **{span.part: value[: span.start] + value[span.end :]})
    return offer


@pytest.mark.parametrize("number", range(0, 72, 6))
def test_without_its_evidence_an_offer_shares_fewer_words(city, model, lens, number):
    """Lexical likeness falls when the quoted passages go; that is what makes them evidence."""
    need = city.needs[number]
    match = rank(need, city.offers, model=model, lens=lens, top=1)[0]
    offer = next(each for each in city.offers if each.id == match.offer_id)
    quoted = {each.offer for each in match.evidence if each.kind is ReasonKind.TECHNOLOGY}
    left = without(offer, quoted)
    before, after = of_offers(need, [offer, left], lens)
    assert after[:2].sum() < before[:2].sum()
    (reduced,) = rank(need, [left], model=model, lens=lens)
    assert reduced.score < match.score

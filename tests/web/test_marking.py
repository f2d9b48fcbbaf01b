"""Evidence is marked in place, and a text cannot carry markup into the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import OfferFactory, RunFactory, SuggestionFactory, span

from zhiqiao.web.site.marking import Mark, mark_spans, mark_words, snippet

EVIL = '<script>alert("x")</script> & 固化剂 5 ℃'


def text_of(html: str) -> str:
    """What a reader sees: the page's text without our own tags."""
    import html as entities
    import re

    without_numbers = re.sub(r'<sup class="pair" aria-hidden="true">\d+</sup>', "", html)
    return entities.unescape(re.sub(r"</?mark[^>]*>", "", without_numbers))


def test_markup_in_a_text_is_escaped():
    marked = mark_spans(EVIL, [Mark(0, 8, 1)])
    assert "<script" not in marked
    assert '<mark data-pairs="1" title="1">&lt;script&gt;</mark>' in marked


def test_overlapping_spans_carry_both_numbers():
    marked = mark_spans("甲乙丙丁", [Mark(0, 3, 1), Mark(2, 4, 2)])
    assert 'data-pairs="1 2" title="1 2">丙</mark>' in marked


def test_spans_outside_the_text_are_ignored():
    assert mark_spans("甲乙", [Mark(1, 9, 1), Mark(2, 1, 2)]) == "甲乙"


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 5)), max_size=5),
)
def test_marking_changes_no_character(text, spans):
    assert text_of(mark_spans(text, [Mark(*each) for each in spans])) == text


@given(st.text(max_size=40), st.lists(st.text(max_size=3), max_size=3))
def test_marking_words_changes_no_character(text, words):
    assert text_of(mark_words(text, words)) == text


def test_words_are_found_whatever_their_case():
    assert mark_words("耐 PH 值", ["ph"]) == "耐 <mark>PH</mark> 值"


def test_a_snippet_is_around_the_first_word():
    assert "关键" in snippet("前" * 300 + "关键" + "后" * 300, ["关键"], length=60)


@pytest.mark.django_db
def test_texts_with_markup_are_harmless_on_every_page(broker):
    run = RunFactory(need__title=EVIL, need__text=EVIL)
    offer = OfferFactory(title=EVIL, text=EVIL, problem=EVIL, advantage=EVIL, economics=EVIL)
    pair = {
        "kind": "scene",
        "strength": 1.0,
        "need": span(EVIL, "固化剂"),
        "offer": span(EVIL, "<script>"),
    }
    SuggestionFactory(run=run, offer=offer, rank=1, evidence=[pair])
    pages = [
        f"/needs/{run.need_id}/",
        f"/offers/{offer.pk}/",
        "/needs/",
        "/offers/?q=<script>",
        "/",
    ]
    for page in pages:
        assert "<script>alert" not in broker.get(page).content.decode(), page


@pytest.mark.django_db
def test_evidence_is_marked_in_both_texts(broker):
    run = RunFactory()
    suggestion = SuggestionFactory(run=run, rank=1)
    page = broker.get(f"/needs/{run.need_id}/").content.decode()
    pair = suggestion.evidence[0]
    for side in ("need", "offer"):
        marked = f'<mark data-pairs="1" title="证据 1">{pair[side]["text"]}</mark>'
        assert marked.replace("&", "&amp;") in page


@pytest.mark.django_db
def test_a_text_changed_since_the_run_is_not_marked_wrongly(broker):
    run = RunFactory()
    SuggestionFactory(run=run, rank=1)
    run.need.text = "全都改写了，原来的词句都不在。"
    run.need.save()
    page = broker.get(f"/needs/{run.need_id}/").content.decode()
    assert page.count('<mark data-pairs="1"') == 1

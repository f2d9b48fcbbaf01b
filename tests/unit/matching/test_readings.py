"""Clauses, maturity and scenes: what the texts are read as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.matching import maturity
from zhiqiao.matching.clauses import CLAUSES_MAX, clauses
from zhiqiao.matching.scenes import SCENES, scenes
from zhiqiao.matching.values import Need, Offer


def texts(item):
    return [span.text for span in clauses(item)]


def test_clauses_are_title_and_pieces_of_the_text_in_order():
    item = Need("n", "钛合金打印", "气孔率偏高；疲劳寿命不足，急需改进\n 希望合作开发。短句")
    assert texts(item) == ["钛合金打印", "气孔率偏高", "疲劳寿命不足", "急需改进", "希望合作开发"]


def test_figures_and_english_sentences_are_not_torn():
    assert texts(Need("n", "", "压力为1,000.5 Pa以上。")) == ["压力为1,000.5 Pa以上"]
    found = texts(Need("n", "", "We need a coating. It must last 3.5 years"))
    assert found == ["We need a coating", "It must last 3.5 years"]


def test_a_long_clause_goes_on_in_the_next():
    found = clauses(Need("n", "", "deep learning model " * 20))
    assert all(len(span.text) <= 80 for span in found)
    assert all(span.text.split()[-1] in {"deep", "learning", "model"} for span in found)
    assert "".join(texts(Need("n", "", "钛" * 200))) == "钛" * 200


@given(st.text(st.sampled_from(list("钛合金ab 1,.。；\n\t　\ud800")), max_size=400), st.text())
def test_every_clause_is_verbatim_and_trimmed(text, title):
    item = Need("n", title, text)
    found = clauses(item)
    assert len(found) <= CLAUSES_MAX
    for span in found:
        assert getattr(item, span.part)[span.start : span.end] == span.text
        assert span.part == "title" or span.text.strip() == span.text


def test_nothing_to_read_has_no_clauses():
    assert clauses(Need("n", " ", "。。。\n")) == []
    assert len(clauses(Need("n", "标题", "这是一句话。" * 20_000))) == CLAUSES_MAX


# text of an offer | level and the words that claim it
LEVELS = [
    ("已在三家企业规模化应用", (9, "规模化应用")),
    ("完成量产", (8, "量产")),
    ("得到高质量产品", None),
    ("完成中试", (6, "中试")),
    ("完成样机试制", (5, "样机")),
    ("研制出原理样机", (4, "原理样机")),
    ("实验室验证", (4, "实验室")),
    ("性能好", None),
]


@pytest.mark.parametrize(("text", "level"), LEVELS)
def test_an_offers_words_claim_a_level(text, level):
    found = maturity.offered(Offer("o", "成果", text))
    assert (found and (found[0], found[1].text)) == level
    if found:
        assert text[found[1].start : found[1].end] == found[1].text


def test_a_given_level_counts_more_than_words():
    assert maturity.offered(Offer("o", "成果", "完成中试", trl=4)) == (4, None)
    level, span = maturity.offered(Offer("o", "成果", "完成中试", trl=6))
    assert (level, span.text) == (6, "中试")


@pytest.mark.parametrize(
    ("need", "level"),
    [
        (Need("n", "需求", stage="产业化"), 8),
        (Need("n", "需求", stage="研发"), 3),
        (Need("n", "需求", "需要中试"), 6),
        (Need("n", "小试设备"), 4),
        (Need("n", "需求", "需要研发"), None),
        (Need("n", "需求"), None),
    ],
)
def test_a_need_requires_a_level(need, level):
    found = maturity.required(need)
    assert (found and found[0]) == level


# title, text | scenes
NAMED = [
    ("印染废水脱色", "", ["纺织印染", "水处理"]),
    ("一种方法", "用于电池，也用于电池隔膜，顺便提到废水", ["动力与储能电池"]),
    ("一种方法", "提到废水", ["水处理"]),
    ("一种方法", "试验结果显示，故障诊断准确", []),
    ("OLED显示屏", "", ["显示与照明"]),
    ("deep learning", "", []),
]


@pytest.mark.parametrize(("title", "text", "expected"), NAMED)
def test_scenes_are_named_by_words(title, text, expected):
    found = scenes(Offer("o", title, text))
    assert list(found) == expected


def test_every_word_names_its_scene_verbatim():
    for scene, words in SCENES.items():
        for word in words:
            offer = Offer("o", f"用于{word}")
            named = scenes(offer)
            assert named, (scene, word)
            for span in named.values():
                assert offer.title[span.start : span.end] == span.text

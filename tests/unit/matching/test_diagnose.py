from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.matching import diagnose
from zhiqiao.matching.values import Need

GOOD = Need(
    "n",
    "印染浓水脱色技术",
    "公司废水站浓水COD偏高，目前用芬顿处理，费用高，夏天出水还返色，问题一直没有解决，去年试过活性炭吸附，三周就穿透。"
    "希望达到：出水COD≤80 mg/L，色度去除率≥95%，吨水电耗≤6kWh，连续运行90天性能下降不超过10%。"
    "在含盐1.3%、温度28℃的条件下使用，水量每天一千一百立方米。"
    "公司可提供现场、设备与两名技术人员配合中试，希望委托开发，预算180万元，2027年6月底前完成。",
    budget_fen=180_000_000,
    mode="技术开发",
    deadline_on=date(2027, 6, 30),
)


def level_written(need):
    """How the demo city was written: wishes are short, good needs long."""
    length = len(need.text)
    return "poor" if length <= 60 else "good" if length >= 300 else "fair"


def test_levels_of_the_city_mostly_match_how_its_needs_were_written(city):
    confusion = Counter((level_written(need), diagnose(need).level) for need in city.needs)
    assert confusion["poor", "poor"] == sum(map("poor".__eq__, map(level_written, city.needs)))
    right = sum(count for (written, found), count in confusion.items() if written == found)
    assert right >= 0.75 * len(city.needs), confusion
    assert confusion["good", "poor"] == 0, confusion


def test_a_good_need_lacks_nothing():
    found = diagnose(GOOD)
    assert (found.level, found.quality, found.questions) == ("good", 1.0, ())
    kinds = Counter(each.kind for each in found.constraints)
    assert kinds == {"figure": 4, "budget": 1, "deadline": 1, "mode": 1}


def test_a_wish_is_asked_for_everything_the_weightiest_first():
    found = diagnose(Need("n", "提高效率"))
    assert (found.level, found.quality, found.constraints) == ("poor", 0.0, ())
    facets = [question.facet for question in found.questions]
    assert facets[:2] == ["targets", "problem"]
    assert sorted(facets) == sorted(facet.name for facet in found.facets)


def test_only_what_is_missing_is_asked(city):
    for need in city.needs:
        found = diagnose(need)
        missing = {facet.name for facet in found.facets if facet.score < 1.0}
        assert {question.facet for question in found.questions} == missing
        assert all(question.chinese and question.english for question in found.questions)


def test_weights_add_up_and_quality_is_their_sum(city):
    for need in [*city.needs, GOOD]:
        found = diagnose(need)
        assert sum(facet.weight for facet in found.facets) == pytest.approx(1.0)
        expected = sum(facet.weight * facet.score for facet in found.facets)
        assert found.quality == round(expected, 3)


def test_a_quality_at_the_border_has_the_level_it_shows(city):
    for need in city.needs:
        found = diagnose(need)
        level = "good" if found.quality >= 0.7 else "fair" if found.quality >= 0.4 else "poor"
        assert found.level == level


@given(st.text(), st.text(st.sampled_from(list("预算2027年1万元底前≥5%，。 内个月"))))
def test_every_span_is_verbatim_and_the_same_words_give_the_same(title, text):
    need = Need("n", title, text)
    found = diagnose(need)
    assert found == diagnose(need)
    assert 0.0 <= found.quality <= 1.0
    for span in [each.span for each in (*found.facets, *found.constraints) if each.span]:
        assert getattr(need, span.part)[span.start : span.end] == span.text


def score(need, name, **options):
    return {facet.name: facet.score for facet in diagnose(need, **options).facets}[name]


@pytest.mark.parametrize(
    ("on", "expected"),
    [(None, 1.0), (date(2027, 1, 1), 1.0), (date(2027, 6, 30), 1.0), (date(2027, 7, 1), 0.0)],
)
def test_a_deadline_that_has_passed_is_missing(on, expected):
    need = Need("n", "需求", deadline_on=date(2027, 6, 30))
    assert score(need, "deadline", on=on) == expected


# text | facet | whether it gives it
SAID = [
    ("2027年6月底前完成", "deadline", True),
    ("希望在2027年验收", "deadline", True),
    ("6个月内交付", "deadline", True),
    ("年底前解决", "deadline", True),
    ("2023年装过4台换热器", "deadline", False),
    ("预算50万元", "budget", True),
    ("投入经费约 1,200.5 万元", "budget", True),
    ("每年损失50万元", "budget", False),
    ("希望委托开发", "mode", True),
    ("可以授权使用", "mode", True),
    ("已授权专利3项", "mode", False),
    ("目前用芬顿处理", "tried", True),
    ("想要一种材料", "tried", False),
]


@pytest.mark.parametrize(("text", "facet", "given_"), SAID)
def test_facets_are_read_from_the_text(text, facet, given_):
    assert score(Need("n", "需求", text), facet) == float(given_)


def test_an_english_need_is_read_for_its_figures_and_asked_for_the_rest():
    need = Need("n", "Coating for pumps", "Wear rate ≤ 3 μm/h, hardness loss ≤ 5 %, life ≥ 2000 h.")
    found = diagnose(need)
    assert found.level == "poor"
    assert score(need, "targets") == 1.0
    assert "targets" not in {question.facet for question in found.questions}


@pytest.mark.parametrize("piece", ["1", " ", "预算1", "2027年", "钛合金≥3%，", "deep ", "预算\t"])
def test_100_000_characters_are_diagnosed(piece):
    """Once quadratic in digits: this took minutes."""
    found = diagnose(Need("n", "需求", (piece * 100_000)[:100_000]))
    assert len(found.constraints) <= 16

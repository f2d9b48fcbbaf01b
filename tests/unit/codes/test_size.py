from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.codes import ENTERPRISE_SIZES, industries, size_classes, size_rule, size_rules

WAN_FEN = 1_000_000
FINEST = [code for code in industries() if len(code) == 5]
SIZED = [code for code in FINEST if size_rule(code)]
RULES = {size_rule(code).industry: code for code in SIZED}
figures = st.none() | st.integers(0, 10**13) | st.fractions(0, 10**13)


def sized(code, **known):
    """The only size left."""
    (size,) = size_classes(code, **known)
    return size


# The thresholds once more, as 工信部联企业〔2011〕300号 words them: rule | metric | 小型 中型 大型
THRESHOLDS = """
农、林、牧、渔业 revenue_fen 50 500 20000
工业 employees 20 300 1000
工业 revenue_fen 300 2000 40000
建筑业 revenue_fen 300 6000 80000
建筑业 assets_fen 300 5000 80000
批发业 employees 5 20 200
批发业 revenue_fen 1000 5000 40000
零售业 employees 10 50 300
零售业 revenue_fen 100 500 20000
交通运输业 employees 20 300 1000
交通运输业 revenue_fen 200 3000 30000
仓储业 employees 20 100 200
仓储业 revenue_fen 100 1000 30000
邮政业 employees 20 300 1000
邮政业 revenue_fen 100 2000 30000
住宿业 employees 10 100 300
住宿业 revenue_fen 100 2000 10000
餐饮业 employees 10 100 300
餐饮业 revenue_fen 100 2000 10000
信息传输业 employees 10 100 2000
信息传输业 revenue_fen 100 1000 100000
软件和信息技术服务业 employees 10 100 300
软件和信息技术服务业 revenue_fen 50 1000 10000
房地产开发经营 revenue_fen 100 1000 200000
房地产开发经营 assets_fen 2000 5000 10000
物业管理 employees 100 300 1000
物业管理 revenue_fen 500 1000 5000
租赁和商务服务业 employees 10 100 300
租赁和商务服务业 assets_fen 100 8000 120000
其他未列明行业 employees 10 100 300
"""
LINES = THRESHOLDS.strip().splitlines()


@pytest.mark.parametrize("line", LINES)
def test_a_class_begins_exactly_at_its_threshold(line):
    name, metric, *least = line.split()
    code = RULES[name]
    unit = 1 if metric == "employees" else WAN_FEN
    plenty = dict.fromkeys(("employees", "revenue_fen", "assets_fen"), 10**15)
    for rank, figure in enumerate(least):
        at = int(figure) * unit
        assert sized(code, **plenty | {metric: at}) == ENTERPRISE_SIZES[rank + 1]
        assert sized(code, **plenty | {metric: at - 1}) == ENTERPRISE_SIZES[rank]
        assert sized(code, **plenty | {metric: at - Fraction(1, 3)}) == ENTERPRISE_SIZES[rank]


def test_every_rule_and_metric_is_tested():
    tested = {tuple(line.split()[:2]) for line in LINES}
    rules = [size_rule(code) for code in RULES.values()]
    assert tested == {(rule.industry, metric) for rule in rules for metric in rule.metrics}
    assert len(RULES) == 16
    for rule in rules:
        assert set(rule.minima) == set(rule.metrics)
        assert all(list(least) == sorted(set(least)) for least in rule.minima.values())


@pytest.mark.parametrize(
    ("employees", "revenue_wan", "size"),
    [
        (1000, 40_000, "大型"),
        (999, 40_000, "中型"),
        (1000, 39_999, "中型"),
        (300, 2_000, "中型"),
        (300, 1_999, "小型"),
        (299, 2_000, "小型"),
        (20, 300, "小型"),
        (19, 300, "微型"),
        (20, 299, "微型"),
        (5_000, 1, "微型"),
    ],
)
def test_industry_takes_the_smaller_of_two_sizes(employees, revenue_wan, size):
    assert sized("C33", employees=employees, revenue_fen=revenue_wan * WAN_FEN) == size


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("A05", "农、林、牧、渔业"),
        ("B06", "工业"),
        ("D46", "工业"),
        ("G543", "交通运输业"),
        ("G5910", "交通运输业"),
        ("G5920", "仓储业"),
        ("I64", "信息传输业"),
        ("I6513", "软件和信息技术服务业"),
        ("K7010", "房地产开发经营"),
        ("K7020", "物业管理"),
        ("K7030", "其他未列明行业"),
        ("K7090", "其他未列明行业"),
        ("M7320", "其他未列明行业"),
        ("N77", "其他未列明行业"),
        ("O80", "其他未列明行业"),
        ("Q85", "其他未列明行业"),
        ("R90", "其他未列明行业"),
        ("L72", "租赁和商务服务业"),
    ],
)
def test_which_rule_covers_an_industry(code, rule):
    assert size_rule(code).industry == rule


@pytest.mark.parametrize("code", ["G53", "G5311", "J", "J66", "K7040", "P83", "Q84", "S", "T"])
def test_some_industries_have_no_size(code):
    assert size_rules(code) == (None,)
    assert size_rule(code) is None
    assert size_classes(code, employees=5) == frozenset()


def test_industries_without_size_are_these_only():
    assert {code[:3] for code in FINEST if not size_rule(code)} == {
        "G53", "J66", "J67", "J68", "J69", "K70", "P83", "Q84",
        "S91", "S92", "S93", "S94", "S95", "S96", "T97",
    }  # fmt: skip


def test_a_coarse_code_has_the_sizes_of_all_its_parts():
    rules = {rule.industry for rule in size_rules("I")}
    assert rules == {"信息传输业", "软件和信息技术服务业"}
    assert size_rule("I") is None
    at_the_top = size_classes("I", employees=300, revenue_fen=10_000 * WAN_FEN)
    assert at_the_top == {"中型", "大型"}
    assert sized("I", employees=9) == "微型"


@pytest.mark.parametrize("code", [None, "9999", "G", "K", "K70", "Q"])
def test_all_sizes_remain_where_the_industry_does_not_settle_it(code):
    assert size_classes(code, employees=1, revenue_fen=1, assets_fen=1) == set(ENTERPRISE_SIZES)


def test_one_known_metric_bounds_the_size_from_above():
    assert size_classes("C33", employees=300) == {"微型", "小型", "中型"}
    assert size_classes("C33", revenue_fen=0) == {"微型"}
    assert size_classes("C33", assets_fen=0) == set(ENTERPRISE_SIZES)
    assert sized("M73", employees=300) == "大型"


@given(st.sampled_from(SIZED), figures, figures, figures, st.integers(0, 10**12))
def test_a_larger_figure_never_makes_a_smaller_enterprise(code, employees, revenue, assets, more):
    def ranks(**changed):
        known = {"employees": employees, "revenue_fen": revenue, "assets_fen": assets} | changed
        return {ENTERPRISE_SIZES.index(size) for size in size_classes(code, **known)}

    before = ranks()
    for name, figure in (
        ("employees", employees),
        ("revenue_fen", revenue),
        ("assets_fen", assets),
    ):
        if figure is not None:
            after = ranks(**{name: figure + more})
            assert (max(after), min(after)) >= (max(before), min(before))
            assert before <= ranks(**{name: None})


@given(st.sampled_from(list(industries())), figures, figures, figures)
def test_a_finer_code_never_adds_a_size(code, employees, revenue, assets):
    known = {"employees": employees, "revenue_fen": revenue, "assets_fen": assets}
    for parent in (code[:size] for size in range(1, len(code))):
        if parent in industries():
            assert size_classes(code, **known) <= size_classes(parent, **known)

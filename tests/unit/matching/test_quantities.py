import time
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.matching.quantities import quantities
from zhiqiao.matching.units import UNITS, measure

# text | name, bound, low, high, unit of every figure found
FIGURES = [
    ("抗拉强度≥350MPa", "抗拉强度 ≥ 350 350 MPa"),
    ("抗拉强度 >= 350 MPa", "抗拉强度 ≥ 350 350 MPa"),
    ("抗拉强度：≥350MPa", "抗拉强度 ≥ 350 350 MPa"),
    ("去除率不低于95%", "去除率 ≥ 95 95 %"),
    ("去除率不得低于95%", "去除率 ≥ 95 95 %"),
    ("去除率95%以上", "去除率 ≥ 95 95 %"),
    ("去除率95%及以上", "去除率 ≥ 95 95 %"),
    ("良率提高到98%", "良率 ≥ 98 98 %"),
    ("产能至少为2倍", "产能 ≥ 2 2 倍"),
    ("能耗≤3kWh", "能耗 ≤ 3 3 kWh"),
    ("误差不超过5%", "误差 ≤ 5 5 %"),
    ("误差不得超过5%", "误差 ≤ 5 5 %"),
    ("误差不应高于5%", "误差 ≤ 5 5 %"),
    ("响应时间2小时内", "响应时间 ≤ 2 2 小时"),
    ("成本10万元以内", "成本 ≤ 10 10 万元"),
    ("含水率降至5%以下", "含水率 ≤ 5 5 %"),
    ("达不到95%", " ≤ 95 95 %"),
    ("控温精度±0.5℃", "控温精度 ≤ 0.5 0.5 ℃"),
    ("厚度约3mm", "厚度 = 3 3 mm"),
    ("内径5mm内径", "内径 = 5 5 mm"),
    ("粒径10~15μm", "粒径 ~ 10 15 μm"),
    ("粒径10～15 μm", "粒径 ~ 10 15 μm"),
    ("压力0.1-0.3 MPa", "压力 ~ 0.1 0.3 MPa"),
    ("周期3至5个月", "周期 ~ 3 5 个月"),
    ("含量10%~15%", "含量 ~ 10 15 %"),
    ("含量15%~10%", "含量 ~ 10 15 %"),
    ("用量500mg~2g", "用量 ~ 0.5 2 g"),
    ("寿命≥1,000 h", "寿命 ≥ 1000 1000 h"),
    ("寿命≥12,345,678次", "寿命 ≥ 12345678 12345678 次"),
    ("出水COD≤80 mg/L", "出水COD ≤ 80 80 mg/L"),
    ("1. 去除率≥90%；2. 能耗≤3kWh", "去除率 ≥ 90 90 % | 能耗 ≤ 3 3 kWh"),
    ("含量≥\uff16\uff10％", "含量 ≥ 60 60 ％"),
    ("储存30天酸价≤12mg", "储存 = 30 30 天 | 酸价 ≤ 12 12 mg"),
    ("在5 mL/h时报警时间≤8 min", " = 5 5 mL/h | 时报警时间 ≤ 8 8 min"),
    ("天然气用量≤3倍", "天然气用量 ≤ 3 3 倍"),
    # negative
    ("工作温度-20℃~60℃", "工作温度 ~ -20 60 ℃"),
    ("工作温度-40~-10℃", "工作温度 ~ -40 -10 ℃"),
    ("在零下20℃以下", " ≤ -20 -20 ℃"),
    ("温度≤-20℃", "温度 ≤ -20 -20 ℃"),
    ("温度\u221220℃", "温度 = -20 -20 ℃"),
    ("真空度 -0.1MPa", "真空度 = -0.1 -0.1 MPa"),
    ("聚合物-30%", "聚合物 = 30 30 %"),
    ("10-20℃", " ~ 10 20 ℃"),
    # powers of ten
    ("漏率≤10^-6 Pa", "漏率 ≤ 1e-06 1e-06 Pa"),
    ("漏率≤1×10-3 Pa", "漏率 ≤ 0.001 0.001 Pa"),
    ("漏率≤1.5×10⁻³ Pa", "漏率 ≤ 0.0015 0.0015 Pa"),
    ("压力10⁵ Pa", "压力 = 100000 100000 Pa"),
    ("压力1.2×10^5 Pa", "压力 = 120000 120000 Pa"),
    ("压力10×10^{10} Pa", "压力 = 1e+11 1e+11 Pa"),
    ("压力2e-5 Pa", "压力 = 2e-05 2e-05 Pa"),
    ("浓度10^-6 mol", ""),
    ("尺寸100×100 mm", " = 100 100 mm"),
    # what a figure is shared out over is part of its unit
    ("占地不超过200 m²", "占地 ≤ 200 200 m²"),
    ("处理量≥5 m³/h", "处理量 ≥ 5 5 m³/h"),
    ("镉≤0.3 mg/kg", " ≤ 0.3 0.3 mg/kg"),
    ("运行费用≤6元/吨", "运行费用 ≤ 6 6 元/吨"),
    ("热导率≥5 W/(m·K)", "热导率 ≥ 5 5 W/(m·K)"),
    ("扭矩≥5N·m", "扭矩 ≥ 5 5 N·m"),
    # no figures
    ("2025年启动", ""),
    ("2023-2025年完成", ""),
    ("2025年6月30日前", ""),
    ("在第3次试验", ""),
    ("SO2 mg/m³", ""),
    ("25±2℃", ""),
    ("304不锈钢、GB/T 1234、5G网络、3D打印、PM2.5", ""),
    ("从3.0降到1.4", ""),
    ("", ""),
]


def shown(quantity):
    return (
        f"{quantity.name} {quantity.bound.value} {quantity.low:.9g} {quantity.high:.9g}"
        f" {quantity.unit}"
    )


@pytest.mark.parametrize(("text", "expected"), FIGURES, ids=[text for text, _ in FIGURES])
def test_figures_are_read(text, expected):
    assert " | ".join(map(shown, quantities(text))) == expected


def test_years_of_use_are_figures_though_calendar_years_are_not():
    assert [each.low for each in quantities("寿命20年以上，2025年起，质保3~5年")] == [20, 3]


def test_before_and_after_are_two_figures():
    before, after = quantities("碘值由3.0%降到1.4%")
    assert (before.bound.value, before.low) == ("=", 3.0)
    assert (after.bound.value, after.high) == ("≤", 1.4)


PIECES = ["强度", "≥", "≤", "-", "10", "^", "×", "5", ".", ",", "~", "%", "℃", "mg/L", "年", "m²"]
PIECES += ["/h", "±", "第", "不超过", "以上", " ", "，", "零下", "·", "e", "\ud800", "\uff13"]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_every_span_is_verbatim_and_every_figure_a_number(text):
    for each in quantities(text):
        assert text[each.span.start : each.span.end] == each.span.text
        assert each.name in each.span.text
        assert -inf <= each.low <= each.high <= inf
        assert each.unit in each.span.text
        assert each.admits(each)


@pytest.mark.parametrize("piece", ["1", " ", "1,", "10×", "10^", "不", "强度≥3", "-", "第1"])
def test_reading_takes_time_in_proportion_to_length(piece):
    """Once cubic in blanks and quadratic in digits: a minute for what now takes milliseconds."""
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    list(quantities(text))
    assert time.process_time() - started < 2.0


def only(text):
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("demand", "answer", "admitted"),
    [
        ("强度≥350MPa", "强度360MPa", True),
        ("强度≥350MPa", "强度0.35GPa", True),
        ("强度≥350MPa", "强度349MPa", False),
        ("强度≥350MPa", "强度300~360MPa", True),
        ("强度≥350MPa", "强度≥340MPa", False),
        ("浓度≤70mg/L", "浓度0.07g/L", True),  # 0.07 * 1000 is 70.00000000000001
        ("浓度≤70mg/L", "浓度71mg/L", False),
        ("温度-20~60℃", "温度-10℃", True),
        ("温度-20~60℃", "温度-30℃", False),
        ("温度≤-20℃", "温度-30℃", True),
        ("温度≤-20℃", "温度20℃", False),
        ("流量≥5m³/h", "流量6 m3/h", True),
        ("流量≥5m³/h", "流量6m³/小时", True),
        ("含量≤50mg/kg", "含量0.04g/kg", True),
        ("面积≤2m²", "面积900cm²", True),
    ],
)
def test_a_bound_admits_figures_in_any_unit(demand, answer, admitted):
    demanded, said = only(demand), only(answer)
    assert demanded.dimension == said.dimension
    assert demanded.admits(said) is admitted


@pytest.mark.parametrize(
    ("one", "other"),
    [("5m", "5m²"), ("5mg", "5mg/L"), ("5元", "5元/吨"), ("300Wh/kg", "300mAh/g"), ("5V", "5A")],
)
def test_different_kinds_of_figures_have_different_dimensions(one, other):
    assert only(one).dimension != only(other).dimension


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_is_read_and_positive(unit):
    assert only(f"强度≥3{unit}").unit == unit
    assert measure(unit)[1] > 0

import pytest

from zhiqiao.matching.constraints import check, demands, share_kept
from zhiqiao.matching.values import Need, Offer


def verdicts(need, offer):
    return [each.verdict for each in check(need, offer)]


# what the need demands | what the offer says | verdict
CASES = [
    ("要求抗拉强度≥350MPa", "实测抗拉强度380 MPa", "kept"),
    ("要求抗拉强度≥350MPa", "抗拉强度只有300MPa", "broken"),
    ("要求抗拉强度≥350MPa", "性能优良", "unknown"),
    ("要求抗拉强度≥350MPa", "延伸率≥350%", "unknown"),
    ("要求抗拉强度≥350MPa", "屈服点为380 MPa", "unknown"),
    ("出水COD不超过80mg/L", "出水COD 60 mg/L", "kept"),
    ("出水COD不得超过80mg/L", "出水COD 90 mg/L", "broken"),
    ("碘值≤1.5%", "碘值由3.0%以上，处理后碘值为1.4%", "kept"),
    ("使用温度≤-20℃", "使用温度可达-30℃", "kept"),
    ("使用温度≤-20℃", "使用温度20℃", "broken"),
    ("处理量≥5 m³/h", "处理量达到6m³/h", "kept"),
    ("漏率≤1×10-3 Pa", "漏率1×10-4 Pa", "kept"),
    ("漏率≤1×10-3 Pa", "漏率10^-2 Pa", "broken"),
    ("目标粒径10~15μm", "粒径12μm", "kept"),
    ("目标粒径10~15μm", "粒径20μm", "broken"),
]


@pytest.mark.parametrize(("asked", "said", "verdict"), CASES)
def test_demands_are_judged(asked, said, verdict):
    assert verdicts(Need("n", "需求", asked), Offer("o", "成果", said)) == [verdict]


@pytest.mark.parametrize(
    "text",
    [
        "目前良率只有≤80%",
        "现有设备去年能耗超过3kWh",
        "2025年建成，2026年投产",
        "预算不超过100万元",
        "粒径10~15μm的粉末",
        "厚度3mm",
    ],
)
def test_a_description_is_no_demand(text):
    assert demands(Need("n", "需求", text)) == []


def test_demands_of_the_title_come_first_and_are_limited():
    need = Need("n", "强度≥350MPa的铝材", "，".join(f"指标≥{i}%" for i in range(1, 40)))
    found = demands(need)
    assert len(found) == 12
    assert found[0].span.part == "title"
    assert all(
        getattr(need, each.span.part)[each.span.start : each.span.end] == each.span.text
        for each in found
    )


def test_what_is_known_beforehand_is_not_asked_again():
    need, offer = Need("n", "强度≥350MPa"), Offer("o", "强度400MPa")
    assert check(need, offer, demanded=demands(need)) == check(need, offer)
    assert check(need, offer, demanded=[]) == ()


def test_the_demand_is_worded_with_its_name_once():
    (found,) = check(Need("n", "需求", "去除率：≥90%"), Offer("o", "成果"))
    assert found.demand == "去除率：≥90%"


@pytest.mark.parametrize(
    ("budget_fen", "price_fen", "expected"),
    [(100, 100, ["kept"]), (100, 101, ["broken"]), (None, 1, []), (1, None, []), (0, 0, ["kept"])],
)
def test_money_is_judged_where_both_sides_say(budget_fen, price_fen, expected):
    need, offer = Need("n", "需求", budget_fen=budget_fen), Offer("o", "成果", price_fen=price_fen)
    assert verdicts(need, offer) == expected


def test_large_budgets_are_written_out():
    (found,) = check(
        Need("n", "需求", budget_fen=123_456_789_000_000), Offer("o", "成果", price_fen=1)
    )
    assert found.demand == "预算 123456789 万元，报价 0.000001 万元"


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("技术转让", "技术转让", ["kept"]),
        ("技术转让", "技术许可", ["unknown"]),
        ("", "技术许可", []),
    ],
)
def test_another_mode_is_unknown_not_broken(mine, theirs, expected):
    assert verdicts(Need("n", "需求", mode=mine), Offer("o", "成果", mode=theirs)) == expected


def test_unknown_counts_neither_for_nor_against():
    need = Need("n", "需求", "强度≥350MPa，密度≤3g/cm³，去除率≥90%", mode="技术转让")
    offer = Offer("o", "成果", "强度400MPa，去除率80%", mode="技术许可")
    assert verdicts(need, offer) == ["kept", "unknown", "broken", "unknown"]
    assert share_kept(check(need, offer)) == 1 / 2
    assert share_kept(check(need, Offer("o", "成果"))) is None


@pytest.mark.parametrize(
    ("asked", "said", "verdict"),
    [
        ("阵风≤10 m/s", "阵风超过10 m/s需暂停", "unknown"),
        ("酸价≤0.5 mg/g", "酸价不到10 mg/g", "unknown"),
        ("CTI电压≥600 V", "CTI电压550～600 V", "unknown"),
        ("可逆容量≥330 mAh/g", "容量极差5 mAh/g", "unknown"),
        ("好果率≥90%", "好果误判3%", "unknown"),
        ("绿原酸保留率≥93%", "绿原酸含量52%", "unknown"),
        ("产量下降≤3%", "纤维下降14%", "unknown"),
        ("出水COD≤80 mg/L", "出水COD降到58 mg/L", "kept"),
        ("出水COD≤80 mg/L", "出水COD降到86 mg/L", "broken"),
        ("稀释率≤5%", "稀释率6%～8%", "broken"),
        ("漏检率≤0.1%", "裂纹漏检0.05%", "kept"),
    ],
)
def test_only_what_the_words_prove_is_kept_or_broken(asked: str, said: str, verdict: str):
    assert verdicts(Need("n", "需求", asked), Offer("o", "成果", said)) == [verdict]

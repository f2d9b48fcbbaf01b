"""A sweep says of every pair what `assess` says, whatever the columns are made of."""

import importlib
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from zhiqiao.common import ErrorCode
from zhiqiao.policy import PolicyError, Rulebook, Verdict, assess, assess_all, sweep
from zhiqiao.policy.errors import ProblemKind

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
ON = date(2026, 6, 30)
FACTS = """
收入: {代码: revenue, 类型: 金额, 单位: 万元}
研发: {类型: 金额}
强度: {类型: 小数, 推算: 研发 / 收入}
人数: {类型: 整数, 单位: 人}
年限: {类型: 小数, 单位: 年}
成立日期: {类型: 日期}
是否高企: {类型: 是否}
园区: {类型: 文字, 取值: [高新区, 经开区]}
产品: {类型: 文字}
称号: {类型: 集合}
行业: {类型: 行业代码}
注册地: {类型: 地区代码}
"""
VERSION = "\n版本:\n- 有效期: {自: 2026-01-01, 至: 2026-12-31}\n  依据: [{文件: 某办法}]\n"


def programme(id_, body):
    return f"事项: 事项{id_}\n编号: {id_}\n可信: A{VERSION}{body}"


BOOK = Rulebook.of(
    {
        "a": programme(
            "A", "  条件: [收入 高于 5万元]\n  金额: {基数: 收入, 比例: 33.333%, 上限: 100万元}\n"
        ),
        "b": programme("B", "  条件: [强度 不低于 3%, 年限 不超过 5年]\n  金额: {定额: 5万元}\n"),
        "c": programme("C", "  条件: [人数 不少于 10人, 成立日期 早于 2020-02-29]\n"),
        "d": programme("D", "  适用前提: 是否高企\n  条件: [园区 等于 高新区, {人工核验: 评审}]\n"),
        "e": programme(
            "E", "  条件: ['称号 含有 [甲, 乙]', 产品 含有 仪器]\n  金额: {基数: 研发, 比例: 1%}\n"
        ),
        "f": programme("F", "  条件: ['行业 属于 [C39]', '注册地 属于 [330108, 3302]']\n"),
        "g": programme("G", "  条件: [真]\n").replace("2026-12-31", "2026-01-31"),
    },
    FACTS,
)


def by_sweep(table, keep=None, book=BOOK):
    frame = sweep(book, table, on=ON, keep=keep).frame()
    return [
        (enterprise, programme_id, verdict, amount, tuple(missing))
        for enterprise, programme_id, verdict, amount, missing in frame.iter_rows()
    ]


def by_assess(table, book=BOOK, key="企业"):
    rows = table.drop(key, strict=False).to_dicts()
    names = table[key].cast(str).to_list() if key in table.columns else range(1, len(rows) + 1)
    known = {*book.dictionary, *(fact.code for fact in book.dictionary.values())}
    judged = [
        assess_all(book, book.read({k: v for k, v in row.items() if k in known}), on=ON)
        for row in rows
    ]
    return [
        (str(name), found.programme.id, str(found.verdict), found.amount_fen, found.missing)
        for at in range(len(book.programmes))
        for name, found in ((name, each[at]) for name, each in zip(names, judged, strict=True))
    ]


@pytest.fixture(scope="module")
def prove():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield importlib.import_module("prove_policy")


def test_random_programmes_are_judged_alike_by_both(prove):
    tally = prove.compare_back_ends(10_000, seed=2026)
    assert tally.differences == []
    assert tally.comparisons == 10_000
    assert set(tally.verdicts) == set(Verdict)
    assert not tally.refused


def test_random_amounts_are_those_of_the_exact_reference(prove):
    tally = prove.compare_amounts(2000, seed=2026)
    assert tally.differences == []
    assert tally.amounts["other"] > 500


TABLES = {
    "integers": {"收入": [0, 5, 6, None], "人数": [9, 10, None, 11]},
    "narrow integers": {"收入": pl.Series([5, 6, 127, -128], dtype=pl.Int8)},
    "unsigned integers": {"人数": pl.Series([9, 10, 2**64 - 1, 0], dtype=pl.UInt64)},
    "huge integers": {"收入": pl.Series([2**64 - 1, 5, 6, 2**63], dtype=pl.UInt64)},
    "wider integers": {"收入": pl.Series([2**100, -(2**100), 6, None], dtype=pl.Int128)},
    "floats": {"收入": [0.1, 5.000001, 5.0, None], "研发": [1500.0, 0.07, 1e15, 2e-9]},
    "narrow floats": {"收入": pl.Series([0.1, 5.1, 5.0, None], dtype=pl.Float32)},
    "huge floats": {"收入": [1e300, 1e-300, 5.5, 1e17]},
    "decimals": {"收入": pl.Series(["5.000001", "5", None, "0.1"]).cast(pl.Decimal(20, 6))},
    "strings": {"收入": ["5万元", "5.1", "6,000元", ""], "年限": ["5年", "61个月", "0.5", None]},
    "strings of dates": {
        "成立日期": ["2020-02-28", "2020/2/29", "20200301", None],
        "人数": [10] * 4,
    },
    "dates": {
        "成立日期": [date(2020, 2, 28), date(2020, 2, 29), None, date(1, 1, 1)],
        "人数": [10, 10, 10, 10],
    },
    "datetimes": {
        "成立日期": [datetime(2020, 2, 28, 23), None, None, None],  # noqa: DTZ001 -- as in a workbook
        "人数": [10, 10, 9, 10],
    },
    "truths": {"是否高企": [True, False, None, True], "园区": ["高新区", "高新区", None, "经开区"]},
    "truths as texts": {
        "是否高企": ["是", "否", "", "TRUE"],
        "园区": [None, "高新区", None, "经开区"],
    },
    "truths as numbers": {"是否高企": [1, 0, None, 1]},
    "lists": {
        "称号": [["甲"], ["丙", "乙"], [], None],
        "产品": ["仪器仪表", "仪器", "仪器", "光学仪器"],
        "研发": [None, 1, 2, 3],
    },
    "lists as texts": {
        "称号": ["甲、丙", "丙;丁", "无", None],
        "产品": ["仪器", None, "x", "仪器"],
    },
    "codes": {
        "行业": ["C3911", "C", "3912", "I65"],
        "注册地": ["330108", "3301", "3302", "杭州市"],
    },
    "codes as numbers": {"行业": [3911, 39, None, 65], "注册地": [330108, 330100, 330203, None]},
    "texts as numbers": {"产品": [1, 2, None, 3]},
    "texts as truths": {"产品": [True, False, None, True]},
    "nulls": {"收入": [None] * 4, "园区": [None] * 4, "称号": [None] * 4},
    "no facts at all": {},
    "by code": {"revenue": [4, 5, 6, 7]},
    "zero divisors": {"收入": [0, 0, 1, 2], "研发": [0, 5, 300, 600.0], "年限": [5, 5, 5, 5.01]},
    "a formula's fact": {
        "强度": [0.03, None, None, "2%"],
        "收入": [1, 1, None, 1],
        "研发": [0, 300, 1, 1],
    },
    "intervals": {"收入": ["5~6", "6~9", "1~5", "8"], "是否高企": [True, False, None, True]},
    "intervals at the cap": {"收入": ["900~1000", "400~500", "9", None]},
}


@pytest.mark.parametrize("columns", TABLES.values(), ids=TABLES)
def test_a_sweep_says_what_assess_says(columns):
    columns = {
        name: [None if each is None else str(each) for each in values]
        if isinstance(values, list)
        and len({type(each) for each in values if each is not None}) > 1
        and any(isinstance(each, str) for each in values)
        else values
        for name, values in columns.items()
    }
    table = pl.DataFrame({"企业": ["甲", "乙", "丙", "丁"], **columns}, strict=False)
    assert by_sweep(table) == by_assess(table)


@pytest.mark.parametrize("columns", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("keep", [{Verdict.MET}, {Verdict.UNKNOWN, Verdict.MANUAL}, set()])
def test_only_the_verdicts_asked_for_are_kept(columns, keep):
    columns = {key: value for key, value in columns.items() if key != "强度"}
    table = pl.DataFrame({"企业": ["甲", "乙", "丙", "丁"], **columns}, strict=False)
    wanted = [pair for pair in by_sweep(table) if pair[2] in keep]
    assert by_sweep(table, frozenset(keep)) == wanted


def test_an_empty_table_has_no_pairs():
    table = pl.DataFrame({"企业": [], "收入": []}, schema={"企业": pl.String, "收入": pl.Float64})
    found = sweep(BOOK, table, on=ON)
    assert found.frame().height == 0
    assert found.frame().columns == [
        "enterprise",
        "programme",
        "verdict",
        "amount_fen",
        "missing_facts",
    ]


def test_rows_past_a_chunk_are_judged_too():
    height = 70_000
    table = pl.DataFrame({"企业": range(height), "收入": [n % 11 for n in range(height)]})
    book = Rulebook.of(
        {"a": programme("A", "  条件: [收入 高于 9万元]\n  金额: {基数: 收入, 比例: 10%}\n")}, FACTS
    )
    frame = sweep(book, table, on=ON, keep=frozenset({Verdict.MET})).frame()
    assert frame.height == sum(n % 11 == 10 for n in range(height))
    assert frame["amount_fen"].unique().to_list() == [1_000_000]
    assert frame["enterprise"][-1] == str(max(n for n in range(height) if n % 11 == 10))


def test_columns_that_are_no_facts_are_ignored_and_named():
    table = pl.DataFrame({"企业": ["甲"], "收入": [9], "备注": ["好"], "tags": [["x"]]})
    found = sweep(BOOK, table, on=ON)
    assert found.ignored_columns == ("备注", "tags")


def test_rows_without_a_name_go_by_their_number():
    found = sweep(BOOK, pl.DataFrame({"收入": [9, 9]}), on=ON)
    assert found.enterprises.to_list() == ["1", "2"]


def test_the_column_that_names_the_enterprise_can_be_said():
    table = pl.DataFrame({"企业": ["甲", "甲"], "内部号": [7, 8]})
    assert sweep(BOOK, table, on=ON, id_column="内部号").enterprises.to_list() == ["7", "8"]
    with pytest.raises(PolicyError) as caught:
        sweep(BOOK, table, on=ON, id_column="号")
    assert caught.value.code is ErrorCode.FACTS_BAD


@pytest.mark.parametrize(
    ("columns", "kind", "rows", "column"),
    [
        ({"企业": ["甲", "乙", "甲"]}, ProblemKind.ENTERPRISE_TWICE, [1, 3], 1),
        ({"企业": ["甲", None, "乙"]}, ProblemKind.ENTERPRISE_MISSING, [2], 1),
        ({"收入": [1.0, float("nan"), 2.0]}, ProblemKind.VALUE_NOT_FINITE, [2], 1),
        ({"收入": [1.0, None, float("inf")]}, ProblemKind.VALUE_NOT_FINITE, [3], 1),
        ({"人数": [1.0, 2.5, 3.5]}, ProblemKind.VALUE_WRONG, [2, 3], 1),
        ({"收入": ["1", "两百", "5人"]}, None, [2, 3], 1),
        ({"收入": ["x", "x", "1"]}, ProblemKind.VALUE_WRONG, [1], 1),
        ({"园区": ["高新区", "高薪区", None]}, ProblemKind.OPTION_UNKNOWN, [2], 1),
        ({"成立日期": ["2026-02-30", None, None]}, ProblemKind.DATE_WRONG, [1], 1),
        ({"行业": ["C39", "Z1", "C"]}, ProblemKind.CODE_UNKNOWN, [2], 1),
        ({"收入": [True, False, None]}, ProblemKind.VALUE_WRONG, [1, 2], 1),
        (
            {"企业": ["甲", "乙", "丙"], "收入": [1, 1, 1], "revenue": [1, 1, 1]},
            ProblemKind.FACT_TWICE,
            [1],
            3,
        ),
    ],
)
def test_cells_that_cannot_be_read_are_named_by_row_and_column(columns, kind, rows, column):
    with pytest.raises(PolicyError) as caught:
        sweep(BOOK, pl.DataFrame(columns), on=ON)
    assert caught.value.code is ErrorCode.FACTS_BAD
    problems = caught.value.problems
    assert kind is None or {each.kind for each in problems} == {kind}
    assert sorted(each.place.line for each in problems) == rows
    assert {each.place.column for each in problems} == {column}


def test_a_date_that_was_moved_is_judged_alike_by_both():
    facts = "发证日期: {类型: 日期}\n到期日: {类型: 日期, 推算: 发证日期 + 3年}\n"
    rules = [
        "年数(发证日期 + 1年) 不少于 2年",
        "年数(到期日) 不少于 1年",
        "发证日期 + 1年 + 10天 早于 2024-01-01",
        "到期日 - 10天 早于 当日",
    ]
    texts = {
        f"{at}.yaml": f"事项: x\n编号: P{at}\n可信: A\n版本:\n- 有效期: {{自: 不详, 至: 长期}}\n"
        f"  依据: [{{文件: x}}]\n  条件: [{{判断: {rule}}}]\n"
        for at, rule in enumerate(rules)
    }
    book = Rulebook.of(texts, facts)
    on = date(2026, 6, 30)
    rows = [
        {"企业": "a", "发证日期": date(2022, 1, 15), "到期日": None},
        {"企业": "b", "发证日期": None, "到期日": date(2024, 1, 1)},
        {"企业": "c", "发证日期": date(2024, 2, 29), "到期日": date(2027, 1, 1)},
    ]
    found = {
        (who, programme): verdict
        for who, programme, verdict, *_ in sweep(book, pl.DataFrame(rows), on=on)
        .frame()
        .iter_rows()
    }
    for row in rows:
        for programme in book.programmes:
            known = book.read({name: value for name, value in row.items() if name != "企业"})
            expected = assess(programme, known, on=on).verdict
            assert found[row["企业"], programme.id] == expected, (row, programme.id)
    assert found["a", "P0"] == found["a", "P1"] == "MET"

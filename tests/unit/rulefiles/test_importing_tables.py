"""Decision tables in XLSX: what cells mean, how rows become programmes, how faults are told."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import yaml

from zhiqiao.common import ErrorCode
from zhiqiao.rulefiles.errors import ImportRefusedError
from zhiqiao.rulefiles.importing import (
    ImportProblemKind,
    describe_import_problem,
    import_rules,
)
from zhiqiao.rulefiles.importing.cell_values import UnreadableError
from zhiqiao.rulefiles.importing.cells import inferred_kind, rule_of
from zhiqiao.rulefiles.importing.expressions import expression
from zhiqiao.rulefiles.importing.values import Fact, FactKind
from zhiqiao.tables import TableError

K = ImportProblemKind
HEADER = ("编号", "人数")


def saved(path, sheets, *, merged=(), hidden=()):
    """A workbook of the sheets, each a name and rows."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for area in merged:
            sheet.merge_cells(area)
    workbook.save(path)
    return path


def read(path):
    return yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)  # noqa: S506 -- texts only


def imported(tmp_path, *rows, **options):
    """The facts and programmes of a workbook of one sheet, or of several by name."""
    sheets = rows[0] if isinstance(rows[0], dict) else {"表": rows}
    source = saved(tmp_path / "table.xlsx", sheets, **options)
    target = tmp_path / "rulebook"
    result = import_rules(source, target)
    programmes = [read(path) for path in sorted(target.glob("*/programme.yaml"))]
    return read(target / "facts.yaml"), programmes, result.notes


def problems(tmp_path, *rows, **options):
    with pytest.raises(ImportRefusedError) as refusal:
        imported(tmp_path, *rows, **options)
    assert not (tmp_path / "rulebook").exists()
    for each in refusal.value.problems:
        assert describe_import_problem(each).startswith(each.where)
    return [(each.kind, each.where) for each in refusal.value.problems]


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        ("integer", 5, "《x》 等于 5"),
        ("integer", 5.0, "《x》 等于 5"),
        ("integer", "-5", "《x》 等于 -5"),
        ("integer", ">=5", "《x》 不低于 5"),
        ("integer", "≥ 5", "《x》 不低于 5"),
        ("integer", "＞＝\N{FULLWIDTH DIGIT FIVE}", "《x》 不低于 5"),
        ("integer", "<10", "《x》 低于 10"),
        ("integer", "≤10", "《x》 不超过 10"),
        ("integer", "!=3", "《x》 不等于 3"),
        ("integer", "≠3", "《x》 不等于 3"),
        ("integer", "5..10", "《x》 不低于 5 且 《x》 不超过 10"),
        ("integer", "[5..10)", "《x》 不低于 5 且 《x》 低于 10"),
        ("integer", "[5,10)", "《x》 不低于 5 且 《x》 低于 10"),
        ("integer", "(5， 10]", "《x》 高于 5 且 《x》 不超过 10"),
        ("integer", "[-5, -1]", "《x》 不低于 -5 且 《x》 不超过 -1"),
        ("integer", "1, 2", "《x》 属于 [1、2]"),
        ("integer", "1、2；3", "《x》 属于 [1、2、3]"),
        ("integer", "not(1, 2)", "非 (《x》 属于 [1、2])"),
        ("integer", "非 >=5", "非 (《x》 不低于 5)"),
        ("decimal", 0.1, "《x》 等于 0.1"),
        ("decimal", 1e-7, "《x》 等于 0.0000001"),
        ("decimal", "3%", "《x》 等于 3%"),
        ("decimal", "[0.5, 3)", "《x》 不低于 0.5 且 《x》 低于 3"),
        ("decimal", "50%..0.6", "《x》 不低于 50% 且 《x》 不超过 0.6"),
        ("money", "≥20万元", "《x》 不低于 20万元"),
        ("money", "20万", "《x》 等于 20万元"),
        ("money", "[900元, 1千元)", "《x》 不低于 900元 且 《x》 低于 1千元"),
        ("date", date(2026, 1, 1), "《x》 等于 2026-01-01"),
        ("date", datetime(2026, 1, 1), "《x》 等于 2026-01-01"),  # noqa: DTZ001
        ("date", ">=2026/1/1", "《x》 不早于 2026-01-01"),
        ("date", "2026年1月1日..2026-12-31", "《x》 不早于 2026-01-01 且 《x》 不晚于 2026-12-31"),
        ("boolean", True, "《x》"),
        ("boolean", "是", "《x》"),
        ("boolean", "False", "非 《x》"),
        ("boolean", "非 是", "非 (《x》)"),
        ("boolean", "是、否", "《x》 属于 [真、假]"),
        ("text", "高新区", '《x》 等于 "高新区"'),
        ("text", "非国有", '《x》 等于 "非国有"'),
        ("text", "非 国有", '非 (《x》 等于 "国有")'),
        ("text", "非（国有、集体）", '非 (《x》 属于 ["国有"、"集体"])'),
        ("text", "!=国有", '《x》 不等于 "国有"'),
        ("text", "甲, 乙", '《x》 属于 ["甲"、"乙"]'),
        ("text", "甲\n乙", '《x》 属于 ["甲"、"乙"]'),
        ("text", '"甲, 乙"', '《x》 等于 "甲, 乙"'),
        ("text", '“甲, 乙”、">=5"', '《x》 属于 ["甲, 乙"、">=5"]'),
        ("text", '"甲""乙"', '《x》 等于 "甲""乙"'),
        ("text", "软件(嵌入式)", '《x》 等于 "软件(嵌入式)"'),
        ("text", 5, '《x》 等于 "5"'),
        ("text", "01", '《x》 等于 "01"'),
        ("set", "高企", '《x》 含有 ["高企"]'),
        ("set", "高企、专精特新", '《x》 含有 ["高企"、"专精特新"]'),
        ("set", "not(高企, 专精特新)", '非 (《x》 含有 ["高企"、"专精特新"])'),
        ("set", "!=高企", '非 (《x》 含有 ["高企"])'),
    ],
)
def test_cells(kind, cell, expected):
    assert expression(rule_of(cell, Fact("x", FactKind(kind)))) == expected


@pytest.mark.parametrize("cell", [None, "", "-", " - ", "－", "—"])
def test_cells_that_ask_nothing(cell):
    assert rule_of(cell, Fact("x", FactKind.TEXT)) is None


@pytest.mark.parametrize(
    ("kind", "cell", "problem"),
    [
        ("integer", "五", K.CELL_UNREADABLE),
        ("integer", "5.5", K.CELL_UNREADABLE),
        ("integer", "5人", K.CELL_UNREADABLE),
        ("integer", "05", K.CELL_UNREADABLE),
        ("integer", "5-10", K.CELL_UNREADABLE),
        ("integer", ">=", K.CELL_UNREADABLE),
        ("integer", ">=5, <10", K.LIST_AMBIGUOUS),
        ("integer", ">=10,000", K.LIST_AMBIGUOUS),
        ("integer", "1, >=5", K.LIST_AMBIGUOUS),
        ("integer", "1,000", K.LIST_AMBIGUOUS),
        ("integer", "not(1,000)", K.LIST_AMBIGUOUS),
        ("integer", "1,,2", K.CELL_UNREADABLE),
        ("integer", "1,", K.CELL_UNREADABLE),
        ("integer", "[5,10", K.CELL_UNREADABLE),
        ("integer", "[10,5]", K.INTERVAL_REVERSED),
        ("integer", "(5,5]", K.INTERVAL_REVERSED),
        ("integer", "非 非 5", K.CELL_UNREADABLE),
        ("integer", "9" * 41, K.NUMBER_TOO_LONG),
        ("decimal", True, K.CELL_UNREADABLE),
        ("money", "20", K.CELL_UNREADABLE),
        ("money", "二十万元", K.CELL_UNREADABLE),
        ("date", "2026-02-30", K.CELL_UNREADABLE),
        ("date", "2026", K.CELL_UNREADABLE),
        ("date", datetime(2026, 1, 1, 9), K.CELL_UNREADABLE),  # noqa: DTZ001
        ("boolean", "有", K.CELL_UNREADABLE),
        ("boolean", ">=是", K.CELL_UNREADABLE),
        ("text", ">=5", K.CELL_UNREADABLE),
        ("text", "[甲, 乙]", K.CELL_UNREADABLE),
        ("text", "!=甲、乙", K.LIST_AMBIGUOUS),
        ("text", "甲)", K.CELL_UNREADABLE),
        ("text", '"甲', K.CELL_UNREADABLE),
        ("text", "甲" * 20_001, K.TEXT_TOO_LONG),
        ("text", "甲" * 4_001, K.TEXT_TOO_LONG),
        ("set", "=甲", K.CELL_UNREADABLE),
        ("set", '""', K.TEXT_EMPTY),
    ],
)
def test_cells_that_cannot_be_read(kind, cell, problem):
    with pytest.raises(UnreadableError) as refusal:
        rule_of(cell, Fact("x", FactKind(kind)))
    assert refusal.value.kind is problem


def test_long_cells_are_read_in_linear_time():
    for filling in ("甲" + " " * 19_000 + '"', "(" * 19_000, "非 " * 9_000, "." * 19_000):
        with pytest.raises(UnreadableError):
            rule_of(filling, Fact("x", FactKind.INTEGER))


@pytest.mark.parametrize(
    ("cells", "header", "kind"),
    [
        (["是", None, "FALSE"], "x", "boolean"),
        ([True, "-"], "x", "boolean"),
        ([5, "≥3", "[1,2)"], "x", "integer"),
        ([5, 0.5], "x", "decimal"),
        (["≥3%"], "x", "decimal"),
        (["≥20万元"], "x", "money"),
        ([5], "x（万元）", "money"),
        (["2026-01-01", datetime(2026, 1, 1)], "x", "date"),  # noqa: DTZ001
        (["甲", 5], "x", "text"),
        (["001"], "x", "text"),
        ([], "x", "text"),
    ],
)
def test_types_are_told_by_all_cells_of_a_column(cells, header, kind):
    assert inferred_kind(cells, header) is FactKind(kind)


def test_rows_of_one_id_are_alternatives(tmp_path):
    facts, (one, two), notes = imported(
        tmp_path,
        ("编号", "事项", "部门", "条款", "人数", "高新企业", "年收入（万元）"),
        ("类型", None, None, None, "整数", "boolean"),
        ("A-1", "用人补助", "市人社局", "第三条", "≥100", "是", "-"),
        (None,),
        ("A-1", None, None, "第四条", "[10, 100)", None, "≥500"),
        ("A-2", None, None, None, None, "否", None),
    )
    assert notes == ()
    assert {name: (each["类型"], each.get("单位")) for name, each in facts.items()} == {
        "人数": ("整数", None),
        "高新企业": ("是否", None),
        "年收入（万元）": ("金额", "万元"),
    }
    assert (one["事项"], one["部门"], one["可信"]) == ("用人补助", "市人社局", "C")
    assert one["版本"][0]["条件"]["任一满足"] == [
        {
            "全部满足": [
                {"号": "c1", "判断": "《人数》 不低于 100", "条款": "第三条"},
                {"号": "c2", "判断": "《高新企业》", "条款": "第三条"},
            ]
        },
        {
            "全部满足": [
                {
                    "号": "c3",
                    "判断": "《人数》 不低于 10 且 《人数》 低于 100",
                    "条款": "第四条",
                },
                {"号": "c4", "判断": "《年收入（万元）》 不低于 500万元", "条款": "第四条"},
            ]
        },
    ]
    assert "金额" not in one["版本"][0]
    assert (two["事项"], two["版本"][0]["条件"]) == (
        "A-2",
        {"号": "c1", "判断": "非 《高新企业》"},
    )


def test_amounts_become_cases_where_they_differ(tmp_path):
    _, (one, two), _ = imported(
        tmp_path,
        ("id", "amount", "人数", "甲"),
        ("A", "20万元", "≥100", "是"),
        ("A", "10万元", "-", "非 是"),
        ("B", "5000元", "5", None),
        ("B", "5000元", "7", None),
    )
    assert one["版本"][0]["金额"] == {
        "分情形": [
            {"当": "(《人数》 不低于 100) 且 (《甲》)", "定额": "20万元"},
            {"当": "非 (《甲》)", "定额": "10万元"},
        ]
    }
    assert two["版本"][0]["金额"] == {"定额": "5000元"}


def test_an_amount_may_take_its_unit_from_the_header(tmp_path):
    _, (one,), _ = imported(tmp_path, ("编号", "金额（万元）", "人数"), ("A", 20, 5))
    assert one["版本"][0]["金额"] == {"定额": "20万元"}


def test_a_row_of_dashes_holds_for_all_and_is_noted(tmp_path):
    _, (one, _), (note,) = imported(tmp_path, HEADER, ("A", "-"), ("B", 5))
    assert one["版本"][0]["条件"] == {"号": "c1", "判断": "真"}
    assert "表!A2" in note


def test_a_column_without_any_condition_is_noted(tmp_path):
    facts, _, (note,) = imported(tmp_path, (*HEADER, "地区"), ("A", 5, "-"))
    assert facts["地区"]["类型"] == "文字"
    assert "“地区”" in note


def test_all_visible_sheets_are_read_and_hidden_ones_are_named(tmp_path):
    sheets = {
        "甲": [HEADER, ("A", 5)],
        "说明": [("随便写",)],
        "乙": [("事项", "人数", "编号"), (None, 5.5, "B"), ("一", 7, "A")],
        "空": [],
    }
    facts, (one, two), (note,) = imported(tmp_path, sheets, hidden=("说明",))
    assert facts["人数"]["类型"] == "小数"
    assert (one["编号"], one["事项"], two["编号"]) == ("A", "一", "B")
    assert len(one["版本"][0]["条件"]["任一满足"]) == 2
    assert "说明" in note


def test_merged_cells_count_in_every_row(tmp_path):
    rows = [("编号", "地区", "人数"), ("A", "高新区", 5), (None, None, 7)]
    _, (one,), _ = imported(tmp_path, *rows, merged=("A2:A3", "B2:B3"))
    conditions = one["版本"][0]["条件"]["任一满足"]
    assert [each["全部满足"][0]["判断"] for each in conditions] == ['《地区》 等于 "高新区"'] * 2


def test_every_bad_cell_is_told_with_its_address(tmp_path):
    rows = [
        ("编号", "名称", "金额", "人数", "入驻", "人数", None),
        ("类型", None, None, "整数", "实数"),
        ("A", "甲", "20", "五", "是"),
        ("A", "乙", None, "5", "否", None, "剩"),
        (None, None, None, "5"),
        ("注：以上",),
        (0.5, None, None, 5),
    ]
    assert problems(tmp_path, *rows) == [
        (K.COLUMN_TWICE, "表!F1"),
        (K.HEADER_MISSING, "表!G1"),
        (K.FACT_TYPE_UNKNOWN, "表!E2"),
        (K.CELL_UNREADABLE, "表!D3"),
        (K.AMOUNT_UNREADABLE, "表!C3"),
        (K.ID_MISSING, "表!A5"),
        (K.ROW_EMPTY, "表!A6"),
        (K.ID_INEXACT, "表!A7"),
        (K.ALTERNATIVES_DIFFER, "表!A4"),
    ]


def test_an_amount_in_some_rows_only(tmp_path):
    rows = [("编号", "金额", "人数"), ("A", "20万元", 5), ("A", None, 7)]
    assert problems(tmp_path, *rows) == [(K.AMOUNT_MISSING, "表!A3")]


def test_negative_amounts_are_refused(tmp_path):
    rows = [("编号", "金额", "人数"), ("A", "-20万元", 5)]
    assert problems(tmp_path, *rows) == [(K.AMOUNT_UNREADABLE, "表!B2")]


def test_a_visible_sheet_without_ids_is_told(tmp_path):
    sheets = {"甲": [HEADER, ("A", 5)], "说明": [(None,), ("随便写",)]}
    assert problems(tmp_path, sheets) == [(K.COLUMN_MISSING, "说明!A2")]


def test_types_of_one_fact_that_differ_between_sheets(tmp_path):
    sheets = {
        "甲": [HEADER, ("类型", "整数"), ("A", 5)],
        "乙": [HEADER, ("type", "text"), ("B", 5)],
    }
    assert problems(tmp_path, sheets) == [(K.FACT_TYPES_DIFFER, "乙!B2")]


def test_formulas_without_a_result_and_errors_are_not_taken_for_any(tmp_path):
    rows = [("编号", "人数", "甲"), ("A", "=1+1", "是"), ("A", 5, "#DIV/0!")]
    found = problems(tmp_path, *rows)
    assert found == [(K.CELL_LOST, "表!B2"), (K.CELL_LOST, "表!C3")]


def rewritten(source, part, change):
    """The workbook with one part changed."""
    content = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(content, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data) if entry.filename == part else data)
    source.write_bytes(content.getvalue())


def test_formulas_count_as_their_results(tmp_path):
    source = saved(tmp_path / "table.xlsx", {"表": [HEADER, ("A", "=1+1")]})
    sheet = "xl/worksheets/sheet1.xml"
    rewritten(source, sheet, lambda data: data.replace(b"<v />", b"<v>2</v>"))
    import_rules(source, tmp_path / "rulebook")
    programme = read(tmp_path / "rulebook" / "A" / "programme.yaml")
    assert programme["版本"][0]["条件"]["判断"] == "《人数》 等于 2"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"PK\x03\x04 nothing", ErrorCode.FILE_UNREADABLE), (b"", ErrorCode.FILE_UNREADABLE)],
)
def test_damaged_workbooks(tmp_path, content, code):
    (tmp_path / "table.xlsx").write_bytes(content)
    with pytest.raises(TableError) as refusal:
        import_rules(tmp_path / "table.xlsx", tmp_path / "rulebook")
    assert refusal.value.code is code


def test_a_workbook_without_cells(tmp_path):
    source = saved(tmp_path / "table.xlsx", {"表": []})
    with pytest.raises(TableError) as refusal:
        import_rules(source, tmp_path / "rulebook")
    assert refusal.value.code is ErrorCode.FILE_EMPTY


def test_bombs_are_refused(tmp_path):
    source = saved(tmp_path / "table.xlsx", {"表": [HEADER, ("A", 5)]})
    part = "xl/worksheets/sheet1.xml"
    rewritten(source, part, lambda data: data.replace(b'r="B2"', b'r="XFD1048576"'))
    with pytest.raises(TableError) as refusal:
        import_rules(source, tmp_path / "rulebook")
    assert refusal.value.code is ErrorCode.WORKBOOK_TOO_LARGE


def test_endless_merged_areas_are_refused(tmp_path):
    rows = [HEADER] + [(f"A{at}", 5) for at in range(2_000)]
    area = '<mergeCell ref="A1:B2001"/>' * 2_000
    source = saved(tmp_path / "table.xlsx", {"表": rows}, merged=("A2:A3",))
    change = lambda data: data.replace(b'<mergeCell ref="A2:A3" />', area.encode())  # noqa: E731
    rewritten(source, "xl/worksheets/sheet1.xml", change)
    with pytest.raises(TableError) as refusal:
        import_rules(source, tmp_path / "rulebook")
    assert refusal.value.code is ErrorCode.WORKBOOK_UNSAFE


def test_the_type_word_may_begin_a_row_only_below_the_header(tmp_path):
    _, found, _ = imported(tmp_path, HEADER, ("A", 5), ("类型", 7))
    assert [each["编号"] for each in found] == ["A", "类型"]


EXAMPLES = Path(__file__).parents[3] / "docs" / "howto" / "example"


@pytest.mark.parametrize(
    ("name", "ids", "facts"),
    [("decision-table.xlsx", ["BZ-01", "BZ-02"], 6), ("rules.json", ["RD-2026", "START-UP"], 7)],
)
def test_the_examples_of_the_documentation_are_imported(tmp_path, name, ids, facts):
    result = import_rules(EXAMPLES / name, tmp_path / "rulebook")
    found = sorted(path.name for path in (tmp_path / "rulebook").iterdir())
    assert found == [*ids, "facts.yaml"]
    assert (result.programmes, result.facts, result.notes) == (2, facts, ())

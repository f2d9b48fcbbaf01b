"""Needs, offers and judgements from real files in every format and encoding."""

import io
import json
from datetime import date

import openpyxl
import pytest

from zhiqiao.common import ErrorCode
from zhiqiao.matching.values import Judgement, Need, Offer, Relevance
from zhiqiao.tables import (
    Limits,
    RowProblem,
    TableError,
    read_judgements,
    read_needs,
    read_offers,
    read_rows,
)

CHINESE = ["编号", "需求名称", "需求描述", "技术领域", "预算（万元）", "截止日期", "需求单位"]
ENGLISH = ["id", "Title", "TEXT", "field", "budget_wan_yuan", "deadline_on", "Organisation"]
FILLED = [
    "N1",
    "高镍电解液",
    "能量密度≥300Wh/kg，\n“循环”2000次",
    "新能源",
    "12.5",
    "2027/6/30",
    "某厂",
]
BARE = ["N2", "LED 散热", "", "", "", "", ""]
NEEDS = (
    Need(
        id="N1",
        title="高镍电解液",
        text="能量密度≥300Wh/kg，\n“循环”2000次",
        field="新能源",
        budget_fen=12_500_000,
        deadline_on=date(2027, 6, 30),
    ),
    Need(id="N2", title="LED 散热"),
)
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]


def csv_text(rows, delimiter=",", line_end="\r\n"):
    quoted = ['"' + cell.replace('"', '""') + '"' if cell else "" for row in rows for cell in row]
    width = len(rows[0])
    lines = [quoted[at : at + width] for at in range(0, len(quoted), width)]
    return "".join(delimiter.join(line) + line_end for line in lines)


def write_workbook(path, rows, *, above=0):
    workbook = openpyxl.Workbook()
    for row in [[None]] * above + [list(row) for row in rows]:
        workbook.active.append(row)
    workbook.save(path)


def refusal(read, *args, **kwargs):
    with pytest.raises(TableError) as refused:
        read(*args, **kwargs)
    return refused.value


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("header", [CHINESE, ENGLISH], ids=["chinese", "english"])
def test_csv_in_every_encoding_delimiter_and_language(tmp_path, encoding, delimiter, header):
    path = tmp_path / "needs.csv"
    path.write_bytes(csv_text([header, FILLED, BARE], delimiter).encode(encoding))
    table = read_needs(path)
    assert table.rows == NEEDS
    assert table.extras[0] == {"organisation": "某厂"}
    assert table.extras[1] == {}
    assert table.numbers == (2, 3)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_jsonl_in_every_encoding(tmp_path, encoding):
    path = tmp_path / "needs.jsonl"
    filled = json.dumps(dict(zip(CHINESE, FILLED, strict=True)), ensure_ascii=False)
    path.write_bytes(f'{filled}\n\n{{"id": "N2", "title": "LED 散热"}}\n'.encode(encoding))
    table = read_needs(path)
    assert table.rows == NEEDS
    assert table.numbers == (1, 3)


@pytest.mark.parametrize("header", [CHINESE, ENGLISH], ids=["chinese", "english"])
def test_xlsx_with_numbers_and_dates_as_excel_keeps_them(tmp_path, header):
    path = tmp_path / "needs.xlsx"
    filled = [*FILLED[:4], 12.5, date(2027, 6, 30), "某厂"]
    write_workbook(path, [header, filled, BARE])
    assert read_needs(path).rows == NEEDS


def test_offers(tmp_path):
    path = tmp_path / "offers.csv"
    path.write_text(
        "成果编号,成果名称,成果简介,技术成熟度,价格（万元）,完成单位\n"
        "R1,氟化锂,制备,TRL 5,80,某大学\n",
        "utf-8",
    )
    table = read_offers(path)
    assert table.rows == (Offer("R1", "氟化锂", "制备", trl=5, price_fen=80_000_000),)
    assert table.extras == ({"organisation": "某大学"},)


def test_judgements_as_numbers_and_words(tmp_path):
    path = tmp_path / "grades.csv"
    path.write_text("需求编号,成果编号,评分\nN1,R1,4\nN1,R2,弱相关\n", "utf-8")
    assert read_judgements(path).rows == (
        Judgement("N1", "R1", Relevance.STRONG),
        Judgement("N1", "R2", Relevance.WEAK),
    )


def test_a_stream_with_a_name_reads_like_a_file_and_stays_open():
    stream = io.BytesIO(csv_text([CHINESE, FILLED, BARE]).encode("gb18030"))
    assert read_needs(stream, name="上传.csv").rows == NEEDS
    assert not stream.closed


def test_a_stream_that_cannot_be_rewound_is_read_too():
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    pipe = Pipe(csv_text([CHINESE, FILLED, BARE]).encode())
    assert read_needs(pipe, name="pipe.csv").rows == NEEDS
    assert (
        refusal(read_needs, Pipe(b"x" * 99), name="a.csv", limits=Limits(bytes_max=50)).code
        is ErrorCode.FILE_TOO_LARGE
    )


def test_a_workbook_named_csv_is_known_by_its_content(tmp_path):
    write_workbook(tmp_path / "needs.xlsx", [CHINESE, FILLED, BARE])
    (tmp_path / "needs.xlsx").rename(tmp_path / "needs.csv")
    assert read_needs(tmp_path / "needs.csv").kind == "xlsx"


def test_a_title_above_the_header_and_blank_rows_are_passed_over(tmp_path):
    csv = tmp_path / "needs.csv"
    csv.write_text("2027年需求汇总表,,\n\n编号,标题,内容\n,,\nN1,甲,\n\n", "utf-8")
    table = read_needs(csv)
    assert (table.rows, table.numbers) == ((Need("N1", "甲"),), (5,))
    xlsx = tmp_path / "needs.xlsx"
    write_workbook(xlsx, [["需求汇总表"], ["编号", "标题"], ["N1", "甲"]], above=2)
    table = read_needs(xlsx)
    assert (table.rows, table.numbers) == ((Need("N1", "甲"),), (5,))


def test_quoted_newlines_do_not_shift_the_row_numbers(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_text('id,title,text\nN1,甲,"一\n二\n三"\n,乙,\n', "utf-8")
    table = read_needs(path)
    assert [(error.number, error.problem) for error in table.errors] == [
        (3, RowProblem.VALUE_MISSING)
    ]


def test_every_bad_cell_is_reported_and_nothing_is_half_imported(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_text(
        "编号,标题,预算（万元）,截止日期\n"
        "N1,好,50,2027-06-30\n"
        "N2,,50-80,明年\n"
        "N1,又一个,,\n"
        ",无编号,,\n"
        "N5,多了,一,格,啊\n",
        "utf-8",
    )
    table = read_needs(path)
    assert table.rows == ()
    assert table.readable_count == 1
    assert [(error.number, error.column, error.value, error.problem) for error in table.errors] == [
        (3, "预算（万元）", "50-80", RowProblem.MONEY_UNREADABLE),
        (3, "截止日期", "明年", RowProblem.DATE_UNREADABLE),
        (3, "标题", "", RowProblem.VALUE_MISSING),
        (4, "", "N1", RowProblem.ID_TWICE),
        (5, "编号", "", RowProblem.VALUE_MISSING),
        (6, "", "啊", RowProblem.CELLS_SURPLUS),
    ]
    refused = refusal(table.require)
    assert refused.code is ErrorCode.ROWS_BAD
    assert refused.data["rows"] == "3, 4, 5, 6"
    assert refused.row_errors == table.errors


def test_only_the_first_errors_are_kept_but_all_are_counted(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_text("id,title\n" + "x,\n" * 50, "utf-8")
    table = read_needs(path, limits=Limits(errors_max=5))
    assert (len(table.errors), table.error_count) == (5, 50)


def test_a_pair_may_be_judged_by_two_people(tmp_path):
    path = tmp_path / "grades.csv"
    path.write_text("need_id,offer_id,relevance\nN1,R1,4\nN1,R1,3\n", "utf-8")
    assert [judgement.relevance for judgement in read_judgements(path).rows] == [4, 3]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('N1,"甲"乙,x', RowProblem.QUOTE_WRONG),
        ('N1,"甲,x', RowProblem.QUOTE_WRONG),
        (f"N1,甲,{'x' * 100_001}", RowProblem.CELL_TOO_LONG),
        (f'N1,甲,"{"x" * 140_000}', RowProblem.CELL_TOO_LONG),
    ],
)
def test_rows_that_cannot_be_told_apart_are_reported(tmp_path, row, problem):
    path = tmp_path / "needs.csv"
    path.write_text(f"id,title,text\n{row}\n", "utf-8")
    (error,) = read_needs(path).errors
    assert (error.number, error.problem) == (2, problem)


def test_a_cell_of_100000_characters_is_read(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_text("id,title,text\nN1,甲," + "长" * 100_000 + "\n", "utf-8")
    assert len(read_needs(path).rows[0].text) == 100_000


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("[1, 2]", RowProblem.JSON_WRONG),
        ('{"id": "1", "title": "甲"', RowProblem.JSON_WRONG),
        ('{"id": "1", "title": NaN}', RowProblem.JSON_WRONG),
        ('{"id": ' + "9" * 5_000 + ', "title": "甲"}', RowProblem.JSON_WRONG),
        ("[" * 100_000, RowProblem.JSON_WRONG),
        ('{"id": "1", "title": ["甲"]}', RowProblem.CELL_NOT_TEXT),
        ('{"id": "1", "title": null}', RowProblem.VALUE_MISSING),
        ('{"id": "1"}', RowProblem.VALUE_MISSING),
        ('{"id": "1", "title": "甲", "标题": "乙"}', RowProblem.KEY_TWICE),
        ('{"id": "1", "title": "甲", "text": "' + "x" * 4_000_000 + '"}', RowProblem.CELL_TOO_LONG),
    ],
)
def test_bad_lines_of_jsonl_are_reported(tmp_path, line, problem):
    path = tmp_path / "needs.jsonl"
    path.write_text(line + "\n", "utf-8")
    (error,) = read_needs(path).errors
    assert (error.number, error.problem) == (1, problem)


def test_jsonl_numbers_keep_every_digit(tmp_path):
    path = tmp_path / "needs.jsonl"
    path.write_text(
        '{"id": 12345678901234567890, "title": "甲", "budget_wan_yuan": 0.29}\n', "utf-8"
    )
    (need,) = read_needs(path).rows
    assert (need.id, need.budget_fen) == ("12345678901234567890", 290_000)


def test_unknown_columns_and_further_sheets_are_told(tmp_path):
    path = tmp_path / "needs.xlsx"
    workbook = openpyxl.Workbook()
    for row in (["id", "title", "备注"], ["N1", "甲", "急"]):
        workbook.active.append(row)
    workbook.create_sheet("空白")
    workbook.create_sheet("二月").append(["id", "title"])
    workbook.create_sheet("藏").append(["id", "title"])
    workbook["藏"].sheet_state = "hidden"
    workbook.save(path)
    table = read_needs(path)
    assert table.unknown_columns == ("备注",)
    assert table.unread_sheets == ("二月",)


def test_missing_and_doubled_columns_are_named(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_text("编号,备注\n1,x\n", "utf-8")
    missing = refusal(read_needs, path)
    assert missing.code is ErrorCode.COLUMN_MISSING
    assert missing.data["column"] == "标题"
    assert missing.data["found"] == "编号, 备注"
    path.write_text("编号,标题,需求名称\n1,x,y\n", "utf-8")
    doubled = refusal(read_needs, path)
    assert (doubled.code, doubled.data["found"]) == (ErrorCode.COLUMN_TWICE, "标题, 需求名称")


@pytest.mark.parametrize("content", ["", "\n\n", " , ,\n", "id,title\n", "id,title\n,\n\n"])
def test_a_file_without_rows_is_refused(tmp_path, content):
    path = tmp_path / "needs.csv"
    path.write_text(content, "utf-8")
    assert refusal(read_needs, path).code is ErrorCode.FILE_EMPTY


def test_missing_unknown_and_odd_files_are_refused(tmp_path):
    assert refusal(read_needs, tmp_path / "no.csv").code is ErrorCode.FILE_MISSING
    assert refusal(read_needs, tmp_path).code is ErrorCode.FILE_UNREADABLE
    assert refusal(read_needs, tmp_path / "a\0.csv").code is ErrorCode.FILE_UNREADABLE
    for name, content in (("a.docx", b"x"), ("a", b"x"), ("a.xls", b"\xd0\xcf\x11\xe0" * 9)):
        (tmp_path / name).write_bytes(content)
        assert refusal(read_needs, tmp_path / name).code is ErrorCode.FILE_KIND_UNKNOWN


def test_files_over_the_limits_are_refused(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_text("id,title\n1,甲\n2,乙\n", "utf-8")
    assert refusal(read_needs, path, limits=Limits(bytes_max=9)).code is ErrorCode.FILE_TOO_LARGE
    assert refusal(read_needs, path, limits=Limits(rows_max=1)).code is ErrorCode.ROWS_TOO_MANY
    assert (
        refusal(read_needs, path, limits=Limits(columns_max=1)).code is ErrorCode.COLUMNS_TOO_MANY
    )


def test_broken_utf8_is_told_from_gb18030(tmp_path):
    path = tmp_path / "needs.csv"
    start = "id,title\n1,高镍三元动力电解液的开发".encode()
    path.write_bytes(start + b"\xff\n")
    refused = refusal(read_needs, path)
    assert (refused.code, refused.data["byte"]) == (ErrorCode.ENCODING_BROKEN, len(start) + 1)


def test_the_position_of_a_broken_byte_is_right_across_chunks(tmp_path):
    path = tmp_path / "needs.csv"
    start = ("id,title\n1," + "电" * 700_000).encode()
    path.write_bytes(start + b"\xff\n")
    assert refusal(read_needs, path).data["byte"] == len(start) + 1


def test_bytes_in_no_encoding_are_refused(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_bytes(b"\xff\xfe" + b"\x00\xd8" * 9)
    assert refusal(read_needs, path).code is ErrorCode.ENCODING_UNKNOWN


def test_rows_come_one_at_a_time_and_the_file_is_closed_at_the_end(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_text("id,title\n" + "1,甲\n" * 1000, "utf-8")
    rows = read_rows(path)
    assert rows.header == ("id", "title")
    first = next(iter(rows))
    assert (first.number, first.cells) == (2, {"id": "1", "title": "甲"})
    rows.close()
    with read_rows(path) as again:
        assert sum(1 for _ in again) == 1000


def test_a_json_list_is_read_object_by_object():
    objects = [{"编号": str(n), "标题": "长" * 40_000, "预算（万元）": 1.5} for n in range(5)]
    table = read_needs(io.BytesIO(json.dumps(objects).encode()), name="a.json")
    assert [need.id for need in table.rows] == ["0", "1", "2", "3", "4"]
    assert table.numbers == (1, 2, 3, 4, 5)
    assert table.rows[0].budget_fen == 1_500_000


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('{"编号": "1"}', 1),
        ('[{"编号": "1", "标题": "甲"}, 5]', 2),
        ('[{"编号": "1", "标题": "甲"} {}]', 2),
        ('[{"编号": "1", "标题": "甲"}, {"编号": ', 2),
        ('[{"编号": "1", "标题": "甲"}', 2),
        ("[" * 100_000, 1),
        ('[{"a":' + "[" * 100_000, 1),
    ],
)
def test_a_json_list_that_breaks_off_says_where(text, number):
    table = read_needs(io.BytesIO(text.encode()), name="a.json")
    assert (table.errors[-1].number, table.errors[-1].problem) == (number, RowProblem.JSON_WRONG)

"""Tables of enterprises from Parquet, CSV and XLSX."""

from datetime import date

import polars as pl
import pytest
from openpyxl import Workbook

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.rulefiles.fact_tables import is_table, read_fact_table


def write(tmp_path, content, name="t.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def code(path):
    with pytest.raises(ZhiqiaoError) as raised:
        read_fact_table(path)
    return raised.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_every_encoding_is_text_under_exact_headers(tmp_path, encoding, mark):
    rows = [("企业", " 从业 人员 ", "额"), ("0111", "5", ""), ("'=1", "NO", '"1')]
    quoted = [[cell.replace('"', '""') for cell in row] for row in rows]
    text = "\n" + "\n".join(mark.join(f'"{cell}"' for cell in row) for row in quoted)
    table = read_fact_table(write(tmp_path, text.encode(encoding)))
    assert table.columns == list(rows[0])
    assert table.rows() == [("0111", "5", None), ("=1", "NO", '"1')]
    assert set(table.dtypes) == {pl.String}


def test_short_rows_and_blank_lines(tmp_path):
    table = read_fact_table(write(tmp_path, "a,b,,\n1\n\n2,3,,\n\n,\n"))
    assert table.rows() == [("1", None), (None, None), ("2", "3")]


def test_many_rows(tmp_path):
    text = "id,n\n" + "".join(f"{n},{n % 7}\n" for n in range(150_000))
    table = read_fact_table(write(tmp_path, text))
    assert table.height == 150_000
    assert table.row(-1) == ("149999", str(149_999 % 7))


def test_xlsx_cells_become_text_as_they_are_shown(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["企业", "数", "日", "真", "文"])
    sheet.append(["甲", 5.0, date(2026, 1, 2), True, "0111"])
    sheet.append(["乙", 0.1 + 0.2, None, False, None])
    book.save(tmp_path / "t.xlsx")
    table = read_fact_table(tmp_path / "t.xlsx")
    assert table.rows() == [
        ("甲", "5", "2026-01-02", "是", "0111"),
        ("乙", "0.3", None, "否", None),
    ]


def test_parquet_keeps_its_types(tmp_path):
    table = pl.DataFrame({"a": [1, None], "b": [["x"], []], "c": [True, False]})
    table.write_parquet(tmp_path / "t.parquet")
    assert read_fact_table(tmp_path / "t.parquet").equals(table)
    assert is_table(tmp_path / "t.parquet")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("t.csv", "a,a\n1,2\n", ErrorCode.COLUMN_TWICE),
        ("t.csv", "a,,b\n1,2,3\n", ErrorCode.HEADER_MISSING),
        ("t.csv", "a,b\n", ErrorCode.FILE_EMPTY),
        ("t.csv", "", ErrorCode.FILE_EMPTY),
        ("t.csv", "a,b\n1,2,3\n", ErrorCode.ROWS_BAD),
        ("t.csv", 'a,b\n"1"x,2\n', ErrorCode.ROWS_BAD),
        ("t.csv", 'a,b\n"1,2\n', ErrorCode.ROWS_BAD),
        ("t.csv", ",".join(map(str, range(5_000))) + "\n1\n", ErrorCode.COLUMNS_TOO_MANY),
        ("t.csv", "企业,数\n".encode() * 9 + b"\xff\n", ErrorCode.ENCODING_BROKEN),
        ("t.xlsx", "no workbook", ErrorCode.FILE_UNREADABLE),
        ("t.xlsx", b"PK\x03\x04 broken", ErrorCode.FILE_UNREADABLE),
        ("t.parquet", "PAR1 broken PAR1", ErrorCode.FILE_UNREADABLE),
        ("t.ods", "x", ErrorCode.FACTS_KIND_UNKNOWN),
    ],
)
def test_tables_that_cannot_be_read(tmp_path, name, content, expected):
    assert code(write(tmp_path, content, name)) == expected


def test_an_empty_and_a_missing_parquet(tmp_path):
    pl.DataFrame({"a": []}).write_parquet(tmp_path / "t.parquet")
    assert code(tmp_path / "t.parquet") == ErrorCode.FILE_EMPTY
    assert code(tmp_path / "no.parquet") == ErrorCode.FILE_MISSING

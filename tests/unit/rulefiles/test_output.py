"""What a sweep writes."""

from itertools import repeat

import polars as pl
import pytest
from openpyxl import load_workbook

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.rulefiles.output import check_output, write_frames

FRAME = pl.DataFrame(
    {
        "enterprise": ["甲", "=乙"],
        "programme": ["A", "A"],
        "verdict": ["MET", "UNKNOWN"],
        "amount_fen": [10**16, None],
        "missing_facts": [[], ["研发费用", "员工人数"]],
    },
    schema_overrides={"amount_fen": pl.Int64, "missing_facts": pl.List(pl.String)},
)


def test_parquet_holds_the_frames_in_order(tmp_path):
    path = tmp_path / "o.parquet"
    assert write_frames(path, lambda: repeat(FRAME, 3)) == 6
    assert pl.read_parquet(path).equals(pl.concat([FRAME] * 3))


def test_xlsx_is_for_people(tmp_path):
    path = tmp_path / "o.xlsx"
    assert write_frames(path, lambda: [FRAME]) == 2
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0] == (*FRAME.columns, "结论")
    assert rows[1] == ("甲", "A", "MET", str(10**16), None, "符合")
    assert rows[2] == ("'=乙", "A", "UNKNOWN", None, "研发费用、员工人数", "待补充")


def test_csv(tmp_path):
    path = tmp_path / "o.csv"
    assert write_frames(path, lambda: [FRAME]) == 2
    assert path.read_text("utf-8-sig").splitlines()[2] == "'=乙,A,UNKNOWN,,研发费用、员工人数"


def test_more_rows_than_a_sheet_holds_are_refused_first(tmp_path):
    many = pl.DataFrame({"verdict": pl.Series(["MET"]).new_from_index(0, 600_000)})
    with pytest.raises(ZhiqiaoError) as raised:
        write_frames(tmp_path / "o.xlsx", lambda: repeat(many, 2))
    assert raised.value.code == ErrorCode.SWEEP_TOO_LONG
    assert list(tmp_path.iterdir()) == []


def test_other_formats_and_places_are_refused(tmp_path):
    with pytest.raises(ZhiqiaoError) as raised:
        check_output(tmp_path / "o.docx")
    assert raised.value.code == ErrorCode.SWEEP_KIND_UNKNOWN
    with pytest.raises(ZhiqiaoError) as raised:
        write_frames(tmp_path / "no" / "o.parquet", lambda: [FRAME])
    assert raised.value.code == ErrorCode.OUTPUT_UNWRITABLE

"""What is written reads back the same, runs in no spreadsheet, and appears whole or not at all."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.common import ErrorCode
from zhiqiao.matching.values import (
    Evidence,
    Match,
    Need,
    Offer,
    Reason,
    ReasonKind,
    Relevance,
    Span,
    SubScores,
)
from zhiqiao.tables import (
    TableError,
    match_object,
    read_needs,
    read_rows,
    write_matches,
    write_rows,
)
from zhiqiao.tables import cells as parsing

KINDS = ["csv", "xlsx", "jsonl"]
HEADER = ["编号", "标题", "内容", "预算（万元）", "截止日期"]
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40) | st.text(
    st.sampled_from("=+-@'\t\n\"，,;甲ab_x000D_#"), max_size=20
)
NEEDS = st.lists(
    st.builds(
        Need,
        id=TEXT.map(parsing.text).filter(bool),
        title=TEXT.map(parsing.text).filter(bool),
        text=TEXT.map(parsing.text),
        budget_fen=st.none() | st.integers(0, 10**13),
        deadline_on=st.none() | st.dates(date(1901, 1, 1)),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda need: need.id,
)


def row_of(need):
    wan_yuan = None if need.budget_fen is None else Decimal(need.budget_fen) / 1_000_000
    return [need.id, need.title, need.text, wan_yuan, need.deadline_on]


@pytest.mark.parametrize("kind", KINDS)
@given(needs=NEEDS)
@settings(deadline=None, max_examples=40)
def test_what_is_written_reads_back_the_same(kind, needs):
    stream = io.BytesIO()
    assert write_rows(stream, HEADER, map(row_of, needs), name=f"x.{kind}") == len(needs)
    table = read_needs(stream, name=f"x.{kind}")
    assert table.errors == ()
    assert table.rows == tuple(needs)


@pytest.mark.parametrize(
    "payload", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "＝1"]
)
def test_no_spreadsheet_runs_what_is_written(tmp_path, payload):
    write_rows(tmp_path / "a.csv", ["x"], [[payload]])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as text:
        assert list(csv.reader(text)) == [["x"], ["'" + payload]]
    write_rows(tmp_path / "a.xlsx", ["x"], [[payload]])
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").active["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_csv_starts_with_a_byte_order_mark_for_excel(tmp_path):
    write_rows(tmp_path / "a.csv", ["编号"], [["1"]])
    assert (tmp_path / "a.csv").read_bytes() == "\ufeff编号\r\n1\r\n".encode()


def test_xlsx_keeps_its_header_in_view_and_its_numbers_as_numbers(tmp_path):
    write_rows(
        tmp_path / "a.xlsx", ["编号", "概率", "日期"], [["需求一号", 0.5, date(2027, 6, 30)]]
    )
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet["B2"].value == 0.5
    assert sheet["C2"].value.date() == date(2027, 6, 30)
    assert sheet.column_dimensions["A"].width == 10


def test_error_words_and_escapes_stay_text_in_xlsx(tmp_path):
    words = ["#N/A", "_x000D_", "_x005F_", "多\n行"]
    write_rows(tmp_path / "a.xlsx", ["x"], [[word] for word in words])
    assert [row.cells["x"] for row in read_rows(tmp_path / "a.xlsx")] == words


def test_a_cell_too_long_for_xlsx_is_told_and_nothing_is_written(tmp_path):
    path = tmp_path / "a.xlsx"
    with pytest.raises(TableError) as refused:
        write_rows(path, ["x"], [["长" * 40_000]])
    assert refused.value.code is ErrorCode.OUTPUT_CELL_TOO_LONG
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path, kind):
    path = tmp_path / f"a.{kind}"
    write_rows(path, ["x"], [["旧"]])
    old = path.read_bytes()

    def rows():
        yield ["新"]
        message = "the source broke"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError):
        write_rows(path, ["x"], rows())
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_a_replaced_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x", "utf-8")
    path.chmod(0o640)
    write_rows(path, ["x"], [])
    assert path.stat().st_mode & 0o777 == 0o640


def test_unknown_endings_and_missing_folders_are_refused(tmp_path):
    with pytest.raises(TableError) as refused:
        write_rows(tmp_path / "a.pdf", ["x"], [])
    assert refused.value.code is ErrorCode.OUTPUT_KIND_UNKNOWN
    with pytest.raises(TableError) as refused:
        write_rows(tmp_path / "no" / "a.csv", ["x"], [])
    assert refused.value.code is ErrorCode.OUTPUT_UNWRITABLE


NEED = Need("N1", "=高镍电解液", "循环2000次")
OFFER = Offer("R1", "氟化锂制备", "循环寿命3000次")
MATCH = Match(
    need_id="N1",
    offer_id="R1",
    rank=1,
    score=0.81234567,
    probability=0.5,
    relevance=Relevance.FAIR,
    recommended=True,
    sub_scores=SubScores(technology=0.9, scene=None, maturity=0.5, constraints=None),
    reasons=(
        Reason(ReasonKind.TECHNOLOGY, favours=True, chinese="技术相近", english="Same technology"),
        Reason(ReasonKind.SCENE, favours=False, chinese="场景不明", english="Scene unknown"),
    ),
    evidence=(
        Evidence(
            ReasonKind.TECHNOLOGY, Span("text", 0, 2, "循环"), Span("text", 0, 2, "循环"), 0.7
        ),
    ),
)


def write_one(path, language="zh"):
    return write_matches(path, [MATCH], needs={"N1": NEED}, offers={"R1": OFFER}, language=language)


def test_matches_as_a_table_for_people(tmp_path):
    assert write_one(tmp_path / "m.xlsx") == 1
    (row,) = read_rows(tmp_path / "m.xlsx")
    assert row.cells == {
        "需求编号": "N1",
        "需求名称": "=高镍电解液",
        "名次": 1.0,
        "成果编号": "R1",
        "成果名称": "氟化锂制备",
        "推荐": "推荐",
        "预测等级": "较强相关",
        "较强以上概率": 0.5,
        "匹配度": 0.8123,
        "技术": 0.9,
        "场景": "",
        "成熟度匹配": 0.5,
        "约束": "",
        "理由": "技术相近\n场景不明",
        "需求原文": "循环",
        "成果原文": "循环",
    }
    write_one(tmp_path / "m.csv", "en")
    (row,) = read_rows(tmp_path / "m.csv")
    assert row.cells["predicted_relevance"] == "fair"
    assert row.cells["reasons"] == "Same technology\nScene unknown"


def test_matches_as_objects_for_programs(tmp_path):
    write_one(tmp_path / "m.jsonl")
    found = json.loads((tmp_path / "m.jsonl").read_text("utf-8"))
    titles = {"need_title": "=高镍电解液", "offer_title": "氟化锂制备"}
    assert found == titles | json.loads(json.dumps(match_object(MATCH)))
    assert found["relevance"] == 3
    assert found["reasons"][0]["kind"] == "technology"
    assert found["evidence"][0]["need"] == {"part": "text", "start": 0, "end": 2, "text": "循环"}


def test_a_wrong_ending_for_matches_is_told_before_any_work():
    with pytest.raises(TableError):
        write_matches(Path("m.docx"), iter(()), needs={}, offers={})

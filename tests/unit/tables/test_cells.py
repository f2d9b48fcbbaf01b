"""What one cell means: amounts to the fen, dates, levels and grades."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.matching.values import Relevance
from zhiqiao.tables import RowProblem, cells
from zhiqiao.tables.neutralise import neutralise, restore
from zhiqiao.tables.values import NotText


def wide(text):
    """The text in full-width characters, as a Chinese input method may give them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("50", 50_000_000),
        ("12.5", 12_500_000),
        ("0.000001", 1),
        ("0", 0),
        ("1,200.5", 1_200_500_000),
        (wide("12.5"), 12_500_000),
        (" 50 万元 ", 50_000_000),
        ("50万", 50_000_000),
        ("人民币50万元", 50_000_000),
        ("5000元", 500_000),
        ("0.29", 290_000),
        (0.29, 290_000),
        (0.1 + 0.2, 300_000),
        (50.0, 50_000_000),
        (50, 50_000_000),
        (Decimal("12.345678"), 12_345_678),
        ("", None),
        (None, None),
        ("面议", None),
        ("—", None),
    ],
)
def test_money_in_wan_yuan_becomes_fen_exactly(cell, fen):
    assert cells.money_fen(cell) == fen


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("100-200", RowProblem.MONEY_UNREADABLE),
        ("约50", RowProblem.MONEY_UNREADABLE),
        ("1,20", RowProblem.MONEY_UNREADABLE),
        ("1e3", RowProblem.MONEY_UNREADABLE),
        ("NaN", RowProblem.MONEY_UNREADABLE),
        ("9" * 5_000, RowProblem.MONEY_UNREADABLE),
        (True, RowProblem.MONEY_UNREADABLE),
        ("-5", RowProblem.MONEY_NEGATIVE),
        ("0.0000001", RowProblem.MONEY_TOO_FINE),
        ("9" * 15, RowProblem.MONEY_TOO_LARGE),
        (NotText("[1]"), RowProblem.CELL_NOT_TEXT),
    ],
)
def test_what_is_not_one_exact_amount_is_refused(cell, problem):
    with pytest.raises(cells.BadCell) as refused:
        cells.money_fen(cell)
    assert refused.value.problem is problem


@given(st.integers(min_value=0, max_value=10**14))
def test_every_amount_of_fen_survives_being_written_in_wan_yuan(fen):
    assert cells.money_fen(f"{Decimal(fen) / 1_000_000:f}") == fen


@pytest.mark.parametrize(
    "cell",
    [
        "2027-06-30",
        "2027/6/30",
        "2027.6.30",
        "2027年6月30日",
        "2027 年 6 月 30 日",
        "20270630",
        wide("2027-06-30"),
        "2027-06-30 00:00:00",
        date(2027, 6, 30),
        datetime(2027, 6, 30, 9, 15),  # noqa: DTZ001 -- as a spreadsheet gives it
    ],
)
def test_dates_are_read_as_people_write_them(cell):
    assert cells.day(cell) == date(2027, 6, 30)


@pytest.mark.parametrize(
    "cell", ["2027-02-30", "2027年6月", "6/30/2027", "明年", 46_568.0, "0000-1-1"]
)
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(cells.BadCell):
        cells.day(cell)


@pytest.mark.parametrize("cell", ["", None, "长期", "不限", "-"])
def test_no_deadline_is_none(cell):
    assert cells.day(cell) is None


@pytest.mark.parametrize("cell", ["5", 5, 5.0, "TRL 5", "trl5", "TRL-5", "5级", "第5级", wide("5")])
def test_readiness_levels_are_read_as_people_write_them(cell):
    assert cells.trl(cell) == 5


@pytest.mark.parametrize("cell", ["0", "10", "5.5", "中试", "4-5", -1])
def test_other_readiness_levels_are_refused(cell):
    with pytest.raises(cells.BadCell):
        cells.trl(cell)


@pytest.mark.parametrize(
    ("grade", "written"),
    [
        (Relevance.STRONG, ["4", 4, 4.0, "强相关", " 强 ", "Strong"]),
        (Relevance.FAIR, ["3", 3, "较强相关", "较强"]),
        (Relevance.WEAK, ["2", 2, "弱相关", "弱"]),
        (Relevance.UNRELATED, ["1", 1, "无相关", "无"]),
    ],
)
def test_grades_are_numbers_or_words(grade, written):
    assert [cells.relevance(cell) for cell in written] == [grade] * len(written)


@pytest.mark.parametrize("cell", ["0", "5", "3.5", "相关", True])
def test_other_grades_are_refused(cell):
    with pytest.raises(cells.BadCell):
        cells.relevance(cell)


def test_an_id_that_a_spreadsheet_made_a_number_is_whole_again_or_refused():
    assert cells.identifier(1001.0) == "1001"
    assert cells.identifier(1001) == "1001"
    for lost in (1.5, 1.23456789012345678e17):
        with pytest.raises(cells.BadCell):
            cells.identifier(lost)


def test_text_is_trimmed_and_holds_nothing_that_a_file_cannot():
    assert cells.text(" a\r\nb\rc\x00\x07\ud800 ") == "a\nb\nc"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "\uff20"])
def test_every_formula_start_is_neutralised(start):
    assert neutralise(f"{start}1+1") == f"'{start}1+1"


@given(st.text())
def test_neutralising_is_undone_exactly(text):
    assert restore(neutralise(text)) == text


@given(st.text())
def test_nothing_that_is_written_starts_a_formula(text):
    assert not neutralise(text).startswith(tuple("=+-@\t\r＝＋－\uff20"))

"""Every row problem is told in both languages."""

import pytest

from zhiqiao.tables import RowError, RowProblem, describe_row_error
from zhiqiao.tables.wording import WORDING


@pytest.mark.parametrize("problem", RowProblem)
def test_every_problem_says_where_what_and_how_to_mend(problem):
    error = RowError(7, "标题", "值", problem)
    assert describe_row_error(error, "zh").startswith("第 7 行「标题」“值”：")
    assert describe_row_error(error, "en").startswith("Row 7, 标题 “值”: ")
    assert len(WORDING) == len(RowProblem)


def test_a_whole_row_is_named_without_a_column():
    error = RowError(3, "", "", RowProblem.QUOTE_WRONG)
    assert describe_row_error(error, "zh").startswith("第 3 行：引号")
    assert describe_row_error(error, "en").startswith("Row 3: has unpaired")

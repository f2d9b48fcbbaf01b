"""A file whose rows are refused, told row by row."""

from collections.abc import Mapping
from typing import Any

from zhiqiao.cli.language import tr
from zhiqiao.common import ZhiqiaoError


class RowsRefusedError(ZhiqiaoError):
    """`problems` are the first: row number, column, value and what is wrong."""

    problems: tuple[Mapping[str, Any], ...] = ()


def row_problem_object(problem: Mapping[str, Any]) -> dict[str, object]:
    """One of them for programs, with a sentence for people."""
    told = {"line": problem["number"], "column": problem["column"], "problem": problem["message"]}
    return told | {"message": _sentence(problem)}


def _sentence(problem: Mapping[str, Any]) -> str:
    number, column, why = problem["number"], problem["column"], problem["message"]
    chinese = f"第 {number} 行" + (f"「{column}」" if column else "")
    english = f"Row {number}" + (f", {column}" if column else "")
    return tr(f"{chinese}：{why}", f"{english}: {why}")

"""Chinese and English text of every row error: what is wrong and how to mend it."""

from zhiqiao.common import Language
from zhiqiao.tables.values import RowError, RowProblem

WORDING: dict[RowProblem, tuple[str, str]] = {
    RowProblem.VALUE_MISSING: (
        "不能为空。请补上。",
        "must not be empty. Fill it in.",
    ),
    RowProblem.ID_TWICE: (
        "编号与前面的行重复。每行编号必须不同。",
        "the id occurs in an earlier row. Give every row its own.",
    ),
    RowProblem.ID_INEXACT: (
        "编号被表格软件当成数字，位数已丢失。请把该列设为“文本”格式后重新填写。",
        "the spreadsheet took the id for a number and lost digits. Format the column as text and fill it in again.",
    ),
    RowProblem.MONEY_UNREADABLE: (
        "不是金额。请写成以万元为单位的一个数，如 50 或 12.5；未定请留空。",
        "is not an amount. Write one number in 万元 (10,000 yuan), such as 50 or 12.5; leave it empty if open.",
    ),
    RowProblem.MONEY_NEGATIVE: (
        "金额不能为负。",
        "an amount cannot be negative.",
    ),
    RowProblem.MONEY_TOO_FINE: (
        "金额精确到了分以下。万元最多保留 6 位小数。",
        "is finer than one fen. Use at most 6 decimals of 万元.",
    ),
    RowProblem.MONEY_TOO_LARGE: (
        "金额大得不合理。单位是万元，请检查。",
        "is implausibly large. The unit is 万元 (10,000 yuan).",
    ),
    RowProblem.DATE_UNREADABLE: (
        "不是日期。请写成 2027-06-30；没有期限请留空。",
        "is not a date. Write it as 2027-06-30; leave it empty if there is none.",
    ),
    RowProblem.TRL_UNREADABLE: (
        "不是技术成熟度。请写 1 到 9 的整数；不清楚请留空。",
        "is not a readiness level. Write a whole number from 1 to 9; leave it empty if unknown.",
    ),
    RowProblem.RELEVANCE_UNREADABLE: (
        "不是评分。请写 4、3、2、1，或强相关、较强相关、弱相关、无相关。",
        "is not a grade. Write 4, 3, 2 or 1, or 强相关, 较强相关, 弱相关, 无相关.",
    ),
    RowProblem.CELL_TOO_LONG: (
        "内容太长。每格最多 10 万字；也可能是前面少了一个结束引号。",
        "is too long. A cell holds at most 100,000 characters; perhaps a closing quotation mark is missing.",
    ),
    RowProblem.CELL_NOT_TEXT: (
        "应为文字或数字，不能是列表或对象。",
        "must be text or a number, not a list or an object.",
    ),
    RowProblem.CELLS_SURPLUS: (
        "格数比表头多。内容里若有逗号，请给整格加上英文双引号。",
        "has more cells than the header. Put cells that contain commas in double quotes.",
    ),
    RowProblem.QUOTE_WRONG: (
        '引号不成对。整格用英文双引号括起，格内的双引号写两遍（""）。',
        'has unpaired quotation marks. Enclose the cell in double quotes and double those inside ("").',
    ),
    RowProblem.JSON_WRONG: (
        '不是 JSON 对象。每行应形如 {"id": "1", "title": "……"}。',
        'is not a JSON object. Each line should look like {"id": "1", "title": "…"}.',
    ),
    RowProblem.KEY_TWICE: (
        "同一行里有两个字段表示同一列。请删掉一个。",
        "two fields of the row stand for the same column. Remove one.",
    ),
}


def describe_row_error(error: RowError, language: Language = "zh") -> str:
    """The row error as a sentence for people, in the given language.

    >>> describe_row_error(RowError(7, "trl", "12", RowProblem.TRL_UNREADABLE), "en")[:34]
    'Row 7, trl “12”: is not a readines'
    """
    chinese, english = WORDING[error.problem]
    column = f"「{error.column}」" if error.column else ""
    if language == "zh":
        value = f"“{error.value}”" if error.value else ""
        return f"第 {error.number} 行{column}{value}：{chinese}"
    where = f"Row {error.number}" + (f", {error.column}" if error.column else "")
    return where + (f" “{error.value}”" if error.value else "") + f": {english}"

"""Chinese and English text of every problem of an import: what is wrong and how to mend it."""

from zhiqiao.common import Language
from zhiqiao.rulefiles.importing.problems import ImportProblem, ImportProblemKind
from zhiqiao.rulefiles.importing.values import FactKind

WORDING: dict[ImportProblemKind, tuple[str, str]] = {
    ImportProblemKind.FACT_TYPE_UNKNOWN: (
        "不是事实的类型。可用：{about}。",
        "is no type of fact. Use one of {about}.",
    ),
    ImportProblemKind.TEXT_EMPTY: (
        "是空的。请写上名字。",
        "is empty. Give it a name.",
    ),
    ImportProblemKind.TEXT_TOO_LONG: (
        "太长，最多 {about} 字。请缩短。",
        "is too long; at most {about} characters. Shorten it.",
    ),
    ImportProblemKind.TEXT_UNWRITABLE: (
        "里有半个字符（U+D800 到 U+DFFF），任何文件都存不下。请从原系统重新导出。",
        "holds half a character (U+D800 to U+DFFF), which no file can hold. Export it again.",
    ),
    ImportProblemKind.NUMBER_TOO_LONG: (
        "数字太长，写出来最多 {about} 位。请检查是不是笔误。",
        "has too many digits; at most {about}. Check for a slip.",
    ),
    ImportProblemKind.OBJECT_WANTED: (
        "应当是对象 {{…}}。",
        "should be an object {{…}}.",
    ),
    ImportProblemKind.LIST_WANTED: (
        "应当是列表 […]。",
        "should be a list […].",
    ),
    ImportProblemKind.TEXT_WANTED: (
        "应当是加引号的文字。",
        "should be a text in quotation marks.",
    ),
    ImportProblemKind.TRUTH_WANTED: (
        "应当是 true 或 false，不加引号。",
        "should be true or false, without quotation marks.",
    ),
    ImportProblemKind.RULE_WANTED: (
        '不是规则。规则是一个对象，写 {{"all": […]}}、{{"any": […]}}、{{"not": …}}、{{"const": true}} 或 {{"fact": …, "op": …, "value": …}} 中的一种。',
        'is no rule. A rule is an object of one of the forms {{"all": […]}}, {{"any": […]}}, {{"not": …}}, {{"const": true}} or {{"fact": …, "op": …, "value": …}}.',
    ),
    ImportProblemKind.KEY_MISSING: (
        "缺少「{about}」。请补上。",
        "lacks “{about}”. Add it.",
    ),
    ImportProblemKind.KEY_UNKNOWN: (
        "是不认识的键，可能写错了。这里可用：{about}。",
        "is an unknown key, perhaps a slip. Known here: {about}.",
    ),
    ImportProblemKind.KEY_TWICE: (
        "在同一个对象里写了不止一次。请只留一个。",
        "occurs more than once in one object. Keep one.",
    ),
    ImportProblemKind.FACT_UNKNOWN: (
        "是 facts 里没有的事实。请在 facts 里加上它和它的类型，或改正名字（大小写和空格也要一样）。",
        "is a fact that “facts” does not list. Add it there with its type, or mend the name (case and blanks count).",
    ),
    ImportProblemKind.OPERATOR_UNKNOWN: (
        "是不认识的比较。可用：{about}。",
        "is an unknown comparison. Use one of {about}.",
    ),
    ImportProblemKind.OPERATOR_UNSUITED: (
        "不能用于{about}类型的事实。数、金额和日期可比大小，集合只用 has，其他用 =、!= 或 in。",
        "does not suit a fact of type {about}. Numbers, money and dates have an order; sets take has only; others =, != or in.",
    ),
    ImportProblemKind.VALUE_WRONG: (
        "不是{about}的值：{wanted}。",
        "is no value of type {about}: {wanted}.",
    ),
    ImportProblemKind.NUMBER_NOT_FINITE: (
        "不是有限的数（NaN、Infinity 都不行）。请写成普通的数。",
        "is no finite number (neither NaN nor Infinity will do). Write an ordinary number.",
    ),
    ImportProblemKind.ID_TWICE: (
        "编号与前面的事项重复。每个事项的编号必须不同。",
        "the id is that of an earlier programme. Give every programme its own.",
    ),
    ImportProblemKind.TOO_DEEP: (
        "套得太深，最多 {about} 层。请把规则展平。",
        "is nested too deeply; at most {about} levels. Flatten the rule.",
    ),
    ImportProblemKind.COLUMN_MISSING: (
        "第一行是表头，里面没有「{about}」列。请加上；不是决策表的工作表请删除或隐藏。",
        "the first row is the header, and it has no column “{about}”. Add it; delete or hide sheets that are no decision tables.",
    ),
    ImportProblemKind.COLUMN_TWICE: (
        "与前面的列重复。请合并成一列，或改名。",
        "stands for the same as an earlier column. Merge them or rename one.",
    ),
    ImportProblemKind.HEADER_MISSING: (
        "这一列有内容但没有表头。请写上事实的名字，或删掉这一列。",
        "the column holds something but has no header. Write the name of the fact, or remove the column.",
    ),
    ImportProblemKind.FACT_TYPES_DIFFER: (
        "与别的工作表里同名列的类型（{about}）不同。请改成一样。",
        "differs from the type ({about}) of the column of that name on another sheet. Make them alike.",
    ),
    ImportProblemKind.ID_MISSING: (
        "这一行没有编号。请补上；不是规则的行请删掉。",
        "the row has no id. Add it; remove rows that are no rules.",
    ),
    ImportProblemKind.ID_INEXACT: (
        "编号被表格软件当成数字，位数已丢失。请把该列设为“文本”格式后重新填写。",
        "the spreadsheet took the id for a number and lost digits. Format the column as text and fill it in again.",
    ),
    ImportProblemKind.CELL_UNREADABLE: (
        "读不懂。这一列是{about}：{wanted}。",
        "cannot be understood. The column is of type {about}: {wanted}.",
    ),
    ImportProblemKind.CELL_LOST: (
        "是没有结果的公式或出错的格子。请用表格软件打开、重新计算并保存，或直接写上内容。",
        "is a formula without a result, or an error. Open the file, recalculate and save it, or write the content itself.",
    ),
    ImportProblemKind.LIST_AMBIGUOUS: (
        "有两种读法。几个值请用顿号分开（1、2），一段范围写 [5, 10)，千位不加逗号。",
        "can be read in two ways. Separate several values by “、”, write a range as [5, 10), and thousands without commas.",
    ),
    ImportProblemKind.INTERVAL_REVERSED: (
        "范围的下端大于上端，永远不成立。请改正。",
        "the range’s lower end is above its upper end, so it never holds. Mend it.",
    ),
    ImportProblemKind.ROW_EMPTY: (
        "这一行没有任何条件。人人都符合的，请在一格里写 -；说明文字请删掉。",
        "the row has no condition at all. If everybody qualifies write - in a cell; remove remarks.",
    ),
    ImportProblemKind.AMOUNT_UNREADABLE: (
        "不是金额。请连单位一起写，如 20万元；没有就留空。",
        "is no amount. Write it with its unit, such as 20万元; leave it empty if there is none.",
    ),
    ImportProblemKind.AMOUNT_MISSING: (
        "同一编号的别的行写了金额，这一行没有。请都写上，或都不写。",
        "other rows of the same id have an amount, this one has not. Write it in all or in none.",
    ),
    ImportProblemKind.ALTERNATIVES_DIFFER: (
        "与同一编号前面的行（{about}）不同。请改成一样，或换一个编号。",
        "differs from an earlier row of the same id ({about}). Make them alike, or use another id.",
    ),
}

JSON_VALUES: dict[FactKind, tuple[str, str]] = {
    FactKind.INTEGER: ("写一个数，不加引号", "write a number without quotation marks"),
    FactKind.DECIMAL: ("写一个数，不加引号", "write a number without quotation marks"),
    FactKind.MONEY: (
        "写以元为单位的一个数，不加引号",
        "write a number of yuan without quotation marks",
    ),
    FactKind.DATE: ('写 "2026-01-31" 这样的日期', 'write a date such as "2026-01-31"'),
    FactKind.BOOLEAN: (
        "写 true 或 false，不加引号",
        "write true or false, without quotation marks",
    ),
    FactKind.TEXT: ("写加引号的文字", "write a text in quotation marks"),
    FactKind.SET: (
        "写加引号的文字，或几个这样的文字的列表",
        "write a text in quotation marks, or a list of such texts",
    ),
}

_ORDERED = (
    "可写 {0}、≥{0}、<{0}、!={0}、{0}..{1}、[{0}, {1})、{0}、{1} 或 非({0}、{1})；空或 - 表示不限",
    "write {0}, ≥{0}, <{0}, !={0}, {0}..{1}, [{0}, {1}), {0}、{1} or not({0}、{1}); empty or - for any",
)


def _ordered(low: str, high: str) -> tuple[str, str]:
    """How the cells of an ordered type are written."""
    return _ORDERED[0].format(low, high), _ORDERED[1].format(low, high)


CELL_VALUES: dict[FactKind, tuple[str, str]] = {
    FactKind.INTEGER: _ordered("5", "10"),
    FactKind.DECIMAL: _ordered("0.5", "3%"),
    FactKind.MONEY: _ordered("20万元", "50万元"),
    FactKind.DATE: _ordered("2026-01-01", "2026-12-31"),
    FactKind.BOOLEAN: (
        "写 是 或 否；空或 - 表示不限",
        "write 是 or 否 (true or false); empty or - for any",
    ),
    FactKind.TEXT: (
        '可写 甲、甲、乙、非(甲、乙) 或 !=甲；文字里有逗号、括号或比较号时加引号 "…"',
        'write a, a、b, not(a、b) or !=a; put a text with commas, brackets or comparison signs in "…"',
    ),
    FactKind.SET: (
        '写要有的一项，或几项中任一（甲、乙），没有写 非(甲、乙)；有逗号、括号或比较号时加引号 "…"',
        'write what the set has, or any of several (a、b), or not(a、b) for has not; put commas, brackets or comparison signs in "…"',
    ),
}

JSON_KINDS = frozenset((ImportProblemKind.VALUE_WRONG, ImportProblemKind.OPERATOR_UNSUITED))


def describe_import_problem(problem: ImportProblem, language: Language = "zh") -> str:
    """The problem as a sentence for people, in the given language.

    >>> from zhiqiao.rulefiles.importing.problems import ImportProblem, ImportProblemKind
    >>> describe_import_problem(ImportProblem(ImportProblemKind.ID_MISSING, "补助!A5"), "en")
    '补助!A5: the row has no id. Add it; remove rows that are no rules.'
    """
    side = 0 if language == "zh" else 1
    about, wanted = problem.about, ""
    if about in set(FactKind):
        kind = FactKind(about)
        values = JSON_VALUES if problem.kind in JSON_KINDS else CELL_VALUES
        wanted = values[kind][side]
        about = kind.chinese if language == "zh" else kind.value
    sentence = WORDING[problem.kind][side].format(about=about, wanted=wanted)
    if language == "zh":
        return (
            f"{problem.where}" + (f"“{problem.found}”" if problem.found else "") + f"：{sentence}"
        )
    return f"{problem.where}" + (f" “{problem.found}”" if problem.found else "") + f": {sentence}"

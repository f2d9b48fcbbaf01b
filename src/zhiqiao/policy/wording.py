"""Chinese and English text of every problem of rules and facts: what is wrong, how to mend it."""

from collections.abc import Mapping

from zhiqiao.common import Language
from zhiqiao.policy.errors import Problem, ProblemKind
from zhiqiao.policy.inner_words import INNER_WORDS

WORDING: dict[ProblemKind, tuple[str, str]] = {
    ProblemKind.YAML_BROKEN: (
        "不合 YAML 写法：{why}。请改正后再读。",
        "this is not valid YAML: {why}. Mend it and read the file again.",
    ),
    ProblemKind.YAML_TOO_LARGE: (
        "文件有 {found} 字，最多 {limit} 字。请拆成几个文件。",
        "the file has {found} characters; at most {limit} are read. Split it.",
    ),
    ProblemKind.YAML_TOO_DEEP: (
        "缩进或括号套得太深，最多 {limit} 层。请把结构展平。",
        "indentation or brackets nest too deeply; at most {limit} levels. Flatten the file.",
    ),
    ProblemKind.YAML_ALIAS: (
        "这里用 * 引用了别处的内容，本系统不用引用。请把内容照写一遍。",
        "an alias (*) repeats content from elsewhere, which is not used here. Write the content out.",
    ),
    ProblemKind.YAML_TAG: (
        "带有类型标记「{tag}」，本系统把所有内容都当文字读。请删掉标记；以 ! 开头的文字请加引号。",
        "carries the tag “{tag}”; everything is read as text here. Remove the tag; quote a text that starts with !.",
    ),
    ProblemKind.KEY_TWICE: (
        "「{key}」与第 {first} 行的重复。请只留一个，或换一个名字。",
        "“{key}” repeats the one in line {first}. Keep one, or rename one.",
    ),
    ProblemKind.KEY_MISSING: (
        "这里缺少「{key}」。请补上。",
        "“{key}” is missing here. Add it.",
    ),
    ProblemKind.KEY_UNKNOWN: (
        "「{key}」不是这里能写的项，可能写错了。可写：{like}。",
        "“{key}” is unknown here, perhaps a slip. Write one of: {like}.",
    ),
    ProblemKind.MAPPING_WANTED: (
        "「{key}」下面应当是“项: 值”的形式。请逐项写明，如 {{自: 2026-01-01, 至: 长期}}。",
        "“{key}” should hold “key: value” pairs. Write them out, such as {{自: 2026-01-01, 至: 长期}}.",
    ),
    ProblemKind.LIST_WANTED: (
        "「{key}」应当是列表，且不能为空。请写成 [甲, 乙]，或每行以 - 开头。",
        "“{key}” should be a list that is not empty. Write [a, b], or start each line with -.",
    ),
    ProblemKind.TEXT_WANTED: (
        "「{key}」应当是一个值，这里却是列表或几项内容。请改成一个值。",
        "“{key}” should be one value, not a list or a mapping. Write one value.",
    ),
    ProblemKind.EMPTY: (
        "「{key}」是空的。请填上，或把它整个删掉。",
        "“{key}” is empty. Fill it in, or remove it altogether.",
    ),
    ProblemKind.WORD_UNKNOWN: (
        "「{key}」写的是“{found}”，不在可选范围内。可写：{known}。",
        "“{key}” says “{found}”, which is none of its words. Write one of: {known}.",
    ),
    ProblemKind.DATE_WRONG: (
        "「{key}」写的“{found}”不是存在的日期。请写成 2026-06-30 的样子。",
        "“{found}” in “{key}” is no day that exists. Write it as 2026-06-30.",
    ),
    ProblemKind.DATES_REVERSED: (
        "开始日 {start} 晚于结束日 {end}。请对调或改正。",
        "the first day {start} is after the last day {end}. Swap or correct them.",
    ),
    ProblemKind.WHOLE_NUMBER_WANTED: (
        "「{key}」写的是“{found}”，应当是不超过六位的整数，不带单位。请写成 3 的样子。",
        "“{key}” says “{found}”; it should be a whole number of at most six digits without a unit. Write it as 3.",
    ),
    ProblemKind.COUNT_WRONG: (
        "「{name}」的个数不对或内容不合。“至少满足”要在 1 和所列条数 {wanted} 之间；函数要正好 {wanted} 个值。",
        "“{name}” has a wrong count or content. 至少满足 lies between 1 and the {wanted} items listed; a function takes exactly {wanted} values.",
    ),
    ProblemKind.ONE_FORM_WANTED: (
        "这里写了 {found}，应当只写一种。请从中选一种：{known}。",
        "{found} stand here together, and only one may. Choose one of: {known}.",
    ),
    ProblemKind.CHARACTER_UNKNOWN: (
        "读到“{found}”，表达式里不能用这个字符。请删掉；名字里有特殊字符时写成《名字》。",
        "the expression cannot hold the character “{found}”. Remove it; write names with odd characters as 《name》.",
    ),
    ProblemKind.QUOTE_OPEN: (
        "“{mark}”只有开头没有结尾。请补上后一半。",
        "“{mark}” opens and is never closed. Add the closing mark.",
    ),
    ProblemKind.EXPRESSION_BROKEN: (
        "在“{before}”之后读到“{found}”，读不通。请检查这里是否多了字、少了运算或比较词。",
        "“{found}” makes no sense after “{before}”. Check for a surplus word, or a missing operator or comparison.",
    ),
    ProblemKind.EXPRESSION_ENDS: (
        "“{text}”没有写完。请补全右边的值或右括号。",
        "“{text}” ends too early. Add the value on the right or the closing bracket.",
    ),
    ProblemKind.MIXED_LOGIC: (
        "“且”和“或”混用而没有括号，先后不明。请用括号分清，如 (甲 或 乙) 且 丙。",
        "且 (and) and 或 (or) are mixed without brackets. Add brackets, such as (a 或 b) 且 c.",
    ),
    ProblemKind.TOO_DEEP: (
        "表达式太长，或套了超过 {limit} 层。请拆成几条判断。",
        "the expression is too long, or nests more than {limit} levels. Split it into several clauses.",
    ),
    ProblemKind.FACT_UNKNOWN: (
        "「{name}」不在事实词典里，也不是这里的参数。是不是：{like}？请改正名字，或先加进词典。",
        "“{name}” is neither in the facts dictionary nor a parameter here. Perhaps {like}? Mend the name, or add it to the dictionary.",
    ),
    ProblemKind.FACT_TWICE: (
        "「{name}」已经是事实「{first}」的名字或代码。请换一个。",
        "“{name}” is already the name or code of the fact “{first}”. Choose another.",
    ),
    ProblemKind.PARAMETER_HIDES_FACT: (
        "参数「{name}」与事实词典里的事实同名。请给参数换一个名字。",
        "the parameter “{name}” has the name of a fact. Rename the parameter.",
    ),
    ProblemKind.FORMULA_CYCLE: (
        "推算绕成了圈：{names}。请去掉其中一个推算。",
        "the formulas go round in a circle: {names}. Remove one of them.",
    ),
    ProblemKind.TYPE_WRONG: (
        "“{text}”是{found}，这里要{wanted}。请换成{wanted}，或换一种比较。",
        "“{text}” is {found}, and {wanted} is needed here. Write {wanted}, or compare in another way.",
    ),
    ProblemKind.UNIT_WRONG: (
        "“{text}”的单位不合：读到的是{found}，这里要{wanted}。请核对单位和名字。",
        "the unit of “{text}” does not fit: {found} was read, {wanted} is needed. Check unit and name.",
    ),
    ProblemKind.UNIT_MISSING: (
        "“{text}”没有写单位：读到的是{found}，这里要{wanted}。请补上，如 200万元、5年、6个月、30天。",
        "“{text}” lacks its unit: {found} was read, {wanted} is needed. Add it, such as 200万元, 5年, 6个月, 30天.",
    ),
    ProblemKind.OPTION_UNKNOWN: (
        "“{found}”不是这个事实的可选值。可写：{like}。",
        "“{found}” is none of the values of this fact. Write one such as: {like}.",
    ),
    ProblemKind.CODE_UNKNOWN: (
        "“{found}”不是已知的{kind}。请核对代码或名称。",
        "“{found}” is no known {kind}. Check the code or the name.",
    ),
    ProblemKind.DIVISION_BY_ZERO: (
        "除数是 0。请改正除号后面的数。",
        "the divisor is zero. Mend what stands after the division sign.",
    ),
    ProblemKind.AMOUNT_OVERFLOW: (
        "算出的金额大得不合理，没有采用。请检查基数、比例和单位。",
        "the amount comes out implausibly large and was not used. Check base, rate and units.",
    ),
    ProblemKind.NUMBER_TOO_LONG: (
        "数字太长，最多 {limit} 位。请检查是不是笔误。",
        "the number is too long; at most {limit} digits. Check for a slip.",
    ),
    ProblemKind.NOT_CONSTANT: (
        "“{text}”随企业变化，这里要一个固定的值。请直接写数，如 5000万元、3%、5年。",
        "“{text}” differs between enterprises, and a fixed value is needed here. Write a number, such as 5000万元, 3%, 5年.",
    ),
    ProblemKind.TIERS_DISORDERED: (
        "「{key}」各档的上限没有从小到大。请按“至”从小到大排列。",
        "the bounds of “{key}” do not rise. Put the steps in rising order of 至.",
    ),
    ProblemKind.ID_TWICE: (
        "编号「{id}」已经用于 {first}。每个事项的编号必须不同，请改一个。",
        "the id “{id}” is already used in {first}. Give every programme its own.",
    ),
    ProblemKind.VERSIONS_OVERLAP: (
        "这一版的有效期与第 {first} 行那一版重叠。请让前一版在后一版生效的前一天截止。",
        "this version is in force on days of the version in line {first}. End the earlier one the day before the later one begins.",
    ),
    ProblemKind.PROGRAMME_UNKNOWN: (
        "没有编号为「{id}」的事项。请核对编号，或先加上这个事项。",
        "there is no programme with the id “{id}”. Check the id, or add that programme.",
    ),
    ProblemKind.EXCLUSION_CYCLE: (
        "互相让位绕成了圈：{names}。请去掉其中一个“让位于”。",
        "the programmes give way to each other in a circle: {names}. Remove one 让位于.",
    ),
    ProblemKind.DEAD_RULE: (
        "这条规则不起作用：{why}。请核对门槛和“且”“或”“非”。",
        "this rule has no effect: {why}. Check its bounds and its 且, 或 and 非.",
    ),
    ProblemKind.PARAMETER_UNUSED: (
        "参数「{name}」没有用到。请在条件或金额里使用，或删掉。",
        "the parameter “{name}” is not used. Use it in a condition or amount, or remove it.",
    ),
    ProblemKind.TRUST_TOO_LOW: (
        "写了免申即享，但不会自动兑付：{why}。请核实后改正，或改用别的兑现方式。",
        "it says 免申即享, but nothing is paid automatically: {why}. Verify and mend that, or choose another 兑现方式.",
    ),
    ProblemKind.CASE_WRONG: (
        "用例「{name}」期望{wanted}，算出的是{found}。请核对原文，改正规则或用例。",
        "the case “{name}” expects {wanted}, and {found} came out. Check the document, then mend the rule or the case.",
    ),
    ProblemKind.CASES_TOO_FEW: (
        "只有 {found} 个用例，至少要 {wanted} 个。请补上。",
        "there are only {found} cases; at least {wanted} are needed. Add some.",
    ),
    ProblemKind.CASE_KIND_MISSING: (
        "用例里没有“{wanted}”这一种。请补一个。",
        "no case is of the kind “{wanted}”. Add one.",
    ),
    ProblemKind.CITATION_MISSING: (
        "这一版没有写“依据”。请补上文件名，最好有文号和条款。",
        "this version cites no document (依据). Add the document, best with its number and clause.",
    ),
    ProblemKind.VERSION_EXPIRED: (
        "最后一版已于 {end} 到期，之后没有新版。请查找新文件，或写明废止。",
        "the last version ended on {end} and none follows. Look for a new document, or note that it was repealed.",
    ),
    ProblemKind.VALUE_WRONG: (
        "「{name}」填的“{found}”不是{wanted}。请改正；不知道就留空。",
        "“{found}” in “{name}” is not {wanted}. Correct it; leave it empty if unknown.",
    ),
    ProblemKind.VALUE_NOT_FINITE: (
        "「{name}」填的“{found}”不是有限的数。请写普通的数；不知道就留空。",
        "“{found}” in “{name}” is no finite number. Write an ordinary number; leave it empty if unknown.",
    ),
    ProblemKind.ENTERPRISE_TWICE: (
        "企业「{id}」在表里出现了不止一次。每家企业只能有一行；若这一列不是企业编号，请用 --id-column 指定。",
        "the enterprise “{id}” occurs more than once. Give each one row, or name its column with --id-column.",
    ),
    ProblemKind.ENTERPRISE_MISSING: (
        "这一行没有企业编号。请补上，或用 --id-column 指定另一列。",
        "this row does not say which enterprise it is. Fill it in, or name another column with --id-column.",
    ),
    ProblemKind.COLUMN_MISSING: (
        "表里没有「{name}」这一列。现有：{found}。",
        "the table has no column “{name}”. It has: {found}.",
    ),
    ProblemKind.VALUE_TOO_LARGE: (
        "「{name}」填的“{found}”太大或位数太多。请检查数和单位。",
        "“{found}” in “{name}” is too large or has too many digits. Check the number and its unit.",
    ),
}

# Where the datum named first is empty, the sentence without it.
SHORTER: dict[ProblemKind, tuple[str, str, str]] = {
    ProblemKind.KEY_TWICE: (
        "first",
        "「{key}」与前面的重复。请只留一个，或换一个名字。",
        "“{key}” repeats an earlier one. Keep one, or rename one.",
    ),
    ProblemKind.MAPPING_WANTED: (
        "key",
        "这里应当是“项: 值”的形式。请逐项写明，如 {{号: c1, 判断: 是否居民企业}}。",
        "“key: value” pairs should stand here. Write them out, such as {{号: c1, 判断: 是否居民企业}}.",
    ),
    ProblemKind.TEXT_WANTED: (
        "key",
        "这里应当是一个值，不能是列表或几项内容。请改成一个值。",
        "one value should stand here, not a list or a mapping. Write one value.",
    ),
    ProblemKind.EMPTY: (
        "key",
        "这里是空的。请填上。",
        "nothing stands here. Fill it in.",
    ),
    ProblemKind.WORD_UNKNOWN: (
        "known",
        "「{key}」写的是“{found}”，前面没有这样的名字。请核对名字和先后。",
        "“{key}” says “{found}”, and nothing of that name stands above. Check name and order.",
    ),
    ProblemKind.DATE_WRONG: (
        "key",
        "“{found}”不是存在的日期。请写成 2026-06-30 的样子。",
        "“{found}” is no day that exists. Write it as 2026-06-30.",
    ),
    ProblemKind.ONE_FORM_WANTED: (
        "found",
        "这里应当写一种，也只能写一种：{known}。请选一种写上。",
        "exactly one of these should stand here: {known}. Write one.",
    ),
    ProblemKind.EXPRESSION_BROKEN: (
        "before",
        "开头的“{found}”读不通。请检查是否多了字，或前面少了事实的名字。",
        "“{found}” makes no sense at the beginning. Check for a surplus word, or a missing name of a fact.",
    ),
    ProblemKind.FACT_UNKNOWN: (
        "like",
        "这里没有「{name}」：事实词典、参数或所接的用例里都没有这个名字。请改正名字，或先加进词典。",
        "“{name}” is not known here: no fact, parameter or fact of the case has that name. Mend the name, or add it to the dictionary.",
    ),
    ProblemKind.TYPE_WRONG: (
        "text",
        "这里读到的是{found}，要的是{wanted}。请换成{wanted}，或换一种比较。",
        "{found} was read here, and {wanted} is needed. Write {wanted}, or compare in another way.",
    ),
    ProblemKind.UNIT_WRONG: (
        "text",
        "单位不合：读到的是{found}，这里要{wanted}。请核对单位和名字。",
        "the units do not fit: {found} was read, {wanted} is needed. Check unit and name.",
    ),
    ProblemKind.UNIT_MISSING: (
        "text",
        "没有写单位：读到的是{found}，这里要{wanted}。请补上，如 200万元、5年、6个月、30天。",
        "the unit is missing: {found} was read, {wanted} is needed. Add it, such as 200万元, 5年, 6个月, 30天.",
    ),
    ProblemKind.OPTION_UNKNOWN: (
        "like",
        "“{found}”不是这个事实的可选值。可选的值见事实词典。",
        "“{found}” is none of the values of this fact. The facts dictionary lists them.",
    ),
    ProblemKind.NOT_CONSTANT: (
        "text",
        "这里的值随企业变化，应当是一个固定的值。请直接写数，如 5000万元、3%、5年。",
        "what stands here differs between enterprises; it should be a fixed value. Write a number, such as 5000万元, 3%, 5年.",
    ),
    ProblemKind.DEAD_RULE: (
        "why",
        "这条规则不起作用，结论总是一样。请核对门槛和“且”“或”“非”。",
        "this rule has no effect: the outcome is always the same. Check its bounds and its 且, 或 and 非.",
    ),
}

CHARACTERS_MAX = 200


class _Shown(dict[str, str]):
    """The data of a sentence; what is not given is empty."""

    def __missing__(self, _key: str) -> str:
        return ""


def describe_problem(problem: Problem, language: Language = "zh") -> str:
    """The problem as a line for people: its place, then what is wrong and how to mend it.

    >>> from zhiqiao.policy.values import Place
    >>> place = Place("policies/x/programme.yaml", 12, 8)
    >>> describe_problem(Problem(ProblemKind.KEY_MISSING, place, {"key": "有效期"}))
    'policies/x/programme.yaml:12:8：这里缺少「有效期」。请补上。'
    """
    side = 0 if language == "zh" else 1
    shown = _shown(problem, side)
    sentence = WORDING[problem.kind][side]
    if problem.kind in SHORTER:
        key, *shorter = SHORTER[problem.kind]
        sentence = sentence if shown[key] else shorter[side]
    sentence = sentence.format_map(shown)
    place = problem.place
    if not place.file:
        return sentence if language == "zh" else sentence[:1].upper() + sentence[1:]
    colon = "：" if language == "zh" else ": "
    return f"{place.file}:{place.line}:{place.column}{colon}{sentence}"


def _shown(problem: Problem, side: int) -> Mapping[str, str]:
    """The data as they are shown: on one line, not too long, in words of the language."""
    shown = _Shown()
    for key, value in problem.data.items():
        text = "" if value is None else str(value)
        words = INNER_WORDS.get((problem.kind, key), {}).get(text)
        shown[key] = words[side] if words else _line(text)
    return shown


def _line(text: str) -> str:
    r"""The text on one line, without characters that cannot be seen, and shortened if long.

    >>> _line("甲\n乙")
    '甲 乙'
    """
    start = text[: CHARACTERS_MAX + 1]
    line = "".join(each if each.isprintable() else " " for each in start)
    return line if len(line) <= CHARACTERS_MAX else line[:CHARACTERS_MAX] + "…"

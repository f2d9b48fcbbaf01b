"""Words that the engine uses inside, in the words of the people who read about a problem."""

from zhiqiao.policy.errors import ProblemKind
from zhiqiao.policy.values import VERDICT_WORDS, FactType

TYPES: dict[str, tuple[str, str]] = {
    "number": ("数", "a number"),
    "money": ("金额", "an amount of money"),
    "percent": ("百分比", "a percentage"),
    "months": ("年或月", "a time in years or months"),
    "days": ("天数", "a number of days"),
    "date": ("日期", "a date"),
    "truth": ("“是”或“否”", "a yes or no"),
    "text": ("文字", "a text"),
    "set": ("集合", "a set"),
    "list": ("列表", "a list"),
    "value": ("单个值", "a single value"),
    "industry": ("行业代码", "an industry code"),
    "region": ("地区代码", "a region code"),
    "无单位": ("无单位", "no unit"),
    FactType.INTEGER: ("整数", "a whole number"),
    FactType.DECIMAL: ("数", "a number"),
    FactType.MONEY: ("金额", "an amount of money"),
    FactType.DATE: ("日期", "a date"),
    FactType.TRUTH: ("“是”或“否”", "是 or 否 (yes or no)"),
    FactType.TEXT: ("文字", "a text"),
    FactType.SET: ("集合", "a set"),
    FactType.INDUSTRY: ("行业代码", "an industry code"),
    FactType.REGION: ("地区代码", "a region code"),
}
UNITS = TYPES | {"number": ("不带单位的数", "a number without a unit")}
CODES: dict[str, tuple[str, str]] = {
    "industry": ("行业", "industry"),
    "region": ("地区", "region"),
}
VERDICTS: dict[str, tuple[str, str]] = {
    word: (chinese, verdict.value)
    for verdict, chinese in VERDICT_WORDS.items()
    for word in (verdict.value, chinese)
}
# What the YAML reader says, where people see it often.
YAML_REASONS: dict[str, tuple[str, str]] = {
    reason: (chinese, reason)
    for reason, chinese in {
        "mapping values are not allowed in this context": "冒号的位置不对，或缩进不齐",
        "did not find expected ',' or ']'": "列表缺逗号或右方括号 ]",
        "did not find expected ',' or '}'": "缺逗号或右花括号 }，或值要加引号",
        "did not find expected key": "这里应当是一个项，可能是缩进不齐或引号、括号多余",
        "did not find expected '-' indicator": "这里应当以 - 开头，可能是缩进不齐",
        "could not find expected ':'": "缺冒号",
        "found character that cannot start any token": "不能以制表符或 @ ` % 开头",
        "found unexpected end of stream": "引号没有写完",
        "found unknown escape character": "双引号里的 \\ 后面不能是这个字符，请改用单引号",
        "found undefined alias": "不能以 * 开头，请加引号",
        "second occurrence": "同一个标记 & 出现两次，本系统不用标记",
        "but found another document": "有 --- 分开的第二份内容，一个文件只能有一份",
        "control characters are not allowed": "有看不见的控制字符",
        "surrogates not allowed": "有半个字符，请重新保存文件",
    }.items()
}
# Which words are told in the reader's language, by the kind of problem and the datum.
INNER_WORDS: dict[tuple[ProblemKind, str], dict[str, tuple[str, str]]] = {
    (ProblemKind.YAML_BROKEN, "why"): YAML_REASONS,
    (ProblemKind.TYPE_WRONG, "found"): TYPES,
    (ProblemKind.TYPE_WRONG, "wanted"): TYPES,
    (ProblemKind.UNIT_WRONG, "found"): UNITS,
    (ProblemKind.UNIT_WRONG, "wanted"): UNITS,
    (ProblemKind.UNIT_MISSING, "found"): UNITS,
    (ProblemKind.UNIT_MISSING, "wanted"): UNITS,
    (ProblemKind.CODE_UNKNOWN, "kind"): CODES,
    (ProblemKind.VALUE_WRONG, "wanted"): TYPES,
    (ProblemKind.CASE_WRONG, "found"): VERDICTS,
    (ProblemKind.CASE_WRONG, "wanted"): VERDICTS,
    (ProblemKind.CASE_KIND_MISSING, "wanted"): VERDICTS,
}

"""JSON Schemas (2020-12) of programme files and of the facts dictionary, for editors.

They are built from the keys and words that the readers use. Every scalar is a string, as the
readers see it. What only the readers can tell is not in them: names, types, units, codes.
"""

from collections.abc import Iterable

from zhiqiao.policy import (
    amount_reading,
    case_reading,
    condition_reading,
    dictionary,
    programme_reading,
    rounding,
    version_reading,
)
from zhiqiao.policy.language.units import MONEY
from zhiqiao.policy.reader import YES
from zhiqiao.policy.schema_pieces import (
    Schema,
    listing,
    one_of,
    one_or_more,
    pattern,
    reference,
    table,
    text,
    texts,
    whole,
    word,
    words_of,
)
from zhiqiao.policy.values import FactType, Shortage, Trust

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SENSITIVITIES = ("公开", "内部", "商业秘密", "个人信息")
DAY = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
WAYS = ("比例", "超额累进", "全额分档")


def programme_schema() -> Schema:
    """The schema of `policies/<编号>/programme.yaml`."""
    definitions = {
        "tree": _tree(),
        "branch": _branch(),
        "leaf": _leaf("判断", "人工核验"),
        "manual": _leaf("事项", "人工核验"),
        "amount": _amount(),
        "version": _version(),
        "case": _case(),
    }
    properties = {
        "事项": text("政策事项的名称"),
        "标题": text("动词打头的短标题，如“领取研发补助”；不影响判定"),
        "编号": text("唯一的编号，推送、互斥和叠加都用它指认"),
        "部门": text("主管部门"),
        "级别": word("发文层级", programme_reading.LEVELS),
        "类型": one_or_more("扶持的类型，可写几种", word("", programme_reading.KINDS)),
        "可信": _trust("来源的可信程度，不写按 C"),
        "推送对象": text("向谁推送，一个表达式；不影响结论"),
        "来源": texts("来源网址，一个或几个"),
        "说明": text("给人看的说明"),
        "版本": listing("各个版本，有效期互不重叠", reference("version")),
    }
    body = table(programme_reading.KEYS, properties, ("事项", "编号", "版本"))
    return {
        "$schema": DIALECT,
        "title": "政策事项",
        "description": "一个政策事项及其各版规则；所有标量都按文字读取",
        **body,
        "$defs": definitions,
    }


def facts_schema() -> Schema:
    """The schema of `policies/facts.yaml`."""
    entry = table(
        dictionary.KEYS,
        {
            "代码": text("英文名，数据表的列名也可用它"),
            "类型": words_of("值的类型", FactType),
            "单位": text("数据里不带单位的数按它理解；金额不写按元，比例不写"),
            "取值": listing("可选的值；只用于文字和集合", text("")),
            "期间": text("数据说的是哪段时间"),
            "来源": text("数据由哪个部门掌握，或企业申报"),
            "时效": text("数据多久之内可用"),
            "证明": text("能证明它的材料"),
            "提问": text("缺这个数据时怎样问企业"),
            "敏感": word("敏感程度", SENSITIVITIES),
            "推算": text("没有给出时用这个表达式推算"),
            "说明": text("给人看的说明"),
        },
        ("类型",),
    )
    entry["allOf"] = [
        _where_type((FactType.MONEY,), {"properties": {"单位": {"enum": list(MONEY)}}}),
        _where_type(
            (FactType.INTEGER, FactType.DECIMAL),
            {"properties": {"单位": {"not": {"enum": list(MONEY)}}}},
        ),
        _where_type(
            [each for each in FactType if each not in dictionary.NUMERIC],
            {"not": {"required": ["单位"]}},
        ),
        _where_type(
            [each for each in FactType if each not in (FactType.TEXT, FactType.SET)],
            {"not": {"required": ["取值"]}},
        ),
    ]
    return {
        "$schema": DIALECT,
        "title": "事实词典",
        "description": "条件里能用的每一个事实，以中文名为键；没有一个事实有默认值",
        "type": "object",
        "propertyNames": {"pattern": r"\S"},
        "additionalProperties": entry,
    }


# --- conditions


def _tree() -> Schema:
    """Conditions: an expression, a list of which all hold, a branch or a leaf."""
    return {
        "description": "条件：一个表达式；一个列表（全部满足）；或一组条件",
        "anyOf": [
            text("表达式"),
            listing("全部满足", reference("tree")),
            reference("branch"),
            reference("leaf"),
        ],
    }


def _branch() -> Schema:
    """全部满足, 任一满足, 至少满足 with 其中, or 不满足."""
    trees = listing("", reference("tree"))
    notes = {"条款": text("条款"), "说明": text("说明")}
    by_form: dict[str, Schema] = {
        "全部满足": {"全部满足": trees},
        "任一满足": {"任一满足": trees},
        "至少满足": {"至少满足": whole("至少几条成立"), "其中": trees},
        "不满足": {"不满足": reference("tree")},
    }
    forms = []
    for form in condition_reading.BRANCHES:
        own = by_form[form]
        forms.append(table([*own, *notes], {**own, **notes}, own))
    return {"description": "一组条件怎样合起来", "anyOf": forms}


def _leaf(*forms: str) -> Schema:
    """A leaf whose text stands under exactly one of the keys."""
    properties = {
        "号": text("本版内唯一的编号，如 c1；不写则自动编"),
        "判断": text("表达式，如：上年度营业收入 不低于 2000万元"),
        "人工核验": text("数据判断不了、由人核验的事"),
        "事项": text("由人核验的事"),
        "条款": text("出自哪一条"),
        "说明": text("给人看的一句说明"),
        "可信": _trust("只对这一条的可信程度"),
    }
    others = {"判断", "人工核验", "事项"} - set(forms)
    keys = [key for key in condition_reading.LEAF_KEYS if key not in others]
    body = table(keys, {key: properties[key] for key in keys}, ())
    return {"description": "一条判断或人工核验", **body, "oneOf": one_of(forms)}


# --- amounts


def _amount() -> Schema:
    """A 金额, also as a branch of 分情形 or a part of 合计."""
    of_branch = {**reference("amount"), "oneOf": one_of(("当", "其他"))}
    properties = {
        "定额": text("固定的金额，如 50万元"),
        "基数": text("按它的一部分计算的金额，一个表达式"),
        "分情形": listing("第一个成立的情形算数；都不成立则没有金额", of_branch),
        "合计": listing("各项相加；“当”不成立的不计", reference("amount")),
        "评定": text("由人评定，写明怎样评定"),
        "比例": text("基数的百分之几"),
        "超额累进": listing("各档只对本档部分计算", _step(("比例",))),
        "全额分档": listing("全部基数按所在一档计算", _step(("比例", "金额"))),
        "上限": text("最高多少，一个表达式"),
        "下限": text("最低多少，一个表达式"),
        "取整": _rounding(),
        "周期": text("如 每年、一次性；只供查看"),
        "年数": whole("最多几年；只供查看"),
        "说明": text("给人看的说明"),
        "条款": text("出自哪一条"),
        "名": text("合计里这一项的名称"),
        "当": text("什么情形下算数，一个表达式"),
        "其他": word("以上情形都不成立时", ("是",)),
    }
    body = table(amount_reading.KEYS, properties, ())
    ways = {"if": {"required": ["基数"]}, "then": {"oneOf": one_of(WAYS)}}
    return {
        "description": "金额：定额、基数、分情形、合计、评定，只写一种",
        **body,
        "oneOf": one_of(amount_reading.FORMS),
        "dependentRequired": {way: ["基数"] for way in WAYS},
        "allOf": [ways],
    }


def _step(values: tuple[str, ...]) -> Schema:
    """One step of a graded amount; the last has no 至."""
    properties = {
        "至": text("本档上限，含本数；最后一档可以不写"),
        "比例": text("本档的比例"),
        "金额": text("本档的金额"),
    }
    keys = ["至", *values]
    body = table(keys, {key: properties[key] for key in keys}, ())
    return {**body, "oneOf": one_of(values)}


def _rounding() -> Schema:
    """取整."""
    properties = {
        "到": word("取整到哪个单位，不写按分", rounding.STEPS_FEN),
        "方式": word("怎样取整，不写按四舍五入", rounding.MODES),
    }
    return {"description": "怎样取整", **table(properties, properties, ())}


# --- versions


def _version() -> Schema:
    """One version."""
    top_amount: Schema = {
        **reference("amount"),
        "not": {"anyOf": [{"required": [key]} for key in ("名", "当", "其他")]},
    }
    properties = {
        "版号": text("这一版的标签"),
        "有效期": _days("有效期，首尾两日都算", ("自", "至")),
        "依据": one_or_more("依据的文件，至少一份", _citation()),
        "申报窗口": one_or_more("申报的时间", _days("起止日，或一句说明", ())),
        "兑现方式": word("怎样兑现", version_reading.MODES),
        "可信": _trust("这一版的可信程度，不写随事项"),
        "参数": _parameters(),
        "适用前提": {**reference("tree"), "description": "不成立则不适用"},
        "条件": {**reference("tree"), "description": "申报条件"},
        "排除情形": one_or_more("任一成立则不符合", _text_or("leaf")),
        "人工核验": one_or_more("须由人核验的事", _text_or("manual")),
        "权益": texts("不是发钱的好处，如税率、资格"),
        "金额": {**top_amount, "description": "发给企业的金额"},
        "互斥": _exclusion(),
        "让位于": texts("得了其中之一就不再给本项，写编号"),
        "叠加上限": _cap(),
        "预算": _budget(),
        "证明材料": one_or_more("要交的材料", _material()),
        "证书年限": whole("证书几年有效"),
        "用例": one_or_more("检验规则的例子，全事项至少六个", reference("case")),
        "说明": text("给人看的说明"),
        "来源": texts("这一版的来源网址"),
        "废止说明": text("何时因何废止"),
    }
    body = table(version_reading.KEYS, properties, ("有效期", "依据", "兑现方式"))
    return {
        "description": "一版规则",
        **body,
        "anyOf": [{"required": ["条件"]}, {"required": ["人工核验"]}],
    }


def _days(description: str, required: Iterable[str]) -> Schema:
    """{自, 至}."""
    ends = "|".join(version_reading.OPEN_END)
    properties = {
        "自": pattern("首日，或不详", f"^(?:{DAY}|{version_reading.UNKNOWN})$"),
        "至": pattern("末日，或长期、不详", f"^(?:{DAY}|{ends})$"),
        "说明": text("日期说不清时的说明"),
    }
    return {"description": description, **table(properties, properties, required)}


def _citation() -> Schema:
    """One document that a version rests on."""
    properties = {
        "文件": text("文件名"),
        "文号": text("文号"),
        "条款": text("条款"),
        "原文": text("原文摘录"),
        "网址": text("网址"),
    }
    return table(properties, properties, ("文件",))


def _parameters() -> Schema:
    """参数: constants, lists of texts and tables."""
    row = {"至": text("上限，含本数；最后一档可以不写"), "值": text("固定的值")}
    tiers = {"按": text("按哪个数分档"), "分档": listing("各档", table(row, row, ("值",)))}
    values = {"type": "object", "additionalProperties": text("固定的值"), "minProperties": 1}
    choice = {"按": text("按哪个文字"), "对应": {"description": "文字: 值；其他: 值", **values}}
    return {
        "description": "有名字的数、列表和对照表，供条件和金额使用",
        "type": "object",
        "additionalProperties": {
            "anyOf": [
                text("固定的值，如 200万元、3%"),
                {"type": "array", "items": text("")},
                table(tiers, tiers, tiers),
                table(choice, choice, choice),
            ]
        },
    }


def _exclusion() -> Schema:
    """互斥."""
    properties = {
        "组": text("同组只得一项"),
        "取法": word("保留哪一项", ("就高",)),
        "条款": text("出自哪一条"),
        "说明": text("给人看的说明"),
    }
    return {"description": "与同组的事项只得一项", **table(properties, properties, ("组",))}


def _cap() -> Schema:
    """叠加上限."""
    properties = {
        "对象": listing("合起来算的事项编号；超出时从后面的减起", text("")),
        "不超过": text("合计最多多少，一个表达式"),
        "条款": text("出自哪一条"),
        "说明": text("给人看的说明"),
    }
    body = table(properties, properties, ("对象", "不超过"))
    return {"description": "几个事项合起来的上限", **body}


def _budget() -> Schema:
    """预算."""
    ways = "|".join(version_reading.DIRECTIONS)
    order = pattern("事实名或金额，空一格，升序或降序", rf"^\s*\S.* (?:{ways})\s*$")
    properties = {
        "总额": text("固定的金额，如 5000万元"),
        "次序": {"description": "先后次序", "type": "array", "items": order},
        "不足时": words_of("预算不够时怎样办，不写按额满即止", Shortage),
        "说明": text("给人看的说明"),
    }
    return {"description": "总预算", **table(properties, properties, ("总额",))}


def _material() -> Schema:
    """One document that applicants hand in."""
    properties = {
        "名": text("材料名"),
        "来源": text("哪个部门掌握"),
        "可免": word("数据已有时是否免交", YES),
        "说明": text("给人看的说明"),
    }
    return table(properties, properties, ("名",))


def _case() -> Schema:
    """One inline case."""
    given = {
        "type": "object",
        "additionalProperties": {"type": ["string", "array", "object"]},
    }
    expected = {
        "结论": word("应得的结论", case_reading.VERDICTS),
        "金额": text("应得的金额；没有写“无”"),
        "缺少": {"description": "缺哪些事实", "type": "array", "items": text("")},
    }
    properties = {
        "名": text("用例的名字，本事项内唯一"),
        "日期": pattern("判断哪一天，不写按本版首日", f"^{DAY}$"),
        "给定": {"description": "企业的事实", **given},
        "同": text("与本版前面哪个用例相同"),
        "改": {"description": "与它不同的事实", **given},
        "缺": {"description": "去掉哪些事实", "type": "array", "items": text("")},
        "期望": {"description": "应得的结果", **table(expected, expected, ("结论",))},
        "说明": text("给人看的说明"),
    }
    return table(case_reading.KEYS, properties, ("名", "期望"))


def _where_type(types: Iterable[FactType], then: Schema) -> Schema:
    """What holds of the facts of some types."""
    known = {"properties": {"类型": {"enum": [each.value for each in types]}}}
    return {"if": {**known, "required": ["类型"]}, "then": then}


def _trust(description: str) -> Schema:
    return words_of(f"{description}：A 读过原文，B 转引，C 单一旁证，R 凭记忆", Trust)


def _text_or(name: str) -> Schema:
    return {"anyOf": [text("表达式或一句话"), reference(name)]}

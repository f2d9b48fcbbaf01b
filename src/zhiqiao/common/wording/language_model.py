"""Chinese and English text of errors around a language model."""

from zhiqiao.common.errors import ErrorCode

LANGUAGE_MODEL_WORDING: dict[ErrorCode, tuple[str, str]] = {
    ErrorCode.MODEL_OFF: (
        "没有配置大模型。要用，请设 ZHIQIAO_LLM_URL 和 ZHIQIAO_LLM_MODEL；不用，一切照常。",
        "No language model is configured. Set ZHIQIAO_LLM_URL and ZHIQIAO_LLM_MODEL; everything "
        "works without.",
    ),
    ErrorCode.MODEL_ANSWER_UNUSABLE: (
        "大模型没有给出能用的回答（{why}），没有采用。排序和答案照旧。",
        "The language model gave no usable answer ({why}); nothing of it is used. Ranking and "
        "answers stand as they are.",
    ),
    ErrorCode.MODEL_BUDGET_SPENT: (
        "今天给大模型的额度用完了（{which}：{limit}），这一次没有问。明天零点起重新计算；"
        "上限在 ZHIQIAO_LLM_TOKENS_PER_DAY 等设置里。",
        "Today's budget for the language model is spent ({which}: {limit}), so it was not asked. "
        "It counts anew from midnight; the limits are settings such as ZHIQIAO_LLM_TOKENS_PER_DAY.",
    ),
    ErrorCode.MODEL_TEXT_PRIVATE: (
        "{what}不是公开的内容，不会发给大模型。",
        "{what} is not public and is never sent to a language model.",
    ),
    ErrorCode.MODEL_TENANTS_MIXED: (
        "一次只能带一家单位的内容去问大模型，这里有 {count} 家。没有发出。",
        "A question to a language model holds the texts of one organisation, here are {count}. "
        "Nothing was sent.",
    ),
}

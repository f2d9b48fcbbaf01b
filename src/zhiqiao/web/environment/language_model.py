"""The settings of the optional language model: part of the table of all settings."""

from zhiqiao.web.environment.setting import Kind, Setting

LANGUAGE_MODEL = (
    Setting(
        "ZHIQIAO_LLM_URL",
        Kind.TEXT,
        "",
        "大模型接口（OpenAI 兼容，到 /v1 为止）；空：什么也不发出去",
        "OpenAI-compatible endpoint of a language model, up to /v1; empty: nothing is sent",
    ),
    Setting(
        "ZHIQIAO_LLM_MODEL",
        Kind.TEXT,
        "",
        "大模型的名字",
        "name of the language model",
    ),
    Setting(
        "ZHIQIAO_LLM_KEY",
        Kind.TEXT,
        "",
        "大模型接口的密钥",
        "key of the language model's endpoint",
        is_secret=True,
    ),
    Setting(
        "ZHIQIAO_LLM_MATCHING",
        Kind.SWITCH,
        "0",
        "1：大模型给公开需求的前 20 个候选提意见，只影响次序",
        "1: the language model reads the first 20 candidates of public needs; it moves order only",
    ),
    Setting(
        "ZHIQIAO_LLM_TOKENS_PER_DAY",
        Kind.NUMBER,
        "500000",
        "一天最多用大模型多少令牌",
        "tokens of the language model in a day, at most",
        most=1_000_000_000,
    ),
    Setting(
        "ZHIQIAO_LLM_REQUESTS_PER_DAY",
        Kind.NUMBER,
        "1000",
        "一天最多问大模型多少次",
        "calls of the language model in a day, at most",
        most=1_000_000,
    ),
    Setting(
        "ZHIQIAO_LLM_PERCENT_PER_ORGANISATION",
        Kind.NUMBER,
        "25",
        "一家单位最多用其中的百分之几；访客合起来算一家",
        "percent of both that one organisation, or all visitors together, may use at most",
        least=1,
        most=100,
    ),
    Setting(
        "ZHIQIAO_LLM_SECONDS",
        Kind.NUMBER,
        "60",
        "等大模型最多几秒；改写答案最多等 10 秒",
        "seconds to wait for the language model, at most; never more than 10 to phrase an answer",
        least=1,
        most=600,
    ),
    Setting(
        "ZHIQIAO_LLM_KEEP_DAYS",
        Kind.NUMBER,
        "30",
        "能用的回答封存几天，同样的问题不再问",
        "days that a usable answer is kept, sealed, so that the same is not asked again",
        least=1,
        most=365,
    ),
)

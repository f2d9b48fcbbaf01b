"""The phrases of questions over offers: what merely asks, what is measured, and English terms."""

import re

FLUFF = (
    "请问", "想问", "想了解", "了解一下", "你好", "您好", "谢谢", "帮我", "告诉我",
    "我们公司", "我公司", "我们厂", "我们", "我司", "有没有", "有哪些", "有什么", "是什么",
    "什么样的", "什么", "怎么样", "怎么", "怎样", "如何", "能不能", "可不可以", "是不是",
    "是否", "可以", "能够", "哪些", "哪个", "哪里", "哪家", "谁能", "谁有", "谁在", "谁",
    "吗", "呢", "呀", "啊", "吧", "的话", "一下", "多少钱", "多少", "多久", "多大", "多重",
    "多长时间", "多长", "多高", "多快", "多细", "几天", "几分钟", "几秒", "几小时", "几次",
    "几个", "几回", "成果", "专利", "技术方案", "解决方案", "办法", "不想",
    "那个", "这个", "一般", "以后", "最多", "最低", "做到", "拿来",
    "拿去", "老是", "老有", "马上", "知道", "解决", "团队", "技术", "企业", "公司",
)  # fmt: skip
"""What most questions hold and what tells nothing of their matter."""
PARTICLE_WORDS = (
    "的 了 和 与 及 或 在 是 对 把 被 让 给 里 里面 时 时候 上 下 中 后 前 用 放 太 太多 "
    "太猛 太大 很 一 个 每 大 小 又 也 就 都 还 才 吧 种 这种 那种 东西 互相 办 怎么办 有 "
    "没 没有 不 可 来 去 到 从 以 由 于 而 其 该 这 那 它 他 我 你 您 们 套 台 件 次 家 "
    "方法 情况 问题 改 改好 好 容易 出来 起来 下来 下去 比较 非常 特别 应该 需要 想 要 能 "
    "会 得 做 再 谁 "
)
PARTICLES = frozenset(PARTICLE_WORDS.split())
"""Words between which the pairs of a question do not reach."""
FLUFF_PATTERN = re.compile("|".join(sorted(map(re.escape, FLUFF), key=len, reverse=True)))
NUMBER = r"\d[\d.,~\-万千百亿]*\s*"
MEASURES: tuple[tuple[str, str], ...] = (
    ("多少钱|价格|费用|成本|贵不贵|便宜|多少万|运行费|how much|price|cost", NUMBER + "万?(元|角)"),
    (r"多久|多长时间|几(天|分钟|秒|个?小时|个月|年)|多少(天|小时)|提前|寿命|续航|多快"
     "|how long",
     NUMBER + r"(天|h(?![a-z])|小时|min|分钟?|秒|ms(?![a-z])|s(?![a-z])|个?月|年|d(?![a-z]))"),
    ("几天|多少天", NUMBER + r"(天|d(?![a-z]))"),
    ("几秒|多快", NUMBER + r"(s(?![a-z])|秒|ms(?![a-z]))"),
    ("几分钟", NUMBER + "(min|分钟)"), ("小时", NUMBER + r"(h(?![a-z])|小时)"),
    ("温度|多少度|几度|temperature", NUMBER + r"(°c|k(?![a-z]))"),
    ("多重|重量|公斤|how heavy|weigh", NUMBER + r"(kg|g(?![a-z])|克|公斤|吨|t(?![a-z]))"),
    ("多少电|省电|耗电|电耗|节电|energy",
     NUMBER + r"(kwh|度|千瓦时|w(?![a-z]))|(电|能).*" + NUMBER + "%"),
    ("多细|多小|多薄|多厚|how thick", NUMBER + r"(mm|μm|um|nm|微米|毫米)"),
    ("多少路|几路", NUMBER + "路"),
    ("率|百分之|(降|提高|省|增加|少)了?多少|percent", NUMBER + "%"),
    ("多少|几|how many|how much|how heavy|how long", NUMBER),
    ("多准|准不准|精度|误差|accura", "误差|精度|准确|±|优良率|偏差|符合率"),
    ("[一每]吨", "/t|吨"), ("[一每]公斤|千克", "/kg|公斤|千克"),
    ("[一每]平方?米?", "/m[2²]|平方米"),
    ("[一每]台", "每台|单台|单机|整机|/台"), ("一年|每年|全年", "年|12个月"),
    ("[一每][个只件]", "[每单一/][个只件]|单价"),
)  # fmt: skip
"""What a question wants measured, and how such a figure is written."""
STAGE, MODE, PRICE = "技术成熟度：", "合作方式：", "价格："
TERMS_ASKED: tuple[tuple[str, str], ...] = (
    ("什么阶段|成熟度|哪个阶段|哪一步|成熟吗|trl|maturity", STAGE),
    ("怎么合作|合作方式|转让还是|怎么转", MODE),
    ("(转让|许可)[费价]|专利.*(价格|多少钱|多少万|要价)|licen[cs]e fee", PRICE),
)
"""Questions that a line of the terms answers, and the label of that line."""
NAMED = re.compile(
    "成果|技术方案|解决方案|专利|团队|谁能做|谁在做|哪家能|谁有|有没有.*(技术|工艺|材料|设备|算法)"
    "|technology for|patent|research result|who can make"
)
"""A question that asks for offers by name."""

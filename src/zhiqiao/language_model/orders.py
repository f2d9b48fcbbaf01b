"""Texts that speak to a model instead of to people: they are not sent.

A list of phrases never finds every order; it only spares the plain ones. What holds is that an
answer is checked word by word, that a text can speak for its own owner's offers alone, and that
no opinion moves an offer further than a few places.
"""

import re

ORDERS = re.compile(
    r"(?:忽略|无视|不要理会|忘记|忘掉)(?:掉)?(?:以上|上述|上面|前面|之前|此前|所有|全部|一切|系统)"
    r"|系统提示词?|提示词注入|越狱|(?:你|您)(?:现在)?是(?:一个|一名)?(?:人工智能|大模型|语言模型|评委|评审)"
    r"|(?:评分|评级|打分)(?:必须|务必|应当|一律|请)?(?:评|给|打|填|写|为|是|输出)(?:为|成)?[：:]?[1-4四]"
    r"|(?:请|务必|必须|^|[。；，！\s])(?:回复|输出|返回|说)[：:]"
    r"|(?:ignore|disregard|forget)\b.{0,30}\b(?:above|previous|prior|instruction|rules?|prompt)"
    r"|system prompt|prompt injection|jailbreak"
    r"|(?:you are|act as)\b.{0,20}\b(?:an? )?(?:ai|assistant|judge|model)\b"
    r"|(?:grade|score|relevance)\b.{0,20}(?:\bmust|\bshould|\bas|\bis|\bbe|=|:)\s*[\"']?[34]\b"
    r"|\b(?:say|reply|output|respond)\s*(?:with|only)?\s*:",
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """Whether the text plainly tells a model what to do."""
    return ORDERS.search("".join(text.split())) is not None or ORDERS.search(text) is not None

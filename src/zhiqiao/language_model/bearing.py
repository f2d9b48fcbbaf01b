"""Whether passages bear a sentence out: clause by clause, with its numbers, bounds and negations.

Likeness of words alone would let a rule through that was turned into its opposite.
"""

import re
from collections import Counter
from collections.abc import Sequence

from zhiqiao.asking.question import pairs_of
from zhiqiao.index.folding import fold

SUPPORT_MIN = 0.8
CLAUSE_END = re.compile(r"[，。；：！？;!?\n]|[,:](?!\d)")
CHINESE_QUANTITY = re.compile(
    r"百分之[零一二三四五六七八九十百]+|[零一二两三四五六七八九十百千万亿半]+(?=[元年月日天家人个倍项次成])"
)
NUMBER = re.compile(r"\d[\d,.]*")
UNITS = ("万元", "亿元", "元", "个", "天", "年", "月", "日", "家", "人", "倍", "项", "次", "%", "‰")
DIGITS = re.compile(r"[\d零〇一二三四五六七八九十百千万亿两幺壹贰叁肆伍陆柒捌玖拾]{5,}")
"""Long enough for a telephone number or an account, however it is written."""
CONTACT = re.compile(
    r"微信|加v|扣扣|电话|手机|致电|来电|拨打|热线|邮箱|邮件|钉钉|抖音|公众号|小程序|二维码|扫码"
    r"|联系|加群|群号|支付宝|银行卡|账号|账户|转账|汇款"
)
LATIN = re.compile(r"[a-z]{2,}")
NEGATION = re.compile("不|没|无|非|未|禁|除|勿|否|拒|取消|暂停|停止")
BOUND = re.compile(
    "不超过|不高于|不多于|不少于|不低于|以上|以下|以内|之内|最高|最多|最低|最少|至少|至多"
    "|上限|下限|超过|高于|多于|低于|少于|不足|未满|不满|起"
)


def is_borne_out(text: str, passages: Sequence[str]) -> bool:
    """Whether one of the passages says, clause after clause, what the text says."""
    said = _clauses(text)
    return bool(said) and any(_says(passage, said) for passage in passages)


def _says(passage: str, said: list[str]) -> bool:
    """Whether as many clauses of the passage, one behind the other, bear those of the text out."""
    held = _clauses(passage)
    if _strangers("".join(said), "".join(held)):
        return False
    starts = range(len(held) - len(said) + 1)
    return any(all(map(_bears, held[start:], said)) for start in starts)


def _clauses(text: str) -> list[str]:
    """The text folded, without blanks, in pieces between marks; those of marks alone left out."""
    pieces = ("".join(fold(piece).split()) for piece in CLAUSE_END.split(text))
    return [piece for piece in pieces if re.search(r"\w", piece)]


def _strangers(text: str, source: str) -> list[str]:
    """Words of foreign letters, ways of contact and long numbers that the source does not hold."""
    plain, plain_source = re.sub(r"[\W_]", "", text), re.sub(r"[\W_]", "", source)
    words = [*LATIN.findall(text), *CONTACT.findall(plain), *DIGITS.findall(plain)]
    return [word for word in words if word not in plain_source]


def _bears(held: str, said: str) -> bool:
    """Whether one clause bears another out."""
    return (
        all(_occurs(each, held) for each in _quantities(said))
        and _count(NEGATION, held) == _count(NEGATION, said)
        and Counter(BOUND.findall(held)) == Counter(BOUND.findall(said))
        and _support(held, said) >= SUPPORT_MIN
    )


def _count(words: re.Pattern[str], text: str) -> int:
    return len(words.findall(text))


def _support(held: str, said: str) -> float:
    """The share of neighbouring characters that the clause holds too."""
    wanted, found = pairs_of(said), set(pairs_of(held))
    if not wanted:
        return float(said in held)
    return sum(pair in found for pair in wanted) / len(wanted)


def _quantities(text: str) -> list[str]:
    """Each number of a text with its unit or the sign behind it; Chinese numerals before a unit."""
    found = []
    for match in NUMBER.finditer(text):
        tail = text[match.end() : match.end() + 2]
        letter = tail[:1] if tail[:1].isalpha() else ""
        unit = next((each for each in UNITS if tail.startswith(each)), letter)
        found.append(match[0].rstrip(".,") + unit)
    return found + CHINESE_QUANTITY.findall(text)


def _occurs(quantity: str, source: str) -> bool:
    """Whether the quantity stands in the source as a whole: 2万元 is not in 12万元."""
    pattern = re.escape(quantity)
    if quantity[0].isdigit():
        pattern = rf"(?<![\d.,]){pattern}"
    if quantity[-1].isdigit():
        pattern += r"(?!\d)"
    return re.search(pattern, source) is not None

"""An amount in the capital numerals that vouchers carry beside the figures (中文大写金额)."""

from zhiqiao.common.money import FEN_PER_YUAN

DIGITS = "零壹贰叁肆伍陆柒捌玖"
TENS = ("仟", "佰", "拾", "")
WAN, YI = 10_000, 100_000_000
FEN_PER_JIAO = 10


def yuan_in_words(amount_fen: int) -> str:
    """The amount as 正确填写票据和结算凭证的基本规定 (支付结算办法, 附件一) wants it written.

    整 follows 元 alone; a 零 stands for zeros between digits, and for 角 where 分 follow.

    >>> yuan_in_words(1_640_902)
    '壹万陆仟肆佰零玖元零贰分'
    >>> yuan_in_words(780_000_000)
    '柒佰捌拾万元整'

    Raises:
        ValueError: the amount is negative.
    """
    if amount_fen < 0:
        raise ValueError("A voucher has no negative amount")
    yuan, rest_fen = divmod(amount_fen, FEN_PER_YUAN)
    jiao, fen = divmod(rest_fen, FEN_PER_JIAO)
    whole = f"{_number(yuan)}元" if yuan or not rest_fen else ""
    if not rest_fen:
        return f"{whole}整"
    tenth = f"{DIGITS[jiao]}角" if jiao else "零" * bool(yuan)
    return whole + tenth + (f"{DIGITS[fen]}分" if fen else "")


def _number(number: int) -> str:
    """A whole number; 零 for 0."""
    if not number:
        return DIGITS[0]
    for unit, word in ((YI, "亿"), (WAN, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            return _number(high) + word + _low(low, unit)
    return _section(number)


def _low(number: int, unit: int) -> str:
    """What follows a unit: a 零 first where its highest place is empty."""
    if not number:
        return ""
    gap = DIGITS[0] if number < unit // 10 else ""
    return gap + _number(number)


def _section(number: int) -> str:
    """A number below ten thousand, without the zeros before and behind it."""
    words = ""
    for digit, ten in zip(f"{number:04d}", TENS, strict=True):
        if digit != "0":
            words += DIGITS[int(digit)] + ten
        elif words and not words.endswith(DIGITS[0]):
            words += DIGITS[0]
    return words.rstrip(DIGITS[0])

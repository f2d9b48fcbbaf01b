"""Amounts in capital numerals, as the rules for vouchers write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.common.yuan_words import yuan_in_words

# The examples of the rules themselves (支付结算办法, 附件一), and the places where zeros stand.
EXAMPLES = """
1409.50            壹仟肆佰零玖元伍角
6007.14            陆仟零柒元壹角肆分
16409.02           壹万陆仟肆佰零玖元零贰分
325.04             叁佰贰拾伍元零肆分
1680.32            壹仟陆佰捌拾元叁角贰分
107000.53          壹拾万柒仟元伍角叁分
0.00               零元整
0.05               伍分
0.50               伍角
0.53               伍角叁分
1.00               壹元整
10.00              壹拾元整
100.01             壹佰元零壹分
10000.00           壹万元整
10001.00           壹万零壹元整
10100.00           壹万零壹佰元整
11000.00           壹万壹仟元整
1000001.00         壹佰万零壹元整
7800000.00         柒佰捌拾万元整
100000000.00       壹亿元整
100000001.00       壹亿零壹元整
100100000.00       壹亿零壹拾万元整
110000000.00       壹亿壹仟万元整
123456789.10       壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角
1000000000000.00   壹万亿元整
1000000010000.00   壹万亿零壹万元整
"""


@pytest.mark.parametrize("line", EXAMPLES.strip().splitlines())
def test_examples(line):
    figures, words = line.split()
    assert yuan_in_words(round(float(figures) * 100)) == words


def test_no_negative_amount():
    with pytest.raises(ValueError, match="negative"):
        yuan_in_words(-1)


UNITS = {"拾": 10, "佰": 100, "仟": 1_000}
DIGITS = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}


def read(words: str) -> int:
    """The number that the words say, read by the rules of reading, not of writing."""
    for unit, value in (("亿", 10**8), ("万", 10**4)):
        if unit in words:
            high, _unit, low = words.rpartition(unit)
            return read(high) * value + read(low)
    found = re.findall(f"([{''.join(DIGITS)}])([拾佰仟]?)", words)
    return sum(DIGITS[digit] * UNITS.get(unit, 1) for digit, unit in found)


def fen_read(words: str) -> int:
    whole, _yuan, rest = words.rpartition("元")
    tenths = {"角": 10, "分": 1}
    small = sum(
        DIGITS[d] * tenths[u] for d, u in re.findall("([壹贰叁肆伍陆柒捌玖])([角分])", rest)
    )
    return read(whole) * 100 + small


@given(st.integers(0, 10**15))
def test_the_words_say_the_amount(amount_fen):
    words = yuan_in_words(amount_fen)
    assert fen_read(words) == amount_fen
    assert "零零" not in words
    assert words.endswith("整") == (amount_fen % 100 == 0)

"""Unified social credit codes (统一社会信用代码, GB 32100-2015)."""

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError


def credit_code_problem(text: str) -> str | None:
    """What is wrong with a credit code, in a few words, or None.

    Whether the organisation exists is not asked: that only the register knows.

    >>> credit_code_problem("91330100799655058B")
    >>> credit_code_problem("91330100799655058A")
    '校验位不对'
    """
    try:
        uscc.validate(text)
    except InvalidLength:
        return "应为 18 位"
    except InvalidChecksum:
        return "校验位不对"
    except ValidationError:
        return "前 8 位应为数字，其余为数字或除 I、O、S、V、Z 外的大写字母"
    return None

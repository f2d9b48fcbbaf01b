"""Why a file as a whole was refused, as people read it."""

from zhiqiao.common import ErrorCode, ZhiqiaoError, describe
from zhiqiao.web.intake.checking import language
from zhiqiao.web.intake.models import Import


def refusal_words(file: Import) -> str:
    """What is wrong with the file as a whole and what to do; "" where nothing is."""
    if not file.failure:
        return ""
    return describe(ZhiqiaoError(ErrorCode(file.failure), **file.failure_data), language())

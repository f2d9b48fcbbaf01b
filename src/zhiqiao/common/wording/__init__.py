"""Chinese and English text of every error: what was wrong, where, how to mend it."""

from typing import Literal

from zhiqiao.common.banking.wording import BANK_WORDING
from zhiqiao.common.errors import ErrorCode, ZhiqiaoError
from zhiqiao.common.wording.associations import ASSOCIATION_WORDING
from zhiqiao.common.wording.general import GENERAL_WORDING
from zhiqiao.common.wording.language_model import LANGUAGE_MODEL_WORDING
from zhiqiao.common.wording.latent import LATENT_WORDING
from zhiqiao.common.wording.learning import LEARNING_WORDING

Language = Literal["zh", "en"]

WORDING: dict[ErrorCode, tuple[str, str]] = (
    GENERAL_WORDING
    | ASSOCIATION_WORDING
    | BANK_WORDING
    | LANGUAGE_MODEL_WORDING
    | LATENT_WORDING
    | LEARNING_WORDING
)


def describe(error: ZhiqiaoError, language: Language = "zh") -> str:
    """The error as a sentence for people, in the given language.

    >>> describe(ZhiqiaoError(ErrorCode.FILE_MISSING, path="a.csv"), "en")
    'File a.csv not found. Check the path and the name.'
    """
    chinese, english = WORDING[error.code]
    return (chinese if language == "zh" else english).format(**error.data)

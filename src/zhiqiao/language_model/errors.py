"""What a language model is not asked, and what of its answers is not used."""

from zhiqiao.common import ErrorCode, ZhiqiaoError


class LanguageModelError(ZhiqiaoError):
    """A question that is not asked, or an answer that cannot be used."""


class UnusableAnswerError(LanguageModelError):
    """The endpoint failed, was too slow, or said what may not be shown.

    Args:
        why: a code word, never text of the answer.
        is_endpoint: whether the endpoint failed rather than the answer: asking again at once
            would only wait again.
    """

    def __init__(self, why: str, *, is_endpoint: bool = False) -> None:
        super().__init__(ErrorCode.MODEL_ANSWER_UNUSABLE, why=why)
        self.why = why
        self.is_endpoint = is_endpoint

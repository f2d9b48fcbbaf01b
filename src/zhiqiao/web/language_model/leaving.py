"""What may leave for the model: public texts, and of one enterprise alone what it made public."""

from collections.abc import Sequence

from zhiqiao.common import ErrorCode
from zhiqiao.language_model import LanguageModelError


def require_public(*, is_public: bool, what: str) -> None:
    """Nothing, where it is public.

    Raises:
        LanguageModelError: MODEL_TEXT_PRIVATE.
    """
    if not is_public:
        raise LanguageModelError(ErrorCode.MODEL_TEXT_PRIVATE, what=what)


def require_one_owner(owners: Sequence[int]) -> None:
    """Nothing, where all texts are of one organisation.

    Raises:
        LanguageModelError: MODEL_TENANTS_MIXED.
    """
    if len(set(owners)) > 1:
        raise LanguageModelError(ErrorCode.MODEL_TENANTS_MIXED, count=len(set(owners)))

"""The one way to the model: what was answered before, within the budget, on the record.

Every call counts to the site's budget and to that of the organisation whose matter it is, or of
all visitors; it stands in the audit chain before it goes out, and is settled when it is back. What
is kept of an answer is what could be used, sealed, for so many days, for that organisation alone.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.crypto import salted_hmac

from zhiqiao.common import ErrorCode
from zhiqiao.language_model import (
    Endpoint,
    LanguageModelError,
    Prompt,
    Question,
    UnusableAnswerError,
)
from zhiqiao.language_model.endpoint import BUSY, Said, complete
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.language_model import actions
from zhiqiao.web.language_model.configuration import endpoint
from zhiqiao.web.language_model.leaving import require_public
from zhiqiao.web.language_model.models import USED, Call
from zhiqiao.web.language_model.queries import kept_answer

T = TypeVar("T")
SALT = "zhiqiao.web.language_model"
log = logging.getLogger(__name__)


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks for one organisation: a `language_model.Ask`.

    Args:
        organisation: whose matter it is; None: a visitor's.
        may_leave: whether the texts may leave at this moment: asked before each question, and
            again before what came back is kept.
    """

    organisation: Organisation | None
    may_leave: Callable[[], bool] = _always

    def __call__(self, question: Question[T]) -> T:
        """What the answer means. Not inside a transaction: the endpoint may take its time.

        Raises:
            LanguageModelError: MODEL_OFF, MODEL_TEXT_PRIVATE, MODEL_BUDGET_SPENT,
                MODEL_ANSWER_UNUSABLE.
        """
        where = endpoint()
        if where is None:
            raise LanguageModelError(ErrorCode.MODEL_OFF)
        with every_row_for("asking the language model"):
            require_public(is_public=self.may_leave(), what="刚改过的文字")
            return self._asked(where, question)

    def _asked(self, where: Endpoint, question: Question[T]) -> T:
        prompt = question.prompt
        digest = digest_of(where, prompt, self.organisation) if question.is_kept else ""
        if digest and (kept := kept_answer(digest)) is not None:
            return question.read(kept)
        call = self._reserved(where, prompt, digest)
        said: Said | None = None
        try:
            said = complete(where, prompt)
            value = question.read(said.text)
        except UnusableAnswerError as error:
            log.warning("The language model gave no usable answer: %s", error.why)
            actions.settle(call=call, outcome=error.why, tokens=_cost(said, error))
            raise
        actions.settle(
            call=call,
            outcome=USED,
            tokens=said.tokens,
            kept=said.text if digest and self.may_leave() else None,
        )
        return value

    def _reserved(self, where: Endpoint, prompt: Prompt, digest: str) -> Call:
        try:
            return actions.reserve(
                organisation=self.organisation,
                purpose=prompt.purpose,
                model=where.model,
                tokens=prompt.tokens_at_most,
                digest=digest,
            )
        except LanguageModelError as error:
            log.warning("The language model was not asked: %s", error)
            raise


def _cost(said: Said | None, error: UnusableAnswerError) -> int | None:
    """What a call without a usable answer cost, as `settle` takes it."""
    if error.why == BUSY:
        return 0
    return said.tokens if said else None


def digest_of(where: Endpoint, prompt: Prompt, organisation: Organisation | None) -> str:
    """Keyed digest of whose matter it is and of what is asked of whom: 64 hexadecimal digits."""
    parts = [str(organisation.pk) if organisation else "", where.url, where.model]
    parts += [prompt.purpose, str(prompt.version), str(prompt.tokens_max)]
    parts += [each["content"] for each in prompt.messages]
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()

"""A draft of a need from what an enterprise has made public about itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhiqiao.language_model import LanguageModelError, needs
from zhiqiao.language_model.needs import NeedDraft
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.language_model.gate import Asking
from zhiqiao.web.language_model.leaving import require_one_owner, require_public


@dataclass(frozen=True, slots=True)
class OwnedFact:
    """A fact in words, whose it is, and whether everyone may read it."""

    organisation_id: int
    text: str
    is_public: bool


def draft_need(organisation: Organisation, facts: Sequence[OwnedFact]) -> NeedDraft | None:
    """A proposal in words, resting on quotations of the facts; None where the model gives none.

    Raises:
        LanguageModelError: MODEL_TEXT_PRIVATE, MODEL_TENANTS_MIXED: the caller's mistake, before
            anything is sent.
    """
    require_one_owner([organisation.pk, *(fact.organisation_id for fact in facts)])
    for fact in facts:
        require_public(is_public=fact.is_public, what="这条事实")
    try:
        return Asking(organisation)(needs.question([fact.text for fact in facts]))
    except LanguageModelError:
        return None

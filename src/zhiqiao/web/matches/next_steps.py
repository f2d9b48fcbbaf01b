"""What to do next with a suggested pair: a proposal, from what people did with it so far."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.matches.models import Suggestion
from zhiqiao.web.matches.standings import Standing

Code = Literal["follow", "wait", "grade", "ask", "introduce", "leave"]
FAIR = 3


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do, and why in words."""

    code: Code
    word: str | Promise


WORDS: dict[Code, Promise] = {
    "follow": _("已在引荐"),
    "wait": _("等：有一方没有公开发布"),
    "grade": _("先看证据，评一个等级"),
    "ask": _("先向需求方问清，再引荐"),
    "introduce": _("可以发起引荐"),
    "leave": _("人评的相关性不高，先放着"),
}


def next_step_of(
    suggestion: Suggestion, *, grade: int | None, may_grade: bool, standing: Standing | None
) -> NextStep:
    """The step for a person; `grade`: the newest grade of the pair that the person knows of."""
    code = _code(suggestion, grade, may_grade=may_grade, standing=standing)
    return NextStep(code, WORDS[code])


def _code(
    suggestion: Suggestion, grade: int | None, *, may_grade: bool, standing: Standing | None
) -> Code:
    if standing is not None and not standing.is_over:
        return "follow"
    if not (suggestion.need.is_published and suggestion.offer.is_published):
        return "wait"
    if grade is None and may_grade:
        return "grade"
    if (grade or suggestion.relevance) < FAIR:
        return "leave"
    return "ask" if suggestion.need.quality_level == "poor" else "introduce"

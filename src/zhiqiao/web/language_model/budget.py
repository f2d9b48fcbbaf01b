"""How much may be asked of the model in a day, by the site and by one organisation of it.

Visitors together are bound as one organisation is.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils import timezone

from zhiqiao.common import ErrorCode
from zhiqiao.language_model import LanguageModelError
from zhiqiao.language_model.endpoint import BUSY
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.language_model.models import Call

PERCENT = 100
OF_SITE = "全站请求数 (site requests)", "全站令牌数 (site tokens)"
OF_VISITORS = "访客合计的请求数 (visitors' requests)", "访客合计的令牌数 (visitors' tokens)"
OF_ORGANISATION = "一家单位的请求数 (own requests)", "一家单位的令牌数 (own tokens)"


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent since midnight here."""

    requests: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be spent in a day."""

    requests: int
    tokens: int


def site_limits() -> Limits:
    """Of the whole site."""
    return Limits(settings.ZHIQIAO_LLM_REQUESTS_PER_DAY, settings.ZHIQIAO_LLM_TOKENS_PER_DAY)


def organisation_limits() -> Limits:
    """Of one organisation, or of all visitors together: a share of the site's."""
    whole, percent = site_limits(), settings.ZHIQIAO_LLM_PERCENT_PER_ORGANISATION
    return Limits(whole.requests * percent // PERCENT, whole.tokens * percent // PERCENT)


def spent_today() -> Spent:
    """By the whole site. Failed calls count too, those that were never sent do not."""
    return _spent(Q())


def spent_today_by(organisation: Organisation | None) -> Spent:
    """By the organisation; by all visitors together where None."""
    return _spent(Q(organisation=organisation))


def _spent(of: Q) -> Spent:
    calls = Call.objects.unscoped().filter(of, asked_at__gte=_midnight()).exclude(outcome=BUSY)
    found: dict[str, Any] = calls.aggregate(requests=Count("pk"), tokens=Sum("tokens"))
    return Spent(found["requests"], found["tokens"] or 0)


def require_budget(organisation: Organisation | None, *, tokens: int) -> None:
    """Nothing, where a call that may cost so many tokens fits in.

    Raises:
        LanguageModelError: MODEL_BUDGET_SPENT, naming the limit that it would pass.
    """
    _require(spent_today(), site_limits(), tokens, of=OF_SITE)
    of = OF_VISITORS if organisation is None else OF_ORGANISATION
    _require(spent_today_by(organisation), organisation_limits(), tokens, of=of)


def _require(spent: Spent, limits: Limits, tokens: int, *, of: tuple[str, str]) -> None:
    requests_word, tokens_word = of
    if spent.requests + 1 > limits.requests:
        raise _refused(requests_word, limits.requests)
    if spent.tokens + tokens > limits.tokens:
        raise _refused(tokens_word, limits.tokens)


def _refused(which: str, limit: int) -> LanguageModelError:
    return LanguageModelError(ErrorCode.MODEL_BUDGET_SPENT, which=which, limit=limit)


def _midnight() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(), time.min))

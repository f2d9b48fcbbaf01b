"""What speaks against a suggested pair and what nobody knows yet, beyond the engine's reasons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zhiqiao.web.catalogue.forms import to_wan_yuan
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.matches.models import Suggestion

_ENDED_RIGHT = re.compile(r"专利权?(?:已|被)?(?:终止|失效|过期|届满|无效)|权利(?:已)?终止|未缴年费")


@dataclass(frozen=True, slots=True)
class Risk:
    """One line. `is_unknown`: not against the pair, but to be asked."""

    word: str | Promise
    is_unknown: bool = False


def risks_of(suggestion: Suggestion, *, on: date | None = None) -> list[Risk]:
    """What speaks against the pair first, then what is unknown; [] where nothing does."""
    today = on or timezone.localdate()
    need, offer = suggestion.need, suggestion.offer
    return [
        *(Risk(word) for word in _against(need, offer, today)),
        *(Risk(word) for word in _changed_since(suggestion)),
        *(Risk(word, is_unknown=True) for word in _unknown(suggestion)),
    ]


def _against(need: Need, offer: Offer, today: date) -> Iterator[str]:
    if need.organisation_id == offer.organisation_id:
        yield _("供需双方是同一机构")
    if not offer.is_published:
        yield _("成果已撤回或还是草稿")
    if not need.is_published:
        yield _("需求已撤回或还是草稿")
    if need.deadline_on is not None and need.deadline_on < today:
        yield _("需求的截止日期已过")
    if need.budget_fen is not None and (offer.price_fen or 0) > need.budget_fen:
        over_fen = (offer.price_fen or 0) - need.budget_fen
        yield _("报价比预算高 %(amount)s 万元") % {"amount": to_wan_yuan(over_fen)}
    if _ENDED_RIGHT.search(f"{offer.title}。{offer.text}"):
        yield _("正文提到专利已终止或失效，先核实权利状态")


def _changed_since(suggestion: Suggestion) -> Iterator[str]:
    """The side that was looked through: of the run's own listing the page's head tells."""
    run = suggestion.run
    if run.finished_at is None:
        return
    if run.need_id and suggestion.offer.updated_at > run.finished_at:
        yield _("成果在这次匹配之后改过，得分可能已不准")
    if run.offer_id and suggestion.need.updated_at > run.finished_at:
        yield _("需求在这次匹配之后改过，得分可能已不准")


def _unknown(suggestion: Suggestion) -> Iterator[str]:
    need, offer = suggestion.need, suggestion.offer
    if offer.trl is None:
        yield _("没写技术成熟度")
    if offer.price_fen is None:
        yield _("没写价格")
    if need.budget_fen is None:
        yield _("没写预算")
    if not offer.economics:
        yield _("没有经济性比较")
    if suggestion.scene is None:
        yield _("没说明用在哪里")

"""How programmes, their windows and their verdicts look on pages."""

from collections.abc import Sequence
from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiqiao.policy.showing import money
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.programmes.amount_reasons import WORDS as REASONS
from zhiqiao.web.programmes.basket_words import BASKET_WORDS
from zhiqiao.web.programmes.cards import Card
from zhiqiao.web.programmes.entitlements import Entitlement
from zhiqiao.web.programmes.openings import Opening, OpeningOn
from zhiqiao.web.programmes.scopes import region_word
from zhiqiao.web.programmes.standings import Standing
from zhiqiao.web.programmes.vocabulary import listed, word_of
from zhiqiao.web.site.templatetags.zhiqiao import WEEKDAYS

register = template.Library()
DAYS_SOON = 14
DAYS_COUNTED = 90
"""Further off, a number of days says nothing."""


@register.filter
def opening_words(opening: OpeningOn) -> SafeString | str:
    """Whether one may apply, until when, and how many days are left."""
    span = opening.span
    match opening.opening:
        case Opening.OPEN if span and span.closes_on and opening.days is not None:
            return _until(span.closes_on, opening.days)
        case Opening.OPEN:
            return _("现在可以申报")
        case Opening.SOON | Opening.LATER if span and span.opens_on:
            words = {"day": _day(span.opens_on), "n": opening.days or 0}
            return _("%(day)s 开始，还有 %(n)d 天") % words
        case Opening.ENDED if span and span.closes_on:
            return _("%(day)s 已截止") % {"day": span.closes_on.isoformat()}
        case Opening.ENDED:
            return _("现在没有有效的规定")
    return opening.notes[0] if opening.notes else _("时间以通知为准")


def _until(closes_on: date, days: int) -> SafeString | str:
    if days > DAYS_COUNTED:
        return _("%(day)s 截止") % {"day": closes_on.isoformat()}
    left = ngettext("还有 %(n)d 天", "还有 %(n)d 天", days) % {"n": days}
    until = _("%(day)s 截止") % {"day": _day(closes_on)}
    kind = "soon" if days <= DAYS_SOON else "open-now"
    return format_html('{} <span class="{}">{}</span>', until, kind, left)


def _day(day: date) -> str:
    chinese = page_language() == "zh"
    return f"{day:%Y-%m-%d} 周{WEEKDAYS[day.weekday()]}" if chinese else f"{day:%Y-%m-%d %a}"


@register.filter
def standing_words(standing: Standing) -> str:
    """As 7 条中满足 5、缺 1、未知 1; what there is none of is left out."""
    parts = [_("满足 %(n)d") % {"n": standing.met}]
    parts += [_("缺 %(n)d") % {"n": standing.lacking}] if standing.lacking else []
    parts += [_("未知 %(n)d") % {"n": standing.unknown}] if standing.unknown else []
    parts += [_("待人看 %(n)d") % {"n": standing.manual}] if standing.manual else []
    words = {"total": standing.total, "parts": _("、").join(parts)}
    return _("%(total)d 条中%(parts)s") % words


register.filter("word", word_of)
register.filter("listed", listed)


@register.filter
def basket_word(item: Entitlement) -> str:
    """The verdict in a word or two."""
    return str(BASKET_WORDS[item.basket].title)


@register.filter
def reason_words(item: Entitlement) -> str:
    """Why less is due than it pays."""
    return str(REASONS[item.reason]) if item.reason in REASONS else ""


@register.filter
def clauses(texts: Sequence[str]) -> str:
    """Several short sentences in one line."""
    return _("；").join(texts)


@register.filter
def money_words(fen: int) -> str:
    """An amount as the rules' sentences write it."""
    return money(fen, page_language())


@register.filter
def region_words(card: Card) -> str:
    """For which regions; "" where for any."""
    return _("、").join(each for each in map(region_word, card.regions) if each)

"""Amounts, percentages, bars, marks and icons."""

from collections.abc import Iterable, Sequence
from datetime import date

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from zhiqiao.common.money import FEN_PER_WAN_YUAN
from zhiqiao.web.site import marking

register = template.Library()

FEN_PER_YI_YUAN = 10_000_000_000
DAYS_SOON = 30
WEEKDAYS = "一二三四五六日"


@register.filter
def money(fen: int | None) -> SafeString | str:
    """An amount in 亿元 or 万元 (when small in 元, in English in CNY), the exact one a hover away.

    Written as the sentences of the rules write it; "" when unknown.
    """
    if fen is None:
        return ""
    exact = f"{fen / 100:,.2f}"
    if not _is_chinese():
        return format_html('<span class="num">CNY {}</span>', exact.removesuffix(".00"))
    if fen < FEN_PER_WAN_YUAN:
        return format_html('<span class="num">{} 元</span>', exact.removesuffix(".00"))
    unit_fen, unit = (
        (FEN_PER_YI_YUAN, "亿元") if fen >= FEN_PER_YI_YUAN else (FEN_PER_WAN_YUAN, "万元")
    )
    short = f"{fen / unit_fen:.4f}".rstrip("0").rstrip(".")
    return format_html('<span class="num" title="{} 元">{} {}</span>', exact, short, unit)


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


@register.filter
def joined(texts: Iterable[object]) -> str:
    """Several texts as a list in the language of the page."""
    return gettext("、").join(map(str, texts))


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    """0.634 as "63%"; a dash when unknown."""
    return "–" if share is None else f"{share * 100:.{digits}f}%"


@register.filter
def deadline(day: date | None) -> SafeString | str:
    """A date; near ones with weekday and days left, past ones said to be past."""
    if day is None:
        return ""
    left = (day - timezone.localdate()).days
    if left < 0:
        return format_html('{} <span class="late">{}</span>', f"{day:%Y-%m-%d}", gettext("已过期"))
    if left > DAYS_SOON:
        return f"{day:%Y-%m-%d}"
    days = ngettext("还有 %(left)d 天", "还有 %(left)d 天", left) % {"left": left}
    return format_html('{} <span class="soon">{}</span>', f"{day:%Y-%m-%d} {_weekday(day)}", days)


def _weekday(day: date) -> str:
    return f"周{WEEKDAYS[day.weekday()]}" if _is_chinese() else f"{day:%a}"


@register.simple_tag
def bar(share: float | None, kind: str = "") -> SafeString:
    """A small bar of a share between 0 and 1; hatched and empty when unknown."""
    width = 0 if share is None else round(max(0.0, min(1.0, share)) * 100)
    return format_html(
        '<svg class="bar {} {}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="6"/>'
        '<rect class="fill" width="{}" height="6"/></svg>',
        kind,
        "unknown" if share is None else "",
        width,
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """One icon of the sprite, hidden from screen readers: the words beside it speak."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("site/icons.svg"),
        name,
    )


@register.simple_tag
def found(text: str, words: Sequence[str]) -> SafeString:
    """The text with the words sought marked."""
    return marking.mark_words(text, words)


@register.simple_tag
def found_near(text: str, words: Sequence[str], length: int = 120) -> SafeString:
    """A piece of the text around the words sought, marked."""
    return marking.mark_words(marking.snippet(text, words, length=length), words)

"""Amounts as finance people read them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from zhiqiao.common.money import yuan_text
from zhiqiao.web.payouts.reasons import reason_words

register = template.Library()


@register.filter
def yuan(fen: int | None) -> SafeString | str:
    """An amount to the fen, with its unit; a dash when unknown."""
    if fen is None:
        return "–"
    is_chinese = (get_language() or "").startswith("zh")
    pattern = '<span class="num">{} 元</span>' if is_chinese else '<span class="num">CNY {}</span>'
    return format_html(pattern, yuan_text(fen))


@register.filter
def thousands(count: int) -> str:
    """A number of many digits as people read it."""
    return f"{count:,}"


@register.filter
def bank_reason(code: str) -> str:
    """Why the bank did not pay or sent the money back, in words."""
    return reason_words(code)

"""Amounts to the fen: a ledger is not rounded."""

from django import template

from zhiqiao.common.money import yuan_text

register = template.Library()


@register.filter
def to_the_fen(fen: int | None) -> str:
    """An amount in yuan with two decimals; "" where there is none."""
    return "" if fen is None else yuan_text(fen)

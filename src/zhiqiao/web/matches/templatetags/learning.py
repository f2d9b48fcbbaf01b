"""Differences of models as the model page writes them."""

from django import template

register = template.Library()
MINUS = "\N{MINUS SIGN}"


@register.filter
def signed(value: float) -> str:
    """A difference with its sign: 0.0312 as "+0.031", and a true minus sign below zero."""
    return f"{value:+.3f}".replace("-", MINUS)

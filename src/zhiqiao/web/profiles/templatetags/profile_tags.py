"""How facts look on pages."""

from django import template

from zhiqiao.web.profiles.dictionary import entries
from zhiqiao.web.profiles.models import Fact
from zhiqiao.web.profiles.queries import shown_value

register = template.Library()


@register.filter
def fact_value(fact: Fact) -> str:
    """The value with its unit."""
    return shown_value(fact)


@register.filter
def fact_code(name: str) -> str:
    """How addresses call a fact."""
    entry = entries().get(name)
    return entry.code or name if entry else name

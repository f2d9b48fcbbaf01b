"""Words of asking for templates."""

from django import template

from zhiqiao.asking.offers import Part
from zhiqiao.web.ask.wording import PARTS

register = template.Library()


@register.filter
def part_words(part: Part) -> str:
    """The name of a part of an offer."""
    return str(PARTS[part])

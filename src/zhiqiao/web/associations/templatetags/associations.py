"""Looking up the paths of a pair in a template."""

from collections.abc import Sequence

from django import template

from zhiqiao.web.associations.beside import Beside
from zhiqiao.web.associations.shown import ShownPath
from zhiqiao.web.matches.models import Suggestion

register = template.Library()


@register.filter
def paths_of(beside: Beside, suggestion: Suggestion) -> Sequence[ShownPath]:
    """The paths of a suggested pair, strongest first; none where there is none."""
    return beside.of.get((str(suggestion.need_id), str(suggestion.offer_id)), ())

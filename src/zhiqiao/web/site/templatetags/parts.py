"""The parts that pages are made of, beyond what plain templates can say. Shown on /components/."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import template
from django.http import HttpRequest

from zhiqiao.web.site.navigation import NavigationLink, links_for

register = template.Library()


@register.inclusion_tag("site/parts/chart.html")
def chart(
    data: Mapping[str, Any], *, label: str, size: str = "", has_table: bool = True
) -> dict[str, Any]:
    """A chart with the same numbers in a table below it.

    Args:
        data: `kind` ("bar", "line", "funnel" or "stack"), `labels` (n), `series` (each with `name`
            and `values`, n numbers or None; of bars perhaps `spans`, n pairs of low and high), if
            it has one `unit`, and `is_ordered` where the series go from best to worst.
        label: what it shows, for those who do not see it and above the table.
        size: "" (16 rem high), "small" (11) or "tall" (24).
        has_table: False where the page itself has the same numbers in a table.
    """
    series: Sequence[Mapping[str, Any]] = data["series"]
    rows = [
        (name, [each["values"][place] for each in series])
        for place, name in enumerate(data["labels"])
    ]
    given = {"data": data, "label": label, "size": size, "rows": rows, "has_table": has_table}
    return given | {"id": f"chart-{uuid4().hex}"}


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[NavigationLink]:
    """The links of the main navigation for this visitor."""
    request: HttpRequest = context["request"]
    return links_for(request, held=context.get("may", {}))

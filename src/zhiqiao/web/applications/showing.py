"""How baskets, steps and frozen contents look on pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from zhiqiao.web.applications.models import Solved, Step, StepKind
from zhiqiao.web.applications.queries import Basket
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.site.templatetags.zhiqiao import money

LANGUAGES = {"zh", "en"}


def basket_links(
    request: HttpRequest, baskets: Sequence[Basket], counts: Mapping[str, int], first: str = ""
) -> tuple[Basket | None, list[dict[str, Any]]]:
    """The basket that is chosen, and links to all.

    Args:
        request: whose `basket` chooses.
        baskets: in their order.
        counts: how many lie in each.
        first: the basket that is open when none is chosen; "" for no basket.
    """
    wanted = request.GET.get("basket", first)
    chosen = next((each for each in baskets if each.code == wanted), None)
    links = [
        {
            "word": each.word,
            "count": counts[each.code],
            "url": _with(request, each.code),
            "is_current": each is chosen,
        }
        for each in baskets
    ]
    return chosen, links


def _with(request: HttpRequest, code: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["basket"] = code
    return f"?{query.urlencode()}"


def in_language(content: Any) -> Any:
    """A frozen value with each text that is there in both languages as the reader's."""
    if isinstance(content, Mapping):
        if set(content) == LANGUAGES:
            return content[page_language()]
        return {key: in_language(value) for key, value in content.items()}
    if isinstance(content, list):
        return [in_language(each) for each in content]
    return content


def timeline(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The steps as the timeline shows them, the newest first."""
    return [_event(step) for step in reversed(list(steps))]


def _event(step: Step) -> dict[str, Any]:
    note = step.text
    if step.kind == StepKind.SOLVED:
        note = str(Solved(step.text).label)
    return {
        "at": step.at,
        "who": step.by.name if step.by else "",
        "what": step.get_kind_display(),
        "note": note,
        "to": step.to.name if step.to else "",
        "items": in_language(step.items),
        "amount": money(step.amount_fen) if step.amount_fen is not None else "",
        "is_internal": step.is_internal,
    }

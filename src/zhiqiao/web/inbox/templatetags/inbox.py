"""`{% load inbox %}`: how many messages are unread."""

from typing import Any

from django import template

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.inbox.queries import unread_count

register = template.Library()
KEPT = "unread_messages"


@register.simple_tag(takes_context=True)
def unread_messages(context: dict[str, Any]) -> int:
    """How many messages the visitor has not read; asked once for a request."""
    request = context.get("request")
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return 0
    if not hasattr(request, KEPT):
        setattr(request, KEPT, unread_count(person))
    found: int = getattr(request, KEPT)
    return found

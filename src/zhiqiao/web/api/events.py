"""What webhooks can be told of. Events name rows; what is in them the receiver reads by API."""

import json
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """The kinds of events."""

    NEEDS_CHANGED = "needs.changed"
    OFFERS_CHANGED = "offers.changed"
    MATCH_ENDED = "match.ended"
    PING = "ping"


EVENT_WORDS: dict[Event, Promise] = {
    Event.NEEDS_CHANGED: _("需求新建、修改、发布或撤回"),
    Event.OFFERS_CHANGED: _("成果新建、修改、发布或撤回"),
    Event.MATCH_ENDED: _("一次匹配结束"),
}
"""The events that can be chosen; a ping is sent on demand."""


def body_of(event: Event, data: dict[str, Any]) -> str:
    """The text that is signed and sent."""
    told = {"type": str(event), "timestamp": timezone.now().isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

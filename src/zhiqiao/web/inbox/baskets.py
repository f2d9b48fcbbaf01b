"""The baskets of the inbox: one a topic, with what is unread."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.inbox.kinds import Topic
from zhiqiao.web.inbox.queries import counts_by_topic


@dataclass(frozen=True, slots=True)
class Basket:
    """A list of messages that can be chosen; `count` is all of them."""

    word: str
    count: int
    unread: int
    url: str
    is_current: bool


def baskets_of(person: Person, *, current: str) -> list[Basket]:
    """All messages, then the topics that have some."""
    counts = counts_by_topic(person)
    total = [sum(numbers) for numbers in zip(*counts.values(), strict=True)]
    address = reverse("inbox")
    baskets = [Basket(_("全部"), total[0], total[1], address, not current)]
    for topic in Topic:
        count, unread = counts[topic]
        if count or topic == current:
            url = f"{address}?topic={topic}"
            baskets.append(Basket(str(topic.label), count, unread, url, topic == current))
    return baskets

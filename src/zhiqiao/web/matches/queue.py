"""The broker's queue: suggested pairs that nobody has graded, the most worthwhile first."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Abs
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.catalogue.access import offers_visible_to
from zhiqiao.web.catalogue.models import Status
from zhiqiao.web.catalogue.unpublished import past_last
from zhiqiao.web.matches.choosing import most_worthwhile
from zhiqiao.web.matches.models import Review, Suggestion
from zhiqiao.web.matches.queries import newest_done_runs

RANK_MAX = 10
"""Who looks for a partner rarely reads further; grades below teach the model little."""
UNCERTAIN_AT = 0.5
SKIPPED_MAX = 50
ORDERS: dict[str, Promise] = {
    "value": _("推荐和快截止的在前"),
    "uncertain": _("拿不准的在前"),
    "worth": _("对模型最有用的在前"),
}


def pairs_to_grade(person: Person, *, order: str = "value") -> QuerySet[Suggestion]:
    """The ungraded first ten of each published need's latest run, of what the person may see.

    `order`: "value", recommended ones and near deadlines first; "uncertain", those first whose
    chance is even; "worth", those first from which the model would learn most (`choosing`).
    Confidential needs are graded on their own pages, where who
    reads them leaves a record.
    """
    graded = Review.objects.unscoped().filter(need=OuterRef("need"), offer=OuterRef("offer"))
    rows = Suggestion.objects.visible_to(person).filter(
        ~Exists(graded),
        run__in=newest_done_runs().filter(need__is_confidential=False),
        offer__in=offers_visible_to(person).filter(status=Status.PUBLISHED).order_by(),
        rank__lte=RANK_MAX,
    )
    related = rows.select_related("need__organisation", "offer__organisation", "run__version")
    if order == "uncertain":
        return related.annotate(doubt=Abs(F("probability") - UNCERTAIN_AT)).order_by("doubt", "-id")
    if order == "worth":
        return most_worthwhile(related)
    return related.order_by(
        "-recommended", past_last("need__deadline_on"), "need__deadline_on", "-probability", "-id"
    )


def skipped_in(data: QueryDict) -> list[int]:
    """The pairs put aside for now, as an address or a form carries them."""
    numbers = [part for part in data.get("skip", "").split(",") if part.isascii()]
    return [int(part) for part in numbers if part.isdigit() and len(part) < len("9" * 19)][
        -SKIPPED_MAX:
    ]


def order_in(data: QueryDict) -> str:
    """The order that an address or a form names."""
    return data.get("order", "value") if data.get("order") in ORDERS else "value"


def queue_address(data: QueryDict, **changes: object) -> str:
    """The queue as it is, with some of it changed; None takes a part out."""
    skip = ",".join(map(str, skipped_in(data)))
    parts: Mapping[str, Any] = {"order": order_in(data), "skip": skip} | changes
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in parts.items() if value})
    return f"{reverse('queue')}?{query.urlencode()}"


def queue_after(data: QueryDict, *, graded: Suggestion) -> str:
    """The next pair, after this one was graded."""
    return queue_address(data, graded=graded.pk)

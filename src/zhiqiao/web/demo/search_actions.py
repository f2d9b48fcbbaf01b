"""Saved searches of the demo people, with something new in each."""

from datetime import timedelta

from django.utils import timezone

from zhiqiao.web.accounts.queries import demo_people
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.searches.models import Frequency, Of, SavedSearch
from zhiqiao.web.searches.subjects import subject_of

KEPT: dict[str, tuple[tuple[Of, str, str, Frequency], ...]] = {
    "demo-seeker": (
        (Of.OFFERS, "q=废水", "废水处理的成果", Frequency.DAILY),
        (Of.PROGRAMMES, "q=研发", "研发类政策", Frequency.WEEKLY),
    ),
    "demo-provider": ((Of.NEEDS, "sort=deadline", "全部需求，截止近的在前", Frequency.WEEKLY),),
    "demo-broker": ((Of.NEEDS, "", "全部需求", Frequency.NEVER),),
}
LAST_LOOK = timedelta(days=120)


@action
def load_demo_searches() -> int:
    """Keeps searches for the demo people that have none; how many. Last seen months ago."""
    day = timezone.localdate() - LAST_LOOK
    kept = 0
    for person in demo_people():
        own = SavedSearch.objects.visible_to(person)
        for of, query, name, frequency in () if own.exists() else KEPT.get(person.username, ()):
            mark = dict(subject_of(of).mark(query, on=day))
            seen = mark | {"known": mark["known"][2:] if of == Of.PROGRAMMES else []}
            SavedSearch.objects.create(
                person=person, of=of, query=query, name=name, frequency=frequency,
                seen=seen, told=mark,
            )  # fmt: skip
            kept += 1
    audit(actor=None, action="load_demo", what=SavedSearch, data={"count": kept})
    return kept

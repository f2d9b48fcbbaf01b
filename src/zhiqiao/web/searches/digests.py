"""What is new in saved searches, told once a day or once a week."""

from datetime import date, timedelta
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.inbox.kinds import MessageKind, Topic
from zhiqiao.web.jobs.schedule import every_day
from zhiqiao.web.searches.actions import tell_person
from zhiqiao.web.searches.models import Frequency, SavedSearch

WEEK = timedelta(days=7)
DIGEST = MessageKind(
    code="search-digest",
    topic=Topic.SEARCHES,
    title=_("您保存的搜索有 %(count)s 条新内容"),
    text=_("%(names)s。打开可以看到是哪些；不想再收到，可在那里改成每周或不提醒。"),
)


@every_day("search-digests", at="08:20")
def tell_what_is_new(on: date) -> int:
    """Tells everyone whose searches are due what is new in them; how many were told.

    Nothing new, no message.
    """
    due = Q(frequency=Frequency.DAILY, told_on__lt=on) | Q(
        frequency=Frequency.WEEKLY, told_on__lte=on - WEEK
    )
    rows = SavedSearch.objects.unscoped().filter(due, person__is_active=True)
    ordered = rows.select_related("person").order_by("person_id", "-id")
    told = 0
    for person, searches in groupby(ordered, key=lambda search: search.person):
        told += tell_person(person=person, searches=list(searches), on=on)
    return told

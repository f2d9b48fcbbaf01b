"""Questions in each world: asked by its people, answered by it, and one without an account."""

from typing import Any

from django.utils import timezone

from zhiqiao.web.access import Permission
from zhiqiao.web.cases import clock
from zhiqiao.web.cases.actions import digest_of
from zhiqiao.web.cases.models import (
    Case,
    CaseEntry,
    EntryKind,
    PauseReason,
    PublishedAnswer,
)

SEEN_BY_OTHERS = {
    "case": lambda _person: False,
    "case-contact": lambda _person: False,
    "case-answer": lambda _person: False,
    "case-note": lambda _person: False,
}
SECRET = {"case_token": "no-such-link"}
KEPT_WITHIN = {
    "case-note": {Permission.CASE_HANDLE},
    "case-contact": {Permission.CASE_HANDLE},
}
WRITTEN_WITH = {"cases_publishedanswer": {Permission.CASE_HANDLE, Permission.ORGANISATION_ALL}}
SEARCHED = ("cases",)
TYPED = {
    "cases.Case": ("question", "contact"),
    "cases.CaseEntry": ("text",),
    "cases.PublishedAnswer": ("question", "text"),
}
FORMS = {
    "cases/new/": {"question": "怎么申报？", "department": "centre", "contact": "x@example.org"},
    "cases/track/<str:case_token>/say/": {"text": "x"},
    "cases/<int:case_id>/say/": {"text": "x"},
    "cases/<int:case_id>/answer/": {"text": "x"},
    "cases/<int:case_id>/note/": {"text": "x"},
    "cases/<int:case_id>/pause/": {"reason": "asker", "text": "x"},
    "cases/<int:case_id>/hand-on/": {"department": "centre", "reason": "x"},
    "cases/<int:case_id>/resolve/": {"ending": "not_ours", "text": "x"},
    "cases/<int:case_id>/publish/": {"question": "问", "text": "答"},
}


def add(made: Any) -> None:
    """A case of the owner, one of a stranger, and a public answer; all are the organisation's."""
    asked = _case(made, question=made.canary("case"), person=made.owner)
    CaseEntry.objects.create(
        case=asked, kind=EntryKind.ANSWER, person=made.colleague, text=made.canary("case-answer")
    )
    CaseEntry.objects.create(
        case=asked, kind=EntryKind.NOTE, person=made.colleague, text=made.canary("case-note")
    )
    link = f"case-link-{made.tag}"
    stranger = _case(
        made,
        question="公开问题",
        contact=made.canary("case-contact"),
        token_digest=digest_of(link),
    )
    words = made.canary("case-note")
    CaseEntry.objects.create(case=stranger, kind=EntryKind.NOTE, person=made.colleague, text=words)
    clock.pause(stranger, PauseReason.ASKER, timezone.localdate())
    stranger.save()
    answer = PublishedAnswer.objects.create(
        question=f"公开问题{made.tag}",
        text="公开答复",
        department=made.organisation,
        published_by=made.colleague,
        published_on=timezone.localdate(),
    )
    made.ids |= {"case_id": [asked.pk, stranger.pk], "case_token": [link]}
    made.ids["answer_id"] = [answer.pk]


def _case(made: Any, **more: Any) -> Case:
    case = Case(department=made.organisation, **more)
    if case.person is not None:
        case.organisation = made.organisation
    clock.start(case, timezone.localdate())
    case.save()
    return case


def add_hidden(made: Any) -> None:
    """One more question that waits."""
    _case(made, question=made.canary("case"), person=made.owner)

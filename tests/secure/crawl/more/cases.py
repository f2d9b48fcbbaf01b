"""Questions in each world: asked by its people, answered by it, and one without an account."""

from typing import Any

from django.utils import timezone

from zhiqiao.web.cases import clock
from zhiqiao.web.cases.models import Case, CaseEntry, EntryKind, PublishedAnswer

SEEN_BY_OTHERS = {
    "case": lambda _person: False,
    "case-contact": lambda _person: False,
    "case-answer": lambda _person: False,
    "case-note": lambda _person: False,
}
FIXED = {"case_token": "no-such-link"}
SEARCHED = ("cases",)
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
NOT_IN_ONE_STEP = {
    "cases/<int:case_id>/resume/": "only a clock that was paused runs again",
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
    stranger = _case(made, question="公开问题", contact=made.canary("case-contact"))
    answer = PublishedAnswer.objects.create(
        question=f"公开问题{made.tag}",
        text="公开答复",
        department=made.organisation,
        published_by=made.colleague,
        published_on=timezone.localdate(),
    )
    made.ids["case_id"] = [asked.pk, stranger.pk]
    made.ids["answer_id"] = [answer.pk]


def _case(made: Any, **more: Any) -> Case:
    case = Case(department=made.organisation, **more)
    if case.person is not None:
        case.organisation = made.organisation
    clock.start(case, timezone.localdate())
    case.save()
    return case

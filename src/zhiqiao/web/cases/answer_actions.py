"""Making an answer public, deliberately, without anything that tells who asked."""

import re
from collections.abc import Iterator

from django.utils import timezone

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.cases.holding import hold_here
from zhiqiao.web.cases.models import Case, CaseEntry, EntryKind, PublishedAnswer
from zhiqiao.web.cases.wording import NOTHING_TO_PUBLISH, TELLS_WHO

TELLING = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+"  # an e-mail address
    r"|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # a mobile number
    r"|(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"  # a landline
    r"|(?<!\w)\d{17}[\dXx](?!\w)"  # an identity card
    r"|(?<!\w)[0-9A-HJ-NPQRTUWXY]{18}(?!\w)",  # a credit code
    re.ASCII,
)


@action
def publish(*, actor: Person, case: Case, question: str, text: str) -> PublishedAnswer:
    """The question and an answer, as edited by who answered, for everybody to find.

    Raises:
        RefusedError: the case has no answer, was handed on meanwhile, or the texts tell who asked.
    """
    hold_here(case)
    entries = CaseEntry.objects.visible_to(actor).filter(case=case, kind=EntryKind.ANSWER)
    last = entries.order_by("-id").first()
    if last is None:
        raise RefusedError(NOTHING_TO_PUBLISH)
    found = sorted(set(_telling(case, f"{question}\n{text}")))
    if found:
        raise RefusedError(TELLS_WHO % {"found": "、".join(found)})
    row = PublishedAnswer.objects.create(
        question=question,
        text=text,
        passages=last.passages,
        programme_id=case.programme_id,
        department=case.department,
        published_by=actor,
        published_on=timezone.localdate(),
    )
    audit(actor=actor, action="publish_answer", what=row)
    return row


@action
def withdraw(*, actor: Person, answer: PublishedAnswer) -> None:
    """Takes a public answer back; it is no longer found."""
    answer.withdrawn_at = timezone.now()
    answer.save(update_fields=["withdrawn_at"])
    audit(actor=actor, action="withdraw_answer", what=answer)


def _telling(case: Case, text: str) -> Iterator[str]:
    """The pieces of the text that tell who asked."""
    yield from TELLING.findall(text)
    known = [case.contact.strip()]
    known += [case.person.name, case.person.username] if case.person else []
    known += [case.organisation.name] if case.organisation else []
    yield from (each for each in known if len(each) > 1 and each in text)

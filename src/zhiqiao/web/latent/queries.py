"""Reads of likely needs for the enterprise's own people."""

from uuid import UUID

from django.db.models import QuerySet

from zhiqiao.matching.latent import Answer as Said
from zhiqiao.web.access import Permission
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.latent.models import Answer, Audience, Inference, LikelyNeed
from zhiqiao.web.latent.telling import Shown, told_to


def own_inference(person: Person) -> Inference | None:
    """The newest of the person's organisation."""
    return Inference.objects.visible_to(person).filter(audience=Audience.OWN).first()


def open_likely(person: Person) -> QuerySet[LikelyNeed]:
    """Those of the person's organisation to which nothing has been said, likeliest first."""
    answered = Answer.objects.visible_to(person).values("key")
    rows = LikelyNeed.objects.visible_to(person).filter(audience=Audience.OWN)
    return rows.exclude(key__in=answered).select_related("peer").order_by("rank")


def open_shown(person: Person) -> list[Shown]:
    """As `open_likely`, with what may be told."""
    return told_to(person, open_likely(person))


def answers_of(person: Person) -> QuerySet[Answer]:
    """What the person's organisation has said, the newest first."""
    return Answer.objects.visible_to(person).select_related("person", "need")


def answer_at(person: Person, key: UUID) -> Answer | None:
    """What was said to one of them."""
    return answers_of(person).filter(key=key).first()


def may_answer(person: Person) -> bool:
    """Whether the person says what the organisation needs."""
    return (
        person.organisation_id is not None
        and person.may(Permission.PROFILE_READ)
        and person.may(Permission.NEED_WRITE)
    )


def is_settled(answer: Answer) -> bool:
    """Whether nothing more is to be done: it was refused, or a need came of it."""
    return answer.said == Said.REJECTED or answer.need_id is not None

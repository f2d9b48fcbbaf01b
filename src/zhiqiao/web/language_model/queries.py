"""Reads of kept answers and of what was asked."""

from django.db.models import QuerySet
from django.utils import timezone

from zhiqiao.common import ZhiqiaoError
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.language_model.models import UNDER_WAY, USED, Call, KeptAnswer
from zhiqiao.web.vault.sealing import open_sealed

PURPOSE = "model-answer"
FAILURES_SHOWN = 20


def kept_answer(digest: str) -> str | None:
    """The answer to the same question; None where none is kept, or it does not open."""
    rows = KeptAnswer.objects.unscoped().filter(digest=digest, expires_at__gt=timezone.now())
    row = rows.first()
    if row is None:
        return None
    try:
        return open_sealed(row.sealed, purpose=PURPOSE).decode()
    except ZhiqiaoError:
        return None


def unused_calls(actor: Person) -> QuerySet[Call]:
    """Calls whose answers could not be used, of those that the person sees, newest first."""
    return Call.objects.visible_to(actor).exclude(outcome__in=(USED, UNDER_WAY))


def failures(actor: Person) -> list[Call]:
    """The latest of them."""
    return list(unused_calls(actor).select_related("organisation")[:FAILURES_SHOWN])

"""What is done every day: forgetting answers that have expired, and old calls."""

from datetime import date, timedelta

from django.utils import timezone

from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.jobs.schedule import every_day
from zhiqiao.web.language_model.models import Call, KeptAnswer

CALLS_KEPT = timedelta(days=90)


@every_day("forget-model-answers", at="03:40")
def forget_expired(on: date) -> int:  # noqa: ARG001 -- what has expired by now
    """Removes what has expired; how many answers."""
    with every_row_for("answers of the language model that have expired"):
        return _forget()


@action
def _forget() -> int:
    now = timezone.now()
    answers, _rows = KeptAnswer.objects.unscoped().filter(expires_at__lte=now).delete()
    calls, _rows = Call.objects.unscoped().filter(asked_at__lt=now - CALLS_KEPT).delete()
    data = {"answers": answers, "calls": calls}
    audit(actor=None, action="forget_model_answers", what=KeptAnswer, data=data)
    return answers

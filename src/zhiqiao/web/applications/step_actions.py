"""One step of an application: conditional, with its row in the timeline and in the chain."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.applications.models import Application, State, Step, StepKind
from zhiqiao.web.audit.actions import audit


class ApplicationChangedError(RefusedError):
    """Somebody else was quicker: the application is no longer as the person saw it."""


def move(
    application: Application, from_states: Sequence[State], *, to: State | None, **changes: Any
) -> None:
    """Changes an application only if it still stands as it was read, inside another action.

    Raises:
        ApplicationChangedError: it does not.
    """
    values = {**changes, "changed_at": timezone.now()}
    if to is not None:
        values["state"] = to
    as_read = Application.objects.unscoped().filter(
        pk=application.pk, revision=application.revision, state__in=from_states
    )
    if as_read.update(revision=F("revision") + 1, **values) != 1:
        raise ApplicationChangedError(
            _("这件申报刚被别人处理过，或已不在这一步。请看清现在的情况再办。")
        )
    application.refresh_from_db()


def add_step(
    *,
    actor: Person | None,
    application: Application,
    kind: StepKind,
    data: Mapping[str, object] | None = None,
    **more: Any,
) -> Step:
    """Adds a step to the timeline and to the chain, inside another action."""
    step = Step.objects.create(application=application, kind=kind, by=actor, **more)
    about: dict[str, object] = {"revision": application.revision, "state": str(application.state)}
    audit(actor=actor, action=VERBS[kind], what=application, data=about | dict(data or {}))
    return step


VERBS: dict[StepKind, str] = {
    StepKind.SUBMITTED: "hand_in",
    StepKind.ACCEPTED: "accept_application",
    StepKind.ASSIGNED: "assign",
    StepKind.ASKED: "ask_for_more",
    StepKind.ANSWERED: "answer_request",
    StepKind.APPROVED: "approve_application",
    StepKind.REJECTED: "reject_application",
    StepKind.WITHDRAWN: "withdraw",
    StepKind.REOPENED: "reopen",
    StepKind.NOTED: "note",
    StepKind.SOLVED: "say_solved",
}

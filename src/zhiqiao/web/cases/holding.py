"""Holding a case while an action changes it: one after the other, each on what is so by then."""

from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.cases.models import Case
from zhiqiao.web.cases.wording import WENT_ELSEWHERE


def hold(case: Case) -> None:
    """Locks the row until the action ends, and has the case say what the row says by now.

    Raises:
        RefusedError: it went out of the actor's sight since they opened it.
    """
    try:
        case.refresh_from_db(from_queryset=Case.objects.unscoped().select_for_update())
    except Case.DoesNotExist as error:
        raise RefusedError(WENT_ELSEWHERE) from error


def hold_here(case: Case) -> None:
    """The same for those who answer it.

    Raises:
        RefusedError: it was handed on since they opened it.
    """
    department = case.department_id
    hold(case)
    if case.department_id != department:
        raise RefusedError(WENT_ELSEWHERE)

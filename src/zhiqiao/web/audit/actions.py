"""Every change of the product happens in an action: one durable transaction with its audit rows.

An `@action` changes rows and calls `audit(actor=..., action="publish", what=listing)`; what it is
told is appended to the chain when the action ends, or nothing is kept at all.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import models, transaction

from zhiqiao.web.audit.canonical import Deed, canonical_data, checked_name
from zhiqiao.web.audit.chain import append
from zhiqiao.web.audit.errors import UnauditedChangeError
from zhiqiao.web.audit.guard import Doing, doing
from zhiqiao.web.audit.signals import action_ends

if TYPE_CHECKING:
    from zhiqiao.web.accounts.models import Person

P = ParamSpec("P")
T = TypeVar("T")


def action(function: Callable[P, T]) -> Callable[P, T]:
    """Makes a function one durable transaction that is kept only together with its audit rows.

    Raises (when called):
        UnauditedChangeError: rows were written and `audit()` was not called; nothing is kept.
        RuntimeError: it was called inside another action.
    """

    @wraps(function)
    def perform(*args: P.args, **kwargs: P.kwargs) -> T:
        with _acting(function.__qualname__):
            return function(*args, **kwargs)

    return perform


@contextmanager
def system_action(reason: str) -> Iterator[None]:
    """An action as a block, for work that no person asked for at that moment."""
    with _acting(checked_name(reason)):
        yield


def audit(
    *,
    actor: "Person | None",
    action: str,
    what: models.Model | type[models.Model],
    data: Mapping[str, object] | None = None,
    organisation_id: int | None = None,
) -> None:
    """Tells what the action under way does; appended to the chain when it ends.

    Args:
        actor: who did it; None for the system.
        action: a verb as a code word.
        what: the row it was done to; its model where it was done to many or none.
        data: ids, counts, truth values, dates and code words only, or lists of them.
        organisation_id: whose matter it is, where neither `what` nor the actor tells.

    Raises:
        TransactionManagementError: no action is under way.
        UnsafeAuditDataError: the data could hold what people wrote.
    """
    current = doing.get()
    if current is None:
        raise transaction.TransactionManagementError("audit() belongs inside an @action")
    is_row = isinstance(what, models.Model)
    deed = Deed(
        actor_id=actor.pk if actor is not None else None,
        organisation_id=organisation_id or _organisation_of(what, actor),
        action=checked_name(action),
        noun=checked_name(str(what._meta.model_name)),  # noqa: SLF001 -- documented by Django
        object_id=checked_name(str(what.pk)) if is_row else "",
        data=canonical_data(data or {}),
    )
    current.deeds.append(deed)


def _organisation_of(what: models.Model | type[models.Model], actor: "Person | None") -> int | None:
    """Whose matter it is: that of the thing's organisation, else of the actor's."""
    if isinstance(what, models.Model):
        if type(what).__name__ == "Organisation":
            return int(what.pk)
        owner = getattr(what, "organisation_id", None)
        if isinstance(owner, int):
            return owner
    owner = getattr(actor, "organisation_id", None)
    return owner if isinstance(owner, int) else None


@contextmanager
def _acting(name: str) -> Iterator[None]:
    with transaction.atomic(durable=True):
        current = Doing(name)
        token = doing.set(current)
        try:
            yield
            _close(current)
        finally:
            doing.reset(token)


def _close(current: Doing) -> None:
    if current.wrote and not current.deeds:
        raise UnauditedChangeError(f"{current.name} wrote to {current.wrote} without audit()")
    if current.deeds:
        action_ends.send(sender=Doing, name=current.name)
        current.is_appending = True
        append(current.deeds)

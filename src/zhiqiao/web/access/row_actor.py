"""For whom the database shows rows: the second layer, below the checks in Python.

PostgreSQL's policies (`row_security`) read three settings of the connection. This module holds
what they should be; the `postgresql` engine sends them before a query whenever they differ from
what the connection has. On SQLite nothing is sent. The settings of a connection that has none
(a fresh one, or one of another program) show nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhiqiao.web.access.permissions import EVERYONE

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from zhiqiao.web.accounts.models import Person

ARRIVING_WORD = "arriving"
SYSTEM_WORD = "system"
VISITOR_WORD = "visitor"


@dataclass(frozen=True, slots=True)
class RowActor:
    """Settings of the connection: numbers as text, `scope` as words between commas."""

    person: str = ""
    organisation: str = ""
    scope: str = ""

    @classmethod
    def of(cls, actor: "Person | AnonymousUser") -> "RowActor":
        """What a visitor's permissions let the database show."""
        if not actor.is_authenticated:
            return STRANGER
        grant = actor.grant
        organisation = str(grant.organisation.pk) if grant.organisation else ""
        return cls(str(actor.pk), organisation, _words(grant.permissions))


def _words(permissions: Iterable[str]) -> str:
    return "," + ",".join([VISITOR_WORD, *sorted(permissions)]) + ","


NOTHING = RowActor()
"""What a fresh connection has: no row is shown."""
STRANGER = RowActor(scope=_words(EVERYONE))
"""Someone who has not signed in."""
ARRIVING = RowActor(scope=f",{ARRIVING_WORD},")
"""Not yet known who: memberships, invitations and tokens are read to find out."""
SYSTEM = RowActor(scope=f",{SYSTEM_WORD},")
"""The site itself, for a stated purpose and for as long as it takes."""

_wanted: ContextVar[RowActor] = ContextVar("row_actor", default=ARRIVING)


def wanted() -> RowActor:
    """For whom rows are to be shown now."""
    return _wanted.get()


def show_rows_to(actor: "Person | AnonymousUser") -> None:
    """From now on in this request the database shows this visitor's rows only."""
    _wanted.set(RowActor.of(actor))


def show_rows_to_nobody_yet(**_signal: Any) -> None:
    """Forgets the visitor: at the start and at the end of every request."""
    _wanted.set(ARRIVING)


def show_every_row() -> None:
    """From now on in this process: for the operator's commands, which have no visitor."""
    _wanted.set(SYSTEM)


@contextmanager
def shown(rows_to: RowActor) -> Iterator[None]:
    """Has the database show another one's rows for a while."""
    token = _wanted.set(rows_to)
    try:
        yield
    finally:
        _wanted.reset(token)


@contextmanager
def every_row_for(purpose: str) -> Iterator[None]:
    """Lets the site itself see and write all rows for a purpose that is no visitor's.

    As to find a code that nobody has taken yet. Rows must be read inside, not later.
    """
    if not purpose:
        raise ValueError("every_row_for needs a purpose")
    with shown(SYSTEM):
        yield


@contextmanager
def rows_for_a_grant() -> Iterator[None]:
    """Lets memberships be read to find out what a person may do; no setting changes on arrival."""
    with shown(ARRIVING if wanted() == ARRIVING else SYSTEM):
        yield

"""Checks that are one clause or one property, each with the request that finds it gone."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch

from django.db.models import Q
from django.utils import timezone
from tests.secure.crawl.browser import Browser
from tests.secure.crawl.removals import replaced
from tests.secure.crawl.worlds import World

from zhiqiao.web.access import Permission
from zhiqiao.web.accounts import models, queries
from zhiqiao.web.accounts.models import Grant, MembershipState, Organisation, Person
from zhiqiao.web.accounts.signing_in import confirming
from zhiqiao.web.api import middleware, tokens
from zhiqiao.web.api.models import ApiToken

FOUND, REDIRECTED, FORBIDDEN = 200, 302, 403
ME, LISTED = "/api/v1/me", "/api/v1/organisations"


@dataclass(frozen=True)
class SingleCheck:
    """One check, how to be without it, and whether a request shows that it is gone."""

    name: str
    without: Callable[[], AbstractContextManager[object]]
    is_gone: Callable[[World], bool]


def _answers(own: World, path: str = ME, **token: object) -> bool:
    """Whether a token of the owner, made with these values, is answered."""
    text = f"zq_{own.tag}-{sorted(token)}"
    values = {
        "permissions": [str(each) for each in Permission],
        "expires_at": timezone.now() + timedelta(days=1),
    } | token
    ApiToken.objects.create(
        person=own.owner,
        organisation=own.organisation,
        name="x",
        prefix="zq_x",
        digest=tokens.digest_of(text),
        **values,
    )
    return Browser(token=text).get(path).status_code == FOUND


def _expired(own: World) -> bool:
    return _answers(own, expires_at=timezone.now() - timedelta(seconds=1))


def _revoked(own: World) -> bool:
    return _answers(own, revoked_at=timezone.now())


def _limited(own: World) -> bool:
    return _answers(own, LISTED, permissions=[])


def _of_the_inactive(own: World) -> bool:
    Person.objects.filter(pk=own.owner.pk).update(is_active=False)
    return _answers(own)


def _of_who_left(own: World) -> bool:
    own.owner.memberships.unscoped().update(state=MembershipState.ENDED, ended_at=timezone.now())
    return _answers(own)


def _forged(own: World) -> bool:
    browser = Browser(own.owner, enforce_csrf=True)
    answer = browser.generic("POST", "/api/v1/needs", b"{}", "application/json")
    return answer.status_code != FORBIDDEN


def _unconfirmed(own: World) -> bool:
    answer = Browser(own.owner, is_confirmed=False).submit("/account/recovery-codes/", {})
    return answer.status_code != REDIRECTED or "confirm" not in answer.headers["Location"]


def _switched(own: World) -> bool:
    return Browser().submit(f"/demo-role/{own.owner.pk}/", {}).status_code == REDIRECTED


def _always(*_args: object) -> bool:
    return True


def _unlimited(person: Person, organisation_id: int | None, limited_to: object = None) -> Grant:
    return ACT_FOR(person, organisation_id)


def _a_member_of_anything(
    person: Person, organisation_id: int | None, limited_to: object = None
) -> Grant:
    if organisation_id is None:
        return ACT_FOR(person, None)
    organisation = Organisation.objects.get(pk=organisation_id)
    person._grant = Grant(organisation, frozenset(), frozenset(Permission))  # noqa: SLF001
    return person._grant  # noqa: SLF001


def _with(*changes: AbstractContextManager[object]) -> AbstractContextManager[object]:
    every = ExitStack()
    for change in changes:
        every.enter_context(change)
    return every


def _always_valid() -> AbstractContextManager[object]:
    return patch.object(ApiToken, "is_valid", new=True)


def _in_a_demo() -> AbstractContextManager[object]:
    everyone = replaced(queries.demo_people, Person.objects.all)
    return _with(replaced(queries.demo_is_offered, _always), everyone)


ACT_FOR = Person.act_for
SINGLE = (
    SingleCheck("a token expires", _always_valid, _expired),
    SingleCheck("a token is revoked", _always_valid, _revoked),
    SingleCheck(
        "a token is limited", lambda: patch.object(Person, "act_for", _unlimited), _limited
    ),
    SingleCheck(
        "a token's limit",
        lambda: patch.object(ApiToken, "limit", frozenset(Permission)),
        _limited,
    ),
    SingleCheck(
        "the inactive hold no rights",
        lambda: _with(
            patch.object(Person, "is_active", property(_always, lambda *_: None)),
            patch.object(models, "OPEN_AND_ACTIVE", Q(state=MembershipState.ACTIVE)),
        ),
        _of_the_inactive,
    ),
    SingleCheck(
        "a token's person is a member",
        lambda: patch.object(Person, "act_for", _a_member_of_anything),
        _of_who_left,
    ),
    SingleCheck(
        "the API asks sessions for a token against forgery",
        lambda: replaced(middleware._check_csrf, lambda _request: None),  # noqa: SLF001
        _forged,
    ),
    SingleCheck(
        "security is confirmed", lambda: replaced(confirming.is_confirmed, _always), _unconfirmed
    ),
    SingleCheck("only the demo switches roles", _in_a_demo, _switched),
)

"""No visitor sees, changes or learns of what is another organisation's, wherever they ask."""

import logging
import os
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.secure.crawl import judging, matrix, more
from tests.secure.crawl.crawling import Visitor, crawl, fixed, requests_of
from tests.secure.crawl.routes import routes
from tests.secure.crawl.worlds import build

from zhiqiao.web.access import Permission, Role
from zhiqiao.web.api import middleware
from zhiqiao.web.api.models import ApiToken
from zhiqiao.web.api.tokens import digest_of

ACTORS = [matrix.STRANGER, matrix.SIGNED, *Role.values]
ON_SQLITE = {
    matrix.STRANGER, Role.SEEKER, Role.AFFAIRS, Role.REVIEWER, Role.OPERATOR, Role.PROVIDER,
}  # fmt: skip
ON_POSTGRESQL = {Role.BROKER, Role.FINANCE_MAKER}
IN_TESTS = ON_POSTGRESQL if os.environ.get("ZHIQIAO_TEST_DATABASE") else ON_SQLITE
"""Who crawls in `make test`; in `make proof` everyone crawls both databases."""
TOKEN = "zq_crawler-token"
WRITERS = (
    Role.ORGANISATION_ADMIN, Role.SEEKER, Role.PROVIDER, Role.OPERATOR, Role.AFFAIRS, Role.REVIEWER,
    Role.FINANCE_MAKER, Role.FINANCE_CHECKER,
)  # fmt: skip
"""Who together may write at every address."""
NOT_IN_ONE_STEP = {
    "POST /account/confirm/": "notes it in the session",
    "POST /account/identity/": "leads to a provider, and there is none",
    "POST /account/new-password/<int:person_id>/<str:token>/": "the link was given to a person",
    "POST /account/second-step/": "wants a code from a phone",
    "POST /demo-role/<int:person_id>/": "in the demo only",
    "POST /invitation/<str:token>/": "the link was given to a person",
    "POST /language/": "sets a cookie",
    "POST /my-organisations/switch/": "notes it in the session",
    "POST /needs/diagnosis/": "diagnoses what is typed and keeps nothing",
    "POST /organisations/<int:organisation_id>/reactivate/": "wants a deactivated one",
    "POST /people/clean-files/": "cleans the database's files",
    "POST /register/": "notes it in the session",
    "POST /register/organisation/": "wants the first step",
    "POST /register/person/": "wants the steps before",
    "POST /sign-in/": "leads to the second step",
    "POST /sign-in/oidc/": "leads to a provider, and there is none",
    "POST /sign-in/second-step/": "wants a code from a phone",
}
"""Addresses that write nothing, or only after other steps; their own tests go through those."""


@pytest.fixture(autouse=True)
def _quiet_and_unlimited(db, settings):
    settings.ZHIQIAO_API_PER_MINUTE = settings.ZHIQIAO_API_PER_MINUTE_AND_ADDRESS = 1_000_000
    middleware.forget_counts()
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
    middleware.forget_counts()


def worlds_of(name: str):
    """The visitor's own world and another; `nobody` has signed in and acts for no one."""
    role = name if name in Role.values else None
    return build("one", role), build("two")


def assert_nothing_escapes(visitor, name, other, found):
    answers = list(crawl(visitor, found, visitor.own, other, name=name))
    assert judging.faults(answers) == []
    assert judging.leaks(answers, visitor.person, other) == []
    assert judging.unrefused(answers, name) == []
    assert judging.told_within(answers, visitor.person, visitor.own) == []
    assert judging.writes_beyond(answers, visitor.person) == []
    assert judging.offers_in_vain(answers, name) == []
    if not judging.reaches_far(visitor.person):
        assert judging.changes(answers) == []
        assert judging.tells(answers) == []


def sampled(names):
    return [
        name if name in IN_TESTS else pytest.param(name, marks=pytest.mark.proof) for name in names
    ]


@pytest.mark.parametrize("name", sampled(ACTORS))
def test_what_a_visitor_gets_with_a_browser(name):
    own, other = worlds_of(name)
    person = None if name == matrix.STRANGER else own.owner
    assert_nothing_escapes(Visitor(person, own), name, other, routes())


def test_a_mere_member_is_handed_no_hidden_row_of_others():
    own, other = worlds_of(Role.LIAISON)
    assert judging.rows_seen(own.owner, own, other) == []


def token_for(person, organisation, **more) -> str:
    """The text of a token for all that the person may do."""
    values = {
        "name": "x", "prefix": "zq_crawler", "digest": digest_of(TOKEN),
        "permissions": [str(each) for each in Permission],
        "expires_at": timezone.now() + timedelta(days=1),
    }  # fmt: skip
    ApiToken.objects.create(person=person, organisation=organisation, **values | more)
    return TOKEN


@pytest.mark.parametrize("name", sampled(Role.values))
def test_what_a_program_gets_with_a_token(name):
    own, other = worlds_of(name)
    token = token_for(own.owner, own.organisation)
    found = [route for route in routes() if route.template.startswith("api/")]
    assert_nothing_escapes(Visitor(own.owner, own, token=token), name, other, found)


def test_every_address_that_writes_writes_in_the_crawl():
    """Else the crawl would prove nothing: a form refused for its content is no access check."""
    wanted = [route for route in routes() if route.method != "GET"]
    written = set()
    for name in WRITERS:
        own = build(f"{name}", name)
        visitor = Visitor(own.owner, own)
        for route in wanted:
            if route.key in written or name in matrix.refused(route):
                continue
            own_only = [r for r in requests_of(route, own, own) if r.whose != "missing"]
            if any(visitor.ask(request).written for request in own_only):
                written.add(route.key)
    left = {route.key for route in wanted} - written
    assert left == {*NOT_IN_ONE_STEP, *more.gathered("NOT_IN_ONE_STEP")}


def test_the_matrix_of_permissions_is_as_written_down():
    assert matrix.written() == matrix.FILE.read_text(encoding="utf-8"), matrix.__doc__


def test_every_part_of_an_address_is_known_to_the_crawl():
    parts = {name for route in routes() for name in route.parameters}
    assert parts - set(fixed()) - set(build("one").ids) == set()

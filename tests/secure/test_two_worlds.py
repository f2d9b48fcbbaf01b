"""What is hidden changes nothing that others see: no list, no count, no search, no suggestion."""

import re

import pytest
from tests.secure.crawl import judging, matrix
from tests.secure.crawl.crawling import Request, Visitor, fixed, searched
from tests.secure.crawl.routes import routes
from tests.secure.crawl.worlds import add_hidden
from tests.secure.test_crawl import _quiet_and_unlimited, worlds_of  # noqa: F401 -- a fixture

from zhiqiao.web.access import Role

IN_PROOF = (Role.SEEKER, Role.ORGANISATION_ADMIN, Role.ANALYST, Role.REVIEWER)
ACTORS = [
    matrix.STRANGER,
    pytest.param(Role.PROVIDER, marks=pytest.mark.one_database),
    pytest.param(Role.AFFAIRS, marks=pytest.mark.one_database),
    *(pytest.param(role, marks=pytest.mark.proof) for role in IN_PROOF),
]
SEARCHES = ("", "?q=canary", "?q=zqtwo&sort=quality", "?status=draft", "?page=2", "?limit=1&q=zq")
VOLATILE = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken(?:&quot;|"): (?:&quot;|")\w*'
    r"|X-Request-ID', '[^']*'|csrftoken=\w+|'Expires', '[^']*'|[0-9a-f]{32}|\"at\": \"[^\"]*\""
)
"""What differs between two answers to one question: tokens, names of requests, times."""
OF_THE_MACHINE = {"metrics", "readyz", "healthz"}
COMPARED_AT_LEAST = 0.95


@pytest.mark.parametrize("name", ACTORS)
@pytest.mark.proof
def test_hidden_rows_of_another_organisation_change_no_answer(name):
    own, other = worlds_of(name)
    visitor = Visitor(None if name == matrix.STRANGER else own.owner, own)
    assert not judging.reaches_far(visitor.person)
    first, second = (answers(visitor, name) for _ in range(2))
    steady = {path for path, text in first.items() if second[path] == text}
    assert len(steady) >= COMPARED_AT_LEAST * len(first), sorted(set(first) - steady)
    add_hidden(other)
    after = answers(visitor, name)
    assert [path for path in sorted(steady) if after[path] != first[path]] == []


def answers(visitor, name):
    """The answers to all that the visitor may ask for, without what is volatile in itself."""
    ids = visitor.own.ids
    found = {}
    for route in routes():
        if route.method != "GET" or route.template in OF_THE_MACHINE:
            continue
        if name in matrix.refused(route):
            continue
        values = {part: (fixed().get(part) or ids.get(part) or [0])[0] for part in route.parameters}
        is_list = route.template.strip("/").split("/")[-1] in searched()
        for query in SEARCHES if is_list and not route.parameters else ("",):
            path = route.path(values) + query
            answer = visitor.ask(Request(route, path, "own"))
            found[path] = f"{answer.status} {VOLATILE.sub('', answer.text)}"
    return found

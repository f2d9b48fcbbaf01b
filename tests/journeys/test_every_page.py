"""Every page of the site, as someone who may see it: axe, width, language, and no layout shift."""

import itertools
import logging
import os

import pytest
from django.test import Client
from tests.journeys.conftest import add_cookie
from tests.journeys.measuring import troubles as troubles_here
from tests.secure.crawl.crawling import requests_of
from tests.secure.crawl.routes import Route, routes
from tests.secure.crawl.worlds import build

from zhiqiao.web.access import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHIFTS = """window.__shift = 0;
new PerformanceObserver(list => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.__shift += each.value;
}).observe({type: "layout-shift", buffered: true});"""
SHIFT_MAX = 0.1
LOOKERS = (
    Role.SEEKER, Role.BROKER, Role.AFFAIRS, Role.REVIEWER, Role.ORGANISATION_ADMIN, Role.PROVIDER,
    Role.OPERATOR, Role.ANALYST, Role.FINANCE_MAKER, Role.FINANCE_CHECKER,
)  # fmt: skip
LOOKS = (
    {"width": 1440, "scheme": "light", "language": "zh-hans"},
    {"width": 390, "scheme": "dark", "language": "en"},
)
NOT_A_PAGE_HERE = {
    "account/new-password/<int:person_id>/<str:token>/": "the link was given to a person",
    "account/second-step/": "wants a fresh sign-in",
    "attachments/<int:attachment_id>/": "a file",
    "bank-lines/<int:line_id>/": "leads to its file",
    "budgets/revisions/<int:revision_id>/": "leads to its budget",
    "imports/<int:import_id>/progress/": "a part of the import's page",
    "invitation/<str:token>/": "the link was given to a person",
    "jobs/<int:job_id>/progress/": "a part of the job's page",
    "my-objections/<int:objection_id>/": "for whoever objected while signed in",
    "payments/<int:payment_id>/voucher/": "a file",
    "payouts/<int:list_id>/voucher/": "a file",
    "people/<int:person_id>/erase/": "wants the password once more",
    "people/organisation-names/": "a part of a form",
    "programmes/feed/<str:secret>.ics": "a calendar",
    "register/organisation/": "wants the first step",
    "register/person/": "wants the steps before",
    "sign-in/oidc/callback/": "another site sends people here",
    "sign-in/second-step/": "wants the password before",
    "transfers/<int:transfer_id>/move/": "wants the stage to move to",
}
"""What opens only in the middle of something (its own journey goes through it) or is no page."""


@pytest.fixture
def lookers():
    """By role a client and the rows of its own organisation."""
    logging.disable(logging.CRITICAL)
    found = {}
    for role in LOOKERS:
        world = build(f"{role}".replace("_", ""), role)
        client = Client()
        client.force_login(world.owner, backend="django.contrib.auth.backends.ModelBackend")
        found[role] = (client, world)
    yield found
    logging.disable(logging.NOTSET)


def opened_by(lookers, route: Route) -> tuple[str, str] | None:
    """The first role that sees the page, and its address."""
    for role, (client, world) in lookers.items():
        own = (each for each in requests_of(route, world, world) if each.whose in ("own", "none"))
        for request in itertools.islice(own, 6):
            answer = client.get(request.path)
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code == 200 and kind.startswith("text/html"):
                whole = b"".join(answer) if answer.streaming else answer.content
                return (role, request.path) if b"<main" in whole else None
            if answer.status_code == 200:
                return None
    return None


@pytest.fixture
def pages(lookers):
    """Every page with the role that opens it; pages that nobody could open are told."""
    wanted = [route for route in routes() if route.method == "GET"]
    return {route.template: opened_by(lookers, route) for route in wanted}


def troubles(page, path: str) -> list[str]:
    page.goto(path)
    found = troubles_here(page)
    shift = page.evaluate("window.__shift")
    found += [f"shifts by {shift:.2f}"] if shift > SHIFT_MAX else []
    return [f"{path} {each}" for each in found]


@pytest.fixture
def page_of(lookers, new_page, live_server):
    """Opens a tab of a role, in a look."""

    def opened(role, look):
        page = new_page(**look)
        session = lookers[role][0].cookies["sessionid"].value
        add_cookie(page.context, live_server.url, "sessionid", session)
        page.add_init_script(SHIFTS)
        return page

    return opened


def test_every_page_opens_and_is_usable_by_everyone(pages, page_of):
    unopened = {template for template, opened in pages.items() if opened is None}
    assert {each for each in unopened if not is_no_page(each)} == set(NOT_A_PAGE_HERE)
    found, tabs = [], {}
    for place, (role, path) in enumerate(filter(None, pages.values())):
        found += troubles_of(role, path, looks=looks_at(place), tabs=tabs, page_of=page_of)
    assert found == []


def looks_at(place):
    """Both looks where all is asked for (`make proof`); else one, the next page the other."""
    return LOOKS if "ZHIQIAO_ALL_LOOKS" in os.environ else LOOKS[place % 2 : place % 2 + 1]


def troubles_of(role, path, *, looks, tabs, page_of):
    found = []
    for look in looks:
        key = role, look["width"]
        tabs[key] = tabs.get(key) or page_of(role, look)
        found += [f"{look['language']} {each}" for each in troubles(tabs[key], path)]
    return found


def is_no_page(template: str) -> bool:
    """Files, answers to programs, and parts of pages."""
    return template.startswith(("api/", "healthz", "readyz", "metrics")) or "<str:kind>" in template

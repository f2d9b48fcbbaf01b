"""Every page of the site, as someone who may see it: axe, width, language, and no layout shift."""

import itertools
import logging

import pytest
from django.test import Client
from tests.journeys.conftest import AXE
from tests.secure.crawl.crawling import requests_of
from tests.secure.crawl.routes import Route, routes
from tests.secure.crawl.worlds import build

from zhiqiao.web.access import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHECK = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(v => ["serious", "critical"].includes(v.impact))
  .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | ")}`)"""
SHIFTS = """window.__shift = 0;
new PerformanceObserver(list => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.__shift += each.value;
}).observe({type: "layout-shift", buffered: true});"""
SHIFT_MAX = 0.1
LOOKERS = (
    Role.SEEKER, Role.BROKER, Role.AFFAIRS, Role.REVIEWER, Role.ORGANISATION_ADMIN, Role.PROVIDER,
    Role.OPERATOR, Role.ANALYST,
)  # fmt: skip
LOOKS = {
    "wide, light": {"width": 1440, "scheme": "light", "language": "zh-hans"},
    "narrow, dark, English": {"width": 390, "scheme": "dark", "language": "en"},
}
NOT_A_PAGE_HERE = {
    "account/confirm/": "asked for before what needs it",
    "account/new-password/<int:person_id>/<str:token>/": "the link was given to a person",
    "account/recovery-codes/": "wants a fresh second step",
    "account/second-step/": "wants a fresh sign-in",
    "invitation/<str:token>/": "the link was given to a person",
    "register/organisation/": "wants the first step",
    "register/person/": "wants the steps before",
    "sign-in/second-step/": "wants the password before",
}
"""Pages that open only in the middle of something; their own journeys go through them."""


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
    page.add_script_tag(path=AXE)
    found = page.evaluate(CHECK)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    shift = page.evaluate("window.__shift")
    found += [f"{wide} px too wide"] if wide > 0 else []
    found += [f"shifts by {shift:.2f}"] if shift > SHIFT_MAX else []
    return [f"{path} {each}" for each in found]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_usable_by_everyone(pages, lookers, new_page, live_server, look):
    chosen, found, browsers = LOOKS[look], [], {}
    for role, path in filter(None, pages.values()):
        if role not in browsers:
            page = new_page(width=chosen["width"], scheme=chosen["scheme"], bypass_csp=True)
            cookies = {"django_language": chosen["language"]}
            cookies["sessionid"] = lookers[role][0].cookies["sessionid"].value
            page.context.add_cookies(
                [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
            )
            page.add_init_script(SHIFTS)
            browsers[role] = page
        found += troubles(browsers[role], path)
    assert found == []


def test_every_page_was_opened(pages):
    """Else the test above would prove nothing for it."""
    unopened = {template for template, opened in pages.items() if opened is None}
    downloads_and_parts = {each for each in unopened if is_no_page(each)}
    assert sorted(unopened - downloads_and_parts) == sorted(NOT_A_PAGE_HERE)


def is_no_page(template: str) -> bool:
    """Files, answers to programs, and parts of pages."""
    return template.startswith(("api/", "healthz", "readyz", "metrics")) or "<str:kind>" in template

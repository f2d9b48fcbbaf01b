"""A real chromium against a live server, one context a test."""

import os
import shutil
from tempfile import TemporaryDirectory

import httpx
import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from tests.journeys.looks import SOURCE, WIDE

from zhiqiao.rulefiles.folder import default_folder
from zhiqiao.web.accounts.models import Person

# Playwright's loop runs in this thread, and Django would refuse the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE_MS = 20_000
"""How long a state is waited for; it costs nothing where the state comes sooner."""
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items):
    """The longest first, so that two processes end together."""
    items.sort(key=lambda item: "test_every_page" not in item.nodeid)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """A database in a file, as in production: one in memory refuses a second thread at once."""
    with TemporaryDirectory(prefix="zhiqiao-journeys-", dir=quick_folder()) as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/db.sqlite3"
        yield


def quick_folder() -> str | None:
    """Where files are kept without waiting for a disk; None for the usual place."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 -- a random name in it


@pytest.fixture(scope="session")
def chromium():
    """The system's chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def warm():
    """Asks a live server for its first page once: that one loads the whole program."""
    asked = set()

    def ask(address: str) -> None:
        if address not in asked:
            httpx.get(f"{address}/sign-in/", timeout=60)
            asked.add(address)

    return ask


@pytest.fixture
def new_page(chromium, live_server, warm):
    """Opens pages of a given look; a page's error or refused script fails the test."""
    warm(live_server.url)
    contexts, troubles = [], []

    def make(
        *, width: int = 1440, scheme: str = "light", language: str = SOURCE, **options
    ) -> Page:
        height = 900 if width > 500 else 844
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            **options,
        )
        contexts.append(context)
        if language != SOURCE:
            add_cookie(context, live_server.url, "django_language", language)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda message: troubles.append(message.text) if message.type == "error" else None,
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert not troubles


@pytest.fixture
def enter(live_server):
    """Has a page be a person's from here on, without a visit to the page that signs in."""

    def be(page: Page, username: str) -> None:
        client = Client()
        person = Person.objects.get(username=username)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies["sessionid"].value
        add_cookie(page.context, live_server.url, "sessionid", session)

    return be


def add_cookie(context: BrowserContext, address: str, name: str, value: str) -> None:
    context.add_cookies([{"name": name, "value": value, "url": address}])


@pytest.fixture
def sign_in():
    """Signs a person in through the page."""

    def fill(page: Page, username: str, look=WIDE) -> None:
        page.goto("/sign-in/")
        page.get_by_label(look("登录名")).fill(username)
        page.get_by_label(look("密码")).fill("correct horse battery")
        page.locator("main").get_by_role("button", name=look("登录"), exact=True).click()
        page.wait_for_url("**/")

    return fill


@pytest.fixture
def no_programmes(settings, tmp_path):
    """A rulebook of the shipped facts alone, for journeys that bring their own programme."""
    folder = tmp_path / "rules"
    folder.mkdir()
    shutil.copy(default_folder() / "facts.yaml", folder)
    settings.ZHIQIAO_POLICIES = str(folder)

"""A real chromium against a live server, one context a test."""

import os
import shutil
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

# Playwright's loop runs in this thread, and Django would refuse the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

AXE = Path("node_modules/axe-core/axe.min.js")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
expect.set_options(timeout=5_000)


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
    """Opens pages of a given width; a page's error or refused script fails the test."""
    warm(live_server.url)
    contexts, troubles = [], []

    def make(*, width: int = 1440, scheme: str = "light", **options) -> Page:
        height = 900 if width > 500 else 844
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
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
def enter():
    """Signs a person in through the page."""

    def sign_in(page: Page, username: str) -> None:
        page.goto("/sign-in/")
        page.get_by_label("登录名").fill(username)
        page.get_by_label("密码").fill("correct horse battery")
        page.locator("main").get_by_role("button", name="登录").click()
        page.wait_for_url("**/")

    return sign_in

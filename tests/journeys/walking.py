"""Walks a site by its links, one page of every address."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page, Response

LINKS = """() => [...document.querySelectorAll("main a[href], nav a[href], header a[href]")]
  .filter(a => !a.hasAttribute("download")).map(a => a.getAttribute("href"))"""
LEFT_OUT = ("/static/", "/api/", "/healthz", "/readyz", "/metrics", "/language/")


@dataclass(frozen=True)
class Stop:
    """A page of the walk: the name of its address, and where it is."""

    name: str
    path: str


def stop_at(href: str, here: str = "/") -> Stop | None:
    """The address that a link of the page leads to; None for one outside, or a file."""
    path = href.partition("#")[0]
    if path.startswith("?"):
        path = here.partition("?")[0] + path
    bare = path.partition("?")[0]
    if not path.startswith("/") or path.startswith("//") or bare.startswith(LEFT_OUT):
        return None
    try:
        match = resolve(bare)
    except Resolver404:
        return None
    return Stop(match.url_name or "", path)


def walk(page: Page, *, known: set[str], start: str = "/") -> Iterator[Stop]:
    """Opens one page of every address that links lead to, and yields while it is open.

    Args:
        page: signed in.
        known: the names of addresses that need no second look; grows.
        start: where it begins.
    """
    waiting, seen = [Stop("home", start)], {"home"}
    while waiting:
        stop = waiting.pop(0)
        answer = _opened(page, stop.path)
        if answer is None or not answer.ok or "text/html" not in answer.headers["content-type"]:
            continue
        for href in page.evaluate(LINKS):
            found = stop_at(href, stop.path)
            if found is not None and found.name not in seen:
                seen.add(found.name)
                waiting.append(found)
        if stop.name not in known or stop.name == "home":
            known.add(stop.name)
            yield stop


def _opened(page: Page, path: str) -> Response | None:
    """The answer to going there; None for what is downloaded, not shown."""
    try:
        return page.goto(path)
    except Error:
        return None

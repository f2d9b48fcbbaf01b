"""Pictures of every page of the demo city, wide and narrow: `make screenshots`.

The pictures lie in var/screenshots, each role's own pages in its folder, with a sheet of all.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

TARGET = Path("var/screenshots")
WIDTHS = {"1440": (1440, 900), "390": (390, 844)}
DOCS = {
    ("broker", "need"): "need", ("affairs", "my-programmes"): "entitlements",
    ("affairs", "programme"): "programme", ("broker", "transfers"): "transfers",
    ("stranger", "ask"): "ask", ("reviewer", "draft"): "draft",
    ("reviewer", "application-review"): "review",
}  # fmt: skip
"""Which of them the docs show, and under which name."""
ROLES = (
    "stranger", "affairs", "seeker", "provider", "broker", "reviewer", "finance-maker",
    "finance-checker", "analyst", "operator",
)  # fmt: skip


def main() -> None:
    """Loads the demo where it is missing, serves it, and takes the pictures."""
    data = (TARGET / "data").resolve()
    data.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"ZHIQIAO_DATA": str(data), "ZHIQIAO_DEMO": "1"}
    os.environ.update(environment | {"DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings"})
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's loop runs in this thread
    program = [sys.executable, "-m", "zhiqiao.cli"]
    subprocess.run([*program, "demo"], env=environment, check=True)  # noqa: S603 -- our own command
    import django

    django.setup()
    with serving(program, environment) as address, sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        taken = [path for role in ROLES for path in pictures(browser, address, role)]
        browser.close()
    write_sheet(taken)
    left_out(taken)


@contextmanager
def serving(program: list[str], environment: dict[str, str]) -> Iterator[str]:
    """The site on a free port, until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*program, "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Returns once the site answers."""
    while process.poll() is None:
        try:
            httpx.get(f"{address}/healthz", timeout=2)
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The site did not start.")


def pictures(browser: Browser, address: str, role: str) -> list[Path]:
    """Both pictures of every page that this role reaches by links."""
    from tests.journeys.walking import walk

    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    if role != "stranger":
        enter(page, role)
    taken = [
        path for stop in walk(page, known=set()) for path in take(page, TARGET / role, stop.name)
    ]
    context.close()
    return taken


def enter(page: Page, role: str) -> None:
    """Signs in as the demo's person of that role."""
    from zhiqiao.web.accounts.models import Person

    person = Person.objects.get(username=f"demo-{role}")
    page.goto("/sign-in/")
    page.locator(f'form[action="/demo-role/{person.pk}/"] button').click()
    page.wait_for_load_state()


def take(page: Page, folder: Path, name: str) -> list[Path]:
    """The open page at both widths."""
    taken = []
    for width, (across, down) in WIDTHS.items():
        page.set_viewport_size({"width": across, "height": down})
        path = folder / f"{name}-{width}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True, animations="disabled")
        taken.append(path)
    page.set_viewport_size({"width": 1440, "height": 900})
    shown = DOCS.get((folder.name, name))
    if shown:
        page.screenshot(path=f"docs/images/{shown}.png", animations="disabled")
    return taken


def write_sheet(taken: list[Path]) -> None:
    """One page with all pictures."""
    figures = "".join(
        f'<figure><a href="{each.relative_to(TARGET)}"><img loading="lazy" width="320" '
        f'src="{each.relative_to(TARGET)}"></a><figcaption>{each.relative_to(TARGET)}</figcaption>'
        "</figure>\n"
        for each in taken
    )
    (TARGET / "index.html").write_text(f"<!doctype html><meta charset=utf-8>{figures}", "utf-8")
    sys.stdout.write(f"{len(taken)} pictures: {TARGET / 'index.html'}" + "\n")


def left_out(taken: list[Path]) -> None:
    """Tells which pages no role reached by links."""
    from django.urls import get_resolver
    from tests.secure.crawl.routes import patterns

    named = {
        pattern.name
        for _path, pattern in patterns(get_resolver())
        if "GET" in getattr(pattern.callback, "methods", ()) and pattern.name
    }
    reached = {path.name.rpartition("-")[0] for path in taken}
    sys.stdout.write("Not reached by links: " + ", ".join(sorted(named - reached)) + "\n")


if __name__ == "__main__":
    main()

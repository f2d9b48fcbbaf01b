"""What a page costs a person, and what keeps people out of it."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path("node_modules/axe-core/axe.min.js")
CHECK = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(v => ["serious", "critical"].includes(v.impact))
  .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | ")}`)"""
TOO_WIDE = """() => {
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over <= 0) return [];
  const out = [...document.querySelectorAll("body *")].filter(each =>
    !each.closest(".scroll-x") && each.getBoundingClientRect().right > window.innerWidth);
  return [`${over} px too wide: ` + out.slice(-3).map(each => each.outerHTML.slice(0, 80)).join()];
}"""
COUNT_CLICKS = """addEventListener("click", event => {
  if (event.isTrusted)
    sessionStorage.setItem("clicks", 1 + Number(sessionStorage.getItem("clicks")));
}, true)"""


def troubles(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it stands, and what scrolls sideways."""
    page.evaluate(_axe())
    return [*page.evaluate(CHECK), *page.evaluate(TOO_WIDE)]


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


def count_clicks(page: Page) -> None:
    """From here on, over all pages of the tab."""
    page.add_init_script(COUNT_CLICKS)
    page.evaluate(COUNT_CLICKS)


def clicks(page: Page) -> int:
    """How often the person clicked since they are counted; a key that presses counts as one."""
    return int(page.evaluate("Number(sessionStorage.getItem('clicks'))"))

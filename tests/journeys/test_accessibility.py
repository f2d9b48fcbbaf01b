"""axe finds nothing serious, and nothing scrolls sideways, wide and narrow, light and dark."""

import pytest
from tests.factories import (
    ImportFactory,
    OfferFactory,
    PersonFactory,
    ReviewFactory,
    run_with,
)
from tests.journeys.conftest import AXE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHECK = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(v => ["serious", "critical"].includes(v.impact))
  .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | ")}`)"""


@pytest.fixture
def town():
    """One row of everything; returns the addresses of the pages, public ones first."""
    broker = PersonFactory(username="broker")
    PersonFactory(username="operator", role="operator")
    run = run_with(3)
    first = run.suggestions.get(rank=1)
    ReviewFactory(need=run.need, offer=first.offer, person=broker, note="理由")
    errors = [{"number": 2, "column": "预算", "value": "十二万", "message": "不是金额。"}]
    bad = ImportFactory(
        person=broker, state="refused", errors=errors, error_count=len(errors), error_rows=1
    )
    OfferFactory()
    public = ["/", "/needs/", "/offers/?q=固化", f"/offers/{first.offer_id}/", "/sign-in/", "/?x="]
    staff = ["/", f"/needs/{run.need_id}/", f"/offers/{first.offer_id}/", "/needs/new/"]
    return public, [*staff, "/offers/new/", "/imports/", f"/imports/{bad.pk}/", "/statistics/"]


def troubles(page, address: str) -> list[str]:
    page.goto(address)
    page.add_script_tag(path=AXE)
    found = page.evaluate(CHECK)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{address} {each}" for each in found] + ([f"{address} +{wide}px"] if wide > 0 else [])


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "light"), (1440, "dark")])
def test_every_page_is_usable_by_everyone(town, new_page, enter, width, scheme):
    public, staff = town
    page = new_page(width=width, scheme=scheme, bypass_csp=True)
    found = [each for address in public for each in troubles(page, address)]
    enter(page, "broker")
    found += [each for address in staff for each in troubles(page, address)]
    operator = new_page(width=width, scheme=scheme, bypass_csp=True)
    enter(operator, "operator")
    found += [each for address in ("/people/", "/audit/") for each in troubles(operator, address)]
    assert found == []


def test_the_keyboard_reaches_the_text_first(town, new_page):
    page = new_page()
    page.goto("/offers/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

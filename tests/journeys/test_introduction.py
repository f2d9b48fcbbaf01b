"""From a suggestion to an opened introduction: a broker proposes, both sides consent."""

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import AXE
from tests.secure.introducing import TEXT, TITLE, Scene

from zhiqiao.web.introductions.models import Introduction

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHECK = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(v => ["serious", "critical"].includes(v.impact))
  .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | ")}`)"""


@pytest.fixture
def scene():
    """A confidential need, an offer, and a broker who finds them suggested."""
    return Scene(confidential=True)


def troubles(page) -> list[str]:
    page.add_script_tag(path=AXE)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*page.evaluate(CHECK), *([f"+{wide}px"] if wide > 0 else [])]


def propose(page, scene) -> str:
    """The broker goes from the need's candidates to the introduction; its address."""
    page.goto(f"/needs/{scene.need.pk}/")
    page.get_by_role("link", name="发起引荐").first.click()
    expect(page.get_by_role("heading", name="供给方现在会看到")).to_be_visible()
    page.get_by_role("button", name="发起引荐").click()
    expect(page.get_by_text("已发起引荐")).to_be_visible()
    return page.url


@pytest.mark.parametrize("width", [1440, 390])
def test_both_consent_in_two_browsers_and_then_read_each_other(scene, new_page, enter, width):
    broker, seeker, provider = (new_page(width=width, bypass_csp=True) for _ in range(3))
    enter(broker, "broker")
    address = propose(broker, scene)
    enter(provider, "provider")
    provider.goto(address)
    expect(provider.get_by_text("一条保密需求")).to_be_visible()
    assert TITLE not in provider.content()
    assert troubles(provider) == []
    enter(seeker, "seeker")
    seeker.goto("/introductions/")
    seeker.get_by_role("link", name=scene.offer.title).click()
    expect(seeker.get_by_text(TEXT)).to_be_visible()
    seeker.get_by_role("button", name="同意").click()
    expect(seeker.get_by_text("已记下您方的同意")).to_be_visible()
    provider.reload()
    assert TITLE not in provider.content()
    provider.get_by_role("button", name="同意").click()
    expect(provider.get_by_text(TEXT)).to_be_visible()
    expect(provider.get_by_text(scene.seeker.phone)).to_be_visible()
    seeker.reload()
    expect(seeker.get_by_text(scene.provider.email)).to_be_visible()
    assert [*troubles(seeker), *troubles(provider)] == []
    broker.reload()
    expect(broker.locator(".tag").get_by_text("已建立联系")).to_be_visible()
    assert scene.seeker.phone not in broker.content()
    assert Introduction.objects.unscoped().get().state == "opened"


def test_a_text_that_changes_meanwhile_is_shown_again_before_it_counts(scene, new_page, enter):
    made = scene.propose()
    page, colleague = new_page(), new_page()
    enter(page, "seeker")
    page.goto(f"/introductions/{made.code}/")
    enter(colleague, "seeker")
    colleague.goto(f"/needs/{scene.need.pk}/edit/")
    colleague.get_by_label("内容").fill("改过的保密内容，要求 3 ℃ 下固化。")
    colleague.get_by_role("button", name="保存并重新匹配").click()
    colleague.wait_for_url(f"**/needs/{scene.need.pk}/")
    page.get_by_role("button", name="同意").click()
    expect(page.get_by_text("内容有了改动")).to_be_visible()
    expect(page.get_by_text("改过的保密内容")).to_be_visible()
    page.get_by_role("button", name="同意").click()
    expect(page.get_by_text("已记下您方的同意")).to_be_visible()


def test_declining_by_keyboard(scene, new_page, enter):
    made = scene.propose()
    page = new_page(width=390)
    enter(page, "provider")
    page.goto(f"/introductions/{made.code}/")
    page.locator("summary", has_text="婉拒").press("Enter")
    page.get_by_label("原因").select_option("capacity")
    page.get_by_role("button", name="婉拒").press("Enter")
    expect(page.get_by_text("不知道原因")).to_be_visible()
    assert Introduction.objects.unscoped().get().state == "declined"


def test_the_pages_in_english_on_a_phone(scene, new_page, enter):
    made = scene.propose(scene.seeker)
    page = new_page(width=390, bypass_csp=True)
    enter(page, "provider")
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for address in ("/introductions/", f"/introductions/{made.code}/"):
        page.goto(address)
        assert troubles(page) == []
    scene.consent(scene.provider, made)
    page.reload()
    expect(page.get_by_text(TEXT)).to_be_visible()
    assert troubles(page) == []

"""A department drafts a rule, mends it, tries it out; a second person publishes it."""

import pytest
from playwright.sync_api import Page, expect
from tests.factories import PersonFactory
from tests.journeys.conftest import AXE
from tests.secure.rules_of_a_department import ID, RULE, department, enterprise, publish, reviewer

from zhiqiao.web.access import Role
from zhiqiao.web.drafts.models import PublicationRequest
from zhiqiao.web.drafts.request_actions import NOTIFY
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.running import perform

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHECK = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(v => ["serious", "critical"].includes(v.impact))
  .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | ")}`)"""


@pytest.fixture
def town():
    """A department with two people, its rule, and enterprises of which one is too small for it."""
    office = department()
    reviewer(office, username="writer", name="江知行")
    reviewer(office, username="second", name="宋时雨")
    publish(RULE)
    small = enterprise("12")
    enterprise("30")
    PersonFactory(role=Role.AFFAIRS, organisation=small, username="affairs", name="许清禾")
    return small


def write(page: Page, text: str) -> None:
    page.locator("#text").fill(text)


def draft_and_ask(page: Page, small: object) -> None:
    """From the rule in force to the request, with an error on the way."""
    page.goto("/drafts/")
    row = page.locator("li", has_text="员工培训补贴")
    row.get_by_role("link", name="起草新版本").click()
    page.get_by_role("button", name="开始起草").click()
    expect(page.locator("#check")).to_contain_text("没有错误")
    wider = RULE.replace("20人", "10人").replace("19人", "9人")
    write(page, wider.replace("从业人员 不少于", "从业人数 不少于"))
    problem = page.locator(".problems li.is-error").first
    expect(problem).to_contain_text("第 15 行")
    expect(page.locator("[data-lines] span.error")).to_have_text("15")
    problem.get_by_role("button").click()
    expect(page.locator("#text")).to_be_focused()
    write(page, wider)
    expect(page.locator("#check")).to_contain_text("用例 2/2 通过")
    expect(page.locator("#check")).to_contain_text("从业人员 不低于 10 人")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    page.get_by_role("link", name="测算").first.click()
    page.get_by_role("button", name="测算", exact=True).click()
    expect(page.locator(".tile", has_text="新符合")).to_contain_text("+1")
    expect(page.locator("#who")).to_contain_text(small.name)
    page.get_by_role("link", name="员工培训补贴").click()
    page.get_by_role("link", name="请求发布").click()
    page.get_by_label("改了什么、为什么").fill("人数门槛从 20 人降到 10 人")
    page.get_by_role("button", name="请同事核对").click()
    expect(page.get_by_text("要由没有写、也没有请求的另一位同事来核对。")).to_be_visible()


def test_from_a_draft_to_the_enterprise(town, new_page, enter):
    page = new_page()
    enter(page, "writer")
    draft_and_ask(page, town)
    other = new_page()
    enter(other, "second")
    other.goto("/drafts/")
    other.get_by_role("link", name="员工培训补贴").first.click()
    expect(other.locator(".diff-new").first).to_contain_text("10人")
    expect(other.get_by_text("人数门槛从 20 人降到 10 人")).to_be_visible()
    other.get_by_role("button", name="发布", exact=True).click()
    expect(other.get_by_text("已同意，现在起按新的规则判定。")).to_be_visible()
    assert perform(Job.objects.unscoped().get(kind=NOTIFY).pk) == "done"
    told = Message.objects.unscoped().get(kind="rule-entitled")
    assert told.person.username == "affairs"
    company = new_page()
    enter(company, "affairs")
    company.goto("/profile/programmes/")
    expect(company.get_by_text("员工培训补贴").first).to_be_visible()
    public = new_page()
    public.goto(f"/programmes/{ID}/")
    expect(public.get_by_text("10 人").or_(public.get_by_text("10人")).first).to_be_visible()


def test_who_leaves_with_changes_is_asked_and_tab_indents(town, new_page, enter):
    page = new_page()
    enter(page, "writer")
    page.goto(f"/programmes/{ID}/draft/")
    page.get_by_role("button", name="开始起草").click()
    text = page.locator("#text")
    text.press("Control+Home")
    text.press("Tab")
    assert text.input_value().startswith("  事项")
    page.get_by_role("button", name="人工核验").click()
    assert "人工核验: [{号: m1" in text.input_value()


def test_the_editor_without_javascript(town, new_page, enter):
    page = new_page(java_script_enabled=False)
    enter(page, "writer")
    page.goto(f"/programmes/{ID}/draft/")
    page.get_by_role("button", name="开始起草").click()
    write(page, RULE.replace("从业人员 不少于", "从业人数 不少于"))
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#check")).to_contain_text("第 15 行")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "light"), (390, "dark")])
def test_every_page_of_rules_is_usable_by_everyone(town, new_page, enter, width, scheme):
    page = new_page(width=width, scheme=scheme, bypass_csp=True)
    enter(page, "writer")
    draft_and_ask(page, town)
    asked = PublicationRequest.objects.unscoped().get()
    draft = f"/drafts/{asked.draft_id}/"
    pages = ["/drafts/", "/drafts/new/", draft, f"{draft}changes/", f"{draft}what-if/"]
    pages += [f"{draft}publication/", f"/drafts/requests/{asked.pk}/"]
    pages += [f"/programmes/{ID}/draft/", f"/programmes/{ID}/repeal/"]
    pages += ["/take-up/", f"/take-up/{ID}/", f"/take-up/{ID}/reminder/"]
    found = []
    for address in pages:
        page.goto(address)
        page.add_script_tag(path=AXE)
        found += [f"{address} {each}" for each in page.evaluate(CHECK)]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [f"{address} +{wide}px"] if wide > 0 else []
    assert found == []
    page.goto("/drafts/")
    page.locator("form[data-language] button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for address in pages:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, address

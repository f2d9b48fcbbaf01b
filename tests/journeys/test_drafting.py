"""A department drafts a rule, mends it, tries it out; a second person publishes it."""

import pytest
from playwright.sync_api import Page, expect
from tests.factories import PersonFactory
from tests.journeys.looks import IN_BOTH_LOOKS, Look
from tests.journeys.measuring import troubles
from tests.secure.rules_of_a_department import ID, RULE, department, enterprise, publish, reviewer

from zhiqiao.web.access import Role
from zhiqiao.web.drafts.request_actions import NOTIFY
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.running import perform

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "员工培训补贴"
NOTE = "人数门槛从 20 人降到 10 人"
WIDER = RULE.replace("20人", "10人").replace("19人", "9人")
UNKNOWN = ("从业人员 不少于", "从业人数 不少于")


@pytest.fixture
def town(no_programmes):
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


def draft(page: Page, say: Look) -> None:
    """From the rule in force to a wider one, with an error on the way."""
    page.goto("/drafts/")
    page.locator("li", has_text=TITLE).get_by_role("link", name=say("起草新版本")).click()
    page.get_by_role("button", name=say("开始起草")).click()
    expect(page.locator("#check")).to_contain_text(say("没有错误"))
    write(page, WIDER.replace(*UNKNOWN))
    problem = page.locator(".problems li.is-error").first
    expect(problem).to_contain_text(say("错误：第 %(line)s 行第 %(column)s 列", line=15, column=20))
    expect(page.locator("[data-lines] span.error")).to_have_text("15")
    assert troubles(page) == []
    problem.get_by_role("button").click()
    expect(page.locator("#text")).to_be_focused()
    write(page, WIDER)
    expect(page.locator("#check")).to_contain_text(
        say("用例 %(passed)s/%(total)s 通过", passed=2, total=2)
    )
    page.get_by_role("button", name=say("保存"), exact=True).click()
    expect(page.get_by_text(say("已保存。"))).to_be_visible()


def try_out(page: Page, say: Look, gains: str) -> None:
    page.get_by_role("link", name=say("测算"), exact=True).first.click()
    page.get_by_role("button", name=say("测算"), exact=True).click()
    expect(page.locator(".tile", has_text=say("新符合"))).to_contain_text("+1")
    expect(page.locator("#who")).to_contain_text(gains)
    assert troubles(page) == []


def ask_to_publish(page: Page, say: Look) -> None:
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name=say("请求发布")).click()
    page.get_by_label(say("改了什么、为什么")).fill(NOTE)
    page.get_by_role("button", name=say("请同事核对")).click()
    own = say("要由没有写、也没有请求的另一位同事来核对。")
    expect(page.get_by_text(own)).to_be_visible()


def publish_it(page: Page, say: Look) -> None:
    page.goto("/drafts/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator(".diff-new").first).to_contain_text("10人")
    expect(page.get_by_text(NOTE)).to_be_visible()
    page.get_by_role("button", name=say("发布"), exact=True).click()
    done = say("已同意，现在起按新的规则判定。受影响的企业会收到消息。")
    expect(page.get_by_text(done)).to_be_visible()
    assert perform(Job.objects.unscoped().get(kind=NOTIFY).pk) == "done"


def find_the_message(page: Page, say: Look) -> None:
    """The enterprise hears of it, and sees that it can have it now."""
    page.goto("/")
    page.locator("a.bell").click()
    told = say("按新发布的规则，您单位符合「%(programme)s」", programme=TITLE)
    page.locator(".inbox-open", has_text=told).click()
    expect(page.get_by_text(TITLE).first).to_be_visible()
    page.goto("/profile/programmes/")
    entry = page.locator(".entitlements li", has_text=TITLE)
    expect(entry.locator(".verdict-met")).to_be_visible()


@IN_BOTH_LOOKS
def test_from_a_draft_to_the_enterprise(town, new_page, enter, look):
    writer, second, company = (new_page(**look.screen) for _ in range(3))
    for page, who in ((writer, "writer"), (second, "second"), (company, "affairs")):
        enter(page, who)
    draft(writer, look)
    try_out(writer, look, gains=town.name)
    ask_to_publish(writer, look)
    publish_it(second, look)
    find_the_message(company, look)
    public = new_page(**look.screen)
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
    write(page, RULE.replace(*UNKNOWN))
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#check")).to_contain_text("第 15 行")

"""An enterprise registers, learns what it can get, applies; the department asks and approves."""

import pytest
from playwright.sync_api import Page, expect
from tests.factories import OrganisationFactory, PersonFactory
from tests.journeys.looks import IN_BOTH_LOOKS, WIDE, Look
from tests.journeys.measuring import clicks, count_clicks, troubles
from tests.secure.applying import DEPARTMENT, PDF, department, publish, reviewer
from tests.secure.organisations import code

from zhiqiao.web.access import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME, TITLE = "澄湖新材有限公司", "员工培训补贴"
CONTRACT = {"name": "培训合同.pdf", "mimeType": "application/pdf", "buffer": PDF}
CLICKS_MAX = 3
"""From the first page after signing in to what one is entitled to."""


@pytest.fixture(autouse=True)
def _town(no_programmes, settings, tmp_path):
    """A department, its one programme, its reviewer, and whoever approves registrations."""
    settings.ZHIQIAO_KEYS = tmp_path / "keys"
    publish()
    reviewer(department(), username="clerk", name="江知行")
    centre = OrganisationFactory(kind="centre")
    PersonFactory(username="operator", role=Role.OPERATOR, organisation=centre)


def register(page: Page, say: Look) -> None:
    page.goto("/register/")
    page.get_by_label(say("统一社会信用代码"), exact=True).fill(code(77))
    page.get_by_role("button", name=say("下一步")).click()
    page.get_by_label(say("名称"), exact=True).fill(NAME)
    page.get_by_role("button", name=say("下一步")).click()
    page.get_by_label(say("办理政策申报、维护企业信息（政务专员）")).check()
    page.get_by_label(say("姓名"), exact=True).fill("许清禾")
    page.get_by_label(say("登录名"), exact=True).fill("affairs")
    page.get_by_label(say("密码"), exact=True).fill("correct horse battery")
    page.get_by_role("button", name=say("提交申请")).click()
    expect(page.get_by_role("heading", name=say("申请已提交"))).to_be_visible()


def approve_registration(page: Page) -> None:
    page.goto("/registrations/")
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()


def go(page: Page, say: Look, words: str) -> None:
    """By the navigation, which a narrow screen folds away."""
    menu = page.locator("details.menu > summary").first
    if menu.is_visible():
        menu.click()
    page.get_by_role("navigation").get_by_role("link", name=say(words), exact=True).click()


def state_its_size(page: Page, say: Look) -> None:
    go(page, say, "企业画像")
    page.goto("/profile/facts/?q=企业规模")
    page.get_by_role("link", name="企业规模").first.click()
    page.get_by_label("企业规模").select_option("小型")
    page.locator("main").get_by_role("button", name=say("保存")).first.click()
    expect(page.get_by_text("小型").first).to_be_visible()


def see_entitlements_and_answer(page: Page, say: Look) -> None:
    count_clicks(page)
    go(page, say, "我能享受什么")
    entry = page.locator(".entitlements li", has_text=TITLE)
    expect(entry).to_be_visible()
    assert clicks(page) <= CLICKS_MAX
    page.locator(".answer-form").get_by_role("spinbutton").or_(
        page.locator(".answer-form").get_by_role("textbox")
    ).first.fill("40")
    page.get_by_role("button", name=say("记下，看结果")).click()
    expect(page.locator(".notice.success")).to_be_visible()
    expect(entry.locator(".verdict-met")).to_be_visible()
    expect(entry.locator(".row-side")).to_contain_text("5" if say is WIDE else "50,000")


def apply_for_it(page: Page, say: Look) -> None:
    page.locator(".entitlements").get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name=say("去申报")).click()
    expect(page.get_by_text(DEPARTMENT).first).to_be_visible()
    page.get_by_role("button", name=say("开始申报")).click()
    row = page.locator("#materials li", has_text="培训合同")
    row.locator("input[type=file]").set_input_files(CONTRACT)
    row.get_by_role("button", name=say("上传"), exact=True).click()
    expect(page.get_by_role("link", name=CONTRACT["name"])).to_be_visible()
    assert troubles(page) == []
    page.get_by_role("button", name=say("提交给%(name)s", name=DEPARTMENT)).click()
    expect(page.get_by_text(say("待受理")).first).to_be_visible()


def open_review(page: Page) -> None:
    page.goto("/applications/review/")
    page.get_by_role("link", name=TITLE).click()


def unfolded(page: Page, words: str):
    """What stands folded under a heading."""
    heading = page.get_by_role("heading", name=words, exact=True)
    part = page.locator("details.panel").filter(has=heading)
    part.locator("summary").click()
    return part


def accept_and_ask(page: Page, say: Look) -> None:
    open_review(page)
    page.get_by_role("button", name=say("受理"), exact=True).click()
    part = unfolded(page, say("请企业补正"))
    part.get_by_label("从业人员").fill("请按社保人数填")
    assert troubles(page) == []
    part.get_by_role("button", name=say("发给企业")).click()
    expect(page.get_by_text(say("等待企业补正，时限暂停")).first).to_be_visible()


def answer_it(page: Page, say: Look) -> None:
    page.goto("/applications/?basket=todo")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text("请按社保人数填").first).to_be_visible()
    page.get_by_label(say("补正说明")).fill("已核对，是 40 人")
    page.get_by_role("button", name=say("提交补正")).click()
    expect(page.get_by_text(say("审核中")).first).to_be_visible()


def approve_it(page: Page, say: Look) -> None:
    open_review(page)
    part = unfolded(page, say("通过"))
    expect(part.get_by_label(say("核定金额（元）"))).to_have_value("50000.00")
    part.get_by_role("button", name=say("确认通过")).click()
    expect(page.get_by_text(say("已通过，企业会收到消息。"))).to_be_visible()


@IN_BOTH_LOOKS
def test_from_registration_to_approval(new_page, enter, sign_in, look):
    enterprise, centre, clerk = new_page(**look.screen), new_page(), new_page(**look.screen)
    register(enterprise, look)
    enter(centre, "operator")
    approve_registration(centre)
    sign_in(enterprise, "affairs", look)
    state_its_size(enterprise, look)
    see_entitlements_and_answer(enterprise, look)
    apply_for_it(enterprise, look)
    enter(clerk, "clerk")
    accept_and_ask(clerk, look)
    answer_it(enterprise, look)
    approve_it(clerk, look)
    enterprise.reload()
    expect(enterprise.get_by_text(look("核定金额"))).to_be_visible()
    enterprise.get_by_role("button", name=look("解决了"), exact=True).click()
    expect(enterprise.get_by_text(look("谢谢，已记下。"))).to_be_visible()

"""An enterprise registers, fills its profile, applies, answers; the department decides."""

import pytest
from playwright.sync_api import Page, expect
from tests.factories import OrganisationFactory, PersonFactory
from tests.journeys.test_accessibility import troubles
from tests.secure.applying import (
    DEPARTMENT,
    ID,
    PDF,
    applicant,
    begin,
    department,
    publish,
    reviewer,
    state,
    under_review,
)
from tests.secure.organisations import code

from zhiqiao.web.access import Role
from zhiqiao.web.applications import actions, review_actions
from zhiqiao.web.rulebook.laying import rules

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE_MS = 20_000
NAME = "澄湖新材有限公司"
CONTRACT = {"name": "培训合同.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture(autouse=True)
def office(settings, tmp_path):
    """The department, with its programme and a reviewer named 江知行."""
    settings.ZHIQIAO_KEYS = tmp_path / "keys"
    publish()
    made = department()
    reviewer(made, username="clerk", name="江知行")
    yield made
    rules.look_again()


@pytest.fixture
def opened_page(new_page):
    """A page with patience: the first answers come from a site that reads its rules."""

    def make(**options) -> Page:
        page = new_page(**options)
        page.set_default_timeout(PATIENCE_MS)
        return page

    return make


def register(page: Page) -> None:
    page.goto("/register/")
    page.get_by_label("统一社会信用代码", exact=True).fill(code(77))
    page.locator("main").get_by_role("button").last.click()
    page.wait_for_url("**/register/organisation/")
    page.get_by_label("名称").fill(NAME)
    page.locator("main").get_by_role("button").last.click()
    page.wait_for_url("**/register/person/")
    page.get_by_label("姓名").fill("许清禾")
    page.get_by_label("登录名").fill("affairs")
    page.get_by_label("密码").fill("correct horse battery")
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/register/done/")


def approve_registration(page: Page) -> None:
    page.goto("/registrations/")
    page.get_by_role("link", name=NAME).first.click()
    page.get_by_role("button", name="同意", exact=True).click()
    page.wait_for_url(lambda url: "requests" not in url)


def open_review(page: Page) -> None:
    page.goto("/applications/review/")
    page.get_by_role("link", name="员工培训补贴").click()


def opened(page: Page, words: str):
    """What stands folded under a heading, unfolded."""
    part = page.locator("details.panel").filter(
        has=page.get_by_role("heading", name=words, exact=True)
    )
    part.locator("summary").click()
    return part


def apply_for_it(page: Page) -> None:
    page.goto(f"/programmes/{ID}/apply/")
    expect(page.get_by_text(DEPARTMENT).first).to_be_visible()
    page.get_by_role("button", name="开始申报").click()
    page.get_by_label("从业人员").fill("40")
    page.locator("li").filter(has=page.get_by_label("从业人员")).get_by_role(
        "button", name="保存这一项"
    ).click()
    page.get_by_label("上传：培训合同").set_input_files(CONTRACT)
    row = page.locator("li").filter(has=page.get_by_label("上传：培训合同"))
    row.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_role("link", name="培训合同.pdf")).to_be_visible()
    page.get_by_role("button", name=f"提交给{DEPARTMENT}").click()
    expect(page.get_by_text("待受理").first).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_from_registration_to_approval(opened_page, enter, width):
    PersonFactory(
        username="operator", role=Role.OPERATOR, organisation=OrganisationFactory(kind="centre")
    )
    enterprise = opened_page(width=width)
    register(enterprise)
    centre = opened_page()
    enter(centre, "operator")
    approve_registration(centre)

    enter(enterprise, "affairs")
    enterprise.goto("/profile/facts/?q=企业规模")
    enterprise.get_by_role("link", name="企业规模").first.click()
    enterprise.get_by_label("企业规模").select_option("小型")
    enterprise.locator("main").get_by_role("button", name="保存").first.click()
    expect(enterprise.get_by_text("小型").first).to_be_visible()
    enterprise.goto("/profile/programmes/")
    expect(enterprise.get_by_text("员工培训补贴").first).to_be_visible()
    apply_for_it(enterprise)

    clerk = opened_page(width=width)
    enter(clerk, "clerk")
    open_review(clerk)
    clerk.get_by_role("button", name="受理").click()
    part = opened(clerk, "请企业补正")
    part.get_by_label("从业人员").fill("请按社保人数填")
    part.get_by_role("button", name="发给企业").click()
    expect(clerk.get_by_text("时限暂停").first).to_be_visible()

    enterprise.goto("/applications/?basket=todo")
    enterprise.get_by_role("link", name="员工培训补贴").click()
    expect(enterprise.get_by_text("请按社保人数填").first).to_be_visible()
    enterprise.get_by_label("补正说明").fill("已核对，是 40 人")
    enterprise.get_by_role("button", name="提交补正").click()
    expect(enterprise.get_by_text("审核中").first).to_be_visible()

    open_review(clerk)
    part = opened(clerk, "通过")
    expect(part.get_by_label("核定金额（元）")).to_have_value("50000.00")
    part.get_by_role("button", name="确认通过").click()
    expect(clerk.get_by_text("已通过，企业会收到消息")).to_be_visible()

    enterprise.reload()
    expect(enterprise.get_by_text("核定金额")).to_be_visible()
    enterprise.get_by_role("button", name="解决了", exact=True).click()
    expect(enterprise.get_by_text("谢谢")).to_be_visible()


@pytest.fixture
def addresses(office):
    """Every page of applications, with something on it; by whom each is seen."""
    person = applicant(username="affairs", name="许清禾")
    clerk = reviewer(office)
    publish(id="test-second", label="s1", amount="{评定: 由专家确定, 上限: 8万元}")
    state(person, 从业人员="8")
    draft = begin(person, "test-second")
    asked = begin(person)
    actions.submit(actor=person, application=asked)
    review_actions.ask(
        actor=clerk,
        application=asked,
        items=[{"kind": "material", "name": "培训合同", "words": "要盖章"}],
        text="",
        days=3,
    )
    other = under_review(applicant(), clerk)
    done = under_review(applicant(), clerk)
    review_actions.reject(actor=clerk, application=done, clause_ids=["c2"], text="差几人")
    return {
        "affairs": [
            f"/programmes/{ID}/apply/",
            "/applications/",
            f"/applications/{draft.pk}/edit/",
            f"/applications/{asked.pk}/edit/",
            f"/applications/{asked.pk}/",
        ],
        "clerk": [
            "/applications/review/",
            "/applications/review/clock/",
            f"/applications/review/{other.pk}/",
            f"/applications/review/{asked.pk}/",
            f"/applications/review/{done.pk}/",
        ],
    }


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "light"), (1440, "dark")])
@pytest.mark.parametrize("who", ["affairs", "clerk"])
def test_the_pages_are_usable_by_everyone(addresses, new_page, enter, width, scheme, who):
    page = new_page(width=width, scheme=scheme, bypass_csp=True)
    enter(page, who)
    found = [each for path in addresses[who] for each in troubles(page, path)]
    assert found == []


def test_applying_in_english_on_a_phone(addresses, new_page, enter):
    page = new_page(width=390)
    enter(page, "affairs")
    page.get_by_role("button", name="EN").click()
    page.goto(addresses["affairs"][2])
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".send").get_by_role("button").click()
    page.wait_for_url(lambda url: "edit" not in url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

"""An enterprise sees what it is entitled to, answers the next question, follows the dates."""

import pytest
from playwright.sync_api import expect
from tests.factories import OrganisationFactory, PersonFactory
from tests.journeys.measuring import clicks, count_clicks
from tests.secure.programme_rules import write_rules
from tests.secure.test_profiles import fact_of

from zhiqiao.web.access import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLICKS_MAX = 3
"""From the first page after signing in to what one is entitled to."""


@pytest.fixture(autouse=True)
def _firm(settings, tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    settings.ZHIQIAO_POLICIES = str(write_rules(folder))
    firm = OrganisationFactory(name="云上涂料")
    fact_of(firm, "是否独立法人", "是", unit="")
    fact_of(firm, "上年度研发费用", "600", unit="万元", period="2025")
    fact_of(firm, "资质称号", '["高新技术企业"]', unit="")
    PersonFactory(username="affairs", role=Role.AFFAIRS, organisation=firm)


def test_entitlements_are_seen_at_once_and_an_answer_changes_them(new_page, sign_in):
    page = new_page()
    sign_in(page, "affairs")
    count_clicks(page)
    page.get_by_role("navigation").get_by_role("link", name="我能享受什么").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我能享受什么")
    expect(page.locator("#standing")).to_contain_text("现在可得合计 20 万元")
    assert clicks(page) <= CLICKS_MAX
    expect(page.locator(".entitlements")).to_contain_text("2 条中满足 1、未知 1")
    page.get_by_text("换一问").click()
    page.get_by_role("link", name="上一年营业收入多少万元？").click()
    page.get_by_label("上一年营业收入多少万元？").fill("8000")
    page.get_by_role("button", name="记下，看结果").click()
    told = page.get_by_role("status")
    expect(told).to_contain_text("这一问让 1 项有了结论：「云上市研发投入补助」符合，可得 60 万元")
    expect(page.locator("#standing")).to_contain_text("现在可得合计 60 万元")
    page.get_by_text("怎么算的").first.click()
    expect(page.locator(".entitlements")).to_contain_text("× 10%")


def test_a_programme_is_found_and_its_conditions_are_told_beside_ones_own(new_page, enter):
    page = new_page()
    enter(page, "affairs")
    page.goto("/programmes/")
    page.get_by_role("searchbox", name="搜索").fill("研发投入")
    page.keyboard.press("Enter")
    expect(page.locator("#listing .rows > li")).to_have_count(1)
    page.get_by_role("link", name="领取研发投入补助").click()
    expect(page.locator("main")).to_contain_text("还不知道上年度营业收入")
    expect(page.locator("main")).to_contain_text("条件由“")


def test_a_feed_is_made_shown_once_and_revoked(new_page, enter):
    page = new_page()
    enter(page, "affairs")
    page.goto("/programmes/calendar/")
    page.get_by_role("button", name="建一个订阅地址").click()
    expect(page.locator(".feed-secret")).to_contain_text(".ics")
    page.goto("/programmes/calendar/")
    expect(page.locator(".feed-secret")).to_have_count(0)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="作废").click()
    expect(page.get_by_role("status")).to_contain_text("订阅地址已作废")

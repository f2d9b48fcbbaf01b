"""A question is answered with its citation; one that is not becomes a case for a person."""

import re

import pytest
from playwright.sync_api import expect
from tests.factories import OrganisationFactory, PersonFactory
from tests.journeys.test_accessibility import troubles

from zhiqiao.web.access import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AWARD = "高企认定奖励多少钱？什么时候截止？"
OPEN = "高企认定奖励多久能到账？"


@pytest.fixture
def department():
    made = OrganisationFactory(name="杭州市科学技术局", kind="department")
    PersonFactory(username="reviewer", role=Role.REVIEWER, organisation=made)
    PersonFactory(username="affairs", role=Role.AFFAIRS)
    return made


def ask(page, question):
    page.goto("/ask/")
    page.get_by_label("您的问题").fill(question)
    page.get_by_role("button", name="问", exact=True).click()


def send(page, question, contact):
    """Turns a question into a case; the link to follow it by."""
    ask(page, question)
    page.get_by_role("button", name="转给主管部门").click()
    expect(page.get_by_label("问题")).to_have_value(question)
    page.get_by_label("给谁").select_option(label="杭州市科学技术局")
    page.get_by_label("怎么联系您").fill(contact)
    page.get_by_role("button", name="送出").click()
    return page.get_by_label("追踪链接").input_value()


def test_a_question_is_answered_with_its_citation(department, new_page):
    page = new_page()
    ask(page, AWARD)
    answer = page.locator("#answer")
    expect(answer.get_by_text("有把握")).to_be_visible()
    expect(answer).to_contain_text("首次认定：定额：20万元")
    expect(answer).to_contain_text("企业无须申报")
    expect(answer).to_contain_text("杭政函〔2025〕21号")
    link = answer.get_by_role("link", name="杭州市高新技术企业认定奖励")
    expect(link).to_have_attribute("href", "/programmes/hz-hnte-award-2025/")
    assert "question" not in page.url


@pytest.mark.parametrize("width", [1440, 390])
def test_what_cannot_be_answered_becomes_a_case_that_is(department, new_page, enter, width):
    asker = new_page(width=width)
    ask(asker, OPEN)
    expect(asker.locator("#answer")).to_contain_text("没有把握")
    link = send(asker, OPEN, "13900001234")
    assert re.search(r"/cases/track/[\w-]{20,}/$", link)

    reviewer = new_page(width=width)
    enter(reviewer, "reviewer")
    reviewer.goto("/cases/")
    reviewer.get_by_role("link", name=re.compile(OPEN)).click()
    expect(reviewer.get_by_text("13900001234")).to_be_visible()
    reviewer.locator("form[action$='/answer/'] textarea").fill("公示结束后一个月内到账。")
    reviewer.locator("input[name=passage]").first.check()
    reviewer.get_by_role("button", name="答复").click()
    reviewer.get_by_label("结果").select_option(label="已帮助")
    reviewer.get_by_role("button", name="办结").click()
    expect(reviewer.get_by_text("已办结").first).to_be_visible()

    asker.goto(link)
    expect(asker.get_by_text("公示结束后一个月内到账。")).to_be_visible()
    expect(asker.locator("blockquote").first).to_be_visible()
    expect(asker.get_by_text("解决了吗？")).to_be_visible()
    asker.get_by_role("button", name="没有，重新打开").click()
    expect(asker.get_by_text("已重新打开，会再看一遍。")).to_be_visible()


def test_an_answer_is_made_public_and_found_by_the_next_who_asks(department, new_page, enter):
    link = send(new_page(), OPEN, "")
    reviewer = new_page()
    enter(reviewer, "reviewer")
    reviewer.goto("/cases/")
    reviewer.get_by_role("link", name=re.compile(OPEN)).click()
    reviewer.locator("form[action$='/answer/'] textarea").fill("公示结束后一个月内到账。")
    reviewer.get_by_role("button", name="答复").click()
    reviewer.get_by_text("公开这个答复").click()
    reviewer.once("dialog", lambda dialog: dialog.accept())
    reviewer.get_by_role("button", name="公开", exact=True).click()
    expect(reviewer.get_by_text("已公开")).to_be_visible()
    stranger = new_page()
    ask(stranger, OPEN)
    expect(stranger.locator("#answer")).to_contain_text("公示结束后一个月内到账。")
    assert link


def test_it_works_in_english_and_by_keyboard(department, new_page):
    page = new_page(width=390)
    page.goto("/ask/")
    page.locator("[data-language] button").first.click()
    page.goto("/ask/")
    page.locator("#question").focus()
    page.keyboard.type("How much is the high-tech enterprise award in Hangzhou?")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text("定额：20万元")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "light"), (1440, "dark")])
def test_the_pages_are_usable_by_everyone(department, new_page, enter, width, scheme):
    page = new_page(width=width, scheme=scheme, bypass_csp=True)
    ask(page, AWARD)
    expect(page.locator("#answer")).to_contain_text("20万元")
    found = troubles_here(page)
    link = send(page, OPEN, "")
    found += troubles_here(page)
    found += troubles(page, link) + troubles(page, "/ask/") + troubles(page, "/cases/new/")
    enter(page, "reviewer")
    for path in ("/cases/", "/cases/?basket=handed-on", "/cases/answers/", "/cases/mine/"):
        found += troubles(page, path)
    page.goto("/cases/")
    page.get_by_role("link", name=re.compile(OPEN)).click()
    found += troubles_here(page)
    assert found == []


def troubles_here(page) -> list[str]:
    """What axe finds on the page as it stands."""
    from tests.journeys.conftest import AXE
    from tests.journeys.test_accessibility import CHECK

    page.add_script_tag(path=AXE)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*page.evaluate(CHECK), *([f"+{wide}px"] if wide > 0 else [])]

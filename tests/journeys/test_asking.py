"""A question is answered with its citation; one that is not becomes a case for a person."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.factories import OrganisationFactory, PersonFactory
from tests.journeys.looks import IN_BOTH_LOOKS, WIDE, Look
from tests.journeys.measuring import troubles

from zhiqiao.web.access import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AWARD = "高企认定奖励多少钱？什么时候截止？"
OPEN = "高企认定奖励多久能到账？"
ANSWER = "公示结束后一个月内到账。"


@pytest.fixture
def department():
    made = OrganisationFactory(name="杭州市科学技术局", kind="department")
    PersonFactory(username="reviewer", role=Role.REVIEWER, organisation=made)
    PersonFactory(username="affairs", role=Role.AFFAIRS)
    return made


def ask(page: Page, question: str, say: Look = WIDE) -> None:
    page.goto("/ask/")
    page.get_by_label(say("您的问题")).fill(question)
    page.get_by_role("button", name=say("问"), exact=True).click()


def send(page: Page, contact: str, say: Look = WIDE) -> str:
    """Turns the question into a case; the link to follow it by."""
    page.get_by_role("button", name=say("转给主管部门")).click()
    expect(page.get_by_label(say("问题"), exact=True)).to_have_value(OPEN)
    page.get_by_label(say("给谁")).select_option(label="杭州市科学技术局")
    page.get_by_label(say("怎么联系您")).fill(contact)
    page.get_by_role("button", name=say("送出")).click()
    link = page.get_by_label(say("追踪链接")).input_value()
    assert re.search(r"/cases/track/[\w-]{20,}/$", link)
    return link


def open_case(page: Page) -> None:
    page.goto("/cases/")
    page.get_by_role("link", name=re.compile(OPEN)).click()


def answer(page: Page, say: Look) -> None:
    """With a quotation; and the case is done."""
    page.locator("form[action$='/answer/'] textarea").fill(ANSWER)
    page.locator("input[name=passage]").first.check()
    assert troubles(page) == []
    page.get_by_role("button", name=say("答复"), exact=True).click()
    page.get_by_label(say("结果")).select_option(label=say("已帮助"))
    page.get_by_role("button", name=say("办结"), exact=True).click()
    expect(page.get_by_text(say("已办结")).first).to_be_visible()


def test_a_question_is_answered_with_its_citation(department, new_page):
    page = new_page()
    ask(page, AWARD)
    found = page.locator("#answer")
    expect(found.get_by_text("有把握")).to_be_visible()
    expect(found).to_contain_text("首次认定：定额：20万元")
    expect(found).to_contain_text("企业无须申报")
    expect(found).to_contain_text("杭政函〔2025〕21号")
    link = found.get_by_role("link", name="杭州市高新技术企业认定奖励")
    expect(link).to_have_attribute("href", "/programmes/hz-hnte-award-2025/")
    assert troubles(page) == []
    assert "question" not in page.url


@IN_BOTH_LOOKS
def test_what_cannot_be_answered_becomes_a_case_that_is(department, new_page, enter, look):
    asker, reviewer = new_page(**look.screen), new_page(**look.screen)
    ask(asker, OPEN, look)
    expect(asker.locator("#answer")).to_contain_text(look("没有把握"))
    assert troubles(asker) == []
    link = send(asker, "13900001234", look)
    enter(reviewer, "reviewer")
    open_case(reviewer)
    expect(reviewer.get_by_text("13900001234")).to_be_visible()
    answer(reviewer, look)
    asker.goto(link)
    expect(asker.get_by_text(ANSWER)).to_be_visible()
    expect(asker.locator("blockquote").first).to_be_visible()
    expect(asker.get_by_text(look("解决了吗？"))).to_be_visible()
    asker.get_by_role("button", name=look("没有，重新打开")).click()
    expect(asker.get_by_text(look("已重新打开，会再看一遍。"))).to_be_visible()


def test_an_answer_is_made_public_and_found_by_the_next_who_asks(department, new_page, enter):
    asker, reviewer, stranger = new_page(), new_page(), new_page()
    ask(asker, OPEN)
    send(asker, "")
    enter(reviewer, "reviewer")
    open_case(reviewer)
    reviewer.locator("form[action$='/answer/'] textarea").fill(ANSWER)
    reviewer.get_by_role("button", name="答复").click()
    reviewer.get_by_text("公开这个答复").click()
    reviewer.once("dialog", lambda dialog: dialog.accept())
    reviewer.get_by_role("button", name="公开", exact=True).click()
    expect(reviewer.get_by_text("已公开")).to_be_visible()
    ask(stranger, OPEN)
    expect(stranger.locator("#answer")).to_contain_text(ANSWER)


def test_a_question_in_english_is_answered_by_keyboard(department, new_page):
    page = new_page(width=390, language="en")
    page.goto("/ask/")
    page.locator("#question").focus()
    page.keyboard.type("How much is the high-tech enterprise award in Hangzhou?")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text("定额：20万元")

"""A broker reads why a candidate was suggested, grades it and sees the rate."""

import pytest
from playwright.sync_api import expect
from tests.factories import NeedFactory, PersonFactory, run_with
from tests.journeys.measuring import clicks, count_clicks

from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.matches.models import Review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def run():
    """A finished run with three candidates, and a broker named as in the sign-in."""
    PersonFactory(username="broker", name="周映川")
    return run_with(3, need=NeedFactory(title="水性底漆冬季低温固化"))


def test_from_the_desk_to_the_rate(run, new_page, enter):
    page = new_page()
    enter(page, "broker")
    page.goto("/")
    page.get_by_role("link", name="水性底漆冬季低温固化").first.click()
    cards = page.locator(".card-match")
    expect(cards).to_have_count(3)
    evidence = run.suggestions.get(rank=1).evidence[0]
    expect(page.locator(".subject mark")).to_have_text(evidence["need"]["text"])
    expect(cards.nth(0).locator(".full-text mark")).to_have_text(evidence["offer"]["text"])
    expect(page.locator("#progress")).to_contain_text("已评 0 / 3")
    count_clicks(page)
    cards.nth(0).get_by_role("button", name="强相关", exact=True).click()
    chosen = cards.nth(0).get_by_role("button", name="强相关", exact=True)
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#progress")).to_contain_text("已评 1 / 3")
    assert clicks(page) == 1
    page.goto("/statistics/")
    expect(page.locator("table").first).to_contain_text("100.0%")
    expect(page.locator("[data-chart] svg").first).to_be_visible()


def test_opening_the_next_candidate_moves_the_marks_and_keys_grade(run, new_page, enter):
    page = new_page()
    enter(page, "broker")
    page.goto(f"/needs/{run.need_id}/")
    page.locator(".card-match").nth(1).get_by_role("link", name="对照原文").click()
    second = page.locator(".card-match").nth(1)
    expect(second.locator(".full-text mark")).to_be_visible()
    expect(page.locator(".card-match.is-open")).to_have_count(1)
    page.keyboard.press("2")
    weak = second.get_by_role("button", name="弱相关")
    expect(weak).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("j")
    expect(page.locator(".card-match").nth(2).locator(".full-text")).to_be_visible()
    assert Review.objects.unscoped().get().offer == run.suggestions.get(rank=2).offer


def test_grading_and_changing_it_without_javascript(run, new_page, enter):
    page = new_page(java_script_enabled=False)
    enter(page, "broker")
    page.goto(f"/needs/{run.need_id}/")
    first = page.locator(".card-match").nth(0)
    first.get_by_label("理由（选填）").fill("缺少寿命数据")
    first.get_by_role("button", name="较强相关").click()
    expect(page.locator(".card-match").nth(0)).to_contain_text("您于")
    page.locator(".card-match").nth(0).get_by_role("button", name="无相关").click()
    expect(page.locator(".card-match").nth(0)).to_contain_text("更早 1 次")
    page.locator(".card-match").nth(1).get_by_role("link", name="对照原文").click()
    expect(page.locator(".card-match").nth(1).locator(".full-text")).to_be_visible()
    assert [row.relevance for row in Review.objects.unscoped().order_by("id")] == [3, 1]


def test_a_text_with_markup_runs_nothing(new_page, enter):
    PersonFactory(username="broker")
    evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> 5 ℃ 实干'
    run = run_with(1, need=NeedFactory(title=evil, text=evil))
    page = new_page()
    enter(page, "broker")
    page.goto(f"/needs/{run.need_id}/")
    expect(page.locator(".subject .prose")).to_contain_text("<script>")
    assert page.evaluate("window.hacked") is None


def test_a_second_click_while_the_first_is_under_way_writes_nothing_more(run, new_page, enter):
    page = new_page()
    enter(page, "broker")
    page.goto("/needs/new/")
    page.get_by_label("标题").fill("只写一次")
    page.get_by_label("机构").fill("甲厂")
    page.get_by_role("button", name="存为草稿").dblclick()
    expect(page.get_by_role("heading", name="只写一次")).to_be_visible()
    assert Need.objects.unscoped().filter(title="只写一次").count() == 1


def test_the_keyboard_stays_where_it_was(run, new_page, enter):
    page = new_page()
    enter(page, "broker")
    page.goto(f"/needs/{run.need_id}/")
    second = page.locator(".card-match").nth(1)
    second.get_by_role("button", name="弱相关").press("Enter")
    weak = second.get_by_role("button", name="弱相关")
    expect(weak).to_have_attribute("aria-pressed", "true")
    expect(weak).to_be_focused()
    second.get_by_label("理由（选填）").fill("缺少寿命数据")
    second.get_by_label("理由（选填）").press("Enter")
    expect(second.get_by_text("更早 1 次")).to_be_visible()
    expect(weak).to_have_attribute("aria-pressed", "true")
    second.get_by_role("link", name="对照原文").press("Enter")
    expect(second.locator(".card-title a")).to_be_focused()
    assert Review.objects.unscoped().first().note == "缺少寿命数据"


def test_going_back_after_signing_out_shows_no_candidates(run, new_page, enter):
    page = new_page()
    enter(page, "broker")
    page.goto(f"/needs/{run.need_id}/")
    page.locator(".card-match").nth(1).get_by_role("link", name="对照原文").click()
    expect(page.locator(".card-match").nth(1).locator(".full-text")).to_be_visible()
    page.locator("details.person summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("link", name="登录", exact=True).first).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name="水性底漆冬季低温固化")).to_be_visible()
    expect(page.locator(".card-match")).to_have_count(0)

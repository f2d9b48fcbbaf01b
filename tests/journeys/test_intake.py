"""A seeker posts a need in three steps; a broker works through the queue; a search is kept."""

import pytest
from playwright.sync_api import expect
from tests.factories import OfferFactory, PersonFactory, run_with

from zhiqiao.web.access import Role
from zhiqiao.web.catalogue.models import Need, Status
from zhiqiao.web.matches.models import Review
from zhiqiao.web.searches.models import SavedSearch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "水性底漆冬季低温固化"
TEXT = "冬季板温 5 ℃ 时漆膜发黏，48 小时不干，每月返工约 300 件。"
TARGETS = "5 ℃ 下实干 ≤ 24 h，盐雾 ≥ 800 h"
TYPING_MAX = 120
"""Characters of a need that can be matched: two minutes at one a second."""


@pytest.fixture
def seeker():
    return PersonFactory(username="seeker", role=Role.SEEKER)


def only_need():
    return Need.objects.unscoped().get()


def test_a_need_is_posted_in_three_steps(seeker, new_page, enter):
    page = new_page()
    enter(page, "seeker")
    page.goto("/needs/new/")
    page.get_by_label("标题").fill(TITLE)
    page.locator("textarea[name=text]").press_sequentially(TEXT)
    expect(page.locator("#diagnosis")).to_contain_text("可测指标")
    expect(page.locator("#diagnosis")).to_contain_text("没有可测指标")
    expect(page.locator("textarea[name=text]")).to_have_value(TEXT)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("可测指标").fill(TARGETS)
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".preview")).to_contain_text(f"可测指标：{TARGETS}")
    page.get_by_label("预算").fill("80")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    need = only_need()
    assert (need.status, need.budget_fen) == (Status.PUBLISHED, 80_000_000)
    assert len(TITLE + TEXT + TARGETS + "80") <= TYPING_MAX


def test_one_box_is_required_and_leaving_loses_nothing(seeker, new_page, enter):
    page = new_page()
    enter(page, "seeker")
    page.goto("/needs/new/")
    assert page.locator("form.intake [required]").count() == 1
    page.get_by_label("标题").fill(TITLE)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_label("可测指标")).to_be_visible()
    page.goto("/")
    page.goto("/needs/new/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_label("标题")).to_have_value(TITLE)
    for _step in range(2):
        assert page.locator("form.intake [required]").count() <= 1
        page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    assert only_need().is_published


def test_going_back_and_on_again_makes_no_second_need(seeker, new_page, enter):
    page = new_page()
    enter(page, "seeker")
    page.goto("/needs/new/")
    page.get_by_label("标题").fill(TITLE)
    page.get_by_role("button", name="下一步").dblclick()
    expect(page.get_by_label("可测指标")).to_be_visible()
    page.get_by_role("link", name="上一步").click()
    page.locator("textarea[name=text]").fill(TEXT)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_label("可测指标")).to_be_visible()
    page.go_back()
    expect(page.locator("textarea[name=text]")).to_have_value(TEXT)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_label("可测指标")).to_be_visible()
    assert (only_need().title, only_need().text) == (TITLE, TEXT)


def test_without_javascript_a_confidential_need_is_sealed_from_the_start(seeker, new_page, enter):
    page = new_page(java_script_enabled=False)
    enter(page, "seeker")
    page.goto("/needs/new/")
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("这条需求要保密").check()
    page.get_by_role("button", name="下一步").click()
    assert (only_need().is_confidential, TITLE in only_need().title) == (True, False)
    page.get_by_label("可测指标").fill(TARGETS)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("radio", name="保密")).to_be_checked()
    expect(page.locator(".preview")).to_contain_text(TITLE)
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    assert (only_need().is_published, only_need().text) == (True, "")


def test_the_steps_in_english(seeker, new_page, enter):
    page = new_page(width=390, language="en")
    enter(page, "seeker")
    page.goto("/needs/new/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("input[name=title]").fill("Low-temperature curing")
    page.locator("button[name=next]").click()
    expect(page.get_by_text("Which measurable targets must be reached?")).to_be_visible()
    page.locator("textarea[name=targets]").fill("dry in 24 h at 5 °C")
    page.locator("button[name=next]").click()
    page.locator("button[name=publish]").click()
    expect(page.locator("h1")).to_have_text("Low-temperature curing")
    assert only_need().text == "Measurable targets: dry in 24 h at 5 °C"


def test_the_queue_is_graded_with_one_key_a_pair(new_page, enter):
    PersonFactory(username="broker", name="周映川")
    run = run_with(3)
    page = new_page()
    enter(page, "broker")
    page.goto("/queue/")
    for rank, key in [(1, "4")]:
        expect(page.locator(".card-title h3")).to_contain_text(
            run.suggestions.get(rank=rank).offer.title
        )
        page.keyboard.press(key)
    expect(page.locator(".card-title h3")).to_contain_text(run.suggestions.get(rank=2).offer.title)
    expect(page.locator(".just-graded")).to_contain_text(run.suggestions.get(rank=1).offer.title)
    page.keyboard.press("j")
    expect(page.locator(".card-title h3")).to_contain_text(run.suggestions.get(rank=3).offer.title)
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="跳过的之外都评完了")).to_be_visible()
    given = Review.objects.unscoped().order_by("id").values_list("relevance", flat=True)
    assert list(given) == [4, 1]


def test_a_search_is_kept_and_tells_what_is_new(seeker, new_page, enter):
    OfferFactory(title="低温固化剂")
    page = new_page()
    enter(page, "seeker")
    page.goto("/offers/?q=固化")
    page.get_by_role("link", name="保存这个搜索").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("没有新的")).to_be_visible()
    new = OfferFactory(title="常温固化剂")
    page.reload()
    expect(page.get_by_text("1 条新的")).to_be_visible()
    expect(page.get_by_role("link", name=new.title)).to_be_visible()
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_role("heading", name="常温固化剂")).to_be_visible()
    assert SavedSearch.objects.unscoped().get().query == "q=%E5%9B%BA%E5%8C%96"

"""An introduction whose text changes before it is agreed to, and one that is declined."""

import pytest
from playwright.sync_api import expect
from tests.secure.introducing import Scene

from zhiqiao.web.introductions.models import Introduction

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    """A confidential need, an offer, and a broker who finds them suggested."""
    return Scene(confidential=True)


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

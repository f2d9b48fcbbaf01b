"""A visitor narrows a list, searches in it, goes back and changes the language."""

import pytest
from playwright.sync_api import expect
from tests.factories import NeedFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_search_language_and_back_keep_what_was_chosen(new_page):
    NeedFactory(title="环氧底漆", field="新材料")
    NeedFactory(title="高温热泵", field="新能源")
    page = new_page()
    page.goto("/needs/")
    page.get_by_role("checkbox", name="新材料").check()
    expect(page.locator(".rows li")).to_have_count(1)
    page.get_by_label("搜索").fill("底漆")
    page.get_by_label("搜索").press("Enter")
    page.wait_for_url("**q=%E5%BA%95%E6%BC%86**")
    page.go_back()
    expect(page.get_by_label("搜索")).to_have_value("")
    expect(page.get_by_role("checkbox", name="新材料")).to_be_checked()
    page.get_by_role("button", name="EN").click()
    expect(page.get_by_role("heading", name="Technology needs")).to_be_visible()
    expect(page.get_by_role("checkbox", name="New materials")).to_be_checked()

"""A token is made, shown once and revoked."""

import pytest
from playwright.sync_api import expect
from tests.factories import PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_token_is_made_and_revoked(new_page, enter):
    PersonFactory(username="admin", role="organisation_admin")
    page = new_page(width=390)
    enter(page, "admin")
    page.goto("/account/tokens/")
    page.get_by_label("用途").fill("ERP 同步")
    page.get_by_label("读企业画像").check()
    page.get_by_role("button", name="新建").click()
    assert page.get_by_label("新令牌").input_value().startswith("zq_")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="作废").click()
    expect(page.get_by_text("已作废", exact=True)).to_be_visible()

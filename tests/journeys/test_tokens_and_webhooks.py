"""Tokens, webhooks and the reference, by mouse, wide and narrow."""

import pytest
from playwright.sync_api import expect
from tests.factories import OrganisationFactory, PersonFactory
from tests.journeys.test_accessibility import troubles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("/account/tokens/", "/account/webhooks/", "/account/webhooks/{hook}/", "/api/")


@pytest.fixture
def hook():
    """A webhook of an organisation that was told something; its administrator is `admin`."""
    from zhiqiao.web.api import webhook_actions
    from zhiqiao.web.api.events import Event

    person = PersonFactory(
        username="admin", role="organisation_admin", organisation=OrganisationFactory()
    )
    hook, _secret = webhook_actions.make_webhook(
        actor=person, url="https://hooks.example.org/in", events=[Event.NEEDS_CHANGED]
    )
    webhook_actions.ping(actor=person, webhook=hook)
    return hook


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "light"), (1440, "dark")])
def test_the_pages_are_usable_by_everyone(hook, new_page, enter, width, scheme):
    page = new_page(width=width, scheme=scheme, bypass_csp=True)
    enter(page, "admin")
    found = [each for path in PAGES for each in troubles(page, path.format(hook=hook.pk))]
    assert found == []


def test_a_token_is_made_and_revoked(hook, new_page, enter):
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

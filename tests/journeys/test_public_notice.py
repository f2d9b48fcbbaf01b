"""From a public notice to a confirmed account: a visitor objects, the department answers."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.looks import IN_BOTH_LOOKS
from tests.journeys.measuring import troubles
from tests.secure.granting import BANK, Granting

from zhiqiao.web.grants.models import Objection, PublicNotice
from zhiqiao.web.grants.notice_actions import end_due

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OBJECTION, ANSWER = "这家企业今年没有开展培训。", "已到企业核实培训记录，情况属实。"
NUMBER = "6222000011112222"


@pytest.fixture
def granting(settings, tmp_path, no_programmes):
    """A department with an automatic programme, and three enterprises that are entitled."""
    settings.ZHIQIAO_KEYS = tmp_path / "keys"
    return Granting()


def publish(page: Page, say) -> None:
    page.goto("/")
    page.locator("#grants a").filter(has_not_text=say("全部")).first.click()
    page.get_by_role("button", name=say("核查"), exact=True).click()
    page.locator("main").get_by_role("link", name=say("发布公示")).click()
    page.get_by_role("button", name=say("发布"), exact=True).click()
    expect(page.get_by_text(say("公示中")).first).to_be_visible()


def object_to(page: Page, say, name: str) -> None:
    page.goto("/notices/")
    page.locator("main .rows a").first.click()
    assert troubles(page) == []
    page.get_by_role("row", name=name).get_by_role("link", name=say("提异议")).click()
    page.get_by_label(say("哪里不对")).fill(OBJECTION)
    page.get_by_label(say("怎么联系您")).fill("wang@example.org")
    page.get_by_role("button", name=say("提交异议", context="notice")).click()
    expect(page.locator(".notice.success")).to_be_visible()


def answer(page: Page, say, name: str) -> None:
    page.goto("/")
    page.locator("#objections").get_by_role("link", name=name).click()
    row = page.locator("main .rows li").filter(has_text=name)
    expect(row).to_contain_text(OBJECTION)
    row.locator("summary").click()
    row.get_by_label(say("核实的情况和理由")).fill(ANSWER)
    assert troubles(page) == []
    row.get_by_role("button", name=say("异议不成立，继续")).click()
    expect(page.locator(".notice.success")).to_be_visible()


def confirm(page: Page, say, name: str) -> None:
    page.goto("/my-payouts/")
    page.get_by_role("link", name=say("确认并填账户")).click()
    said = {"户名": name, "账号": NUMBER, "开户银行": BANK[0], "联行号": BANK[1]}
    for label, words in said.items():
        page.get_by_label(say(label), exact=True).fill(words)
    assert troubles(page) == []
    page.get_by_role("button", name=say("要，付到这个账户")).click()
    expect(page.get_by_text(NUMBER[-4:]).first).to_be_visible()


@IN_BOTH_LOOKS
def test_from_the_notice_over_an_objection_to_the_account(granting, new_page, enter, look):
    firm = granting.enterprises[0]
    person = granting.person(firm)
    granting.find()
    department, visitor, rival, enterprise = (new_page(**look.screen) for _tab in range(4))
    enter(department, granting.reviewer.username)
    publish(department, look)
    object_to(visitor, look, firm.name)
    enter(rival, granting.person(granting.enterprises[1]).username)
    object_to(rival, look, granting.enterprises[2].name)
    rival.goto(f"/my-objections/{Objection.objects.unscoped().latest('pk').pk}/")
    expect(rival.get_by_text(OBJECTION)).to_be_visible()
    assert troubles(rival) == []
    answer(department, look, firm.name)
    until_on = PublicNotice.objects.get().until_on
    end_due(until_on + timedelta(days=1))
    enter(enterprise, person.username)
    confirm(enterprise, look, firm.name)
    assert granting.of(firm).state == "confirmed"

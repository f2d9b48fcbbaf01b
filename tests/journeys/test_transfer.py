"""A project on the board: by keyboard, by dragging, in the drawer, and without JavaScript."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect
from tests.secure.introducing import Scene

from zhiqiao.web.matches.models import Review
from zhiqiao.web.transfers.models import Transfer
from zhiqiao.web.transfers.stages import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "水性底漆冬季低温固化"


@pytest.fixture
def broker(scene):
    return scene.broker


@pytest.fixture
def scene():
    return Scene(title=TITLE)


@pytest.fixture
def transfer(scene):
    """The project that began when both sides agreed."""
    introduction = scene.propose()
    scene.consent(scene.seeker, introduction)
    scene.consent(scene.provider, introduction)
    return Transfer.objects.unscoped().get(introduction=introduction)


def column(page, stage):
    return page.locator(f"[data-stage={stage}]")


def kept(transfer):
    return Transfer.objects.unscoped().get(pk=transfer.pk)


def test_from_introduced_to_closed_by_keyboard(transfer, new_page, enter):
    page = new_page()
    enter(page, "broker")
    page.goto("/transfers/")
    expect(column(page, "introduced")).to_contain_text(TITLE)
    forward = page.locator(f"#move-{transfer.pk}")
    forward.press("Enter")
    expect(column(page, "negotiating")).to_contain_text(TITLE)
    expect(page.get_by_role("status").filter(has_text="洽谈中")).to_be_visible()
    expect(forward).to_be_focused()
    forward.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer.get_by_role("heading", name="推进到“已签约”")).to_be_visible()
    drawer.get_by_role("button", name="推进").press("Enter")
    expect(drawer.get_by_label("合同金额（万元）")).to_be_focused()
    page.keyboard.type("50")
    drawer.get_by_label("合同类型").select_option("licence")
    drawer.get_by_role("button", name="推进").press("Enter")
    expect(drawer.get_by_role("status")).to_contain_text("已签约")
    expect(column(page, "signed")).to_contain_text(TITLE)
    drawer.get_by_role("link", name="关闭项目").press("Enter")
    drawer.get_by_label("成交").check()
    drawer.get_by_role("button", name="关闭项目").press("Enter")
    expect(drawer.get_by_role("heading", name="已关闭：成交")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="已关闭 1")).to_be_visible()
    expect(page.get_by_text("还没有在办的项目")).to_be_visible()
    assert (kept(transfer).stage, kept(transfer).amount_fen) == (Stage.SIGNED, 50_000_000)
    assert Review.objects.unscoped().get().relevance == 4
    page.goto("/statistics/")
    expect(page.locator(".tiles")).to_contain_text("其中 1 对按项目结果")
    page.goto("/transfers/funnel/")
    signed = page.locator(".funnel-steps a").nth(3)
    expect(signed).to_contain_text("1")
    signed.click()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()


def test_cards_are_dragged_where_the_table_allows(transfer, new_page, enter):
    page = new_page()
    enter(page, "broker")
    page.goto("/transfers/")
    card = page.locator(f"[data-card='{transfer.pk}']")
    card.drag_to(column(page, "paid"))
    expect(page.locator("#said")).to_contain_text("先签约，再付款")
    card.drag_to(column(page, "negotiating"))
    expect(column(page, "negotiating")).to_contain_text(TITLE)
    card.drag_to(column(page, "introduced"))
    drawer = page.locator("#drawer")
    drawer.get_by_label("为什么退回").fill("对方换了联系人")
    drawer.get_by_role("button", name="退回").click()
    expect(column(page, "introduced")).to_contain_text(TITLE)
    expect(drawer).to_contain_text("对方换了联系人")
    assert kept(transfer).stage == Stage.INTRODUCED


def test_the_drawer_edits_in_place_and_tells_of_another_who_was_faster(
    transfer, broker, new_page, enter
):
    from zhiqiao.web.transfers.actions import plan
    from zhiqiao.web.transfers.values import Plan

    page = new_page()
    enter(page, "broker")
    page.goto("/transfers/")
    page.get_by_role("link", name=TITLE).click()
    drawer = page.locator("#drawer")
    expect(drawer.get_by_label("下一步")).to_be_visible()
    plan(actor=broker, transfer=kept(transfer), plan=Plan(next_action="别人写的"), version=1)
    drawer.get_by_label("下一步").fill("寄两公斤样品")
    drawer.get_by_label("期限").fill(f"{localdate() + timedelta(days=7)}")
    drawer.get_by_role("button", name="保存").click()
    expect(drawer).to_contain_text("刚有人改过这个项目")
    expect(drawer.get_by_label("下一步")).to_have_value("寄两公斤样品")
    drawer.get_by_role("button", name="保存").click()
    expect(drawer.get_by_role("status")).to_contain_text("已保存")
    page.keyboard.press("Escape")
    expect(column(page, "introduced")).to_contain_text("寄两公斤样品")
    Transfer.objects.unscoped().update(due_on=localdate() - timedelta(days=1))
    page.reload()
    expect(column(page, "introduced")).to_contain_text("已超期")
    assert kept(transfer).next_action == "寄两公斤样品"


def test_without_javascript_all_is_forms_and_links(transfer, new_page, enter):
    page = new_page(java_script_enabled=False)
    enter(page, "broker")
    page.goto("/transfers/")
    page.get_by_role("button", name="开始洽谈").click()
    expect(column(page, "negotiating")).to_contain_text(TITLE)
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="关闭项目").click()
    page.get_by_label("技术不相关").check()
    page.get_by_role("button", name="关闭项目").click()
    expect(page.get_by_role("heading", name="已关闭：技术不相关")).to_be_visible()
    page.get_by_role("button", name="重新打开").click()
    expect(page.get_by_role("button", name="保存")).to_be_visible()
    assert kept(transfer).is_open

"""Money goes out: a list is made, checked, paid and arrives; what changed, what does not agree."""

import pytest
from playwright.sync_api import Page, expect
from tests.factories import PersonFactory
from tests.journeys.looks import IN_BOTH_LOOKS, WIDE, Look
from tests.journeys.measuring import troubles
from tests.secure.bank_talk import Bank, line, statement
from tests.secure.paying import Paying

from zhiqiao.bank.simulator import NONE, SimulatedBank, SimulatedLink
from zhiqiao.bank.values import Direction
from zhiqiao.web.access import Role
from zhiqiao.web.demo.clock import weekday_before
from zhiqiao.web.jobs.workers import this_worker
from zhiqiao.web.payouts.models import Payment
from zhiqiao.web.payouts.sending import send_due
from zhiqiao.web.reconciliation.exchange import fetch_files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAKER, CHECKER, PAYEE = "rehearsal-maker", "rehearsal-checker", "payee"
TOTAL, TITLE = "7,800.00", "第一批"
ACCOUNT = {
    "账号": "6222 0000 1111 2222",
    "开户银行": "云溪银行城东支行",
    "联行号": "102331000018",
}


@pytest.fixture(autouse=True)
def _connected(settings, tmp_path):
    """A site with keys, to which a bank is connected."""
    settings.ZHIQIAO_KEYS = tmp_path / "keys"
    settings.ZHIQIAO_BANK = "http://127.0.0.1:9"


@pytest.fixture
def link():
    """The bank, in this process."""
    bank = SimulatedBank(faults=NONE, starts_on=weekday_before(1))
    yield SimulatedLink(bank)
    bank.close()


@pytest.fixture
def pages(new_page, enter):
    """A tab of a person, in a look."""

    def opened(username: str, look: Look = WIDE) -> Page:
        page = new_page(**look.screen)
        enter(page, username)
        return page

    return opened


def payee_of(paying: Paying):
    """Who looks after the policies of one of the enterprises."""
    organisation = paying.entitlements[0].organisation
    return PersonFactory(username=PAYEE, role=Role.AFFAIRS, organisation=organisation)


def make_list(page: Page, say: Look) -> None:
    page.goto("/payouts/")
    page.locator("main .rows a.btn-primary").click()
    chosen = page.get_by_role("status")
    expect(chosen).to_contain_text(TOTAL)
    page.get_by_role("checkbox").first.uncheck()
    expect(chosen).not_to_contain_text(TOTAL)
    page.get_by_role("link", name=say("重新全选")).click()
    expect(chosen).to_contain_text(TOTAL)
    assert troubles(page) == []
    page.get_by_label(say("清单名称")).fill(TITLE)
    page.get_by_role("button", name=say("编成清单")).click()
    page.get_by_role("button", name=say("提交复核")).click()
    expect(page.get_by_text(say("等另一位同事复核。"))).to_be_visible()


def approve(page: Page, say: Look) -> None:
    """From the front page; what is approved is there to be seen."""
    page.goto("/")
    page.locator(".home-first a.btn").click()
    expect(page.get_by_text(say("没有两家企业用同一个账户"))).to_be_visible()
    expect(page.locator("#lines tbody tr")).to_have_count(3)
    expect(page.locator(".money-line")).to_contain_text(TOTAL)
    assert troubles(page) == []
    page.get_by_role("button", name=say("批准这张清单")).click()
    expect(page.get_by_text(say("已批准，待兑付")).first).to_be_visible()


def click(page: Page, say: Look) -> None:
    """The click, after its consequence was read."""
    page.goto("/")
    page.locator(".home-first a.btn").click()
    page.get_by_role("link", name=say("去兑付")).click()
    expect(page.locator(".consequence")).to_contain_text(TOTAL)
    assert troubles(page) == []
    page.locator(".click-panel form button").click()


def see_it_arrive(page: Page, say: Look, link: SimulatedLink) -> None:
    """The page follows by itself while files are on their way."""
    steps = page.locator(".flow li .figures")
    expect(page.get_by_text(say("自动更新中"))).to_be_visible()
    expect(steps.nth(0)).to_contain_text(TOTAL)
    expect(steps.nth(2)).not_to_contain_text(TOTAL)
    send_due(link, worker=this_worker())
    fetch_files(link)
    expect(steps.nth(2)).to_contain_text(TOTAL)
    link.bank.advance()
    fetch_files(link)
    page.reload()
    expect(steps.nth(3)).to_contain_text(TOTAL)
    expect(page.get_by_text(say("已办结")).first).to_be_visible()
    assert troubles(page) == []


def open_voucher(page: Page, say: Look) -> None:
    page.goto("/my-payouts/")
    expect(page.get_by_text(say("钱已到账。"))).to_be_visible()
    page.locator(".my-payout h2 a").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=say("拨付凭证 PDF")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


@IN_BOTH_LOOKS
def test_a_list_is_made_checked_and_paid_and_the_money_arrives(pages, link, look):
    paying = Paying(payees=3, budget_yuan=20_000)
    payee_of(paying)
    maker, checker = pages(MAKER, look), pages(CHECKER, look)
    make_list(maker, look)
    approve(checker, look)
    click(maker, look)
    see_it_arrive(maker, look, link)
    open_voucher(pages(PAYEE, look), look)


def change_account(page: Page, name: str) -> None:
    """The enterprise enters another account, on its own page."""
    page.goto("/my-payouts/account/")
    for label, words in {"户名": name, **ACCOUNT}.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("main dl")).to_contain_text("2222")


def test_after_an_account_changed_the_click_pays_nothing_and_says_so(pages):
    paying = Paying(payees=3)
    paying.approved(title=TITLE)
    firm, maker = pages(payee_of(paying).username), pages(MAKER)
    change_account(firm, paying.entitlements[0].organisation.name)
    maker.goto("/")
    maker.locator(".home-first a.btn").click()
    expect(maker.get_by_text("这样不能兑付")).to_be_visible()
    expect(maker.get_by_role("link", name="去兑付")).to_have_count(0)
    maker.get_by_role("button", name="让批准失效，退回编制").click()
    told = maker.locator("div.notice.error")
    expect(told).to_contain_text("没有付出一分钱")
    expect(told).to_contain_text("有企业换了收款账户")
    assert not Payment.objects.unscoped().exists()
    maker.get_by_role("button", name="按现在的情况更新").click()
    expect(maker.locator("#lines")).to_contain_text("2222")
    maker.get_by_role("button", name="提交复核").click()
    expect(maker.get_by_text("等另一位同事复核。")).to_be_visible()


def test_what_does_not_agree_is_resolved_by_two_people(pages):
    bank = Bank(payees=2)
    bank.accept()
    payment = bank.payments[0]
    stray = line(
        amount_fen=payment.amount_fen, direction=Direction.OUT, name=payment.organisation.name
    )
    bank.take(statement([stray]))
    maker, checker = pages(MAKER), pages(CHECKER)
    maker.goto("/")
    maker.locator("#differences").get_by_role("link", name=payment.organisation.name).click()
    maker.get_by_label("就是这笔兑付，记为已到账").check()
    maker.get_by_label("是哪一笔兑付").select_option(str(payment.pk))
    maker.get_by_label("依据").fill("银行 11 月 20 日电话确认，编号打错了")
    maker.get_by_role("button", name="提交复核").click()
    expect(maker.get_by_role("button", name="撤回")).to_be_visible()
    checker.goto("/")
    checker.locator("#differences").get_by_role("link", name=payment.organisation.name).click()
    checker.get_by_role("button", name="同意，按此记账").click()
    expect(checker.get_by_text("已处理").first).to_be_visible()
    assert Payment.objects.unscoped().get(pk=payment.pk).state == "settled"
    maker.goto("/differences/")
    expect(maker.locator("main .rows li")).to_have_count(0)

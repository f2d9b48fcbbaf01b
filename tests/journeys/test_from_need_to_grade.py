"""A confidential need is matched, introduced, agreed to, pursued and closed; its end is a grade."""

import pytest
from playwright.sync_api import Page, expect
from tests.factories import OfferFactory, OrganisationFactory, PersonFactory
from tests.journeys.looks import IN_BOTH_LOOKS, Look
from tests.journeys.measuring import troubles
from tests.secure.introducing import person

from zhiqiao.web.access import Role
from zhiqiao.web.catalogue.models import OPAQUE_TITLE_START
from zhiqiao.web.introductions.models import Introduction
from zhiqiao.web.matches.models import MatchRun, Review, RunState
from zhiqiao.web.matches.tasks import perform_runs
from zhiqiao.web.transfers.models import Transfer
from zhiqiao.web.transfers.stages import End, Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "水性底漆冬季低温固化"
TEXT = "冬季板温 5 ℃ 时漆膜发黏，48 小时不干，每月返工约 300 件。"
TARGETS = "5 ℃ 下实干 ≤ 24 h，盐雾 ≥ 800 h"
TYPED_MAX = 120
"""Characters of a need that can be matched: two minutes at one a second."""


@pytest.fixture
def people(settings, tmp_path):
    """A seeker, a provider with an offer that fits among others, and a broker."""
    settings.ZHIQIAO_KEYS, settings.ZHIQIAO_DATA = tmp_path / "keys", tmp_path / "data"
    university = OrganisationFactory(name="云溪大学", kind="university")
    OfferFactory(organisation=university, title="低温快干环氧固化剂")
    OfferFactory(title="茶园采摘机", text="坡地仿形割台，含糊率 2%。", field="现代农业")
    PersonFactory(username="broker", role=Role.BROKER, name="周映川")
    provider = person("provider", Role.PROVIDER, university, "沈望舟")
    seekers = OrganisationFactory(name="求索机械")
    return person("seeker", Role.SEEKER, seekers, "林知夏"), provider


def post_need(page: Page, say: Look) -> str:
    """In three steps; the address of the need."""
    page.goto("/needs/new/")
    page.get_by_label(say("标题"), exact=True).fill(TITLE)
    page.locator("textarea[name=text]").fill(TEXT)
    page.get_by_label(say("这条需求要保密")).check()
    expect(page.locator("#diagnosis .facet-scores")).to_be_visible()
    page.get_by_role("button", name=say("下一步")).click()
    page.locator("textarea[name=targets]").fill(TARGETS)
    page.get_by_role("button", name=say("下一步")).click()
    expect(page.locator(".preview")).to_contain_text(TARGETS)
    page.get_by_role("button", name=say("发布"), exact=True).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    assert len(TITLE + TEXT + TARGETS) <= TYPED_MAX
    return page.url


def match() -> None:
    """What the background process does with the runs that wait."""
    waiting = MatchRun.objects.unscoped().filter(state=RunState.WAITING)
    assert perform_runs.func(list(waiting.values_list("pk", flat=True)))


def introduce(page: Page, say: Look, need: str) -> str:
    """From the candidates; the address of the introduction."""
    page.goto(need)
    best = page.locator(".card-match").first
    expect(best).to_contain_text("低温快干环氧固化剂")
    best.get_by_role("link", name=say("发起引荐")).click()
    expect(page.get_by_role("heading", name=say("供给方现在会看到"))).to_be_visible()
    page.get_by_role("button", name=say("发起引荐")).click()
    expect(page.get_by_text(say("已发起引荐，双方会收到通知。"))).to_be_visible()
    return page.url


def consent(page: Page, say: Look) -> None:
    page.get_by_role("button", name=say("同意，双方都同意后给对方看")).click()


def agree(seeker: Page, provider: Page, say: Look, address: str) -> None:
    """Neither is known to the other before both have agreed."""
    provider.goto(address)
    expect(provider.get_by_text(say("一条保密需求")).first).to_be_visible()
    assert not any(words in provider.content() for words in (TITLE, TARGETS, "求索机械"))
    assert troubles(provider) == []
    seeker.goto("/introductions/")
    seeker.get_by_role("link", name="低温快干环氧固化剂").click()
    consent(seeker, say)
    done = say("已记下您方的同意。双方都同意后，这里会显示对方的联系人和内容。")
    expect(seeker.get_by_text(done)).to_be_visible()
    provider.reload()
    assert TITLE not in provider.content()
    consent(provider, say)


def read_each_other(seeker: Page, provider: Page, people: tuple) -> None:
    expect(provider.get_by_text(TARGETS)).to_be_visible()
    expect(provider.get_by_text(people[0].phone)).to_be_visible()
    seeker.reload()
    expect(seeker.get_by_text(people[1].email)).to_be_visible()
    assert [*troubles(seeker), *troubles(provider)] == []


def pursue(page: Page, say: Look) -> None:
    """From introduced to signed, in the drawer beside the board."""
    page.goto("/transfers/")
    forward = page.locator(f"#move-{Transfer.objects.unscoped().get().pk}")
    forward.click()
    negotiating = page.locator(f"[data-stage={Stage.NEGOTIATING}]")
    expect(negotiating.locator(".transfer-card")).to_be_visible()
    forward.click()
    drawer = page.locator("#drawer")
    drawer.get_by_label(say("合同金额（万元）")).fill("50")
    drawer.get_by_label(say("合同类型")).select_option("licence")
    assert troubles(page) == []
    drawer.get_by_role("button", name=say("推进"), exact=True).click()
    signed = page.locator(f"[data-stage={Stage.SIGNED}]")
    expect(signed.locator(".transfer-card")).to_be_visible()


def close(page: Page, say: Look) -> None:
    drawer = page.locator("#drawer")
    drawer.get_by_role("link", name=say("关闭项目…")).click()
    drawer.get_by_label(say("成交"), exact=True).check()
    drawer.get_by_role("button", name=say("关闭项目")).click()
    expect(
        drawer.get_by_role("heading", name=say("已关闭：%(end)s", end=say("成交")))
    ).to_be_visible()


def tell_whether_it_helped(page: Page, say: Look) -> None:
    page.goto("/transfers/?basket=closed")
    page.get_by_role("link", name=OPAQUE_TITLE_START).first.click()
    solved = page.get_by_role("button", name=say("解决了"), exact=True)
    solved.click()
    expect(solved).to_have_attribute("aria-pressed", "true")


@IN_BOTH_LOOKS
def test_from_a_confidential_need_to_a_grade(people, new_page, enter, look):
    seeker, provider, broker = (new_page(**look.screen) for _ in range(3))
    for page, who in ((seeker, "seeker"), (provider, "provider"), (broker, "broker")):
        enter(page, who)
    need = post_need(seeker, look)
    match()
    address = introduce(broker, look, need)
    agree(seeker, provider, look, address)
    read_each_other(seeker, provider, people)
    broker.reload()
    expect(broker.locator(".tag").get_by_text(look("已建立联系"))).to_be_visible()
    assert people[0].phone not in broker.content()
    pursue(broker, look)
    close(broker, look)
    tell_whether_it_helped(seeker, look)
    told = look("；其中 %(n)s 对按项目结果", n=1)
    broker.goto("/statistics/")
    expect(broker.locator(".tiles")).to_contain_text(told)
    project = Transfer.objects.unscoped().get()
    assert project.introduction == Introduction.objects.unscoped().get(state="opened")
    assert (project.stage, project.end) == (Stage.SIGNED, End.SUCCEEDED)
    grade = Review.objects.unscoped().get()
    assert (grade.relevance, grade.need_id, grade.source) == (4, project.need_id, "transfer")

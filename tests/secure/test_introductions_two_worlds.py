"""What a provider is answered is the same whatever a confidential need says, until both consent."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory, PersonFactory
from tests.secure.crawl.routes import routes
from tests.secure.introducing import (
    CANARIES,
    Scene,
    client_of,
    make_confidential,
    person,
    suggested,
)

from zhiqiao.web.access import Role
from zhiqiao.web.access.row_actor import RowActor, shown
from zhiqiao.web.catalogue.actions import save_listing
from zhiqiao.web.catalogue.models import Need
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.introductions import actions
from zhiqiao.web.introductions.models import Disclosure, Introduction, Step
from zhiqiao.web.introductions.wording import DeclineReason

pytestmark = pytest.mark.django_db

VOLATILE = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken(?:&quot;|"): (?:&quot;|")\w*'
    r"|chart-[0-9a-f]{32}"
)
PASSED_OVER = ("metrics", "healthz", "readyz", "livez", "account/security")
"""What tells of the machine, and when the visitor last clicked."""
SEARCHES = ("", "?q=金丝雀", "?q=求索", "?q=保密", "?basket=mine", "?basket=other", "?q=N-2026")


def everywhere():
    """Every page that needs no number."""
    return [
        route.path({})
        for route in routes()
        if route.method == "GET" and not route.parameters
        if route.template.strip("/") not in PASSED_OVER and "export" not in route.template
    ]


NEAR = ("/", "/introductions/", "/inbox/", "/offers/", "/transfers/", "/account/personal-data/")
"""Where something of an introduction would show first."""


def answers(client, *more, pages=NEAR):
    """Status and body of what the person asks for."""
    lists = [f"{page}{search}" for page in ("/introductions/", "/needs/") for search in SEARCHES]
    exported = ["/introductions/export/csv/", "/needs/export/csv/"]
    found = {}
    for page in (*pages, *lists, *exported, *more):
        cache.clear()
        answer = client.get(page)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[page] = (answer.status_code, VOLATILE.sub("", body.decode("utf-8", "replace")))
    return found


def differing(one, two):
    assert one.keys() == two.keys()
    return [page for page in one if one[page] != two[page]]


@pytest.fixture
def scene():
    made = Scene(confidential=True)
    made.bystander = OfferFactory()
    return made


@pytest.fixture
def client(scene):
    """The provider's browser."""
    return client_of(scene.provider)


@pytest.fixture
def made(scene):
    """An introduction that the broker proposed, neither side having answered."""
    return scene.propose()


def test_the_same_questions_have_the_same_answers(made, client):
    """Otherwise the comparisons below would prove nothing."""
    page = f"/introductions/{made.code}/"
    first, second = (answers(client, page, pages=everywhere()) for _ in range(2))
    assert differing(first, second) == []
    assert first[page][0] == 200
    assert sum(status == 200 for status, _text in first.values()) > 20


def test_no_page_at_all_tells_of_a_change(made, scene, client):
    page = f"/introductions/{made.code}/"
    before = answers(client, page, pages=everywhere())
    scene.consent(scene.seeker, made)
    for change_something in CHANGES.values():
        change_something(scene)
    assert differing(before, answers(client, page, pages=everywhere())) == []


def change(scene, **values):
    need = Need.objects.unscoped().get(pk=scene.need.pk)
    for name, value in values.items():
        setattr(need, name, value)
    save_listing(actor=scene.seeker, listing=need, publish=True)


def rename(scene):
    scene.seekers.name, scene.seekers.area = "另一家机构", "听涛高新区"
    scene.seekers.save()


def propose_to_others(scene):
    need = Need.objects.unscoped().get(pk=scene.need.pk)
    other = scene.propose(suggestion=suggested(need, scene.bystander))
    actions.decline(actor=scene.seeker, introduction=other, reason=DeclineReason.OTHER)


def match_again(scene):
    need = Need.objects.unscoped().get(pk=scene.need.pk)
    suggested(need, scene.offer, probability=0.02, recommended=False, reasons=[])


CHANGES = {
    "text": lambda scene: change(scene, title="完全不同的标题", text="完全不同的内容" * 50),
    "facts": lambda scene: change(
        scene, area="溪东区", budget_fen=1, stage="小试", mode="技术许可", field="生物医药"
    ),
    "deadline": lambda scene: change(scene, deadline_on=date(2026, 12, 1)),
    "no deadline": lambda scene: change(scene, deadline_on=None, budget_fen=None),
    "name": rename,
    "others": propose_to_others,
    "run": match_again,
    "colleague": lambda scene: PersonFactory(role=Role.SEEKER, organisation=scene.seekers),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("has_consented", [False, True])
@pytest.mark.proof
def test_nothing_of_a_confidential_need_shows_before_both_consent(
    made, scene, client, what, has_consented
):
    page = f"/introductions/{made.code}/"
    before = answers(client, page)
    if has_consented:
        scene.consent(scene.seeker, made)
    CHANGES[what](scene)
    after = answers(client, page)
    assert differing(before, after) == []
    told = [text for page, (_status, text) in after.items() if "?q=" not in page]
    assert not any(word in text for word in CANARIES for text in told)


def test_the_same_holds_once_the_provider_has_consented(made, scene, client):
    page = f"/introductions/{made.code}/"
    scene.consent(scene.provider, made)
    before = answers(client, page)
    change(scene, text="别的内容", budget_fen=7)
    assert differing(before, answers(client, page)) == []


def test_a_confidential_need_that_nobody_proposed_does_not_exist():
    scene, bystander = Scene(), OfferFactory()
    client = client_of(scene.provider)
    asked = [f"/suggestions/{number}/introduce/" for number in (999_999, 999_998)]
    before = answers(client, *asked, pages=everywhere())
    secret = NeedFactory(title="秘密", organisation=scene.seekers, field=scene.need.field)
    make_confidential(secret, scene.seeker)
    found = suggested(Need.objects.unscoped().get(pk=secret.pk), bystander)
    hidden = scene.propose(suggestion=found)
    after = answers(client, *asked, pages=everywhere())
    assert differing(before, after) == []
    for address, missing in (
        (f"/suggestions/{found.pk}/introduce/", asked[0]),
        (f"/introductions/{hidden.code}/", f"/introductions/{'0' * 32}/"),
    ):
        pages = [(client.get(each), each) for each in (address, missing)]
        assert [page.status_code for page, _path in pages] == [404, 404]
        assert len({VOLATILE.sub("", page.text.replace(path, "")) for page, path in pages}) == 1


def test_proposing_for_a_public_need_is_the_same_whatever_is_hidden():
    scene = Scene()
    address = f"/suggestions/{scene.suggestion.pk}/introduce/"
    client = client_of(scene.provider)
    before = VOLATILE.sub("", client.get(address).text)
    secret = NeedFactory(title="秘密", organisation=scene.seekers)
    make_confidential(secret, scene.seeker)
    need = Need.objects.unscoped().get(pk=secret.pk)
    scene.propose(suggestion=suggested(need, OfferFactory()))
    assert VOLATILE.sub("", client.get(address).text) == before


def test_the_band_does_not_move_with_the_providers_own_offers(made, scene, client):
    page = f"/introductions/{made.code}/"
    seen = re.findall("很合适|较合适|一般", client.get(page).text)
    scene.offer.text = "改成别的内容试探契合程度"
    save_listing(actor=scene.provider, listing=scene.offer, publish=True)
    need = Need.objects.unscoped().get(pk=scene.need.pk)
    suggested(need, OfferFactory(organisation=scene.providers), probability=0.01)
    assert re.findall("很合适|较合适|一般", client.get(page).text) == seen


def test_messages_to_the_provider_name_nothing(made, scene):
    scene.consent(scene.seeker, made)
    change(scene, text="别的内容")
    rows = Message.objects.unscoped().filter(person=scene.provider)
    assert [row.kind for row in rows] == ["introduction-proposed"]
    assert set(rows[0].data) == {"number", "due"}


def test_the_database_shows_the_provider_no_step_of_the_seeker(made, scene):
    scene.consent(scene.seeker, made)
    assert not Step.objects.visible_to(scene.provider).exists()
    with shown(RowActor.of(scene.provider)):
        assert Introduction.objects.visible_to(scene.provider).count() == 1


def test_only_the_two_sides_have_what_was_disclosed(made, scene):
    scene.consent(scene.seeker, made)
    scene.consent(scene.provider, made)
    outsider = person("outsider", Role.PROVIDER, OrganisationFactory(), "外人")
    for someone, count in ((scene.provider, 2), (scene.seeker, 2), (outsider, 0)):
        assert Disclosure.objects.visible_to(someone).count() == count
        with shown(RowActor.of(someone)):
            assert Disclosure.objects.visible_to(someone).count() == count

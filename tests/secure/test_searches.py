"""Saved searches: whose they are, what is new in them, and what is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import NeedFactory, OfferFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.catalogue.actions import save_listing
from zhiqiao.web.catalogue.board import forget_boards
from zhiqiao.web.catalogue.models import Need, Status
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.jobs.schedule import run_all
from zhiqiao.web.searches import actions
from zhiqiao.web.searches.models import SavedSearch
from zhiqiao.web.searches.queries import findings_of, searches_of

pytestmark = [pytest.mark.django_db]
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def fresh_boards():
    forget_boards()
    yield
    forget_boards()


@pytest.fixture
def seeker():
    return PersonFactory(role=Role.SEEKER)


@pytest.fixture
def client_of():
    def make(person):
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


def keep(client, address, **more):
    form = {"name": "我的搜索", "frequency": "daily"} | more
    answer = client.post(f"/searches/new/?{address}", form)
    assert answer.status_code == 302
    return SavedSearch.objects.unscoped().order_by("-id").first()


def counts(person):
    return [each.count for each in findings_of(searches_of(person))]


def messages_to(person):
    return Message.objects.unscoped().filter(person=person, kind="search-digest")


def tell(on):
    return [done.count for done in run_all(on, names=["search-digests"])]


def test_what_was_there_is_not_new_and_what_comes_is(client_of, seeker):
    OfferFactory(title="低温固化剂", field="新材料")
    keep(client_of(seeker), "of=offers&q=固化&field=新材料&page=2&sort=trl")
    assert counts(seeker) == [0]
    new = OfferFactory(title="常温固化剂", field="新材料")
    OfferFactory(title="常温固化剂", field="新能源")
    OfferFactory(title="采茶机", text="坡地", problem="", field="新材料")
    assert counts(seeker) == [1]
    page = client_of(seeker).get("/searches/").text
    assert "1 条新的" in page
    assert f"/offers/{new.pk}/" in page


def test_a_draft_from_before_is_new_once_it_is_published(client_of, seeker):
    draft = OfferFactory(status=Status.DRAFT, published_on=None)
    OfferFactory(published_on=TODAY())
    keep(client_of(seeker), "of=offers")
    actions_client = PersonFactory()
    from zhiqiao.web.catalogue.actions import publish

    publish(actor=actions_client, listing=draft)
    assert counts(seeker) == [1]


def test_opening_leads_to_the_list_and_counts_as_seen(client_of, seeker):
    search = keep(client_of(seeker), "of=offers&q=固化&sort=trl")
    OfferFactory(title="固化剂")
    assert counts(seeker) == [1]
    answer = client_of(seeker).post(f"/searches/{search.pk}/open/")
    assert answer.url == "/offers/?q=%E5%9B%BA%E5%8C%96&sort=trl"
    assert counts(seeker) == [0]
    assert tell(TODAY() + timedelta(days=1)) == [0]


def test_nothing_new_means_no_message_and_news_come_in_one(client_of, seeker):
    keep(client_of(seeker), "of=offers&field=新材料", name="材料")
    keep(client_of(seeker), "of=needs", name="需求")
    day = TODAY() + timedelta(days=1)
    assert tell(day) == [0]
    assert not messages_to(seeker).exists()
    OfferFactory(field="新材料")
    NeedFactory()
    assert tell(day + timedelta(days=1)) == [1]
    (message,) = messages_to(seeker)
    assert message.data["count"] == 2
    assert "材料 +1" in message.data["names"]
    assert "需求 +1" in message.data["names"]
    assert tell(day + timedelta(days=2)) == [0]
    assert counts(seeker) == [1, 1]


def test_weekly_waits_a_week_and_never_is_never(client_of, seeker):
    keep(client_of(seeker), "of=offers", frequency="weekly")
    keep(client_of(seeker), "of=needs", frequency="never")
    OfferFactory()
    NeedFactory()
    assert tell(TODAY() + timedelta(days=6)) == [0]
    assert tell(TODAY() + timedelta(days=7)) == [1]
    assert messages_to(seeker).get().data["names"] == "我的搜索 +1"


def test_a_confidential_or_withdrawn_listing_is_never_told(client_of, seeker):
    keep(client_of(seeker), "of=needs")
    owner = PersonFactory(role=Role.SEEKER)
    need = Need(title="机密", text="机密", organisation=owner.organisation, is_confidential=True)
    save_listing(actor=owner, listing=need, publish=True)
    NeedFactory(status=Status.WITHDRAWN)
    NeedFactory(status=Status.DRAFT)
    assert counts(seeker) == [0]
    assert tell(TODAY() + timedelta(days=1)) == [0]
    keep(client_of(owner), "of=needs&q=机密")
    assert counts(owner) == [0]


def test_what_is_hidden_again_is_no_longer_new(client_of, seeker):
    keep(client_of(seeker), "of=offers")
    offer = OfferFactory()
    offer.status = Status.WITHDRAWN
    offer.save()
    assert counts(seeker) == [0]


def test_someone_without_an_account_is_told_nothing(client_of, seeker):
    keep(client_of(seeker), "of=offers")
    OfferFactory()
    seeker.is_active = False
    seeker.save()
    assert tell(TODAY() + timedelta(days=1)) == [0]


def test_only_ones_own_are_listed_changed_opened_and_removed(client_of, seeker):
    search = keep(client_of(seeker), "of=offers", name="只有我知道")
    other = client_of(PersonFactory())
    assert "只有我知道" not in other.get("/searches/").text
    for tail in ("", "open/", "removal/"):
        form = {"name": "改", "frequency": "never"}
        assert other.post(f"/searches/{search.pk}/{tail}", form).status_code == 404
    search.refresh_from_db()
    assert (search.name, search.frequency) == ("只有我知道", "daily")
    assert Client().get("/searches/").status_code == 302


def test_it_is_renamed_and_removed_and_a_wrong_form_changes_nothing(client_of, seeker):
    client = client_of(seeker)
    search = keep(client, "of=offers")
    client.post(f"/searches/{search.pk}/", {"name": "新名", "frequency": "never"})
    search.refresh_from_db()
    assert (search.name, search.frequency) == ("新名", "never")
    for wrong in ({"name": "", "frequency": "daily"}, {"name": "x", "frequency": "hourly"}):
        client.post(f"/searches/{search.pk}/", wrong)
        search.refresh_from_db()
        assert (search.name, search.frequency) == ("新名", "never")
    client.post(f"/searches/{search.pk}/removal/")
    assert not SavedSearch.objects.unscoped().exists()


def test_the_same_search_is_kept_once_and_too_many_are_refused(client_of, seeker, monkeypatch):
    client = client_of(seeker)
    keep(client, "of=offers&q=固化&page=3")
    keep(client, "of=offers&page=1&q=固化", name="改名")
    assert SavedSearch.objects.unscoped().get().name == "改名"
    monkeypatch.setattr(actions, "SEARCHES_MAX", 1)
    answer = client.post("/searches/new/?of=needs", {"name": "x", "frequency": "daily"})
    assert "最多保存 1 个搜索" in answer.text
    assert client.get("/searches/new/?of=people").status_code == 404


def test_programmes_that_fit_anew_are_new(client_of, seeker):
    search = keep(client_of(seeker), "of=programmes&q=研发")
    known = search.seen["known"]
    assert known
    assert counts(seeker) == [0]
    SavedSearch.objects.unscoped().update(seen={"known": known[1:]})
    (finding,) = findings_of(searches_of(seeker))
    assert finding.count == 1
    assert finding.newest[0].url == f"/programmes/{known[0]}/"


def test_the_list_asks_few_questions_however_many_searches(
    client_of, seeker, django_assert_max_num_queries
):
    client = client_of(seeker)
    for word in ("固化", "盐雾", "环氧", "板温", "采茶", "脱色"):
        keep(client, f"of=offers&q={word}")
        keep(client, f"of=needs&q={word}")
    OfferFactory()
    NeedFactory()
    with django_assert_max_num_queries(15):
        assert "条新的" in client.get("/searches/").text
    assert client.get("/searches/export/xlsx/").content.startswith(b"PK")

"""Two at the same need or offer: nobody undoes what they did not see."""

import pytest
from django.test import Client
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue.actions import (
    ListingChangedError,
    publish,
    save_listing,
    version_of,
    withdraw,
)
from zhiqiao.web.catalogue.confidential import Words, words_of
from zhiqiao.web.catalogue.models import Need, Offer, Status

pytestmark = pytest.mark.django_db
TITLE = "金丝雀标题碳化硅外延炉"
TEXT = "金丝雀正文：配方含秘密组分甲。"
CHANGED = "这条内容刚被别人改过。请核对后再保存一次。"


@pytest.fixture
def seeker():
    return PersonFactory(role=Role.SEEKER, organisation=OrganisationFactory())


@pytest.fixture
def need(seeker):
    return NeedFactory(
        organisation=seeker.organisation, title=TITLE, text=TEXT, status=Status.DRAFT
    )


def client_of(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def stored(listing):
    return type(listing).objects.unscoped().get(pk=listing.pk)


def made_confidential(need, seeker):
    other = stored(need)
    other.is_confidential = True
    save_listing(actor=seeker, listing=other, publish=False)


def saved_by_another(listing, actor, **values):
    other = stored(listing)
    for name, value in values.items():
        setattr(other, name, value)
    save_listing(actor=actor, listing=other, publish=False)


@pytest.mark.parametrize(
    ("change", "status"), [(publish, Status.PUBLISHED), (withdraw, Status.WITHDRAWN)]
)
def test_a_status_is_set_on_what_is_stored_by_now(need, seeker, change, status):
    made_confidential(need, seeker)
    assert need.text == TEXT
    change(actor=seeker, listing=need)
    kept = stored(need)
    assert (kept.status, kept.is_confidential, kept.text) == (status, True, "")
    assert words_of(kept) == Words(TITLE, TEXT)
    assert (need.status, need.is_confidential, need.text) == (status, True, "")
    assert need.sealed == kept.sealed
    assert need.updated_at == kept.updated_at


def test_publishing_takes_back_nothing_that_others_wrote(seeker):
    offer = OfferFactory(organisation=seeker.organisation, status=Status.DRAFT, published_on=None)
    saved_by_another(offer, seeker, title="别人改的标题")
    before = stored(offer).updated_at
    publish(actor=seeker, listing=offer)
    kept = stored(offer)
    assert (kept.title, kept.is_published) == ("别人改的标题", True)
    assert kept.published_on is not None
    assert kept.updated_at > before


def test_what_is_gone_has_no_status(need, seeker):
    Need.objects.unscoped().filter(pk=need.pk).delete()
    with pytest.raises(ListingChangedError):
        publish(actor=seeker, listing=need)
    with pytest.raises(ListingChangedError):
        withdraw(actor=seeker, listing=need)


def test_what_became_confidential_is_not_saved_over(need, seeker):
    made_confidential(need, seeker)
    rows = AuditRow.objects.count()
    need.budget_fen = 7
    with pytest.raises(ListingChangedError):
        save_listing(actor=seeker, listing=need, publish=True)
    kept = stored(need)
    assert (kept.is_confidential, kept.budget_fen, kept.status) == (True, 120_000_000, "draft")
    assert words_of(kept) == Words(TITLE, TEXT)
    assert AuditRow.objects.count() == rows


def test_what_was_revealed_is_not_sealed_again_unseen(need, seeker):
    made_confidential(need, seeker)
    hidden, other = stored(need), stored(need)
    other.title, other.text, other.is_confidential = TITLE, TEXT, False
    save_listing(actor=seeker, listing=other, publish=False)
    with pytest.raises(ListingChangedError):
        save_listing(actor=seeker, listing=hidden, publish=False)
    assert stored(need).text == TEXT


def test_saving_does_not_publish_again_what_was_withdrawn_meanwhile(need, seeker):
    publish(actor=seeker, listing=need)
    withdraw(actor=seeker, listing=stored(need))
    need.title = "新标题"
    save_listing(actor=seeker, listing=need, publish=False)
    assert (stored(need).title, stored(need).status) == ("新标题", Status.WITHDRAWN)


def test_a_need_made_confidential_while_its_form_is_checked_is_shown_again(
    need, seeker, monkeypatch
):
    from zhiqiao.web.catalogue import views
    from zhiqiao.web.catalogue.views import _saved

    def meanwhile(*known):
        monkeypatch.undo()
        made_confidential(need, seeker)
        return _saved(*known)

    client = client_of(seeker)
    monkeypatch.setattr(views, "_saved", meanwhile)
    typed = {"title": "我打的标题", "text": "我打的正文"}
    answer = client.post(f"/needs/{need.pk}/edit/", typed)
    assert answer.status_code == 200
    assert CHANGED in answer.text
    assert "我打的正文" in answer.text
    assert words_of(stored(need)) == Words(TITLE, TEXT)


@pytest.mark.parametrize("model", [Need, Offer])
def test_a_form_of_an_older_version_is_shown_again_with_what_was_typed(model):
    broker = PersonFactory(role=Role.BROKER)
    listing = {Need: NeedFactory, Offer: OfferFactory}[model]()
    client, path = client_of(broker), f"/{model.__name__.lower()}s/{listing.pk}/edit/"
    version = version_of(stored(listing))
    assert f'name="version" value="{version}"' in client.get(path).text
    saved_by_another(listing, broker, area="别人改的地区")
    typed = {"title": "我打的标题", "text": "我打的正文", "version": version}
    typed |= {"organisation_name": listing.organisation.name}
    answer = client.post(path, typed)
    assert answer.status_code == 200
    assert CHANGED in answer.text
    assert "我打的标题" in answer.text
    assert "我打的正文" in answer.text
    assert (stored(listing).area, stored(listing).title) == ("别人改的地区", listing.title)
    newest = version_of(stored(listing))
    assert newest != version
    assert f'name="version" value="{newest}"' in answer.text
    assert client.post(path, typed | {"version": newest}).status_code == 302
    assert stored(listing).title == "我打的标题"


def test_a_mistake_in_the_form_does_not_hide_that_it_is_old(need, seeker):
    client, path = client_of(seeker), f"/needs/{need.pk}/edit/"
    version = version_of(stored(need))
    saved_by_another(need, seeker, area="别人改的地区")
    answer = client.post(path, {"title": "", "text": "我", "version": version})
    assert f'name="version" value="{version}"' in answer.text
    assert CHANGED in client.post(path, {"title": "我", "version": version}).text


def test_a_form_without_a_version_is_saved(need, seeker):
    client = client_of(seeker)
    assert client.post(f"/needs/{need.pk}/edit/", {"title": "无版本"}).status_code == 302
    assert stored(need).title == "无版本"


def test_a_new_listing_has_no_version(seeker):
    client = client_of(seeker)
    assert 'name="version"' not in client.get("/needs/new/").text
    assert client.post("/needs/new/", {"title": "新的"}).status_code == 302

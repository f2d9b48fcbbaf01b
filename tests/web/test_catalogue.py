"""Lists, facets, forms, publishing and withdrawing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue.models import Need, Offer, Status
from zhiqiao.web.catalogue.signals import listings_changed

pytestmark = pytest.mark.django_db
FORM = {
    "title": "滚丝机模具寿命短",
    "text": "现用模具 3 万件就崩齿，要求 ≥ 8 万件。",
    "budget_wan_yuan": "12.5",
}


def titles(answer) -> list[str]:
    return [listing.title for listing in answer.context["page"]]


@pytest.fixture
def changed():
    """What the catalogue announced."""
    heard = []

    def listen(**message):
        heard.append((message["side"].value, message["ids"]))

    listings_changed.connect(listen)
    yield heard
    listings_changed.disconnect(listen)


def test_all_words_must_be_there_wherever_they_stand():
    NeedFactory(title="环氧底漆", text="低温固化")
    NeedFactory(title="环氧地坪", text="高温")
    assert titles(Client().get("/needs/?q=环氧 低温")) == ["环氧底漆"]


def test_a_phrase_that_is_nowhere_is_looked_for_by_its_words():
    OfferFactory(title="磁性树脂脱色工艺")
    OfferFactory(title="高温热泵")
    answer = Client().get("/offers/?q=脱色树脂再生装置")
    assert answer.context["found"].is_partial
    assert titles(answer) == ["磁性树脂脱色工艺"]


def test_facets_count_what_the_others_leave():
    NeedFactory(field="新材料", area="澄湖区")
    NeedFactory(field="新材料", area="溪东区")
    NeedFactory(field="新能源", area="溪东区")
    answer = Client().get("/needs/?field=新材料")
    facets = {facet.name: facet for facet in answer.context["found"].facets}
    assert {o.value: o.count for o in facets["field"].options} == {"新材料": 2, "新能源": 1}
    assert {o.value: o.count for o in facets["area"].options} == {"澄湖区": 1, "溪东区": 1}


def test_maturity_is_narrowed_by_band():
    for trl in (2, 5, 9, None):
        OfferFactory(title=f"成熟度{trl}", trl=trl)
    assert titles(Client().get("/offers/?trl=4-6")) == ["成熟度5"]
    assert titles(Client().get("/offers/?trl=")) == ["成熟度None"]


def test_unknown_amounts_come_last_in_either_order():
    for title, budget in (("少", 1_000_000), ("未定", None), ("多", 9_000_000)):
        NeedFactory(title=title, budget_fen=budget)
    assert titles(Client().get("/needs/?sort=budget")) == ["多", "少", "未定"]


@pytest.mark.parametrize("address", ["?page=999", "?page=x", "?sort=no", "?status=no", "?field="])
def test_odd_addresses_still_show_the_list(address):
    NeedFactory()
    assert Client().get(f"/needs/{address}").status_code == 200


@pytest.mark.parametrize("side", ["needs", "offers"])
def test_the_query_count_does_not_grow_with_the_list(side, broker, django_assert_max_num_queries):
    factory = NeedFactory if side == "needs" else OfferFactory
    factory.create_batch(20)
    with django_assert_max_num_queries(16):
        broker.get(f"/{side}/")


def test_a_seeker_writes_a_need_for_its_own_organisation(sign_in, changed):
    seeker = PersonFactory(role=Role.SEEKER)
    sign_in(seeker).post("/needs/new/", FORM | {"publish": "1", "organisation_name": "别家"})
    need = Need.objects.unscoped().get()
    assert (need.organisation, need.status) == (seeker.organisation, Status.PUBLISHED)
    assert (need.budget_fen, need.quality_level) == (12_500_000, "poor")
    assert changed == [("need", [need.pk])]
    row = AuditRow.objects.get(noun="need")
    assert (row.actor_id, row.action, row.noun, row.object_id) == (
        seeker.pk, "create", "need", str(need.pk)
    )  # fmt: skip


def test_a_broker_names_the_organisation_and_a_new_one_is_made(broker):
    OrganisationFactory(name="老厂")
    broker.post("/needs/new/", FORM | {"draft": "1", "organisation_name": "老厂"})
    broker.post("/needs/new/", FORM | {"draft": "1", "organisation_name": "新厂"})
    assert Need.objects.unscoped().filter(status=Status.DRAFT).count() == 2
    assert Organisation.objects.filter(name__in=["老厂", "新厂"]).count() == 2


def test_a_form_that_is_wrong_says_so_and_writes_nothing(broker):
    answer = broker.post("/needs/new/", {"title": "", "budget_wan_yuan": "-3", "publish": "1"})
    assert {"title", "budget_wan_yuan", "organisation_name"} <= set(answer.context["form"].errors)
    assert not Need.objects.unscoped().exists()
    assert not AuditRow.objects.exists()


def test_a_maturity_above_nine_is_refused(broker):
    answer = broker.post(
        "/offers/new/", {"title": "某成果", "trl": "12", "organisation_name": "某校"}
    )
    assert "trl" in answer.context["form"].errors
    assert not Offer.objects.unscoped().exists()


def test_withdrawing_hides_and_publishing_shows_again(broker, changed):
    need = NeedFactory()
    broker.post(f"/needs/{need.pk}/status/", {"to": "withdrawn"})
    assert Client().get(f"/needs/{need.pk}/").status_code == 404
    broker.post(f"/needs/{need.pk}/status/", {"to": "published"})
    assert Client().get(f"/needs/{need.pk}/").status_code == 200
    assert [row.action for row in AuditRow.objects.filter(noun="need").order_by("number")] == [
        "withdraw",
        "publish",
    ]
    assert changed == [("need", [need.pk])] * 2


def test_the_diagnosis_of_a_draft_is_shown_and_nothing_written(broker):
    answer = broker.post("/needs/diagnosis/", FORM)
    assert "8 万件" in answer.content.decode() or "可测指标" in answer.content.decode()
    assert not Need.objects.unscoped().exists()


def test_the_list_is_exported_as_it_stands(broker):
    NeedFactory(title="要的", field="新材料")
    NeedFactory(title="=1+1", field="新能源")
    text = broker.get("/needs/export/csv/?field=新能源").content.decode("utf-8-sig")
    assert "要的" not in text
    assert "=1+1" in text
    assert "\n=1+1" not in text
    assert ",=1+1" not in text
    assert broker.get("/needs/export/xlsx/").content.startswith(b"PK")
    assert broker.get("/needs/export/exe/").status_code == 404


def test_a_code_that_an_imported_listing_took_is_stepped_over(broker):
    first = NeedFactory()
    year = timezone.localdate().year
    NeedFactory(code=f"N-{year}-{first.pk + 2:06d}")
    for _ in range(2):
        broker.post("/needs/new/", FORM | {"draft": "1", "organisation_name": "甲厂"})
    codes = set(Need.objects.unscoped().filter(title=FORM["title"]).values_list("code", flat=True))
    assert codes == {f"N-{year}-{first.pk + 3:06d}", f"N-{year}-{first.pk + 4:06d}"}


def test_a_list_that_does_not_fit_into_a_spreadsheet_says_so_and_offers_csv(broker):
    NeedFactory(title="很长", text="盐雾" * 20_000)
    answer = broker.get("/needs/export/xlsx/?field=新材料", follow=True)
    assert answer.redirect_chain[0][0].startswith("/needs/?field=")
    assert "40000" in answer.content.decode()
    assert "很长" in broker.get("/needs/export/csv/").content.decode()


def test_a_deadline_that_is_past_is_not_a_near_one():
    today = timezone.localdate()
    for title, days in (("过了", -3), ("不急", 300), ("快了", 2)):
        NeedFactory(title=title, deadline_on=today + timedelta(days=days))
    NeedFactory(title="没有", deadline_on=None)
    assert titles(Client().get("/needs/?sort=deadline")) == ["快了", "不急", "没有", "过了"]

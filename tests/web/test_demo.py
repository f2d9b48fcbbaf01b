"""The demo city is loaded whole, once, and said to be fictional."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from zhiqiao.codes import region_name, region_within
from zhiqiao.rulefiles.folder import default_folder
from zhiqiao.web.accounts.models import Membership, Organisation, Person
from zhiqiao.web.budgets.models import Revision
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.demo.actions import DEPARTMENT, load_demo
from zhiqiao.web.demo.city import read_city
from zhiqiao.web.demo.clock import weekday_before, weekdays_ago
from zhiqiao.web.demo.profiles import FILE
from zhiqiao.web.grants.models import Entitlement
from zhiqiao.web.ledger.queries import verify_rows
from zhiqiao.web.matches.models import MatchRun, Review
from zhiqiao.web.payouts.changes import PaymentChange
from zhiqiao.web.payouts.models import BankAccount, ListState, Payment, PayoutList
from zhiqiao.web.programmes.scopes import ANYWHERE, regions_of
from zhiqiao.web.reconciliation.models import Difference
from zhiqiao.web.reconciliation.queries import bank_gap_fen
from zhiqiao.web.rulebook.current import rulebook_in

pytestmark = pytest.mark.django_db
OWN = "org-ev-01"
"""The enterprise whose affairs person is among those to sign in as."""


@pytest.fixture
def town(tmp_path, settings):
    """A small city of one field in files, and an empty data folder."""
    settings.ZHIQIAO_DATA = tmp_path / "data"
    city = read_city()
    field = tmp_path / "city" / "small"
    field.mkdir(parents=True)
    needs, offers = city.needs[:2], city.offers[:4]
    used = {row["organisation"] for row in needs + offers}
    rows = {
        "organisations": [row for row in city.organisations if row["id"] in used],
        "needs": needs,
        "offers": offers,
        "judgements": [
            {"need_id": needs[0]["id"], "offer_id": offers[0]["id"], "relevance": 4, "note": ""}
        ],
    }
    for kind, listed in rows.items():
        lines = [json.dumps(row, ensure_ascii=False) for row in listed]
        (field / f"{kind}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path / "city"


@pytest.fixture
def whole_town(town):
    """The small city with the enterprises of the whole one: those that are paid to."""
    rows = (json.dumps(row, ensure_ascii=False) for row in read_city().organisations)
    (town / "small" / "organisations.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    need = json.dumps(read_city().needs[0] | {"organisation": OWN}, ensure_ascii=False)
    (town / "small" / "needs.jsonl").write_text(need + "\n", encoding="utf-8")
    return town


def rows_of(model):
    return model._base_manager.all()  # noqa: SLF001 -- whatever the model's own manager asks for


def states_of(model):
    return rows_of(model).values_list("state", flat=True)


def test_loading_writes_matches_and_grades_everything_as_demo(town):
    told = []
    result = load_demo(folder=town, progress=lambda done, total: told.append((done, total)))
    assert (result.needs, result.offers, result.judgements, result.matched) == (3, 4, 1, 3)
    assert not result.already_loaded
    assert told[-1][0] == told[-1][1]
    for model in (Need, Offer, Organisation, Person):
        assert not rows_of(model).filter(is_demo=False).exists()
    assert not any(person.has_usable_password() for person in Person.objects.all())
    page = Client().get("/").content.decode()
    assert "演示数据" in page


def test_loading_again_does_nothing(town):
    load_demo(folder=town)
    before = [rows_of(model).count() for model in (Need, Offer, MatchRun, Review, Person)]
    assert load_demo(folder=town).already_loaded
    assert [rows_of(model).count() for model in (Need, Offer, MatchRun, Review, Person)] == before


def test_payouts_stand_at_every_step_and_their_books_are_right(whole_town):
    load_demo(folder=whole_town)
    assert {*states_of(PayoutList)} == {*ListState} - {ListState.CANCELLED}
    assert {*states_of(Payment)} == {"accepted", "settled", "rejected", "returned"}
    steps = "found held noticed objected cleared confirmed listed approved paid"
    assert {*states_of(Entitlement)} == {*steps.split()}
    kinds = rows_of(Difference).filter(state="open").values_list("kind", flat=True)
    assert {*kinds} == {"unknown_reference", "wrong_amount", "twice"}
    assert [*rows_of(PaymentChange).values_list("kind", "state")] == [("reissue", "proposed")]
    waiting = rows_of(Revision).filter(state="proposed")
    assert [*waiting.values_list("kind", flat=True)] == ["raise"]
    assert verify_rows().is_sound
    assert bank_gap_fen(Organisation.objects.get(code=DEPARTMENT)) == 0
    for model in (PayoutList, Entitlement, BankAccount):
        assert not rows_of(model).filter(is_demo=False).exists()
    own = rows_of(Entitlement).filter(organisation__code=OWN)
    assert {*own.values_list("state", "route")} == {
        ("paid", "automatic"), ("approved", "automatic"), ("cleared", "application")
    }  # fmt: skip
    assert rows_of(Payment).get(organisation__code=OWN).state == "settled"
    nobodys = Person.objects.filter(is_active=False)
    assert [*nobodys.values_list("username", flat=True)] == ["demo-agent"]


def test_nothing_made_up_is_paid_where_a_bank_is_set(whole_town, settings):
    settings.ZHIQIAO_BANK = "http://127.0.0.1:9"
    load_demo(folder=whole_town)
    assert not rows_of(PayoutList).exists()


def test_a_city_of_an_older_version_gets_the_people_and_payouts_that_are_missing(
    whole_town, settings
):
    settings.ZHIQIAO_BANK = "http://127.0.0.1:9"
    load_demo(folder=whole_town)
    finance = Person.objects.filter(username__startswith="demo-finance")
    rows_of(Membership).filter(person__in=finance).delete()
    finance.delete()
    settings.ZHIQIAO_BANK = ""
    assert load_demo(folder=whole_town).already_loaded
    assert finance.count() == 2
    assert rows_of(PayoutList).exists()


def test_the_demos_past_ends_with_the_story():
    today = timezone.localdate()
    with weekdays_ago(3):
        assert timezone.localdate() == weekday_before(0) < today
    assert timezone.localdate() == today


def test_changed_files_bring_rows_up_to_date(town):
    load_demo(folder=town)
    path = town / "small" / "needs.jsonl"
    title = Need.objects.unscoped().order_by("pk").first().title
    path.write_text(path.read_text(encoding="utf-8").replace(title, "改过的标题"), encoding="utf-8")
    assert not load_demo(folder=town).already_loaded
    assert Need.objects.unscoped().filter(title="改过的标题").count() == 1
    assert Need.objects.unscoped().count() == 3, "two of the files, and a confidential one"
    assert Review.objects.unscoped().count() == 1


def test_the_city_is_as_large_as_promised_and_whole():
    city = read_city()
    assert len(city.needs) >= 60
    assert len(city.offers) >= 300
    assert len({row["field"] for row in city.needs}) == 8
    ids = {row["id"] for row in city.organisations}
    assert all(row["organisation"] in ids for row in city.needs + city.offers)
    pairs = [(row["need_id"], row["offer_id"]) for row in city.judgements]
    needs, offers = ({row["id"] for row in rows} for rows in (city.needs, city.offers))
    assert all(need in needs and offer in offers for need, offer in pairs)
    assert len(pairs) == len(set(pairs))


def test_no_demo_enterprise_lies_where_a_real_programme_pays():
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    places = {row["facts"]["注册地"] for row in rows if "注册地" in row["facts"]}
    assert places
    assert all(region_name(each) for each in places)
    for programme in rulebook_in(default_folder()).programmes:
        for version in programme.versions:
            wanted = [each for each in regions_of(programme, version) if each != ANYWHERE]
            inside = [region_within(place, each) for place in places for each in wanted]
            assert all(each is False for each in inside), programme.id

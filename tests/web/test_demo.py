"""The demo city is loaded whole, once, and said to be fictional."""

import json

import pytest
from django.test import Client

from zhiqiao.codes import region_name, region_within
from zhiqiao.rulefiles.folder import default_folder
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.demo.actions import load_demo
from zhiqiao.web.demo.city import read_city
from zhiqiao.web.demo.profiles import FILE
from zhiqiao.web.matches.models import MatchRun, Review
from zhiqiao.web.programmes.scopes import ANYWHERE, regions_of
from zhiqiao.web.rulebook.current import rulebook_in

pytestmark = pytest.mark.django_db


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


def rows_of(model):
    return model._base_manager.all()  # noqa: SLF001 -- whatever the model's own manager asks for


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

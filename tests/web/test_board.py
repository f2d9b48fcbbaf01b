"""What the board answers is what the database answers, whatever was written since the last look."""

import random
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory

from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.catalogue import board, published, unpublished, written
from zhiqiao.web.catalogue.asked import SORTS, read_query
from zhiqiao.web.catalogue.models import Need, Offer, Side, Status
from zhiqiao.web.catalogue.search import all_found

QUERIES = [
    "",
    "q=低温",
    "q=低温+环氧",
    "q=固",
    "q=环氧低温快干处处",
    "field=新材料",
    "field=新材料&field=生物医药&area=甲区",
    "who=university&q=低温",
    "q=没有这样的词",
    "field=不存在的领域",
]
WORDS = ["低温", "固化", "环氧", "快干", "酶", "发酵", "CO₂"]


@pytest.fixture
def town(db):
    chance = random.Random(7)  # noqa: S311 -- the same town in every run
    owners = [
        OrganisationFactory(kind=kind)
        for kind in (OrganisationKind.ENTERPRISE, OrganisationKind.UNIVERSITY)
    ]
    for n in range(40):
        shared = {
            "title": "".join(chance.choices(WORDS, k=3)),
            "text": "".join(chance.choices(WORDS, k=6)),
            "field": chance.choice(["新材料", "生物医药", ""]),
            "area": chance.choice(["甲区", "乙区"]),
            "organisation": chance.choice(owners),
            "status": chance.choice([Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT]),
            "published_on": date(2026, 1, 1) + timedelta(chance.randrange(9)),
        }
        NeedFactory(
            **shared,
            budget_fen=chance.choice([None, 100, 200]),
            deadline_on=chance.choice([None, date(2020, 1, n % 9 + 1), date(2099, 1, n % 9 + 1)]),
            quality=chance.choice([None, 0.2, 0.8]),
        )
        OfferFactory(**shared, trl=chance.choice([None, *range(1, 10)]), price_fen=None)
    return owners


def rows_of(side):
    model = Need if side == Side.NEED else Offer
    return model.objects.unscoped().select_related("organisation")


def answers(way, side, text):
    query = read_query(side, QueryDict(text))
    rows = () if way is published else (rows_of(side),)
    found = way.find(*rows, query, page=1)
    facets = {
        facet.name: {option.value: option.count for option in facet.options}
        for facet in found.facets
    }
    return [row.pk for row in found.page.object_list], found.page.paginator.count, facets


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("text", QUERIES)
def test_the_board_answers_as_the_database_does(town, side, text):
    for sort in SORTS[side]:
        asked = f"{text}&sort={sort}"
        board_ids, board_count, board_facets = answers(published, side, asked)
        ids, count, facets = answers(unpublished, side, asked)
        assert (board_count, board_facets) == (count, facets), asked
        if read_query(side, QueryDict(asked)).text != "环氧低温快干处处":  # its ties differ
            assert board_ids == ids, asked


def test_what_is_written_later_is_on_the_board_at_the_next_look(town):
    before = len(board.board_of(Side.NEED))
    fresh = NeedFactory(title="刚刚发布", field="全新领域")
    draft = NeedFactory(status=Status.DRAFT)
    assert answers(published, Side.NEED, "field=全新领域")[0] == [fresh.pk]
    assert len(board.board_of(Side.NEED)) == before + 1
    fresh.status = Status.WITHDRAWN
    fresh.save()
    draft.status, draft.field = Status.PUBLISHED, "另一领域"
    draft.save()
    assert answers(published, Side.NEED, "field=全新领域")[0] == []
    assert answers(published, Side.NEED, "field=另一领域")[0] == [draft.pk]


def test_a_look_without_changes_is_one_query(town, django_assert_num_queries):
    board.board_of(Side.NEED)
    with django_assert_num_queries(1):
        board.board_of(Side.NEED)


@pytest.fixture
def phrases(settings, tmp_path):
    settings.ZHIQIAO_DATA = tmp_path


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("text", QUERIES)
def test_words_are_found_by_the_phrase_index_as_by_the_database(town, phrases, side, text):
    written.bring_up_phrases(side)
    assert answers(published, side, text)[1:] == answers(unpublished, side, text)[1:]


def test_a_lagging_phrase_index_is_made_up_for(town, phrases):
    written.bring_up_phrases(Side.NEED)
    Need.objects.unscoped().update(updated_at="2026-01-01T00:00:00+08:00")
    changed = rows_of(Side.NEED).filter(status=Status.PUBLISHED).first()
    changed.title, changed.text = "石墨烯导热膜", ""
    changed.save()
    added = NeedFactory(title="石墨烯散热")
    assert sorted(written.ids_holding(Side.NEED, "石墨烯")) == sorted([changed.pk, added.pk])
    assert changed.pk not in written.ids_holding(Side.NEED, "低温")
    written.bring_up_phrases(Side.NEED)
    assert sorted(written.ids_holding(Side.NEED, "石墨烯")) == sorted([changed.pk, added.pk])
    added.status = Status.WITHDRAWN
    added.save()
    assert answers(published, Side.NEED, "q=石墨烯")[0] == [changed.pk]


def test_an_export_holds_what_the_list_shows_in_its_order(town):
    query = read_query(Side.NEED, QueryDict("q=低温&sort=budget"))
    listed = answers(published, Side.NEED, "q=低温&sort=budget")[0]
    exported = [row.pk for row in all_found(rows_of(Side.NEED), query, at_most=100)]
    assert exported[: len(listed)] == listed
    assert len(list(all_found(rows_of(Side.NEED), query, at_most=3))) == 3

"""The policy supermarket: finding programmes, the page of one, its versions, exports."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.programme_rules import write_rules
from tests.secure.test_profiles import fact_of, sign_in

from zhiqiao.policy.showing import money
from zhiqiao.web.access import Role
from zhiqiao.web.programmes.amounts import amount_in_words, most_fen, rule_lines
from zhiqiao.web.programmes.asked import ProgrammeQuery
from zhiqiao.web.programmes.cards import cards_on
from zhiqiao.web.programmes.details import story_of
from zhiqiao.web.programmes.histories import history_of
from zhiqiao.web.programmes.openings import Opening, opening_on
from zhiqiao.web.programmes.search import find_programmes
from zhiqiao.web.programmes.titles import title_of
from zhiqiao.web.rulebook.current import rulebook, rulebook_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def book(tmp_path):
    """Rules around a day in spring."""
    return rulebook_in(write_rules(tmp_path, on=DAY))


@pytest.fixture
def site(settings, tmp_path):
    """The site judges by rules whose windows lie around today."""
    folder = tmp_path / "rules"
    folder.mkdir()
    settings.ZHIQIAO_POLICIES = str(write_rules(folder))


def found(book, **asked):
    return find_programmes(cards_on(book, DAY, "zh").values(), ProgrammeQuery(**asked))


def ids(result):
    return [card.id for card in result.cards]


def counts(result, name):
    facet = next(each for each in result.facets if each.name == name)
    return {option.value: option.count for option in facet.options}


@pytest.mark.parametrize(
    ("text", "expected", "is_partial"),
    [
        ("补助", ["grant"], False),
        ("科学技术局 奖励", ["award"], False),
        ("专家评审", ["project"], False),
        ("云科〔2021〕2号", ["award"], False),
        ("创新券补贴", ["voucher"], True),
        ("完全没有的词组", [], True),
    ],
)
def test_words_are_sought_in_titles_departments_conditions_and_documents(
    book, text, expected, is_partial
):
    result = found(book, text=text)
    assert [each for each in ids(result) if each in expected] == expected
    assert is_partial or ids(result) == expected
    assert result.is_partial is is_partial


def test_a_word_in_the_name_weighs_more_than_one_in_the_conditions(book):
    assert ids(found(book, text="研发"))[0] in {"grant", "project"}
    assert ids(found(book, text="高新技术企业"))[0] == "award"


def test_facets_count_what_the_others_leave_and_narrow(book):
    every = found(book)
    assert counts(every, "window") == {
        "open": 1,
        "soon": 1,
        "undated": 2,
        "ended": 1,
    }
    assert counts(every, "level") == {"市": 4, "区县": 1}
    assert counts(every, "department")["云上市财政局"] == 2
    narrowed = found(book, chosen={"level": ("区县",)})
    assert ids(narrowed) == ["project"]
    assert counts(narrowed, "level") == {"市": 4, "区县": 1}
    assert counts(narrowed, "kind") == {"认定": 1, "资金": 1}
    assert counts(every, "band") == {"10": 1, "50": 2, "200": 1, "more": 1}
    assert counts(every, "region") == {"": 4, "330109": 1}


def test_what_can_be_had_first_comes_first(book):
    assert ids(found(book))[:2] == ["grant", "voucher"]
    assert ids(found(book))[-1] == "ended"
    assert ids(found(book, sort="amount"))[:2] == ["project", "grant"]


def test_windows_are_told_from_a_day(book):
    version = book.programme("grant").version_on(DAY)
    now = opening_on(version, DAY)
    assert (now.opening, now.days) == (Opening.OPEN, 10)
    assert opening_on(version, date(2026, 3, 12)).days == 0
    assert opening_on(version, date(2026, 3, 13)).opening is Opening.ENDED
    assert opening_on(version, date(2026, 1, 20)).opening is Opening.SOON
    assert opening_on(version, date(2025, 1, 20)).opening is Opening.LATER
    assert opening_on(None, DAY).opening is Opening.ENDED


def test_amounts_are_told_in_words(book):
    words = {each.id: amount_in_words(each.version_on(DAY), "zh") for each in book.programmes}
    assert words == {
        "award": "20 万元",
        "ended": "",
        "grant": "最高 100 万元",
        "project": "最高 300 万元",
        "voucher": "最高 10 万元",
    }
    version = book.programme("grant").version_on(DAY)
    assert [each.text for each in rule_lines(version, book, "zh")] == [
        "基数：上年度研发费用",
        "× 10%",
        "上限：100万元",
    ]


def test_the_most_an_amount_can_be_holds_for_every_programme_shipped():
    for programme, version in rulebook().in_force(date(2026, 11, 23)):
        if version.amount and version.amount.bound is None and version.amount.node is None:
            assert most_fen(version.amount) is None, programme.id
        assert money(most_fen(version.amount) or 0)


def test_every_title_says_what_one_does():
    titles = {each.id: title_of(each) for each in rulebook().programmes}
    verbs = ("申请", "享受", "领取", "办理", "参加", "了解", "申报")
    assert all(title.startswith(verbs) for title in titles.values())
    assert titles["cn-hnte-2016"] == "申请高新技术企业认定"


def test_versions_say_what_they_changed(book):
    newest, oldest = history_of(book.programme("grant"), book, on=DAY, language="zh")
    assert oldest.changes == ()
    assert newest.is_current
    assert newest.changes[0] == (
        "条件由“上年度研发费用 / 上年度营业收入 不低于 3%”"
        "改为“上年度研发费用 / 上年度营业收入 不低于 5%”"
    )
    assert any(each.startswith("金额：由“") for each in newest.changes)
    assert any(each.startswith("申报时间：新增") for each in newest.changes)


def test_the_story_names_conditions_rivals_and_what_is_unverified(book):
    story = story_of(book.programme("grant"), book, on=DAY, language="zh")
    assert [each.text for each in story.conditions] == [
        "是否独立法人：是",
        "上年度研发费用 / 上年度营业收入 不低于 5%",
    ]
    assert [id_ for id_, _words in story.rivals] == ["award"]
    assert story.unverified == ()
    doubted = story_of(book.programme("voucher"), book, on=DAY, language="zh")
    assert doubted.unverified == (
        "规则据转载或解读写成，还没有对照官方文件",
        "还没有官方网址",
    )


@pytest.mark.usefixtures("site")
def test_everyone_reads_the_list_and_a_page():
    client = Client()
    page = client.get("/programmes/", {"q": "研发投入"}).content.decode()
    assert "领取<mark>研发投入</mark>补助" in page
    assert "条中满足" not in page
    one = client.get("/programmes/grant/").content.decode()
    for words in (
        "最高 100 万元",
        "还有 10 天",
        "可免交",
        "按研发费用的百分之十补助。",
        "各版的变化",
    ):
        assert words in one
    assert client.get("/programmes/ended/").status_code == 200
    assert client.get("/programmes/nothing-such/").status_code == 404


@pytest.mark.usefixtures("site")
def test_an_empty_result_says_what_to_do():
    page = Client().get("/programmes/", {"q": "毫无此词", "kind": "担保"}).content.decode()
    assert "没有符合条件的政策" in page
    assert "清除条件" in page


@pytest.mark.usefixtures("site")
def test_cards_tell_an_enterprise_how_it_stands(django_assert_max_num_queries):
    firm = OrganisationFactory()
    fact_of(firm, "是否独立法人", "是", unit="")
    fact_of(firm, "上年度研发费用", "300", unit="万元", period="2025")
    fact_of(firm, "上年度营业收入", "8000", unit="万元", period="2025")
    client = sign_in(PersonFactory(role=Role.AFFAIRS, organisation=firm))
    with django_assert_max_num_queries(12):
        page = client.get("/programmes/").content.decode()
    assert "2 条中满足 1、缺 1" in page
    assert "还差 1.25 个百分点" in page
    with django_assert_max_num_queries(12):
        one = client.get("/programmes/grant/").content.decode()
    assert "要求不低于 5%，还差 1.25 个百分点" in one


@pytest.mark.usefixtures("site")
def test_the_list_is_exported_as_it_stands():
    answer = Client().get("/programmes/export/xlsx/", {"level": "区县"})
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert rows[0][:3] == ("编号", "标题", "事项")
    assert [row[0] for row in rows[1:]] == ["project"]
    assert Client().get("/programmes/export/pdf/").status_code == 404

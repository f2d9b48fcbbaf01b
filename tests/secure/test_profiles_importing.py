"""Facts of many organisations from files, and those of a merged one."""

from datetime import date
from io import BytesIO

import pytest
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.test_profiles import fact_of, sign_in, text_of

from zhiqiao.tables import Limits, read_rows
from zhiqiao.tables.columns import names_by_header
from zhiqiao.tables.records import Reading
from zhiqiao.tables.row_parsing import RowParser
from zhiqiao.web.access import Permission, Role
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.intake.kinds import Fault, kind_named
from zhiqiao.web.profiles.bulk_actions import narrower, write_facts
from zhiqiao.web.profiles.comparison import OrganisationGoneError, effects
from zhiqiao.web.profiles.importing import parse_long, parse_wide
from zhiqiao.web.profiles.models import Fact, FactState, Visibility

pytestmark = pytest.mark.django_db
CREDIT_CODE = "91330100799655058B"


@pytest.fixture
def firm():
    return OrganisationFactory(uscc=CREDIT_CODE)


def row(**cells):
    return {"uscc": CREDIT_CODE, "fact": "从业人员", "value": "120", "as_of": "2026-01-31"} | cells


def parsed(**cells):
    found = parse_long(row(**cells), {})
    assert isinstance(found, dict), found
    return found


def write(*rows):
    with system_action("test_import"):
        from zhiqiao.web.audit.actions import audit

        counts = write_facts(rows=rows, actor=None, file_name="facts.csv")
        audit(actor=None, action="test", what=Fact)
    return counts


def current():
    return Fact.objects.unscoped().current()


def test_a_row_names_its_organisation_by_code_or_name(firm):
    for cells in (
        {"uscc": f" {CREDIT_CODE.lower()} "},
        {"uscc": "", "organisation_code": firm.code},
        {"uscc": "", "organisation": firm.name},
    ):
        write(parsed(**cells))
    assert current().get().organisation == firm


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"uscc": ""}, "统一社会信用代码"),
        ({"uscc": "91330100799655058A"}, "统一社会信用代码"),
        ({"uscc": "", "organisation": "没有这家公司"}, "机构名称"),
        ({"fact": "从业人数"}, "事实"),
        ({"value": "一百"}, "值"),
        ({"period": "去年"}, "期间"),
        ({"as_of": "2999-01-01"}, "数据日期"),
        ({"as_of": "昨天"}, "数据日期"),
    ],
)
def test_a_row_that_cannot_be_used_says_where_and_how_to_mend_it(firm, cells, column):
    (fault,) = parse_long(row(**cells), {})
    assert isinstance(fault, Fault)
    assert fault.column == column
    assert fault.message.endswith("。")


def test_all_faults_of_a_row_are_told_at_once(firm):
    cells = {"uscc": CREDIT_CODE, "employees": "一百", "tech_staff": "x", "as_of": "昨天"}
    assert {fault.column for fault in parse_wide(cells, {})} == {
        "数据日期",
        "从业人员",
        "科技人员数",
    }


def test_one_row_may_bring_many_facts_and_empty_cells_bring_none(firm):
    cells = {"uscc": CREDIT_CODE, "employees": "120", "tech_staff": "", "region_code": "330110"}
    write(parse_wide(cells | {"period": "2025"}, {}))
    found = dict(current().values_list("name", "period"))
    assert found == {"从业人员": "2025", "注册地": ""}


def test_the_unit_of_a_cell_is_heeded(firm):
    write(parsed(fact="上年度研发费用", value="5", value_unit="百万元"))
    assert current().get().value == "500"


def test_imported_facts_wait_for_the_organisation_and_tell_their_file(firm):
    write(parsed(source="部门共享"), parsed(fact="科技人员数", source="税务年报"))
    found = {fact.name: fact for fact in current()}
    assert {fact.state for fact in found.values()} == {FactState.STATED}
    assert (found["从业人员"].source, found["从业人员"].source_note) == ("department", "facts.csv")
    assert (found["科技人员数"].source, found["科技人员数"].source_note) == ("file", "税务年报")


def test_only_news_replaces_what_stands(firm):
    old = fact_of(firm, state=FactState.CONFIRMED, visibility=Visibility.CENTRE)
    assert effects([parsed()], None) == ["unchanged"]
    assert write(parsed()) == {"created": 0, "updated": 0, "unchanged": 1}
    assert write(parsed(value="90", as_of="2025-12-31"))["unchanged"] == 1
    newer = [parsed(value="130", as_of="2026-03-31"), parsed(fact="科技人员数")]
    assert effects(newer, None) == ["updated", "created"]
    assert write(*newer) == {"created": 1, "updated": 1, "unchanged": 0}
    fact = current().get(name="从业人员")
    assert (fact.value, fact.replaces, fact.visibility) == ("130", old, Visibility.CENTRE)
    assert Fact.objects.unscoped().get(pk=old.pk).state == FactState.REPLACED


def test_of_two_rows_of_a_file_the_newer_counts(firm):
    rows = [parsed(value="3", as_of="2026-02-01"), parsed(value="1"), parsed(value="2")]
    assert write(*rows) == {"created": 1, "updated": 0, "unchanged": 2}
    assert current().get().value == "3"


def test_who_sees_a_fact_stays_as_its_organisation_said_even_when_it_was_withdrawn(firm):
    fact_of(firm, visibility=Visibility.OWN, state=FactState.REPLACED)
    write(parsed())
    assert current().get().visibility == Visibility.OWN


def test_an_organisation_that_went_away_undoes_the_chunk(firm):
    rows = [parsed()]
    firm.state = "deactivated"
    firm.save()
    with pytest.raises(OrganisationGoneError):
        write(*rows)
    assert not Fact.objects.unscoped().exists()


def test_facts_for_a_merged_organisation_go_to_the_other(firm):
    into = OrganisationFactory()
    rows = [parsed()]
    firm.state, firm.merged_into = "merged", into
    firm.save()
    write(*rows)
    assert current().get().organisation == into


def test_a_chunk_takes_a_few_queries_whatever_its_size(django_assert_max_num_queries):
    firms = [OrganisationFactory() for _ in range(40)]
    names = ("从业人员", "科技人员数", "上年度研发费用")
    rows = [parsed(uscc="", organisation=firm.name, fact=name) for firm in firms for name in names]
    with django_assert_max_num_queries(12):
        assert write(*rows)["created"] == 120
    newer = [
        parsed(uscc="", organisation=firm.name, value="7", as_of="2026-05-01") for firm in firms
    ]
    with django_assert_max_num_queries(12):
        assert write(*newer)["updated"] == 40


def test_both_kinds_can_be_brought_by_those_who_may():
    for name in ("facts", "profiles"):
        kind = kind_named(name)
        assert kind.permission == Permission.PROFILE_IMPORT
        assert len({column.name for column in kind.columns}) == len(kind.columns)


def merge(source, target):
    with system_action("merge"):
        organisations_merged.send(sender=None, source=source, target=target, actor=None)


def test_facts_of_a_merged_organisation_become_history(firm):
    into = OrganisationFactory()
    fact_of(into, value="500", visibility=Visibility.CENTRE)
    fact_of(firm, visibility=Visibility.EVERYONE)
    fact_of(firm, "科技人员数", "50", state=FactState.DISPUTED, dispute_reason="不对")
    merge(firm, into)
    assert current().get().value == "500"
    moved = Fact.objects.unscoped().filter(moved_from=firm)
    assert set(moved.values_list("organisation", "state")) == {(into.pk, "replaced")}
    assert moved.get(name="从业人员").visibility == Visibility.CENTRE
    client = sign_in(PersonFactory(role=Role.AFFAIRS, organisation=into))
    page = client.get("/profile/facts/tech_staff/").content.decode()
    assert "随并入机构转来" in page
    assert firm.name in page


def test_of_two_visibilities_the_narrower_holds():
    assert narrower("everyone", "own") == "own"
    assert narrower("centre", "reviewers") == "centre"


def test_what_is_exported_can_be_imported(firm):
    client = sign_in(PersonFactory(role=Role.AFFAIRS, organisation=firm))
    fact_of(firm, value='{"自": "100", "至": "200"}', period="2025")
    fact_of(firm, "资质称号", '["高新技术企业"]', unit="")
    text = text_of(client.get("/profile/export/csv/"))
    assert "100~200" in text
    assert "高新技术企业" in text
    assert date(2026, 1, 31).isoformat() in text
    assert client.get("/profile/export/pdf/").status_code == 404


def test_the_demo_has_profiles_that_decide_some_programmes():
    from zhiqiao.web.demo.profiles import load_demo_profiles
    from zhiqiao.web.programmes.queries import assess_organisation

    firm = OrganisationFactory(code="org-ev-01", is_demo=True)
    assert load_demo_profiles() == 1
    assert load_demo_profiles() == 0
    states = set(current().values_list("state", flat=True))
    assert states == {"confirmed", "disputed", "stated"}
    affairs = PersonFactory(role=Role.AFFAIRS, organisation=firm)
    found = assess_organisation(actor=affairs, organisation=firm)
    verdicts = [each.verdict for each in found.programmes]
    assert {"UNMET", "UNKNOWN"} <= set(verdicts)
    assert found.disputed


def rows_of(kind, text):
    """What the import makes of a file, row by row."""
    known = frozenset(names_by_header(kind.columns))
    rows = read_rows(BytesIO(text.encode()), name="a.csv", reading=Reading(known_headers=known))
    parser = RowParser(kind.columns, Limits())
    parser.check_header(rows.header, "a.csv")
    parsed = [parser.parse(row) for row in rows]
    assert list(parser.unknown_columns) == []
    assert not any(errors for _, errors in parsed)
    return [kind.parse_row(cells, {}) for cells, _ in parsed]


def test_files_of_both_kinds_are_read_by_their_headers(firm):
    long = "统一社会信用代码,事实,值,期间,数据日期,来源\n"
    long += f"{CREDIT_CODE},从业人员,120人,2025年,2026/1/31,税务\n"
    (found,) = rows_of(kind_named("facts"), long)
    assert found["facts"] == [["从业人员", "120", "2025"]]
    assert (found["as_of"], found["source"], found["note"]) == ("2026-01-31", "file", "税务")
    wide = (
        f"企业名称,上年度研发费用（万元）,employees,资质称号,注册地\n{firm.name},860,120,,330110\n"
    )
    (found,) = rows_of(kind_named("profiles"), wide)
    assert {name: text for name, text, _ in found["facts"]} == {
        "上年度研发费用": "860",
        "从业人员": "120",
        "注册地": "330110",
    }


def test_an_exported_profile_can_be_brought_again(firm):
    fact_of(firm, value='{"自": "100", "至": "200"}', period="2025")
    fact_of(firm, "资质称号", '["科技型中小企业", "高新技术企业"]', unit="")
    fact_of(firm, "资产负债率", "0.58", unit="", period="2025")
    client = sign_in(PersonFactory(role=Role.AFFAIRS, organisation=firm))
    text = text_of(client.get("/profile/export/csv/")).lstrip("\ufeff")
    kind = kind_named("facts")
    header = [column.aliases[0] for column in kind.columns]
    assert set(header) <= {*text.splitlines()[0].split(","), "机构编号"}
    known = frozenset(names_by_header(kind.columns))
    rows = read_rows(BytesIO(text.encode()), name="a.csv", reading=Reading(known_headers=known))
    parser = RowParser(kind.columns, Limits())
    found = [kind.parse_row(parser.parse(row)[0], {}) for row in rows]
    assert effects(found, None) == ["unchanged"] * 3

"""What an organisation is entitled to: baskets, sums, questions answered in place, files."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.programme_rules import write_rules
from tests.secure.test_profiles import fact_of, sign_in

from zhiqiao.policy.reasons import Reason
from zhiqiao.web.access import Role
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.profiles.models import Fact, FactState, Source, Visibility
from zhiqiao.web.programmes.entitlements import Basket, entitlements_on, judged
from zhiqiao.web.programmes.queries import assess_organisation, assess_programme
from zhiqiao.web.rulebook.current import rulebook

pytestmark = pytest.mark.django_db
MINE = "/profile/programmes/"


@pytest.fixture(autouse=True)
def _site(settings, tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    settings.ZHIQIAO_POLICIES = str(write_rules(folder))


@pytest.fixture
def firm():
    made = OrganisationFactory()
    for name, value, unit, period in (
        ("是否独立法人", "是", "", ""),
        ("上年度研发费用", "600", "万元", "2025"),
        ("资质称号", '["高新技术企业"]', "", ""),
    ):
        fact_of(made, name, value, unit=unit, period=period, visibility=Visibility.OWN)
    return made


@pytest.fixture
def affairs(firm):
    return PersonFactory(role=Role.AFFAIRS, organisation=firm)


@pytest.fixture
def client(affairs):
    return sign_in(affairs)


def stand(person, organisation):
    from django.utils import timezone

    found = entitlements_on(
        actor=person, organisation=organisation, on=timezone.localdate(), language="zh"
    )
    return found, {each.card.id: each for each in found.items}


def answer(client, code, value, **more):
    from django.utils import timezone

    fields = {"value": value, "as_of": timezone.localdate().isoformat(), "period": "2025"}
    return client.post(f"{MINE}answers/{code}/", fields, **more)


def test_programmes_lie_in_baskets_with_their_conditions_counted(affairs, firm):
    _found, by_id = stand(affairs, firm)
    baskets = {id_: each.basket for id_, each in by_id.items()}
    assert baskets == {
        "award": Basket.MET,
        "grant": Basket.UNKNOWN,
        "project": Basket.UNKNOWN,
        "voucher": Basket.UNKNOWN,
    }
    standing = by_id["grant"].standing
    assert (standing.met, standing.lacking, standing.unknown, standing.total) == (1, 0, 1, 2)
    assert by_id["project"].standing.manual == 1


def test_one_number_short_is_nearly_met_and_another_place_is_not(affairs, firm):
    fact_of(firm, "上年度营业收入", "12500", unit="万元", period="2025")
    fact_of(firm, "注册地", "330110", unit="")
    _found, by_id = stand(affairs, firm)
    assert by_id["grant"].basket is Basket.NEAR
    assert by_id["grant"].gaps == ("还差 0.2 个百分点",)
    assert by_id["project"].basket is Basket.UNMET


def test_what_excludes_each_other_is_not_added_up(affairs, firm):
    fact_of(firm, "上年度营业收入", "8000", unit="万元", period="2025")
    found, by_id = stand(affairs, firm)
    assert by_id["grant"].amount_fen == 60_000_000
    assert by_id["award"].amount_fen == 20_000_000
    assert found.due_fen == 60_000_000
    assert by_id["award"].reason is Reason.EXCLUDED
    page = sign_in(affairs).get(MINE).content.decode()
    assert "与另一项不能同时享受，合计里只算金额高的一项" in page
    assert "有 1 项因互斥、让位或封顶没有全额计入" in page


def test_the_page_shows_money_its_calculation_and_the_next_question(
    client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):
        page = client.get(MINE).content.decode()
    assert "我能享受什么" in page
    assert "现在可得合计" in page
    assert 'title="200,000.00 元">20 万元' in page
    assert "怎么算的" in page
    assert "上一年营业收入多少万元？" in page
    assert "关系到 1 项、最多 60 万元" in page


def test_an_answer_is_written_as_the_organisations_own_and_changes_the_list(client, firm, affairs):
    told = answer(client, "revenue", "8000", headers={"HX-Request": "true"})
    page = told.content.decode()
    assert told.status_code == 200
    assert "<html" not in page
    assert "这一问让 1 项有了结论：「云上市研发投入补助」符合，可得 60 万元" in page
    fact = Fact.objects.unscoped().current().get(organisation=firm, name="上年度营业收入")
    assert (fact.source, fact.state, fact.recorded_by) == (
        Source.SELF,
        FactState.CONFIRMED,
        affairs,
    )
    assert fact.period == "2025"
    assert AuditRow.objects.filter(action="state_fact", actor_id=affairs.pk).exists()


def test_without_scripts_an_answer_leads_back_to_the_page(client):
    answered = answer(client, "revenue", "60000")
    assert answered.status_code == 302
    page = client.get(answered["Location"]).content.decode()
    assert "「云上市研发投入补助」不符合" in page or "只差一条" in page


def test_a_wrong_answer_says_how_to_mend_it_and_writes_nothing(client, firm):
    before = Fact.objects.unscoped().count()
    page = answer(client, "revenue", "很多", headers={"HX-Request": "true"}).content.decode()
    assert "errorlist" in page
    assert Fact.objects.unscoped().count() == before
    assert answer(client, "no-such", "1").status_code == 404


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ORGANISATION_ADMIN, Role.BROKER])
def test_only_who_writes_the_profile_answers(firm, role):
    client = sign_in(PersonFactory(role=role, organisation=firm))
    assert answer(client, "revenue", "8000").status_code == 404


def test_another_question_can_be_chosen(client):
    page = client.get(MINE, {"question": "contracts"}).content.decode()
    assert "answers/contracts/" in page


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ({"basket": "met"}, "award", "voucher"),
        ({"kind": "券", "basket": "all"}, "voucher", "award"),
        ({"q": "专家", "basket": "all"}, "project", "award"),
        ({"window": "open", "basket": "all"}, "grant", "voucher"),
    ],
)
def test_baskets_and_filters_narrow(client, asked, shown, hidden):
    page = client.get(MINE, asked).content.decode()
    assert f"/programmes/{shown}/" in page
    assert f"/programmes/{hidden}/" not in page


def test_a_disputed_fact_is_shown_as_left_out(client, firm):
    fact_of(
        firm, "上年度营业收入", "8000", unit="万元", state=FactState.DISPUTED,
        dispute_reason="不对", period="2025",
    )  # fmt: skip
    page = client.get(MINE).content.decode()
    assert "有异议、没有采用的事实：上年度营业收入" in page


def test_a_reviewer_sees_no_form_and_no_hidden_fact(firm):
    reviewer = sign_in(PersonFactory(role=Role.REVIEWER))
    page = reviewer.get(f"/organisations/{firm.pk}/programmes/").content.decode()
    assert "只按您能看到的事实判定" in page
    assert "answer-form" not in page
    assert "600 万元" not in page


def test_one_programme_is_assessed_as_among_all(affairs, firm):
    every = assess_organisation(actor=affairs, organisation=firm, language="zh")
    for each in every.programmes:
        one = assess_programme(
            actor=affairs, organisation=firm, programme_id=each.id, language="zh"
        )
        assert one == each
    asked = {"actor": affairs, "organisation": firm}
    assert assess_programme(**asked, programme_id="no-such") is None
    assert assess_programme(**asked, programme_id="ended") is None


def test_the_list_is_exported_with_gaps_and_sums(client, firm):
    fact_of(firm, "上年度营业收入", "12500", unit="万元", period="2025")
    answered = client.get(f"{MINE}export/xlsx/", {"basket": "all"})
    header, *rows = load_workbook(BytesIO(answered.content)).active.values
    by_id = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert by_id["grant"]["结论"] == "只差一条"
    assert by_id["grant"]["差距"] == "还差 0.2 个百分点"
    assert by_id["award"]["可得（元）"] == 200_000


def test_nothing_known_decides_nothing_and_costs_no_settling(affairs):
    from django.utils import timezone

    items = judged(rulebook(), {}, on=timezone.localdate(), language="zh")
    assert {each.basket for each in items} == {Basket.UNKNOWN}
    assert all(each.granted_fen is None for each in items)

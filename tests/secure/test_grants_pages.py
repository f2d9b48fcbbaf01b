"""The pages of grants: the department's, everyone's, the enterprise's."""

import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import format_html
from tests.factories import PersonFactory
from tests.secure.granting import (
    BANK,
    ID,
    PERIOD,
    Granting,
    S,
    account_of,
    enterprise,
    entitlements,
    states,
)
from tests.secure.rules_of_a_department import department, reviewer

from zhiqiao.web.access import Role
from zhiqiao.web.grants.models import NoticeState, Objection, PublicNotice
from zhiqiao.web.grants.parts import entitlement_parts
from zhiqiao.web.grants.queries import sample_of
from zhiqiao.web.jobs.models import Job
from zhiqiao.web.jobs.running import perform
from zhiqiao.web.profiles.models import Source
from zhiqiao.web.programmes.applied import applied_on
from zhiqiao.web.rulebook.current import rulebook

pytestmark = pytest.mark.django_db
OF = f"/grants/{ID}/{PERIOD}/"
QUERIES_MAX = 15
PHONE = "+86 138-0000-0000"


@pytest.fixture
def granting():
    return Granting()


@pytest.fixture
def inside(client, granting):
    client.force_login(granting.reviewer)
    return client


def text(answer):
    return re.sub(r"<[^>]+>|\s+", "", answer.content.decode())


def table(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(openpyxl.load_workbook(io.BytesIO(body)).active.values)


class TestTheDepartment:
    def test_its_programmes(self, inside, granting):
        assert "还没有比对" in text(inside.get(f"/grants/?period={PERIOD}"))
        granting.find()
        page = text(inside.get(f"/grants/?period={PERIOD}&q=培训"))
        assert "员工培训补贴" in page
        assert "待信用核查3" in page

    def test_from_finding_to_a_notice(self, inside, granting):
        inside.post(f"{OF}find/", {"on": "2026-07-01"})
        perform(Job.objects.unscoped().get().pk)
        assert states() == [S.FOUND] * 3
        inside.post(f"{OF}credit/")
        assert states() == [S.CHECKED] * 3
        assert "3家企业的名称" in text(inside.get(f"{OF}notice/"))
        answer = inside.post(f"{OF}notice/", {"days": "5"})
        notice = PublicNotice.objects.get()
        assert answer["Location"] == f"/notices/{notice.pk}/"
        assert states() == [S.NOTICED] * 3
        assert granting.enterprises[0].name in text(inside.get(f"{OF}?basket=noticed"))

    def test_a_job_under_way_is_shown(self, inside):
        inside.post(f"{OF}find/", {"on": "2026-07-01"})
        assert "job-progress" in inside.get(OF).content.decode()

    def test_search_and_its_file(self, inside, granting):
        granting.find()
        name = granting.enterprises[0].name
        assert granting.enterprises[1].name not in text(inside.get(f"{OF}?q={name}"))
        rows = table(inside.get(f"{OF}export/xlsx/?basket=found&q={name}"))
        assert [row[1] for row in rows[1:]] == [name]

    def test_who_was_passed_over_and_why(self, inside, granting):
        own = enterprise(source=Source.SELF)
        granting.find()
        assert "1家符合但没有列入" in text(inside.get(OF))
        page = text(inside.get(f"{OF}passed-over/"))
        assert own.name in page
        assert "只有企业自报才满足" in page
        rows = table(inside.get(f"{OF}passed-over/export/xlsx/"))
        assert rows[1][0] == own.name
        assert own.name not in text(inside.get(f"{OF}passed-over/?why=no_code"))

    def test_one_enterprise_with_all_that_it_rests_on(self, inside, granting):
        granting.find()
        row = granting.of(granting.enterprises[0])
        page = text(inside.get(f"/entitlements/{row.pk}/"))
        for words in ("受益对象明确", "第三条", "从业人员", "部门共享", "数据比对，列入名单"):
            assert words in page

    def test_an_app_above_adds_its_part(self, inside, granting):
        def part(person, row):
            return format_html("<p>{} {}</p>", person.name, row.period)

        granting.find()
        row = entitlements().first()
        entitlement_parts.append(part)
        try:
            assert f"{granting.reviewer.name}2026" in text(inside.get(f"/entitlements/{row.pk}/"))
        finally:
            entitlement_parts.remove(part)

    def test_an_unknown_credit_is_passed_with_a_reason(self, inside, granting):
        made = enterprise(credit=None)
        granting.find()
        granting.check()
        row = granting.of(made)
        page = text(inside.get(f"/entitlements/{row.pk}/"))
        assert "没有一年以内的部门信用数据，缺：严重失信主体名单" in page
        inside.post(f"/entitlements/{row.pk}/credit/", {"text": ""})
        assert granting.of(made).state == S.HELD
        inside.post(f"/entitlements/{row.pk}/credit/", {"text": "在网站查过"})
        assert granting.of(made).state == S.CHECKED

    def test_withdrawing_and_checking_after_payment(self, inside, granting):
        granting.find()
        first, second, _third = granting.enterprises
        one, two = granting.of(first), granting.of(second)
        inside.post(f"/entitlements/{one.pk}/withdraw/", {"text": "重复"})
        assert granting.of(first).state == S.WITHDRAWN
        granting.put(two, S.PAID, account=account_of(second))
        assert second.name in text(inside.get("/grants/post-checks/"))
        inside.post(f"/entitlements/{two.pk}/post-check/", {"is_sound": "no", "text": "不实"})
        assert granting.of(second).is_sound is False
        assert second.name in text(inside.get("/grants/post-checks/?basket=unsound"))

    def test_objections_are_answered(self, inside, granting):
        notice = granting.notice()
        inside.post(f"/notices/{notice.pk}/objections/1/", {"text": "搬走了", "contact": PHONE})
        objection = Objection.objects.unscoped().get()
        assert "提出异议的人会看到" in text(inside.get("/grants/objections/"))
        Objection.objects.unscoped().update(by=None)
        page = text(inside.get("/grants/objections/"))
        assert "搬走了" in page
        assert "请按上面的联系方式告诉对方" in page
        decide = f"/grants/objections/{objection.pk}/decide/"
        inside.post(decide, {"text": "核实过", "decision": "nothing"})
        assert states().count(S.OBJECTED) == 1
        inside.post(decide, {"text": "核实过", "decision": "dismiss"})
        assert states() == [S.NOTICED] * 3

    def test_a_notice_is_taken_down(self, inside, granting, client):
        notice = granting.notice()
        assert "撤下这份公示" in text(inside.get(f"/notices/{notice.pk}/"))
        inside.post(f"/notices/{notice.pk}/take-down/", {"text": "写错"})
        notice.refresh_from_db()
        assert notice.state == NoticeState.WITHDRAWN
        assert client.get(f"/notices/{notice.pk}/").status_code == 404

    def test_another_department_finds_nothing(self, client, granting):
        notice = granting.notice()
        row = entitlements().first()
        client.force_login(reviewer(department("另一个局")))
        for path in (OF, f"{OF}notice/", f"{OF}passed-over/", f"/entitlements/{row.pk}/"):
            assert client.get(path).status_code == 404
        for path in (f"/entitlements/{row.pk}/withdraw/", f"/notices/{notice.pk}/take-down/"):
            assert client.post(path, {"text": "x"}).status_code == 404
        assert states() == [S.NOTICED] * 3

    def test_finance_reads_one_and_decides_nothing(self, client, granting):
        granting.find()
        row = entitlements().first()
        client.force_login(PersonFactory(role=Role.FINANCE_MAKER, organisation=granting.department))
        page = text(client.get(f"/entitlements/{row.pk}/"))
        assert "第三条" in page
        assert "取消这家的兑现" not in page
        assert client.post(f"/entitlements/{row.pk}/withdraw/", {"text": "x"}).status_code == 404

    @pytest.mark.parametrize("path", ["/grants/", OF, f"{OF}passed-over/", "/grants/objections/"])
    def test_few_queries(self, inside, granting, path):
        granting.notice()
        with CaptureQueriesContext(connection) as queries:
            assert inside.get(path).status_code == 200
        assert len(queries) <= QUERIES_MAX


class TestEveryone:
    def test_notices_and_one_of_them(self, client, granting):
        notice = granting.notice()
        assert "员工培训补贴" in text(client.get("/notices/"))
        page = text(client.get(f"/notices/{notice.pk}/"))
        made = granting.enterprises[0]
        assert made.name in page
        assert made.uscc not in page
        assert made.uscc not in str(table(client.get(f"/notices/{notice.pk}/export/xlsx/")))
        found = text(client.get(f"/notices/{notice.pk}/?q={made.name}"))
        assert granting.enterprises[1].name not in found

    def test_anyone_objects_but_not_too_often(self, client, granting):
        notice = granting.notice()
        path = f"/notices/{notice.pk}/objections/1/"
        assert client.get(path).status_code == 200
        assert client.post(path, {"text": ""}).status_code == 200
        for contact in ("我", "138", "li@", "1380000000013800000000"):
            answer = client.post(path, {"text": "x", "contact": contact})
            assert "请写手机号或邮箱" in text(answer), contact
        for _ in range(5):
            assert client.post(path, {"text": "x", "contact": "y@example.org"}).status_code == 302
        assert client.post(path, {"text": "x", "contact": "y@example.org"}).status_code == 429
        assert Objection.objects.unscoped().count() == 5

    def test_who_is_signed_in_sees_the_answer(self, client, granting):
        notice = granting.notice()
        person = PersonFactory(role=Role.SEEKER)
        client.force_login(person)
        answer = client.post(
            f"/notices/{notice.pk}/objections/2/", {"text": "搬走了", "contact": "y@example.org"}
        )
        assert "搬走了" in text(client.get(answer["Location"]))
        client.force_login(PersonFactory(role=Role.SEEKER))
        assert client.get(answer["Location"]).status_code == 404

    def test_no_line_no_form(self, client, granting):
        notice = granting.notice()
        assert client.get(f"/notices/{notice.pk}/objections/9/").status_code == 404

    def test_none_yet(self, client):
        assert "现在没有公示" in text(client.get("/notices/"))


class TestTheEnterprise:
    @pytest.fixture
    def own(self, client, granting):
        granting.clear()
        made = granting.enterprises[0]
        client.force_login(granting.person(made))
        return made

    def form(self, made, **more):
        values = {"name": made.name, "number": "6222000011112222", "bank_name": BANK[0]}
        return values | {"bank_code": BANK[1]} | more

    def test_it_confirms_with_a_new_account_then_with_that(self, client, granting, own):
        path = f"/my-payouts/confirm/{granting.of(own).pk}/"
        page = text(client.get(path))
        assert "第三条" in page
        assert "5万元会付到这个账户" in page
        wrong = client.post(path, self.form(own, name="别的公司"))
        assert "户名要和单位名称一致" in text(wrong)
        assert client.post(path, self.form(own)).status_code == 302
        assert granting.of(own).state == S.CONFIRMED
        page = client.get(path).content.decode()
        assert "2222" in page
        assert "6222000011112222" not in page
        assert client.post(path).status_code == 302

    def test_it_declines(self, client, granting, own):
        row = granting.of(own)
        client.post(f"/my-payouts/decline/{row.pk}/", {"text": "不要了"})
        assert granting.of(own).state == S.DECLINED
        assert "这一期不领" in text(client.get(f"/my-payouts/confirm/{row.pk}/"))

    def test_it_changes_its_account(self, client, granting, own):
        granting.put(granting.of(own), S.LISTED, account=account_of(own))
        assert "1项已在兑付清单里" in text(client.get("/my-payouts/account/"))
        client.post("/my-payouts/account/", self.form(own, number="6222000099998888"))
        assert granting.of(own).account.tail == "8888"
        page = text(client.get("/my-payouts/account/"))
        assert "尾号8888" in page
        assert "以前的账户" in page

    def test_not_what_is_another_enterprises(self, client, granting, own):
        other = granting.of(granting.enterprises[1])
        assert own != other.organisation
        for path in ("confirm", "decline"):
            assert client.post(f"/my-payouts/{path}/{other.pk}/").status_code == 404
        assert granting.of(granting.enterprises[1]).state == S.CLEARED


def test_a_sample_is_the_same_for_everyone():
    rows = list(range(1, 101))
    assert sample_of(rows, "2026-11") == sample_of(rows[::-1], "2026-11")
    assert len(sample_of(rows, "2026-11")) == 5
    assert len(sample_of([7], "2026-11")) == 1
    assert sample_of([], "2026-11") == []


class TestWhatAnEnterpriseCanGet:
    def test_what_is_on_its_way_is_told_and_no_longer_due(self, granting):
        firm = granting.enterprises[0]
        person = granting.person(firm)
        person.act_for(firm.pk)
        assert applied_to(person, firm) == {}
        granting.notice()
        assert [(each.word, each.is_approved) for each in applied_to(person, firm).values()] == [
            ("公示中", False)
        ]
        granting.put(granting.of(firm), S.CLEARED)
        (told,) = applied_to(person, firm).values()
        assert (told.is_approved, told.approved_fen) == (True, 5_000_000)
        assert told.path == f"/my-payouts/{granting.of(firm).pk}/"

    def test_what_is_paid_every_year_is_due_again_the_next_year(self, granting):
        firm = granting.enterprises[0]
        person = granting.person(firm)
        person.act_for(firm.pk)
        granting.find()
        granting.be_of_last_year()
        assert applied_to(person, firm) == {}

    def test_nobody_else_is_told(self, granting):
        granting.clear()
        other = granting.person(granting.enterprises[1])
        other.act_for(other.organisation_id)
        assert applied_to(other, granting.enterprises[0]) == {}


def applied_to(person, firm):
    today = timezone.localdate()
    return applied_on(actor=person, organisation=firm, book=rulebook(), on=today)

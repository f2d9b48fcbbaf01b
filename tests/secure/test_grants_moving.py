"""Many at once in two statements; the application route; mergers; what was found is one's own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.granting import (
    ID,
    Granting,
    S,
    account_of,
    entitlements,
    kinds,
    states,
)
from tests.secure.rules_of_a_department import RULE, department, publish, reviewer, state

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.applications import actions, review_actions
from zhiqiao.web.applications.standing import standing_of
from zhiqiao.web.audit.actions import audit, system_action
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.grants.application_actions import add_approved
from zhiqiao.web.grants.models import (
    AccountNumber,
    Comparison,
    Entitlement,
    EntitlementStep,
    PassedOver,
    PayeeAccount,
    Route,
    StepKind,
)
from zhiqiao.web.grants.step_actions import EntitlementsChangedError, move_all
from zhiqiao.web.profiles.models import Source

pytestmark = pytest.mark.django_db


def move(rows, sources=(S.FOUND,), **more):
    values = {"to": S.CHECKED, "kind": StepKind.CHECKED, "actor": None}
    with system_action("test"):
        count = move_all(rows, sources, **(values | more))
        audit(actor=None, action="test", what=Entitlement)
    return count


class TestMovingMany:
    @pytest.fixture(autouse=True)
    def granting(self):
        granting = Granting(5)
        granting.find()
        return granting

    def test_all_move_and_each_gets_its_step(self):
        assert move(entitlements(), text="好") == 5
        assert states() == [S.CHECKED] * 5
        for row in entitlements():
            assert (row.revision, kinds(row)) == (1, ["found", "checked"])
            assert row.steps.unscoped().last().text == "好"

    def test_by_number_too(self):
        numbers = list(entitlements().values_list("pk", flat=True))[:2]
        assert move(numbers) == 2
        assert states().count(S.CHECKED) == 2

    def test_none_is_none(self):
        assert move([]) == 0

    def test_a_query_by_the_state_that_changes_is_read_once(self):
        assert move(entitlements().filter(state=S.FOUND)) == 5
        assert EntitlementStep.objects.unscoped().filter(kind="checked").count() == 5

    @pytest.mark.parametrize("gone", ["elsewhere", "missing"])
    def test_where_one_stands_elsewhere_nothing_is_done(self, gone):
        numbers = list(entitlements().values_list("pk", flat=True))
        if gone == "elsewhere":
            entitlements().filter(pk=numbers[0]).update(state=S.HELD)
        else:
            numbers.append(10**9)
        with pytest.raises(EntitlementsChangedError):
            move(numbers)
        assert S.CHECKED not in states()
        assert not EntitlementStep.objects.unscoped().filter(kind="checked").exists()

    def test_two_statements_however_many(self):
        numbers = list(entitlements().values_list("pk", flat=True))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            move(numbers)
        written = [each["sql"] for each in queries if "grants_" in each["sql"]]
        assert len([each for each in written if "SET LOCAL" not in each]) == 2


class TestTheApplicationRoute:
    RULE_FACTS = (("企业规模", "小型"), ("从业人员", "30"))

    @pytest.fixture
    def granting(self):
        return Granting(0)

    def apply(self, granting):
        publish(RULE)
        made = OrganisationFactory()
        for name, value in self.RULE_FACTS:
            state(made, name, value)
        person = granting.person(made)
        application = actions.begin(
            actor=person, organisation=made, standing=standing_of(person, made, ID)
        )
        actions.submit(actor=person, application=application)
        review_actions.accept(actor=granting.reviewer, application=application)
        return application

    def approve(self, granting, application, fen=5_000_000):
        application.refresh_from_db()
        review_actions.approve(
            actor=granting.reviewer, application=application, amount_fen=fen, text="按规定"
        )

    def test_what_is_approved_joins_the_way(self, granting):
        application = self.apply(granting)
        self.approve(granting, application, 4_000_000)
        row = entitlements().get()
        assert (row.route, row.state, row.application) == (
            Route.APPLICATION,
            S.FOUND,
            application,
        )
        assert (row.amount_fen, kinds(row)) == (4_000_000, ["granted"])
        assert row.content["clauses"]
        assert row.content["facts"]

    def test_nothing_is_paid_for_nothing(self, granting):
        self.approve(granting, self.apply(granting), None)
        assert states() == []

    def test_not_twice_for_a_year(self, granting):
        application = self.apply(granting)
        year = str(application.submitted_at.year)
        self.approve(granting, application)
        content = application.submissions.unscoped().get().content
        with pytest.raises(RefusedError), system_action("test"):
            add_approved(actor=None, application=application, content=content)
        assert entitlements().get().period == year

    def test_what_had_ended_becomes_this_one(self, granting):
        application = self.apply(granting)
        year = str(application.submitted_at.year)
        Entitlement.objects.create(
            organisation=application.organisation,
            department=granting.department,
            programme_id=ID,
            period=year,
            event_on="2026-01-01",
            amount_fen=1,
            content={},
            state=S.WITHDRAWN,
        )
        self.approve(granting, application)
        row = entitlements().get()
        assert (row.state, row.amount_fen, row.revision) == (S.FOUND, 5_000_000, 1)


class TestMergers:
    def merge(self, source, target):
        with system_action("merge"):
            audit(actor=None, action="merge", what=target)
            organisations_merged.send(sender=None, source=source, target=target, actor=None)

    def test_entitlements_go_along_and_are_confirmed_anew(self):
        granting = Granting(1)
        granting.find()
        source, target = granting.enterprises[0], OrganisationFactory()
        row = granting.put(granting.of(source), S.LISTED, account=account_of(source))
        self.merge(source, target)
        row = granting.of(target)
        assert (row.state, row.account) == (S.CLEARED, None)
        account = PayeeAccount.objects.unscoped().get()
        assert (account.organisation, account.is_current) == (target, False)

    def test_of_two_for_the_same_the_others_goes_on(self):
        granting = Granting(2)
        granting.find()
        source, target = granting.enterprises
        self.merge(source, target)
        assert granting.of(source).state == S.WITHDRAWN
        assert granting.of(target).state == S.FOUND

    def test_what_a_department_granted_is_the_others(self):
        granting = Granting(1)
        granting.notice()
        other = department("另一个局")
        self.merge(granting.department, other)
        row = entitlements().get()
        assert (row.department, row.notice.department) == (other, other)
        assert Comparison.objects.unscoped().get().department == other


class TestWhoseItIs:
    @pytest.fixture
    def granting(self):
        granting = Granting(2)
        granting.notice()
        made = granting.enterprises[0]
        granting.put(granting.of(made), S.CONFIRMED, account=account_of(made))
        return granting

    def test_an_enterprise_sees_its_own(self, granting):
        person = granting.person(granting.enterprises[1])
        row = Entitlement.objects.visible_to(person).get()
        assert row.organisation == granting.enterprises[1]
        assert not PayeeAccount.objects.visible_to(person).exists()
        assert not AccountNumber.objects.visible_to(person).exists()
        assert EntitlementStep.objects.visible_to(person).count() == 3

    def test_a_department_sees_its_own_and_no_number(self, granting):
        assert Entitlement.objects.visible_to(granting.reviewer).count() == 2
        assert not AccountNumber.objects.visible_to(granting.reviewer).exists()
        other = reviewer(department("另一个局"))
        assert not Entitlement.objects.visible_to(other).exists()
        assert not Comparison.objects.visible_to(other).exists()
        assert not PassedOver.objects.visible_to(other).exists()

    def test_only_the_enterprise_sees_its_number(self, granting):
        own = granting.person(granting.enterprises[0])
        assert AccountNumber.objects.visible_to(own).count() == 1
        finance = PersonFactory(role=Role.FINANCE_MAKER, organisation=granting.department)
        assert not AccountNumber.objects.visible_to(finance).exists()

    def test_no_row_of_the_chain_tells_a_name_or_a_number(self, granting):
        rows = AuditRow.objects.filter(noun__in=["entitlement", "publicnotice", "payeeaccount"])
        assert rows.exists()
        text = " ".join(str(row.data) for row in rows)
        assert "6222" not in text
        assert granting.enterprises[0].name not in text


def test_a_university_is_no_enterprise():
    granting = Granting(0)
    made = OrganisationFactory(kind=OrganisationKind.UNIVERSITY)
    for name, value in (("企业规模", "小型"), ("从业人员", "30")):
        state(made, name, value, source=Source.DEPARTMENT)
    assert granting.find()["found"] == 0

"""Budgets change by two people, and the ledger with them."""

import pytest
from django.db import IntegrityError
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.budgeting import YEAR, YUAN, Office, reserve
from tests.secure.rules_of_a_department import ID, publish

from zhiqiao.ledger import Movement
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import OrganisationKind
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.budgets import actions, claims
from zhiqiao.web.budgets.actions import Change, RevisionDecidedError
from zhiqiao.web.budgets.models import BudgetLine, LineState, Revision, RevisionKind, RevisionState
from zhiqiao.web.budgets.queries import line_for, standing_of, waiting_for
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office()


def again(row):
    return type(row).objects.unscoped().get(pk=row.pk)


class TestOpening:
    def test_two_people_open_a_line(self, office):
        line = office.opened(1_000_000)
        assert line_for(office.organisation, ID, YEAR) == line
        found = standing_of(line)
        assert (found.total_fen, found.left_fen) == (1_000_000 * YUAN, 1_000_000 * YUAN)
        assert (found.reserved_fen, found.spent_fen) == (0, 0)

    def test_nothing_can_be_spent_before_the_second_person(self, office):
        publish()
        made = actions.open_line(
            actor=office.maker, programme_id=ID, year=YEAR, amount_fen=100, reason="文号"
        )
        assert standing_of(made.line).left_fen == 0
        assert not Entry.objects.unscoped().exists()

    def test_the_checker_is_told_and_then_the_maker(self, office):
        office.opened()
        told = Message.objects.unscoped().order_by("pk").values_list("person", "kind")
        assert list(told) == [
            (office.checker.pk, "budget-proposed"),
            (office.maker.pk, "budget-approved"),
        ]

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"programme_id": "nothing"}, "牵头"),
            ({"year": 26}, "四位数"),
            ({"amount_fen": 0}, "大于 0"),
            ({"amount_fen": -1}, "大于 0"),
            ({"amount_fen": 10**16}, "金额太大"),
            ({"reason": "  "}, "依据"),
        ],
    )
    def test_what_is_refused(self, office, changes, words):
        publish()
        wanted = {"programme_id": ID, "year": YEAR, "amount_fen": 100, "reason": "文号"}
        with pytest.raises(RefusedError, match=words):
            actions.open_line(actor=office.maker, **wanted | changes)
        assert not BudgetLine.objects.unscoped().exists()

    def test_one_line_a_programme_and_year(self, office):
        office.opened()
        with pytest.raises(RefusedError, match="已有预算指标"):
            actions.open_line(
                actor=office.maker, programme_id=ID, year=YEAR, amount_fen=1, reason="文号"
            )

    @pytest.mark.usefixtures("office")
    def test_another_departments_programme(self):
        publish()
        other = Office("云溪市财政局")
        with pytest.raises(RefusedError, match="牵头"):
            actions.open_line(
                actor=other.maker, programme_id=ID, year=YEAR, amount_fen=1, reason="文号"
            )

    def test_a_reviewer_does_not(self, office):
        publish()
        with pytest.raises(RefusedError, match="财务"):
            actions.open_line(
                actor=office.person(Role.REVIEWER),
                programme_id=ID, year=YEAR, amount_fen=1, reason="文号",
            )  # fmt: skip


class TestChanging:
    def test_a_rise_is_appropriated(self, office):
        line = office.opened(100)
        actions.approve_revision(
            actor=office.checker, revision=office.proposed(line, RevisionKind.RAISE, 50)
        )
        assert standing_of(line).total_fen == 150 * YUAN
        movements = Entry.objects.unscoped().order_by("pk").values_list("movement", "amount_fen")
        assert list(movements) == [
            (Movement.APPROPRIATE, 100 * YUAN),
            (Movement.APPROPRIATE, 50 * YUAN),
        ]

    def test_a_lowering_gives_money_back(self, office):
        line = office.opened(100)
        actions.approve_revision(
            actor=office.checker, revision=office.proposed(line, RevisionKind.LOWER, 100)
        )
        found = standing_of(line)
        assert (found.total_fen, found.left_fen, found.spent_fen) == (0, 0, 0)

    def test_more_than_is_left_is_refused_with_what_holds_it(self, office):
        line = office.opened(100)
        reserve(line, 70)
        with pytest.raises(RefusedError, match=r"最多只能核减 30\.00 元.*在途 70\.00 元"):
            office.proposed(line, RevisionKind.LOWER, 31)

    def test_it_is_looked_at_again_when_it_is_approved(self, office):
        line = office.opened(100)
        revision = office.proposed(line, RevisionKind.LOWER, 60)
        reserve(line, 70)
        with pytest.raises(RefusedError, match="最多只能核减"):
            actions.approve_revision(actor=office.checker, revision=revision)
        assert again(revision).state == RevisionState.PROPOSED
        assert standing_of(line).left_fen == 30 * YUAN

    def test_one_change_at_a_time(self, office):
        line = office.opened(100)
        office.proposed(line, RevisionKind.RAISE, 1)
        with pytest.raises(RefusedError, match="在等复核"):
            office.proposed(line, RevisionKind.RAISE, 2)

    def test_a_second_appropriation_is_a_raise(self, office):
        line = office.opened(100)
        with pytest.raises(RefusedError, match="追加"):
            office.proposed(line, RevisionKind.APPROPRIATE, 1)

    def test_a_raise_wants_an_appropriation_before(self, office):
        publish()
        made = actions.open_line(
            actor=office.maker, programme_id=ID, year=YEAR, amount_fen=100, reason="文号"
        )
        actions.refuse_revision(actor=office.checker, revision=made, remark="文号不对")
        with pytest.raises(RefusedError, match="先下达"):
            office.proposed(made.line, RevisionKind.RAISE, 1)
        office.proposed(made.line, RevisionKind.APPROPRIATE, 1)


class TestTwoPeople:
    def test_nobody_approves_their_own(self, office):
        line = office.opened(100)
        own = actions.propose(
            actor=office.checker, line=line, change=Change(RevisionKind.RAISE, 1, "批复")
        )
        with pytest.raises(RefusedError, match="另一位同事"):
            actions.approve_revision(actor=office.checker, revision=own)

    def test_nor_does_the_database_let_them(self, office):
        revision = office.proposed(office.opened(100), RevisionKind.RAISE, 1)
        rows = Revision.objects.unscoped().filter(pk=revision.pk)
        with pytest.raises(IntegrityError):
            rows.update(checked_by=office.maker)

    def test_a_maker_does_not_check(self, office):
        revision = office.proposed(office.opened(100), RevisionKind.RAISE, 1)
        other = office.person(Role.FINANCE_MAKER)
        for do in (actions.approve_revision, actions.refuse_revision):
            more = {} if do is actions.approve_revision else {"remark": "不"}
            with pytest.raises(RefusedError, match="财务复核"):
                do(actor=other, revision=revision, **more)

    def test_nor_does_another_department(self, office):
        revision = office.proposed(office.opened(100), RevisionKind.RAISE, 1)
        with pytest.raises(RefusedError, match="别的部门"):
            actions.approve_revision(actor=Office("另一局").checker, revision=revision)

    def test_a_decision_is_made_once(self, office):
        revision = office.proposed(office.opened(100), RevisionKind.RAISE, 7)
        second = again(revision)
        actions.approve_revision(actor=office.checker, revision=revision)
        with pytest.raises(RevisionDecidedError):
            actions.approve_revision(actor=office.person(Role.FINANCE_CHECKER), revision=second)
        assert standing_of(revision.line).total_fen == 107 * YUAN

    def test_no_without_a_reason(self, office):
        revision = office.proposed(office.opened(100), RevisionKind.RAISE, 7)
        with pytest.raises(RefusedError, match="理由"):
            actions.refuse_revision(actor=office.checker, revision=revision, remark=" ")

    def test_who_proposed_it_takes_it_back(self, office):
        line = office.opened(100)
        revision = office.proposed(line, RevisionKind.RAISE, 7)
        with pytest.raises(RefusedError, match="提出的人"):
            actions.withdraw_revision(actor=office.checker, revision=revision)
        actions.withdraw_revision(actor=office.maker, revision=revision)
        assert again(revision).state == RevisionState.WITHDRAWN
        assert not waiting_for(office.checker).exists()
        office.proposed(line, RevisionKind.RAISE, 8)

    def test_every_step_is_in_the_chain(self, office):
        line = office.opened(100)
        revision = office.proposed(line, RevisionKind.RAISE, 7)
        actions.refuse_revision(actor=office.checker, revision=revision, remark="不")
        words = AuditRow.objects.order_by("pk").values_list("action", flat=True)
        assert [each for each in words if "budget" in each or "revision" in each] == [
            "open_budget_line", "propose_revision", "approve_revision", "propose_revision",
            "refuse_revision",
        ]  # fmt: skip


class TestClosing:
    def test_what_is_left_lapses(self, office):
        line = office.opened(100)
        revision = office.proposed(line, RevisionKind.CLOSE)
        actions.approve_revision(actor=office.checker, revision=revision, left_fen=100 * YUAN)
        line, found = again(line), standing_of(line)
        assert line.state == LineState.CLOSED
        assert (found.left_fen, found.lapsed_fen, found.spent_fen) == (0, 100 * YUAN, 0)
        assert again(revision).amount_fen == 100 * YUAN
        with pytest.raises(RefusedError, match="已结转"):
            office.proposed(line, RevisionKind.RAISE, 1)
        with pytest.raises(RefusedError, match="已结转"):
            office.proposed(line, RevisionKind.CLOSE)

    def test_an_empty_line_is_closed_without_an_entry(self, office):
        line = office.opened(100)
        actions.approve_revision(
            actor=office.checker, revision=office.proposed(line, RevisionKind.LOWER, 100)
        )
        actions.approve_revision(
            actor=office.checker, revision=office.proposed(line, RevisionKind.CLOSE)
        )
        assert again(line).state == LineState.CLOSED
        assert not Entry.objects.unscoped().filter(movement=Movement.LAPSE).exists()

    def test_not_while_money_is_reserved(self, office):
        line = office.opened(100)
        reserve(line, 40)
        with pytest.raises(RefusedError, match=r"还有 40\.00 元"):
            office.proposed(line, RevisionKind.CLOSE)

    def test_nor_while_an_app_above_names_something(self, office, monkeypatch):
        line = office.opened(100)
        monkeypatch.setattr(claims, "blockers", [lambda lines: {lines[0].pk: ["清单“三月”待复核"]}])
        with pytest.raises(RefusedError, match="清单“三月”待复核"):
            office.proposed(line, RevisionKind.CLOSE)

    def test_what_lapses_is_what_was_read(self, office):
        revision = office.proposed(office.opened(100), RevisionKind.CLOSE)
        with pytest.raises(RefusedError, match="刚变过"):
            actions.approve_revision(actor=office.checker, revision=revision, left_fen=1)

    def test_a_year_is_closed_line_by_line(self, office):
        line = office.opened(100)
        publish(RULE_TWO)
        made = actions.open_line(
            actor=office.maker, programme_id="test-two", year=YEAR, amount_fen=500, reason="文号"
        )
        made, left = actions.propose_closing(actor=office.maker, year=YEAR, reason="结转通知")
        assert [each.line for each in made] == [line]
        assert ["在等复核" in each.why[0] for each in left] == [True]

    def test_a_year_without_anything_to_close(self, office):
        with pytest.raises(RefusedError, match="没有能结转的指标"):
            actions.propose_closing(actor=office.maker, year=YEAR, reason="结转通知")


class TestMerging:
    def test_a_department_with_an_open_line_is_not_merged(self, office):
        office.opened(100)
        target = OrganisationFactory(kind=OrganisationKind.DEPARTMENT)
        with pytest.raises(RefusedError, match="没结转的预算指标"):
            merge(office.organisation, target)

    def test_closed_lines_are_the_others_to_read(self, office):
        line = office.opened(100)
        actions.approve_revision(
            actor=office.checker, revision=office.proposed(line, RevisionKind.CLOSE)
        )
        target = OrganisationFactory(kind=OrganisationKind.DEPARTMENT)
        merge(office.organisation, target)
        assert again(line).organisation == target


def merge(source, target):
    from zhiqiao.web.accounts.centre.actions import merge

    operator = PersonFactory(role=Role.OPERATOR)
    merge(actor=operator, source=source, target=target, ask_for_members=False)


def _rule_two() -> str:
    from tests.secure.rules_of_a_department import RULE

    return RULE.replace("test-training", "test-two").replace("员工培训补贴", "第二项")


RULE_TWO = _rule_two()

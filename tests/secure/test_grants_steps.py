"""From being found to having confirmed: credit, notice, objections, account, confirmation."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.granting import (
    ID,
    PERIOD,
    Granting,
    S,
    account_of,
    enterprise,
    entitlements,
    given,
    kinds,
    states,
)
from tests.secure.rules_of_a_department import RULE, publish, reviewer

from zhiqiao.common.working_days import working_days_between
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Membership
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.grants import confirm_actions, objection_actions, withdraw_actions
from zhiqiao.web.grants.account_actions import save_account
from zhiqiao.web.grants.credit_actions import Held, pass_credit
from zhiqiao.web.grants.models import NoticeState, Objection, ObjectionState, PayeeAccount
from zhiqiao.web.grants.notice_actions import end_due, partly_hidden, publish_notice, take_down
from zhiqiao.web.grants.numbers import open_number
from zhiqiao.web.grants.signals import account_changed, found_unsound
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.profiles.models import Fact, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def granting():
    return Granting()


@pytest.fixture
def heard():
    """What a signal of this app told, while a test runs."""
    told = []

    def listen(signal):
        signal.connect(hear, weak=False)
        return told

    def hear(**about):
        told.append(about)

    yield listen
    for signal in (found_unsound, account_changed):
        signal.disconnect(hear)


def told(kind):
    return Message.objects.unscoped().filter(kind=kind)


class TestCredit:
    def test_those_in_good_standing_pass(self, granting):
        granting.find()
        assert granting.check().passed == 3
        assert states() == [S.CHECKED] * 3

    @pytest.mark.parametrize(
        ("name", "code"),
        [("是否列入严重失信名单", Held.DISHONEST), ("是否列入经营异常名录", Held.ABNORMAL)],
    )
    def test_who_is_listed_is_held(self, granting, name, code):
        granting.find()
        made = granting.enterprises[0]
        Fact.objects.unscoped().filter(organisation=made, name=name).update(value="是")
        checked = granting.check()
        assert (checked.passed, checked.held) == (2, 1)
        row = granting.of(made)
        assert (row.state, row.held) == (S.HELD, code)
        with pytest.raises(RefusedError):
            pass_credit(actor=granting.reviewer, entitlement=row, text="电话问过")

    @pytest.mark.parametrize("change", [{"source": Source.SELF}, {"as_of": "2020-01-01"}])
    def test_what_departments_do_not_say_now_is_unknown(self, granting, change):
        granting.find()
        made = granting.enterprises[0]
        Fact.objects.unscoped().filter(organisation=made).update(**change)
        granting.check()
        assert granting.of(made).held == Held.UNKNOWN

    def test_an_unknown_one_is_passed_with_a_reason(self, granting):
        made = enterprise(credit=None)
        granting.find()
        granting.check()
        row = granting.of(made)
        with pytest.raises(RefusedError):
            pass_credit(actor=granting.reviewer, entitlement=row, text=" ")
        pass_credit(actor=granting.reviewer, entitlement=row, text="在信用中国网站查过，没有记录")
        row = granting.of(made)
        assert (row.state, row.held) == (S.CHECKED, "")
        assert row.steps.unscoped().last().text.startswith("在信用中国")

    def test_who_is_off_the_list_passes_the_next_time(self, granting):
        granting.find()
        facts = Fact.objects.unscoped().filter(name="是否列入经营异常名录")
        facts.update(value="是")
        granting.check()
        granting.check()
        row = granting.of(granting.enterprises[0])
        assert kinds(row) == ["found", "held"]
        facts.update(value="否")
        assert granting.check().passed == 3

    def test_it_takes_someone_to_check(self, granting):
        with pytest.raises(RefusedError):
            granting.check()


class TestNotice:
    def test_it_freezes_who_is_to_be_paid_what(self, granting):
        notice = granting.notice()
        assert states() == [S.NOTICED] * 3
        line = notice.content[0]
        assert line["amount_fen"] == 5_000_000
        assert line["clause"].startswith("第三条")
        assert "*" * 10 in line["uscc"]
        assert working_days_between(notice.from_on, notice.until_on) == 5

    @pytest.mark.parametrize("days", [0, 4, 61])
    def test_five_working_days_are_the_least(self, granting, days):
        granting.find()
        granting.check()
        with pytest.raises(RefusedError):
            publish_notice(actor=granting.reviewer, programme_id=ID, period=PERIOD, days=days)

    def test_no_site_that_is_no_demo_goes_below_five(self, granting, settings):
        settings.ZHIQIAO_DEMO, settings.ZHIQIAO_NOTICE_DAYS = False, 0
        granting.find()
        granting.check()
        with pytest.raises(RefusedError):
            publish_notice(actor=granting.reviewer, programme_id=ID, period=PERIOD, days=0)

    def test_a_demo_may_end_it_at_once(self, granting, settings):
        settings.ZHIQIAO_DEMO, settings.ZHIQIAO_NOTICE_DAYS = True, 0
        notice = granting.notice(days=0)
        assert notice.state == NoticeState.ENDED
        assert states() == [S.CLEARED] * 3

    def test_it_ends_the_day_after_its_last_and_asks_to_confirm(self, granting):
        people = [granting.person(each) for each in granting.enterprises]
        notice = granting.notice()
        assert end_due(notice.until_on) == 0
        assert end_due(notice.until_on + timedelta(days=1)) == 3
        assert states() == [S.CLEARED] * 3
        assert set(told("grant-to-confirm").values_list("person", flat=True)) == {
            each.pk for each in people
        }
        assert end_due(notice.until_on + timedelta(days=2)) == 0

    def test_one_that_was_wrong_is_taken_down(self, granting):
        notice = granting.notice()
        take_down(actor=granting.reviewer, notice=notice, text="金额写错")
        assert states() == [S.CHECKED] * 3
        again = publish_notice(actor=granting.reviewer, programme_id=ID, period=PERIOD, days=5)
        assert again.pk != notice.pk

    def test_credit_codes_are_partly_hidden(self):
        assert partly_hidden("91330100799655058B") == "9133**********058B"
        assert partly_hidden("1234") == "****"


class TestObjections:
    def object_to(self, _granting, notice, actor=None, number=1):
        return objection_actions.make_objection(
            actor=actor, notice=notice, number=number, text="已经搬走了", contact="138"
        )

    def test_anyone_may_object_and_the_enterprise_waits(self, granting):
        notice = granting.notice()
        self.object_to(granting, notice)
        assert states() == sorted([S.NOTICED, S.NOTICED, S.OBJECTED])
        assert told("grant-objected").count() == 1
        end_due(notice.until_on + timedelta(days=1))
        assert states() == sorted([S.CLEARED, S.CLEARED, S.OBJECTED])

    def test_one_that_is_right_withdraws(self, granting):
        notice = granting.notice()
        objection = self.object_to(granting, notice)
        objection_actions.uphold(actor=granting.reviewer, objection=objection, answer="属实")
        assert states() == sorted([S.NOTICED, S.NOTICED, S.WITHDRAWN])

    def test_one_that_is_not_lets_it_go_on(self, granting):
        notice = granting.notice()
        first, second = (self.object_to(granting, notice) for _ in range(2))
        objection_actions.dismiss(actor=granting.reviewer, objection=first, answer="核实过")
        assert states().count(S.OBJECTED) == 1
        objection_actions.dismiss(actor=granting.reviewer, objection=second, answer="核实过")
        assert states() == [S.NOTICED] * 3

    def test_after_the_end_it_is_cleared_and_told(self, granting):
        for each in granting.enterprises:
            granting.person(each)
        notice = granting.notice()
        objection = self.object_to(granting, notice)
        end_due(notice.until_on + timedelta(days=1))
        assert told("grant-to-confirm").count() == 2
        objection_actions.dismiss(actor=granting.reviewer, objection=objection, answer="核实过")
        assert states() == [S.CLEARED] * 3
        assert told("grant-to-confirm").count() == 3

    def test_who_objected_is_told_the_answer(self, granting):
        person = PersonFactory(role=Role.SEEKER)
        objection = self.object_to(granting, granting.notice(), actor=person)
        objection_actions.dismiss(actor=granting.reviewer, objection=objection, answer="核实过")
        assert told("grant-objection-answered").get().person == person
        assert Objection.objects.visible_to(person).get().answer == "核实过"

    def test_it_is_decided_once_with_an_answer_by_somebody_else(self, granting):
        notice = granting.notice()
        own = self.object_to(granting, notice, actor=granting.reviewer)
        with pytest.raises(RefusedError):
            objection_actions.dismiss(actor=granting.reviewer, objection=own, answer="x")
        objection = self.object_to(granting, notice)
        with pytest.raises(RefusedError):
            objection_actions.uphold(actor=granting.reviewer, objection=objection, answer=" ")
        objection_actions.uphold(actor=granting.reviewer, objection=objection, answer="属实")
        with pytest.raises(RefusedError):
            objection_actions.dismiss(actor=granting.reviewer, objection=objection, answer="x")
        assert Objection.objects.unscoped().get(pk=objection.pk).state == ObjectionState.UPHELD

    def test_not_after_the_end_nor_of_a_line_there_is_not(self, granting):
        notice = granting.notice()
        with pytest.raises(RefusedError):
            self.object_to(granting, notice, number=9)
        end_due(notice.until_on + timedelta(days=1))
        with pytest.raises(RefusedError):
            self.object_to(granting, notice)

    def test_a_notice_with_an_open_one_is_not_taken_down(self, granting):
        notice = granting.notice()
        self.object_to(granting, notice)
        with pytest.raises(RefusedError):
            take_down(actor=granting.reviewer, notice=notice, text="x")

    def test_nobody_decides_on_their_own_enterprise(self, granting):
        notice = granting.notice()
        objection = self.object_to(granting, notice)
        other = reviewer(granting.department)
        Membership.objects.create(
            person=other, organisation=objection.entitlement.organisation, role=Role.AFFAIRS
        )
        other.act_for(granting.department.pk)
        with pytest.raises(RefusedError):
            objection_actions.dismiss(actor=other, objection=objection, answer="x")


class TestAccountsAndConfirming:
    def test_an_enterprise_confirms_with_a_new_account(self, granting):
        granting.clear()
        made = granting.enterprises[0]
        person = granting.person(made)
        row = granting.of(made)
        confirm_actions.confirm(actor=person, entitlement=row, given=given(made))
        row = granting.of(made)
        assert (row.state, row.confirmed_by) == (S.CONFIRMED, person)
        assert row.account.tail == "2222"
        payee = open_number(row.account)
        assert (payee.name, payee.number) == (made.name, "6222000011112222")
        assert "6222" not in repr(payee)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": "别的公司"},
            {"number": "12345"},
            {"number": "6222-0000-1111"},
            {"number": "1" * 35},
            {"bank_code": "123"},
            {"bank_name": " "},
        ],
    )
    def test_an_account_has_its_form(self, granting, wrong):
        person = granting.person(granting.enterprises[0])
        with pytest.raises(RefusedError):
            save_account(actor=person, given=given(granting.enterprises[0], **wrong))
        assert not PayeeAccount.objects.unscoped().exists()

    def test_brackets_of_either_width_are_the_same_name(self, granting):
        made = OrganisationFactory(name="云溪科技（集团）有限公司")
        save_account(actor=granting.person(made), given=given(made, name="云溪科技(集团)有限公司"))
        assert PayeeAccount.objects.unscoped().get().organisation == made

    def test_another_account_later_is_another_row(self, granting, heard):
        granting.clear()
        confirmed, listed, approved = granting.enterprises
        people = [granting.person(each) for each in granting.enterprises]
        for made, person in zip(granting.enterprises, people, strict=True):
            row = granting.of(made)
            confirm_actions.confirm(actor=person, entitlement=row, given=given(made))
        granting.put(granting.of(listed), S.LISTED)
        granting.put(granting.of(approved), S.APPROVED)
        old = {made: granting.of(made).account_id for made in granting.enterprises}
        said = heard(account_changed)
        for made, person in zip(granting.enterprises, people, strict=True):
            save_account(actor=person, given=given(made, number="6222000099998888"))
        assert granting.of(confirmed).account_id == old[confirmed]
        assert granting.of(listed).account_id != old[listed]
        assert granting.of(approved).account_id != old[approved]
        assert kinds(granting.of(listed))[-1] == "account"
        assert len(said) == 3
        confirm_actions.confirm(
            actor=people[0],
            entitlement=granting.of(confirmed),
            account=PayeeAccount.objects.unscoped().get(organisation=confirmed, is_current=True),
        )
        assert granting.of(confirmed).account_id != old[confirmed]

    def test_not_on_the_account_of_another_nor_on_an_old_one(self, granting):
        granting.clear()
        first, second, _third = granting.enterprises
        person = granting.person(first)
        foreign = account_of(second)
        for account in (foreign, None):
            with pytest.raises(RefusedError):
                confirm_actions.confirm(
                    actor=person, entitlement=granting.of(first), account=account
                )
        old = account_of(first)
        account_of(first)
        old.refresh_from_db()
        with pytest.raises(RefusedError):
            confirm_actions.confirm(actor=person, entitlement=granting.of(first), account=old)

    def test_not_before_it_is_cleared_nor_by_another_enterprise(self, granting):
        granting.find()
        first, second, _third = granting.enterprises
        with pytest.raises(RefusedError):
            confirm_actions.confirm(
                actor=granting.person(first), entitlement=granting.of(first), given=given(first)
            )
        granting.put(granting.of(first), S.CLEARED)
        with pytest.raises(RefusedError):
            confirm_actions.confirm(
                actor=granting.person(second), entitlement=granting.of(first), given=given(second)
            )

    def test_it_may_decline(self, granting):
        granting.clear()
        first = granting.enterprises[0]
        confirm_actions.decline(
            actor=granting.person(first), entitlement=granting.of(first), text="已搬迁"
        )
        assert granting.of(first).state == S.DECLINED
        with pytest.raises(RefusedError):
            confirm_actions.decline(actor=granting.person(first), entitlement=granting.of(first))


class TestWithdrawing:
    @pytest.mark.parametrize("state", [S.FOUND, S.NOTICED, S.CLEARED])
    def test_before_it_is_paid(self, granting, state):
        granting.find()
        row = granting.put(granting.of(granting.enterprises[0]), state)
        withdraw_actions.withdraw(actor=granting.reviewer, entitlement=row, text="重复")
        assert granting.of(granting.enterprises[0]).state == S.WITHDRAWN

    @pytest.mark.parametrize("state", [S.PAID, S.DECLINED, S.WITHDRAWN])
    def test_not_after(self, granting, state):
        granting.find()
        made = granting.enterprises[0]
        row = granting.put(granting.of(made), state, account=account_of(made))
        with pytest.raises(RefusedError):
            withdraw_actions.withdraw(actor=granting.reviewer, entitlement=row, text="重复")

    def test_a_repealed_programme_takes_back_all_that_is_not_paid(self, granting):
        granting.clear()
        paid = granting.enterprises[0]
        granting.put(granting.of(paid), S.PAID, account=account_of(paid))
        assert withdraw_actions.withdraw_all_repealed() == 0
        publish(RULE, repealed_on=timezone.localdate())
        assert withdraw_actions.withdraw_all_repealed() == 2
        assert states() == sorted([S.PAID, S.WITHDRAWN, S.WITHDRAWN])
        assert withdraw_actions.withdraw_all_repealed() == 0


class TestAfterPayment:
    def paid(self, granting):
        granting.find()
        made = granting.enterprises[0]
        return granting.put(granting.of(made), S.PAID, account=account_of(made))

    def test_a_sound_one_is_noted(self, granting, heard):
        row, said = self.paid(granting), heard(found_unsound)
        withdraw_actions.post_check(
            actor=granting.reviewer, entitlement=row, is_sound=True, text=""
        )
        row.refresh_from_db()
        assert (row.is_sound, said) == (True, [])

    def test_an_unsound_one_is_told_to_finance(self, granting, heard):
        finance = PersonFactory(role=Role.FINANCE_MAKER, organisation=granting.department)
        row, said = self.paid(granting), heard(found_unsound)
        check = withdraw_actions.post_check
        with pytest.raises(RefusedError):
            check(actor=granting.reviewer, entitlement=row, is_sound=False, text="")
        check(actor=granting.reviewer, entitlement=row, is_sound=False, text="人数不实")
        assert (said[0]["entitlement"], said[0]["text"]) == (row, "人数不实")
        assert told("grant-unsound").get().person == finance

    def test_only_of_what_is_paid(self, granting):
        granting.find()
        with pytest.raises(RefusedError):
            withdraw_actions.post_check(
                actor=granting.reviewer,
                entitlement=entitlements().first(),
                is_sound=True,
                text="",
            )

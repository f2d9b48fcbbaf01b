"""The budget board and the page of a line: what they say, to whom, and what is done there."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.utils import timezone
from tests.secure.budgeting import YEAR, YUAN, Office, reserve

from zhiqiao.ledger import Phase
from zhiqiao.web.access import Role
from zhiqiao.web.audit.actions import audit, system_action
from zhiqiao.web.budgets import actions, boards, claims, curves
from zhiqiao.web.budgets.models import BudgetLine, RevisionKind, RevisionState
from zhiqiao.web.budgets.queries import standing_of
from zhiqiao.web.ledger.posting_actions import resolve

pytestmark = pytest.mark.django_db
URL = f"/budgets/?year={YEAR}"


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def line(office):
    return office.opened(1_000_000)


@pytest.fixture
def page(client):
    def read(person, url, **posted):
        client.force_login(person)
        answer = client.post(url, posted) if posted else client.get(url)
        return answer, re.sub(r"<[^>]+>|\s+", "", answer.content.decode())

    return read


class TestBoard:
    def test_a_line_with_what_became_of_it(self, page, office, line):
        reserve(line, 250_000)
        answer, text = page(office.checker, URL)
        assert answer.status_code == 200
        assert "预算100万元" in text
        assert "剩余75万元·75%" in text

    def test_what_is_held_and_what_is_on_its_way(self, line, monkeypatch):
        reserve(line, 250_000)
        monkeypatch.setattr(claims, "held_sources", [lambda _lines: {line.pk: 50_000 * YUAN}])
        (row,) = boards.rows_of([line])
        assert (row.held_fen, row.on_its_way_fen) == (50_000 * YUAN, 200_000 * YUAN)
        assert row.parts == [("spent", 0.0, 0.0), ("way", 0.0, 20.0), ("held", 20.0, 5.0)]

    def test_it_says_when_little_is_left(self, page, office, line):
        reserve(line, 900_001)
        assert "只剩9.9999万元，不到预算的一成" in page(office.maker, URL)[1]

    def test_it_says_when_more_is_owed_than_is_left(self, page, office, line, monkeypatch):
        owed = 1_200_000 * YUAN
        monkeypatch.setattr(claims, "commitment_sources", [lambda _lines: {line.pk: owed}])
        text = page(office.maker, URL)[1]
        assert "不够付，差20万元" in text

    def test_a_reviewer_reads_and_changes_nothing(self, page, office, line):
        reviewer = office.person(Role.REVIEWER)
        answer, text = page(reviewer, f"/budgets/{line.pk}/")
        assert answer.status_code == 200
        assert "提出调整" not in text
        changed, _text = page(reviewer, f"/budgets/{line.pk}/changes/", kind="raise", yuan="1")
        assert changed.status_code == 404

    def test_nobody_else_sees_it(self, page, line):
        stranger = Office("另一局")
        assert "员工培训补贴" not in page(stranger.maker, URL)[1]
        assert page(stranger.maker, f"/budgets/{line.pk}/")[0].status_code == 404

    @pytest.mark.usefixtures("line")
    def test_a_search(self, page, office):
        assert "没有找到" in page(office.maker, f"{URL}&q=没有")[1]
        assert "员工培训补贴" in page(office.maker, f"{URL}&q=培训")[1]

    def test_empty_says_what_to_do(self, page, office):
        assert "开设指标" in page(office.maker, "/budgets/")[1]
        assert "财务经办开设" in page(office.person(Role.REVIEWER), "/budgets/")[1]

    @pytest.mark.usefixtures("line")
    def test_the_workbook(self, client, office):
        client.force_login(office.maker)
        answer = client.get(f"/budgets/export/xlsx/?year={YEAR}")
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        assert rows[1][:5] == (YEAR, "test-training", "员工培训补贴", "执行中", 1_000_000)

    @pytest.mark.usefixtures("line")
    def test_the_same_few_queries_for_many_lines(
        self, client, office, django_assert_max_num_queries
    ):
        for year in range(2010, 2020):
            office.opened(1, year=year)
        BudgetLine.objects.unscoped().update(programme_name="x")
        client.force_login(office.maker)
        client.get(URL)
        with django_assert_max_num_queries(15):
            client.get(URL)


class TestProposals:
    def test_the_checker_sees_before_and_after_and_agrees(self, page, office, line):
        revision = office.proposed(line, RevisionKind.RAISE, 200_000)
        _answer, text = page(office.checker, URL)
        assert "预算100万元120万元" in text
        assert "可用的钱马上从100万元变成120万元" in text
        page(office.checker, f"/budgets/revisions/{revision.pk}/decision/", decision="agree")
        assert standing_of(line).total_fen == 1_200_000 * YUAN

    def test_the_maker_cannot_agree(self, page, office, line):
        revision = office.proposed(line, RevisionKind.RAISE, 200_000)
        url = f"/budgets/revisions/{revision.pk}/decision/"
        assert page(office.maker, url, decision="agree")[0].status_code == 404
        assert "要由另一位财务复核的同事来定" in page(office.maker, URL)[1]

    def test_the_checker_refuses_with_words(self, page, office, line):
        revision = office.proposed(line, RevisionKind.RAISE, 200_000)
        url = f"/budgets/revisions/{revision.pk}/decision/"
        page(office.checker, url, decision="refuse", remark="")
        revision.refresh_from_db(from_queryset=type(revision).objects.unscoped())
        assert revision.state == RevisionState.PROPOSED
        page(office.checker, url, decision="refuse", remark="文号不对")
        assert "复核意见：文号不对" in page(office.maker, f"/budgets/{line.pk}/")[1]

    def test_a_proposal_by_the_form(self, page, office, line):
        url = f"/budgets/{line.pk}/changes/"
        assert "请填金额" in page(office.maker, url, kind="raise", reason="批复")[1]
        page(office.maker, url, kind="lower", yuan="0.01", reason="批复")
        assert "核减0.01元" in page(office.checker, f"/budgets/{line.pk}/")[1]

    @pytest.mark.usefixtures("line")
    def test_a_new_line_by_the_form(self, page, office):
        fields = {"programme": "test-training", "year": str(timezone.localdate().year)}
        answer, text = page(office.maker, "/budgets/new/", **fields, yuan="5", reason="文号")
        if fields["year"] == str(YEAR):
            assert "已有预算指标" in text
        else:
            assert answer.status_code == 302

    def test_a_close_is_bound_to_what_was_read(self, page, office, line):
        revision = office.proposed(line, RevisionKind.CLOSE)
        url = f"/budgets/revisions/{revision.pk}/decision/"
        page(office.checker, url, decision="agree", left_fen="1")
        assert "剩余金额刚变过" in page(office.checker, URL)[1]
        page(office.checker, url, decision="agree", left_fen=str(1_000_000 * YUAN))
        assert "已结转，不再兑付" in page(office.maker, f"/budgets/{line.pk}/")[1]

    def test_the_year_end(self, page, office, line):
        url = f"/budgets/closing/{YEAR}/"
        entry = reserve(line, 5)
        assert "还有5.00元被清单占用或在途" in page(office.maker, url)[1]
        with system_action("test"):
            audit(actor=None, action="test", what=line)
            resolve(entry, phase=Phase.VOID, key="void", on=date(YEAR, 3, 3))
        page(office.maker, url, reason="结转通知")
        assert "年终结转100万元" in page(office.checker, URL)[1]


class TestCurves:
    def test_what_was_approved_and_paid_adds_up_day_by_day(self, line):
        first = reserve(line, 300, key="a", on=date(YEAR, 3, 2))
        second = reserve(line, 200, key="b", on=date(YEAR, 3, 2))
        with system_action("test"):
            audit(actor=None, action="test", what=line)
            resolve(first, phase=Phase.POST, key="c", on=date(YEAR, 3, 9))
            resolve(second, phase=Phase.VOID, key="d", on=date(YEAR, 3, 10))
        march = [each for each in curves.daily(line) if each.on.year == YEAR and each.on.month == 3]
        assert [(each.on.day, each.committed_fen, each.paid_fen) for each in march] == [
            (2, 500 * YUAN, 0),
            (9, 500 * YUAN, 300 * YUAN),
            (10, 300 * YUAN, 300 * YUAN),
        ]
        assert standing_of(line).spent_fen == 300 * YUAN

    def test_weeks_hold_the_last_point(self):
        points = [
            curves.Point(date(YEAR, 1, 3), 10, 2, 1),
            curves.Point(date(YEAR, 1, 9), 10, 9, 8),
        ]
        weeks = curves.weekly(points, year=YEAR, until=date(YEAR, 1, 10))
        assert [(each.on.day, each.paid_fen) for each in weeks] == [(1, 0), (8, 1), (10, 8)]

    def test_a_forecast_takes_the_larger_of_two(self, line):
        now = standing_of(line)
        found = curves.forecast_of(line, now, committed_fen=700, on=date(YEAR, 6, 30))
        assert (found.pace_fen, found.known_fen, found.expected_fen) == (0, 700, 700)
        assert found.over_fen == now.total_fen - 700

    def test_none_for_another_year(self, line):
        now = standing_of(line)
        assert curves.forecast_of(line, now, committed_fen=0, on=date(YEAR + 1, 1, 5)) is None

    def test_the_page_draws_them(self, page, office, line):
        reserve(line, 300)
        text = page(office.maker, f"/budgets/{line.pk}/")[1]
        assert "已批准兑付" in text


def test_a_line_that_is_lowered_to_nothing_may_be_appropriated_again(office):
    line = office.opened(100)
    actions.approve_revision(
        actor=office.checker, revision=office.proposed(line, RevisionKind.LOWER, 100)
    )
    office.proposed(line, RevisionKind.APPROPRIATE, 5)


def test_the_desk_of_the_second_person(page, office, line):
    office.proposed(line, RevisionKind.RAISE, 5)
    assert "追加钱经办批复" in page(office.checker, "/")[1]
    assert "追加钱经办批复" not in page(office.maker, "/")[1]

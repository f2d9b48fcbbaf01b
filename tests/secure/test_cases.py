"""Cases: opened by anybody, routed, answered in time, handed on, closed, reopened."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.factories import OrganisationFactory
from tests.secure.organisations import centre, deeds, member

from zhiqiao.common.working_days import add_working_days
from zhiqiao.web.access import Role
from zhiqiao.web.access.scoping import UnscopedError
from zhiqiao.web.accounts.personal.actions import erase
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.cases import actions, answer_actions, clock, handling_actions, queries
from zhiqiao.web.cases.library import library
from zhiqiao.web.cases.models import Case, CaseEntry, CaseState, Ending, PauseReason
from zhiqiao.web.cases.upkeep_actions import forget_contacts, remind_of_cases
from zhiqiao.web.inbox.models import Message

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
TODAY = date(2026, 9, 30)  # a Wednesday before eight days off


@pytest.fixture
def department():
    return OrganisationFactory(name="杭州市科学技术局", kind="department")


@pytest.fixture
def reviewer(department):
    return member(department, Role.REVIEWER)


@pytest.fixture
def broker():
    return member(OrganisationFactory(kind="centre"), Role.BROKER)


@pytest.fixture
def asker():
    return member(OrganisationFactory(name="云杉精工有限公司"), Role.AFFAIRS)


def case_of(asker, **more):
    return actions.open_case(actor=asker[0], question="高企奖励何时到账？", **more)


def told(person):
    return list(Message.objects.unscoped().filter(person=person).values_list("kind", flat=True))


def test_rows_are_read_for_someone():
    with pytest.raises(UnscopedError):
        list(Case.objects.all())
    with pytest.raises(UnscopedError):
        list(CaseEntry.objects.all())


def test_a_case_goes_to_the_department_that_answers_for_the_programme(asker, reviewer, department):
    case = case_of(asker, programme_id="hz-hnte-award-2025")
    assert case.department == department
    assert told(reviewer[0]) == ["case-opened"]
    assert case.answer_due_on == add_working_days(timezone.localdate(), 1)
    assert "open_case" in deeds()


def test_without_a_department_or_its_people_the_centre_gets_it(asker, broker, department):
    assert case_of(asker).department is None
    assert case_of(asker, programme_id="hz-hnte-award-2025").department is None
    assert case_of(asker, department=department).department is None
    assert told(broker[0]) == ["case-opened"] * 3


def test_the_clock_counts_working_days_and_knows_pauses(asker):
    case = Case(question="?")
    clock.start(case, TODAY)
    assert case.answer_due_on == date(2026, 10, 8)
    whole = case.due_on
    clock.pause(case, PauseReason.ASKER, date(2026, 10, 8))
    assert case.due_on is None
    clock.resume(case, date(2026, 10, 9))
    assert case.due_on == add_working_days(whole, 1)


def test_the_clock_knows_what_the_operator_adds_to_the_calendar(settings, tmp_path):
    path = tmp_path / "holidays.csv"
    path.write_text("2026-10-08,off\n2026-10-09,off\n", "utf-8")
    case = Case(question="?")
    clock.start(case, TODAY)
    before = case.due_on
    settings.ZHIQIAO_HOLIDAYS = str(path)
    clock.start(case, TODAY)
    assert case.answer_due_on == date(2026, 10, 10)
    assert case.due_on == add_working_days(before, 2)
    assert clock.days_left(case, TODAY) == 1


def test_a_second_click_on_pause_changes_nothing_and_resuming_ends_all(asker, reviewer, department):
    case = case_of(asker, department=department)
    seen_before = Case.objects.unscoped().get(pk=case.pk)
    for each in (case, seen_before):
        handling_actions.pause(actor=reviewer[0], case=each, reason=PauseReason.ASKER)
    case.refresh_from_db()
    assert len(case.pauses) == 1
    assert told(asker[0]) == ["case-answered"]
    case.pauses = [*case.pauses, {"reason": "rule", "from": case.pauses[0]["from"], "to": None}]
    case.save()
    handling_actions.resume(actor=reviewer[0], case=case)
    assert all(each["to"] for each in case.pauses)
    assert case.due_on is not None


def test_two_who_opened_the_same_case_do_not_undo_each_other(asker, reviewer, department):
    first = case_of(asker, department=department)
    second = Case.objects.unscoped().get(pk=first.pk)
    handling_actions.pause(actor=reviewer[0], case=first, reason=PauseReason.OTHERS)
    handling_actions.answer(actor=reviewer[0], case=second, text="答")
    assert second.is_paused
    handling_actions.resolve(actor=reviewer[0], case=first, ending=Ending.HELPED)
    with pytest.raises(RefusedError):
        handling_actions.answer(actor=reviewer[0], case=second, text="再答")
    stale = Case.objects.unscoped().get(pk=first.pk)
    actions.reopen(actor=asker[0], case=first)
    with pytest.raises(RefusedError):
        actions.reopen(actor=asker[0], case=stale)
    with pytest.raises(RefusedError):
        actions.say_solved(actor=asker[0], case=stale, is_solved=True)
    kept = Case.objects.unscoped().get(pk=first.pk)
    assert (kept.state, kept.reopened, kept.is_solved) == (CaseState.WAITING, 1, False)


def test_what_was_handed_on_meanwhile_is_left_alone(asker, reviewer, department):
    target = member(OrganisationFactory(kind="department"), Role.REVIEWER)
    case = case_of(asker, department=department)
    stale = Case.objects.unscoped().get(pk=case.pk)
    organisation = target[0].organisation
    handling_actions.hand_on(actor=reviewer[0], case=case, to=organisation, reason="x")
    for act in (handling_actions.answer, handling_actions.pause, handling_actions.resolve):
        seen = Case(pk=stale.pk, department=department)
        with pytest.raises(RefusedError, match="转到了别处"):
            act(actor=reviewer[0], case=seen, **_more(act))
    kept = Case.objects.unscoped().get(pk=case.pk)
    assert (kept.department, kept.state) == (organisation, CaseState.WAITING)


def test_strangers_get_a_secret_link_that_is_told_once(client, broker):
    response = client.post("/cases/new/", {"question": "怎么认定？", "contact": "13900001234"})
    link = response.context["link"]
    case = Case.objects.unscoped().get()
    assert case.token_digest not in link
    page = client.get(link.removeprefix("http://testserver"))
    assert page.status_code == 200
    assert "怎么认定？" in page.content.decode()
    assert "13900001234" not in page.content.decode()
    assert page.headers["Cache-Control"].count("no-store")
    assert client.get("/cases/track/nothing/").status_code == 404
    assert "13900001234" in broker[1].get(f"/cases/{case.pk}/").content.decode()


def test_strangers_may_not_open_many(client):
    codes = [client.post("/cases/new/", {"question": f"问题{n}"}).status_code for n in range(6)]
    assert codes == [200] * 5 + [429]
    assert Case.objects.unscoped().count() == 5


def test_a_draft_is_shown_and_not_sent(client):
    response = client.post("/cases/new/", {"question": "草稿", "draft": "1"})
    assert "草稿" in response.content.decode()
    assert Case.objects.unscoped().count() == 0


def test_only_the_asker_and_those_who_answer_see_a_case(asker, reviewer, department):
    case = case_of(asker, department=department)
    other = member(OrganisationFactory(kind="department"), Role.REVIEWER)
    colleague = member(asker[0].organisation, Role.AFFAIRS)
    for _person, client in (other, colleague, centre()):
        assert client.get(f"/cases/{case.pk}/").status_code == 404
        assert client.post(f"/cases/{case.pk}/answer/", {"text": "x"}).status_code == 404
        assert client.post(f"/cases/{case.pk}/say/", {"text": "x"}).status_code == 404
    assert asker[1].get(f"/cases/{case.pk}/").status_code == 200
    assert asker[1].post(f"/cases/{case.pk}/answer/", {"text": "x"}).status_code == 404
    assert reviewer[1].get(f"/cases/{case.pk}/").status_code == 200
    assert reviewer[1].post(f"/cases/{case.pk}/say/", {"text": "x"}).status_code == 404


def test_an_answer_quotes_passages_and_the_asker_reads_it_without_notes(
    asker, reviewer, department
):
    case = case_of(asker, programme_id="hz-hnte-award-2025")
    page = reviewer[1].get(f"/cases/{case.pk}/")
    key = next(k for k, p in page.context["passages"].items() if p.kind == "amount")
    reviewer[1].post(f"/cases/{case.pk}/note/", {"text": "内部的话"})
    said = {"text": "名单公布后兑付。", "passage": [key]}
    assert reviewer[1].post(f"/cases/{case.pk}/answer/", said).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.answered_at is not None) == (CaseState.HANDLING, True)
    shown = asker[1].get(f"/cases/{case.pk}/").content.decode()
    assert "名单公布后兑付。" in shown
    assert "定额：20万元" in shown
    assert "内部的话" not in shown
    assert reviewer[0].name not in shown
    assert told(asker[0]) == ["case-answered"]
    seen = CaseEntry.objects.visible_to(asker[0]).values_list("text", flat=True)
    assert "内部的话" not in list(seen)


def test_a_passage_that_is_not_offered_cannot_be_quoted(asker, reviewer, department):
    case = case_of(asker, department=department)
    reviewer[1].post(f"/cases/{case.pk}/answer/", {"text": "x", "passage": ["no-such"]})
    case.refresh_from_db()
    assert case.state == CaseState.WAITING


def test_handing_on_restarts_the_clock_for_all_to_see(asker, reviewer, department):
    target = member(OrganisationFactory(name="云溪市财政局", kind="department"), Role.REVIEWER)
    case = case_of(asker, department=department)
    Case.objects.unscoped().update(answer_due_on=TODAY)
    said = {"department": target[0].organisation_id, "reason": "奖励由财政兑付"}
    assert reviewer[1].post(f"/cases/{case.pk}/hand-on/", said).status_code == 302
    case.refresh_from_db()
    assert case.department == target[0].organisation
    assert case.answer_due_on == add_working_days(timezone.localdate(), 1)
    assert told(target[0]) == ["case-handed-on"]
    page = asker[1].get(f"/cases/{case.pk}/").content.decode()
    assert "转到 云溪市财政局，计时重新开始" in page
    assert "奖励由财政兑付" in page
    assert queries.basket_counts(reviewer[0])["handed-on"] == 1
    assert reviewer[1].get(f"/cases/{case.pk}/").status_code == 200
    assert reviewer[1].post(f"/cases/{case.pk}/answer/", {"text": "x"}).status_code == 404


def test_handing_on_is_refused_where_nobody_answers_or_it_is_there(asker, reviewer, department):
    case = case_of(asker, department=department)
    for to in (department, OrganisationFactory(kind="department")):
        with pytest.raises(RefusedError):
            handling_actions.hand_on(actor=reviewer[0], case=case, to=to, reason="x")


def test_the_centre_gets_what_nobody_is_responsible_for(asker, reviewer, broker, department):
    case = case_of(asker, department=department)
    reviewer[1].post(f"/cases/{case.pk}/hand-on/", {"department": "centre", "reason": "不归我管"})
    case.refresh_from_db()
    assert case.department is None
    assert broker[1].post(f"/cases/{case.pk}/answer/", {"text": "我们来办"}).status_code == 302


def test_an_end_is_honest(asker, reviewer, department):
    case = case_of(asker, department=department)
    with pytest.raises(RefusedError):
        handling_actions.resolve(actor=reviewer[0], case=case, ending=Ending.HELPED)
    handling_actions.resolve(actor=reviewer[0], case=case, ending=Ending.NOT_REACHED)
    assert case.ending == "not_reached"
    for act in (handling_actions.answer, handling_actions.pause, handling_actions.resolve):
        with pytest.raises(RefusedError):
            act(actor=reviewer[0], case=case, **_more(act))


def _more(act):
    if act is handling_actions.answer:
        return {"text": "x"}
    if act is handling_actions.pause:
        return {"reason": PauseReason.ASKER}
    return {"ending": Ending.NOT_OURS}


def test_the_asker_says_whether_it_helped_and_reopens_twice_at_most(asker, reviewer, department):
    case = case_of(asker, department=department)
    with pytest.raises(RefusedError):
        actions.reopen(actor=asker[0], case=case)
    for _ in range(2):
        reviewer[1].post(f"/cases/{case.pk}/answer/", {"text": "答复"})
        reviewer[1].post(f"/cases/{case.pk}/resolve/", {"ending": "helped"})
        assert "解决了吗" in asker[1].get(f"/cases/{case.pk}/").content.decode()
        asker[1].post(f"/cases/{case.pk}/say/", {"reopen": "1"})
        case.refresh_from_db()
        assert case.state == CaseState.WAITING
    reviewer[1].post(f"/cases/{case.pk}/resolve/", {"ending": "helped"})
    asker[1].post(f"/cases/{case.pk}/say/", {"reopen": "1"})
    case.refresh_from_db()
    assert (case.state, case.reopened) == (CaseState.RESOLVED, 2)
    asker[1].post(f"/cases/{case.pk}/say/", {"solved": "yes"})
    case.refresh_from_db()
    assert case.is_solved


def test_what_the_asker_adds_lets_a_clock_run_that_waited_for_them(asker, reviewer, department):
    case = case_of(asker, department=department)
    reviewer[1].post(f"/cases/{case.pk}/pause/", {"reason": "asker", "text": "请补认定年份"})
    case.refresh_from_db()
    assert case.is_paused
    assert case.due_on is None
    assert "等提问者补充" in asker[1].get(f"/cases/{case.pk}/").content.decode()
    asker[1].post(f"/cases/{case.pk}/say/", {"text": "2025 年"})
    case.refresh_from_db()
    assert not case.is_paused
    assert "case-added" in told(reviewer[0])
    with pytest.raises(RefusedError):
        handling_actions.resume(actor=reviewer[0], case=case)


def test_the_holder_of_a_link_may_add_solve_and_reopen(client, broker):
    case = actions.open_case(actor=None, question="怎么办？")
    say = f"/cases/track/{case.token}/say/"
    client.post(say, {"text": "补一句"})
    broker[1].post(f"/cases/{case.pk}/answer/", {"text": "这样办"})
    assert "这样办" in client.get(f"/cases/track/{case.token}/").content.decode()
    broker[1].post(f"/cases/{case.pk}/resolve/", {"ending": "helped"})
    client.post(say, {"reopen": "1"})
    case.refresh_from_db()
    assert case.reopened == 1
    assert client.post("/cases/track/wrong/say/", {"text": "x"}).status_code == 404


def test_baskets_count_and_overdue_is_said_in_words(asker, reviewer, department):
    cases = [case_of(asker, department=department) for _ in range(3)]
    reviewer[1].post(f"/cases/{cases[0].pk}/answer/", {"text": "答"})
    Case.objects.unscoped().filter(pk=cases[1].pk).update(answer_due_on=TODAY)
    counts = queries.basket_counts(reviewer[0])
    expected = {"waiting": 2, "handling": 1, "resolved": 0, "handed-on": 0}
    late = Case.objects.unscoped().get(pk=cases[1].pk).is_overdue
    assert counts == expected | {"overdue": int(late)}
    page = reviewer[1].get("/cases/?basket=waiting").content.decode()
    assert ("已超期" in page) == late
    assert queries.figures(reviewer[0]).waiting == 2
    assert queries.figures(asker[0]).own_open == 3


def test_overdue_cases_are_told_once_a_deadline(asker, reviewer, department):
    case = case_of(asker, department=department)
    long_after = case.answer_due_on + timedelta(days=1)
    before = len(told(reviewer[0]))
    assert remind_of_cases(case.answer_due_on) == 0
    assert remind_of_cases(long_after) == 1
    assert remind_of_cases(long_after + timedelta(days=1)) == 1
    assert told(reviewer[0]).count("case-overdue") == 1
    assert len(told(reviewer[0])) == before + 1


def test_old_contacts_are_forgotten(client):
    case = actions.open_case(actor=None, question="q", contact="13900001234")
    Case.objects.unscoped().update(
        state="resolved", resolved_at=datetime(2026, 1, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    )
    assert forget_contacts(TODAY) == 1
    case.refresh_from_db()
    assert case.contact == ""


def test_a_public_answer_is_found_by_everyone_and_taken_back(client, asker, reviewer, department):
    case = case_of(asker, department=department)
    question, text = "奖励款打到哪个账户？", "打到企业在税务登记的基本存款账户。"
    with pytest.raises(RefusedError):
        answer_actions.publish(actor=reviewer[0], case=case, question=question, text=text)
    handling_actions.answer(actor=reviewer[0], case=case, text=text)
    reviewer[1].post(f"/cases/{case.pk}/publish/", {"question": question, "text": text})
    found = client.post("/ask/", {"question": "奖励款打到哪个账户"})
    assert text in found.content.decode()
    assert department.name in found.content.decode()
    listed = reviewer[1].get("/cases/answers/")
    answer = listed.context["page"].object_list[0]
    other = member(OrganisationFactory(kind="department"), Role.REVIEWER)
    assert other[1].post(f"/cases/answers/{answer.pk}/withdraw/").status_code == 404
    reviewer[1].post(f"/cases/answers/{answer.pk}/withdraw/")
    again = client.post("/ask/", {"question": "奖励款打到哪个账户"})
    assert text not in again.content.decode()


@pytest.mark.parametrize(
    "leak",
    ["请打 13912345678", "a.b@example.org", "0571-88881234", "云杉精工有限公司的奖励", "{name}"],
)
def test_nothing_that_tells_who_asked_becomes_public(asker, reviewer, department, leak):
    asker[0].name = "欧阳提问"
    asker[0].save()
    case = case_of(asker, department=department)
    handling_actions.answer(actor=reviewer[0], case=case, text="答")
    text = leak.format(name=asker[0].name)
    with pytest.raises(RefusedError):
        answer_actions.publish(actor=reviewer[0], case=case, question="问", text=text)
    assert not any(p.kind == "answer" for p in library.book().passages)


def test_the_list_is_exported_without_contacts(reviewer, department):
    actions.open_case(actor=None, question="=cmd()", department=department, contact="13900001234")
    response = reviewer[1].get("/cases/export/csv/?basket=waiting")
    text = response.getvalue().decode("utf-8-sig")
    assert "13900001234" not in text
    assert "'=cmd()" in text


def test_erasing_a_person_empties_what_they_asked(asker, reviewer, department):
    case = case_of(asker, department=department)
    actions.add_to_case(actor=asker[0], case=case, text="我的手机")
    operator, _client = centre()
    erase(actor=operator, person=asker[0])
    case.refresh_from_db()
    assert case.question == ""
    assert not CaseEntry.objects.unscoped().filter(text="我的手机").exists()
    assert "（提问者已删除）" in reviewer[1].get(f"/cases/{case.pk}/").content.decode()


def test_cases_follow_a_merger(asker, reviewer, department):
    target = OrganisationFactory(kind="department")
    case = case_of(asker, department=department)
    with system_action("merging"):
        organisations_merged.send(sender=Case, source=department, target=target, actor=None)
    case.refresh_from_db()
    assert case.department == target


def test_pages_cost_few_queries(asker, reviewer, department, django_assert_max_num_queries):
    case = case_of(asker, programme_id="hz-hnte-award-2025")
    for _ in range(5):
        case_of(asker, department=department)
    handling_actions.answer(actor=reviewer[0], case=case, text="答")
    for client, path in (
        (reviewer[1], "/cases/"), (reviewer[1], f"/cases/{case.pk}/"), (asker[1], "/cases/mine/"),
        (asker[1], f"/cases/{case.pk}/"), (asker[1], "/ask/"), (asker[1], "/cases/new/"),
    ):  # fmt: skip
        with django_assert_max_num_queries(15):
            assert client.get(path).status_code == 200

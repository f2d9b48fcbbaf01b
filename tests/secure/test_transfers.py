"""Projects: which moves are allowed, who may make them, two at once, and what an end says."""

import itertools
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory, PersonFactory
from tests.projects import CONTRACT, introduction_of, project_of

from zhiqiao.web.access import Role, UnscopedError
from zhiqiao.web.accounts.signals import organisations_merged
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.inbox.models import Message
from zhiqiao.web.introductions.signals import introduction_opened
from zhiqiao.web.matches.models import Review
from zhiqiao.web.transfers import actions
from zhiqiao.web.transfers.errors import MoveRefusedError, TransferChangedError
from zhiqiao.web.transfers.models import EventKind, Transfer, TransferEvent, Visibility
from zhiqiao.web.transfers.stages import ENDS, MOVES, Asks, End, Stage, moves_from
from zhiqiao.web.transfers.values import Closing, Contract, Note, Plan

pytestmark = pytest.mark.django_db
SIGNED = Contract(50_000_000, "licence")
TOLD = {Asks.NOTHING: None, Asks.CONTRACT: SIGNED, Asks.REASON: "对方要求暂停"}

TABLE = """
introduced  -> negotiating : nothing
introduced  -> signed      : contract
introduced  -> paid        : no
negotiating -> introduced  : reason
negotiating -> signed      : contract
negotiating -> paid        : no
signed      -> introduced  : no
signed      -> negotiating : reason
signed      -> paid        : nothing
paid        -> introduced  : no
paid        -> negotiating : no
paid        -> signed      : reason
"""
ENDS_TABLE = """
succeeded    : signed paid                        : 4
helped       : introduced negotiating             : 3
unrelated    : introduced negotiating             : 1
immature     : introduced negotiating             : 2
falls_short  : introduced negotiating signed      : 2
price        : introduced negotiating             : -
need_changed : introduced negotiating signed      : -
other_way    : introduced negotiating             : -
not_helped   : introduced negotiating             : -
unreachable  : introduced negotiating             : -
not_ours     : introduced negotiating             : -
terminated   : signed paid                        : -
other        : introduced negotiating signed paid : -
"""


def rows_of(table):
    lines = table.strip().splitlines()
    return [[part.strip() for part in line.replace("->", ":").split(":")] for line in lines]


def stored(transfer):
    return Transfer.objects.unscoped().get(pk=transfer.pk)


@pytest.fixture
def seeker():
    return PersonFactory(role=Role.SEEKER, organisation=OrganisationFactory())


@pytest.fixture
def provider():
    return PersonFactory(role=Role.PROVIDER, organisation=OrganisationFactory())


@pytest.fixture
def broker():
    return PersonFactory(role=Role.BROKER)


@pytest.fixture
def project(seeker, provider):
    need = NeedFactory(organisation=seeker.organisation)
    return project_of(need, OfferFactory(organisation=provider.organisation))


def at_stage(seeker, provider, stage, **more):
    need = NeedFactory(organisation=seeker.organisation)
    return project_of(need, OfferFactory(organisation=provider.organisation), stage=stage, **more)


def client_of(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


# Moves


def test_the_table_names_every_pair_of_stages():
    pairs = {(start, to) for start, to, _asks in rows_of(TABLE)}
    assert pairs == set(itertools.permutations(Stage.values, 2))


@pytest.mark.parametrize(("start", "to", "asks"), rows_of(TABLE))
def test_a_move_is_made_or_refused_as_the_table_says(seeker, provider, start, to, asks):
    transfer = at_stage(seeker, provider, start)
    told = TOLD.get(MOVES.get((start, to)))
    if asks == "no":
        with pytest.raises(MoveRefusedError, match="move"):
            actions.move(actor=seeker, transfer=transfer, to=to, version=1, told=told)
        assert stored(transfer).stage == start
        return
    assert moves_from(start)[to] == asks
    actions.move(actor=seeker, transfer=transfer, to=to, version=1, told=told)
    kept = stored(transfer)
    assert (kept.stage, kept.version) == (to, 2)
    for stage in (Stage.NEGOTIATING, Stage.SIGNED, Stage.PAID):
        assert (getattr(kept, f"{stage}_at") is not None) == kept.has_reached(stage)
    if asks != "nothing":
        with pytest.raises(MoveRefusedError, match=asks):
            actions.move(actor=seeker, transfer=at_stage(seeker, provider, start), to=to, version=1)


@pytest.mark.parametrize("contract", [Contract(-1, "licence"), Contract(5, ""), "十万"])
def test_a_signature_without_amount_or_kind_is_refused(seeker, project, contract):
    with pytest.raises(MoveRefusedError, match="contract"):
        actions.move(actor=seeker, transfer=project, to=Stage.SIGNED, version=1, told=contract)
    assert stored(project).amount_fen is None


def test_the_database_keeps_signed_projects_with_contracts(project):
    for wrong in ({"stage": "signed"}, {"amount_fen": -1}, {"end": "price"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.unscoped().filter(pk=project.pk).update(**wrong)


def test_a_reason_for_going_back_stands_in_the_timeline_of_both_sides(seeker, provider):
    transfer = at_stage(seeker, provider, Stage.NEGOTIATING)
    actions.move(actor=seeker, transfer=transfer, to="introduced", version=1, told=" 换了人 ")
    page = client_of(provider).get(f"/transfers/{transfer.pk}/").text
    assert "换了人" in page
    assert "换了人" not in str(list(AuditRow.objects.values_list("data", flat=True)))


# Two at once


def test_what_another_changed_is_not_moved_closed_or_planned_over(seeker, broker, project):
    mine = stored(project)
    actions.move(actor=broker, transfer=project, to="negotiating", version=1)
    for attempt in (
        lambda row: actions.move(actor=seeker, transfer=row, to="negotiating", version=1),
        lambda row: actions.plan(actor=seeker, transfer=row, plan=Plan(None, "寄样"), version=1),
        lambda row: actions.close(
            actor=seeker, transfer=row, closing=Closing(End.PRICE), version=1
        ),
    ):
        for row in (mine, stored(project)):
            with pytest.raises(TransferChangedError):
                attempt(row)
    assert (stored(project).stage, stored(project).version) == ("negotiating", 2)
    assert not Review.objects.unscoped().exists()


def test_an_old_form_is_shown_again_with_what_was_typed(seeker, broker, project):
    page = f"/transfers/{project.pk}/"
    client = client_of(seeker)
    actions.plan(actor=broker, transfer=stored(project), plan=Plan(None, "中心先打电话"), version=1)
    answer = client.post(page, {"next_action": "我打的字", "version": 1})
    assert answer.status_code == 200
    assert "刚有人改过这个项目" in answer.text
    assert 'value="我打的字"' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert stored(project).next_action == "中心先打电话"
    assert client.post(page, {"next_action": "我打的字", "version": 2}).status_code == 302
    assert stored(project).next_action == "我打的字"


def test_a_second_press_on_an_old_card_goes_back_to_the_board_with_a_word(seeker, project):
    client, sent = client_of(seeker), {"to": "negotiating", "version": 1, "next": "/transfers/?q="}
    move = f"/transfers/{project.pk}/move/"
    assert client.post(move, sent).headers["Location"] == "/transfers/?q="
    answer = client.post(move, sent, follow=True)
    assert "刚有人改过这个项目" in answer.text
    assert TransferEvent.objects.unscoped().filter(kind=EventKind.MOVE).count() == 1


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example", "/people/"])
def test_nobody_is_sent_elsewhere_after_a_move(seeker, project, next_url):
    sent = {"to": "negotiating", "version": 1, "next": next_url}
    answer = client_of(seeker).post(f"/transfers/{project.pk}/move/", sent)
    assert answer.headers["Location"] == f"/transfers/{project.pk}/"


# Ends and grades


def test_the_table_names_every_end():
    assert [row[0] for row in rows_of(ENDS_TABLE)] == End.values


@pytest.mark.parametrize(("end", "stages", "grade"), rows_of(ENDS_TABLE))
def test_an_end_is_allowed_where_the_table_says_and_grades_as_it_says(
    seeker, provider, end, stages, grade
):
    for stage in Stage.values:
        transfer = at_stage(seeker, provider, stage)
        closing = Closing(End(end), Note("说明"))
        if stage not in stages.split():
            with pytest.raises(MoveRefusedError, match="end"):
                actions.close(actor=seeker, transfer=transfer, closing=closing, version=1)
            continue
        actions.close(actor=seeker, transfer=transfer, closing=closing, version=1)
        kept = stored(transfer)
        assert (kept.end, kept.stage, kept.is_open) == (end, stage, False)
        found = Review.objects.unscoped().filter(need_id=transfer.need_id)
        grades = [(str(row.relevance), row.source, row.note) for row in found]
        assert grades == ([] if grade == "-" else [(grade, "transfer", "")])


def test_an_end_called_other_asks_for_a_note(seeker, project):
    with pytest.raises(MoveRefusedError, match="note"):
        actions.close(actor=seeker, transfer=project, closing=Closing(End.OTHER), version=1)
    sent = {"end": "other", "visibility": "both", "version": 1}
    answer = client_of(seeker).post(f"/transfers/{project.pk}/close/", sent)
    assert "选“其他”时请写一句说明" in answer.text


def test_price_and_time_say_nothing_of_relevance():
    silent = {end for end, rule in ENDS.items() if rule.relevance is None}
    assert {End.PRICE, End.NEED_CHANGED, End.UNREACHABLE, End.NOT_OURS} <= silent


def test_reopening_is_one_press_and_takes_the_grade_back(seeker, project):
    client = client_of(seeker)
    page = f"/transfers/{project.pk}/"
    client.post(f"{page}close/", {"end": "unrelated", "visibility": "both", "version": 1})
    client.post(f"{page}solved/", {"solved": "no", "version": 2})
    assert stored(project).was_solved is False
    assert Review.objects.unscoped().get().relevance == 1
    client.post(f"{page}reopen/", {"version": 3})
    kept = stored(project)
    assert (kept.is_open, kept.stage, kept.was_solved, kept.grade) == (
        True,
        "introduced",
        None,
        None,
    )
    assert not Review.objects.unscoped().exists()


def test_a_closed_project_neither_moves_nor_is_planned(seeker, provider):
    transfer = at_stage(seeker, provider, Stage.NEGOTIATING, end=End.PRICE)
    with pytest.raises(MoveRefusedError, match="closed"):
        actions.move(actor=seeker, transfer=transfer, to="signed", version=1, told=SIGNED)
    with pytest.raises(MoveRefusedError, match="closed"):
        actions.plan(actor=seeker, transfer=transfer, plan=Plan(), version=1)
    with pytest.raises(MoveRefusedError, match="open"):
        actions.reopen(actor=seeker, transfer=at_stage(seeker, provider, "signed"), version=1)


def test_only_the_seeker_is_asked_whether_it_is_solved(seeker, provider, broker):
    transfer = at_stage(seeker, provider, Stage.PAID, end=End.SUCCEEDED)
    page = f"/transfers/{transfer.pk}/"
    assert "解决了吗？" in client_of(seeker).get(page).text
    for other in (provider, broker):
        assert "解决了吗？" not in client_of(other).get(page).text
        answer = client_of(other).post(f"{page}solved/", {"solved": "yes", "version": 1})
        assert answer.status_code == 404
    assert (
        client_of(seeker).post(f"{page}solved/", {"solved": "maybe", "version": 1}).status_code
        == 404
    )
    client_of(seeker).post(f"{page}solved/", {"solved": "yes", "version": 1})
    assert stored(transfer).was_solved is True
    assert "需求方说：" in client_of(provider).get(page).text


# Plans


def test_a_plan_is_kept_told_and_not_written_twice(seeker, broker, project):
    sent = {
        "owner": broker.pk,
        "next_action": "寄样品",
        "due_on": "2099-12-01",
        "amount_wan": "50.5",
        "contract_kind": "service",
        "version": 1,
    }
    page = f"/transfers/{project.pk}/"
    client_of(seeker).post(page, sent)
    kept = stored(project)
    assert (kept.owner, kept.next_action, kept.amount_fen) == (broker, "寄样品", 50_500_000)
    assert Message.objects.unscoped().filter(person=broker, kind="transfer-owner").count() == 1
    client_of(seeker).post(page, sent | {"version": 2})
    assert stored(project).version == 2
    assert broker.name in client_of(seeker).get(page).text


def test_fen_are_whole_and_exact(seeker, project):
    sent = {"next_action": "", "amount_wan": "0.000001", "version": 1}
    page = f"/transfers/{project.pk}/"
    client_of(seeker).post(page, sent)
    assert stored(project).amount_fen == 1
    for wrong in ("0.0000001", "-1", "十万"):
        answer = client_of(seeker).post(page, sent | {"amount_wan": wrong, "version": 2})
        assert answer.context["plan_form"].errors["amount_wan"]


def test_nobody_from_outside_becomes_owner(seeker, project):
    outsider = PersonFactory(role=Role.SEEKER)
    with pytest.raises(MoveRefusedError, match="owner"):
        actions.plan(actor=seeker, transfer=project, plan=Plan(owner_id=outsider.pk), version=1)
    analyst = PersonFactory(role=Role.ANALYST)
    sent = {"owner": analyst.pk, "version": 1}
    answer = client_of(seeker).post(f"/transfers/{project.pk}/", sent)
    assert answer.context["plan_form"].errors["owner"]


def test_people_of_the_other_side_are_not_listed(seeker, provider, broker, project):
    provider.name = "对方某人"
    provider.save()
    page = f"/transfers/{project.pk}/"
    assert "对方某人" not in client_of(seeker).get(page).text
    assert "对方某人" in client_of(broker).get(page).text


def test_a_signed_project_keeps_its_contract(seeker, provider):
    transfer = at_stage(seeker, provider, Stage.SIGNED)
    with pytest.raises(MoveRefusedError, match="contract"):
        actions.plan(actor=seeker, transfer=transfer, plan=Plan(next_action="x"), version=1)
    plan = Plan(next_action="催款", **CONTRACT)
    actions.plan(actor=seeker, transfer=transfer, plan=plan, version=1)
    assert stored(transfer).next_action == "催款"


# Who sees what


def test_reading_without_saying_for_whom_is_refused(project):
    with pytest.raises(UnscopedError):
        list(Transfer.objects.all())
    with pytest.raises(UnscopedError):
        list(TransferEvent.objects.all())


@pytest.mark.parametrize("role", [*Role.values, None])
def test_others_do_not_find_a_project(project, role):
    person = PersonFactory(role=role)
    is_staff = role in {Role.BROKER, Role.OPERATOR}
    client = client_of(person)
    page = f"/transfers/{project.pk}/"
    assert client.get(page).status_code == (200 if is_staff else 404)
    posts = {
        "move/": {"to": "negotiating"},
        "close/": {"end": "price"},
        "reopen/": {},
        "notes/": {"text": "x"},
    }
    if not is_staff:
        for part, sent in posts.items():
            assert client.post(page + part, sent | {"version": 1}).status_code == 404
        assert client.post(page, {"version": 1}).status_code == 404
        assert stored(project).version == 1
    listed = client.get("/transfers/")
    assert (project.need_title in listed.text) == is_staff


def test_a_confidential_need_is_pursued_by_those_trusted_with_it(seeker, provider):
    transfer = at_stage(seeker, provider, Stage.INTRODUCED, is_confidential=True)
    untrusted = PersonFactory(role=Role.PROVIDER, organisation=seeker.organisation)
    actions.write_note(actor=provider, transfer=transfer, note=Note("双方可见"))
    page = f"/transfers/{transfer.pk}/"
    assert client_of(untrusted).get(page).status_code == 404
    assert not TransferEvent.objects.visible_to(untrusted).exists()
    assert "双方可见" in client_of(seeker).get(page).text
    assert "双方可见" in client_of(provider).get(page).text
    told = Message.objects.unscoped().values_list("person", flat=True)
    assert set(told) == {seeker.pk}
    with pytest.raises(MoveRefusedError, match="owner"):
        actions.plan(actor=seeker, transfer=transfer, plan=Plan(owner_id=untrusted.pk), version=1)


@pytest.fixture
def notes(seeker, provider, broker, project):
    """A note of each kind by each party, named by who wrote it and for whom."""
    for name, person in {"需": seeker, "供": provider, "中": broker}.items():
        for visibility in Visibility.values:
            text = f"便条{name}{visibility}。"
            actions.write_note(actor=person, transfer=project, note=Note(text, visibility))


def test_notes_are_read_by_whom_they_are_for(seeker, provider, broker, notes, project):
    seen = {
        seeker: "需both 需centre 需own 供both 中both",
        provider: "供both 供centre 供own 需both 中both",
        broker: "中both 中centre 中own 需both 需centre 供both 供centre",
        PersonFactory(role=Role.BROKER): "中both 中centre 需both 需centre 供both 供centre",
    }
    everything = [f"{name}{kind}" for name in "需供中" for kind in Visibility.values]
    for person, words in seen.items():
        page = client_of(person).get(f"/transfers/{project.pk}/").text
        assert {each for each in everything if f"便条{each}。" in page} == set(words.split())


def test_nobody_is_told_of_a_note_they_may_not_read(seeker, provider, project):
    for visibility in (Visibility.CENTRE, Visibility.OWN):
        actions.write_note(actor=seeker, transfer=project, note=Note("机密", visibility))
    assert not Message.objects.unscoped().filter(person=provider).exists()
    actions.write_note(actor=seeker, transfer=project, note=Note("公开", Visibility.BOTH))
    assert Message.objects.unscoped().filter(person=provider, kind="transfer-note").count() == 1


# Beginnings and endings from elsewhere


def opened(introduction, actor):
    @action
    def open_it():
        introduction_opened.send(sender=type(introduction), introduction=introduction, actor=actor)
        audit(actor=actor, action="open_introduction", what=introduction)

    open_it()


def test_an_opened_introduction_becomes_one_project(seeker, provider, broker):
    need = NeedFactory(organisation=seeker.organisation)
    introduction = introduction_of(need, OfferFactory(organisation=provider.organisation))
    introduction.steps.create(kind="proposed", person=broker)
    for _time in range(2):
        opened(introduction, provider)
    transfer = Transfer.objects.unscoped().get()
    assert (transfer.stage, transfer.owner, transfer.seeker) == (
        "introduced", broker, seeker.organisation,
    )  # fmt: skip
    told = Message.objects.unscoped().filter(kind="transfer-started")
    assert set(told.values_list("person", flat=True)) == {seeker.pk, broker.pk}
    for person in (seeker, provider, broker):
        assert need.title in client_of(person).get("/transfers/").text


def test_projects_follow_a_merged_organisation(seeker, project, broker):
    target = OrganisationFactory()
    heir = PersonFactory(role=Role.SEEKER, organisation=target)

    @action
    def merge():
        source = seeker.organisation
        organisations_merged.send(sender=type(source), source=source, target=target, actor=broker)
        audit(actor=broker, action="merge", what=target)

    actions.write_note(actor=seeker, transfer=project, note=Note("我方的", Visibility.OWN))
    merge()
    assert stored(project).seeker == target
    assert "我方的" in client_of(heir).get(f"/transfers/{project.pk}/").text
    assert client_of(seeker).get(f"/transfers/{project.pk}/").status_code == 404


def test_who_lost_access_owns_nothing_any_more(seeker, project):
    from zhiqiao.web.accounts.members.actions import end_member

    colleague = PersonFactory(role=Role.SEEKER, organisation=seeker.organisation)
    administrator = PersonFactory(role=Role.ORGANISATION_ADMIN, organisation=seeker.organisation)
    actions.plan(actor=seeker, transfer=project, plan=Plan(owner_id=colleague.pk), version=1)
    end_member(actor=administrator, organisation=seeker.organisation, person=colleague)
    kept = stored(project)
    assert (kept.owner, kept.version) == (None, 3)
    assert "负责人已离开" in client_of(seeker).get(f"/transfers/{project.pk}/").text


def test_a_need_that_becomes_confidential_is_not_named_any_more(seeker, project):
    from zhiqiao.web.catalogue.actions import save_listing

    need = project.need
    title = need.title
    actions.write_note(actor=seeker, transfer=project, note=Note("先约时间"))
    told = Message.objects.unscoped().filter(kind="transfer-note")
    assert any(title in message.title for message in told)
    need.is_confidential = True
    save_listing(actor=seeker, listing=need, publish=False)
    kept = stored(project)
    assert (kept.is_confidential, kept.field) == (True, "")
    assert title not in kept.need_title
    assert told.exists()
    for message in Message.objects.unscoped():
        assert title not in message.title + message.text + str(message.data)


# Lists


def test_baskets_count_what_they_show(seeker, provider):
    today = timezone.localdate()
    at_stage(seeker, provider, "introduced", due_on=today - timedelta(days=3), owner=seeker)
    at_stage(seeker, provider, "signed", due_on=today + timedelta(days=7))
    at_stage(seeker, provider, "paid", due_on=today)
    at_stage(seeker, provider, "negotiating", end=End.PRICE, due_on=today - timedelta(days=9))
    project_of(due_on=today)
    client = client_of(seeker)
    page = client.get("/transfers/")
    counts = {each["url"]: each["count"] for each in page.context["baskets"]}
    assert list(counts.values()) == [3, 1, 2, 1, 1]
    for url, count in counts.items():
        table = client.get(f"/transfers/{url}{'&' if url != '?' else ''}view=table")
        assert table.context["page"].paginator.count == count
    assert "已超期 3 天" in page.text
    assert "今天到期" in page.text


def test_the_board_and_the_table_are_one_list(seeker, provider):
    for stage in Stage.values:
        at_stage(seeker, provider, stage)
    client = client_of(seeker)
    for narrowed in ("", "stage=signed", "q=固化", "field=新材料", "q=没有这个词", "owner=1"):
        board = client.get(f"/transfers/?{narrowed}")
        table = client.get(f"/transfers/?view=table&{narrowed}")
        cards = {c.transfer.pk for column in board.context["columns"] for c in column.cards}
        assert cards == {row.pk for row in table.context["page"]}


@pytest.mark.parametrize(
    "asked", ["owner=x", "owner=99999999999999", "stage=none", "basket=z&view=y", "page=z"]
)
def test_what_an_address_cannot_mean_is_left_out(seeker, project, asked):
    assert client_of(seeker).get(f"/transfers/?{asked}").status_code == 200


def test_the_list_is_exported_as_it_stands(seeker, provider, project):
    at_stage(seeker, provider, "signed", need_title="=1+1")
    client = client_of(seeker)
    text = client.get("/transfers/export/csv/?stage=signed").content.decode("utf-8-sig")
    assert "500000" in text
    assert "'=1+1" in text
    assert len(text.strip().splitlines()) == 2
    assert client.get("/transfers/export/xlsx/").status_code == 200
    assert client.get("/transfers/export/pdf/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_pages_ask_the_database_a_few_times_however_many_projects(
    seeker, provider, number, django_assert_max_num_queries
):
    made = [at_stage(seeker, provider, Stage.values[n % 4], owner=seeker) for n in range(number)]
    client = client_of(seeker)
    client.get("/transfers/")
    for page, most in {
        "/transfers/": 9,
        "/transfers/?view=table": 9,
        f"/transfers/{made[0].pk}/": 13,
        "/transfers/funnel/": 12,
        "/transfers/funnel/rows/?reached=signed": 8,
    }.items():
        with django_assert_max_num_queries(most):
            assert client.get(page).status_code == 200


def test_an_empty_list_says_what_to_do(seeker):
    page = client_of(seeker).get("/transfers/").text
    assert "还没有在办的项目" in page
    assert "看引荐" in page


def test_what_comes_next_is_not_due_before_today(seeker, project):
    page = f"/transfers/{project.pk}/"
    sent = {"next_action": "寄样品", "due_on": "2020-01-01", "version": 1}
    assert "这一天已经过了" in client_of(seeker).post(page, sent).text
    assert stored(project).due_on is None
    Transfer.objects.unscoped().filter(pk=project.pk).update(due_on="2020-01-01")
    assert client_of(seeker).post(page, sent).status_code == 302


def test_baskets_count_within_the_search(seeker, project):
    for _each in range(2):
        project_of(NeedFactory(organisation=seeker.organisation, title="另一件事"))
    page = client_of(seeker).get("/transfers/?q=另一件事")
    counts = {str(each["word"]): each["count"] for each in page.context["baskets"]}
    assert (counts["在办"], counts["已关闭"]) == (2, 0)
    page = client_of(seeker).get("/transfers/")
    assert page.context["baskets"][0]["count"] == 3

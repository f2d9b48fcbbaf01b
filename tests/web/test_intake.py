"""Taking in a need in three steps: drafts, answers, terms, secrecy."""

import uuid

import pytest
from tests.factories import NeedFactory, OrganisationFactory, PersonFactory

from zhiqiao.web.access import Role
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue.answers import answers_in, text_with
from zhiqiao.web.catalogue.confidential import words_of
from zhiqiao.web.catalogue.models import Need, Status

pytestmark = pytest.mark.django_db
PROBLEM = {"step": "1", "title": "底漆冬季不干", "text": "漆膜发黏。", "next": "1"}
SEALED = {"is_confidential": "on"}


@pytest.fixture
def seeker(sign_in):
    person = PersonFactory(role=Role.SEEKER, organisation=OrganisationFactory(area="澄湖区"))
    client = sign_in(person)
    client.person = person
    return client


def only_need():
    return Need.objects.unscoped().get()


def begun(client, **more):
    answer = client.post("/needs/new/", PROBLEM | {"key": str(uuid.uuid4())} | more)
    need = Need.objects.unscoped().order_by("-id").first()
    assert answer.url == f"/needs/{need.pk}/questions/"
    return need


def test_three_steps_make_a_published_need(seeker):
    need = begun(seeker)
    assert (need.status, need.organisation, need.area) == (
        Status.DRAFT, seeker.person.organisation, "澄湖区",
    )  # fmt: skip
    answers = {"step": "1", "targets": "5 ℃ 实干 ≤ 24 h\n盐雾 ≥ 800 h", "tried": ""}
    answer = seeker.post(f"/needs/{need.pk}/questions/", answers | {"next": "1"})
    assert answer.url == f"/needs/{need.pk}/conditions/"
    assert only_need().text == "漆膜发黏。\n可测指标：5 ℃ 实干 ≤ 24 h；盐雾 ≥ 800 h"
    terms = {"step": "1", "budget_wan_yuan": "80", "stage": "中试", "secrecy": "public"}
    answer = seeker.post(f"/needs/{need.pk}/conditions/", terms | {"publish": "1"})
    assert answer.url == f"/needs/{need.pk}/"
    need = only_need()
    assert (need.status, need.budget_fen, need.stage) == (Status.PUBLISHED, 80_000_000, "中试")
    assert need.quality == pytest.approx(0.25 * 0.1 + 0.3 * 2 / 3 + 0.05)


def test_a_title_alone_is_enough_and_both_later_steps_can_be_skipped(seeker):
    need = begun(seeker, text="")
    assert seeker.get(f"/needs/{need.pk}/questions/").status_code == 200
    form = {"step": "1", "secrecy": "public", "publish": "1"}
    seeker.post(f"/needs/{need.pk}/conditions/", form)
    assert only_need().is_published


def test_a_form_without_a_title_says_so_and_keeps_what_was_typed(seeker):
    answer = seeker.post("/needs/new/", PROBLEM | {"title": ""})
    assert "title" in answer.context["form"].errors
    assert "漆膜发黏。" in answer.text
    assert not Need.objects.unscoped().exists()


def test_the_same_first_form_twice_makes_one_need_and_goes_on_with_it(seeker):
    key = str(uuid.uuid4())
    first = begun(seeker, key=key)
    again = begun(seeker, key=key, text="改好的正文")
    assert first == again
    assert only_need().text == "改好的正文"


def test_the_key_of_another_ones_form_opens_nothing(seeker, sign_in):
    key = str(uuid.uuid4())
    begun(sign_in(PersonFactory(role=Role.SEEKER)), key=key)
    answer = seeker.post("/needs/new/", PROBLEM | {"key": key, "title": "别家的"})
    assert answer.status_code == 404
    assert only_need().title == PROBLEM["title"]


def test_a_draft_is_offered_to_go_on_with_and_is_nobody_elses(seeker, sign_in):
    need = begun(seeker, draft_title="x")
    assert f"/needs/{need.pk}/problem/" in seeker.get("/needs/new/").text
    other = sign_in(PersonFactory(role=Role.SEEKER))
    assert f"/needs/{need.pk}/problem/" not in other.get("/needs/new/").text
    for step in ("problem", "questions", "conditions"):
        assert other.get(f"/needs/{need.pk}/{step}/").status_code == 404
        assert other.post(f"/needs/{need.pk}/{step}/", PROBLEM).status_code == 404


def test_a_confidential_need_lies_sealed_from_the_first_step_on(seeker, sign_in):
    need = begun(seeker, **SEALED)
    assert (need.is_confidential, need.text) == (True, "")
    assert PROBLEM["title"] not in need.title
    page = seeker.get(f"/needs/{need.pk}/questions/")
    assert PROBLEM["title"] in page.text
    assert page.headers["Cache-Control"] == "no-store"
    seeker.post(f"/needs/{need.pk}/questions/", {"step": "1", "targets": "耐温 ≥ 300 ℃"})
    need = only_need()
    assert need.text == ""
    assert "耐温 ≥ 300 ℃" in words_of(need).text
    form = {"step": "1", "secrecy": "confidential", "publish": "1", "budget_wan_yuan": "3"}
    seeker.post(f"/needs/{need.pk}/conditions/", form)
    need = only_need()
    assert (need.is_published, need.is_confidential, need.text) == (True, True, "")
    assert words_of(need).title == PROBLEM["title"]
    admin = PersonFactory(role=Role.PROVIDER, organisation=seeker.person.organisation)
    assert sign_in(admin).get(f"/needs/{need.pk}/questions/").status_code == 404


def test_it_becomes_confidential_or_public_in_the_last_step(seeker):
    need = begun(seeker)
    form = {"step": "1", "draft": "1"}
    seeker.post(f"/needs/{need.pk}/conditions/", form | {"secrecy": "confidential"})
    need = only_need()
    assert (need.is_confidential, need.text) == (True, "")
    seeker.post(f"/needs/{need.pk}/conditions/", form | {"secrecy": "public"})
    need = only_need()
    assert (need.is_confidential, need.title) == (False, PROBLEM["title"])
    assert need.sealed_id is None


def test_who_will_see_it_is_told_before_it_is_sent(seeker):
    PersonFactory(role=Role.SEEKER, organisation=seeker.person.organisation)
    PersonFactory(role=Role.BROKER)
    need = begun(seeker)
    page = seeker.get(f"/needs/{need.pk}/conditions/")
    assert page.context["audience"].own == 2
    assert page.context["audience"].brokers == 1
    assert "获准的 2 人和 1 位技术经理人" in page.text


def test_two_people_do_not_overwrite_each_other(seeker, sign_in):
    need = begun(seeker)
    page = seeker.get(f"/needs/{need.pk}/problem/")
    colleague = sign_in(PersonFactory(role=Role.SEEKER, organisation=need.organisation))
    colleague.post(f"/needs/{need.pk}/problem/", PROBLEM | {"text": "同事写的"})
    version = {"version": page.context["version"]}
    answer = seeker.post(f"/needs/{need.pk}/problem/", PROBLEM | version | {"text": "我写的"})
    assert "刚被别人改过" in answer.text
    assert "我写的" in answer.text
    assert only_need().text == "同事写的"
    answer = seeker.post(f"/needs/{need.pk}/questions/", version | {"step": "1", "tried": "试过"})
    assert "刚被别人改过" in answer.text
    assert "试过" in answer.text


@pytest.mark.parametrize(
    ("step", "form"),
    [
        ("problem", PROBLEM | {"text": "改过的"}),
        ("questions", {"step": "1", "targets": "≤ 24 h"}),
        ("conditions", {"step": "1", "secrecy": "public", "area": "澄湖区", "publish": "1"}),
    ],
)
def test_the_same_form_sent_twice_goes_on_as_if_sent_once(seeker, step, form):
    need = begun(seeker)
    version = {"version": seeker.get(f"/needs/{need.pk}/{step}/").context["version"]}
    first = seeker.post(f"/needs/{need.pk}/{step}/", form | version)
    again = seeker.post(f"/needs/{need.pk}/{step}/", form | version)
    assert (first.status_code, again.status_code) == (302, 302)
    assert first.url == again.url
    changes = AuditRow.objects.filter(noun="need", action="change")
    assert changes.count() == 1


def test_a_published_need_stays_published_through_the_steps(seeker):
    need = NeedFactory(organisation=seeker.person.organisation)
    page = seeker.get(f"/needs/{need.pk}/conditions/").text
    assert "保存并重新匹配" in page
    assert "存为草稿" not in page
    seeker.post(f"/needs/{need.pk}/questions/", {"step": "1", "tried": "试过两种"})
    assert only_need().is_published
    assert "现状与基础：试过两种" in only_need().text


def test_a_broker_names_the_organisation_once(broker):
    need = begun(broker, organisation_name="甲厂")
    assert need.organisation.name == "甲厂"
    form = {"step": "1", "secrecy": "public", "publish": "1"}
    broker.post(f"/needs/{need.pk}/conditions/", form)
    assert (only_need().organisation.name, only_need().is_published) == ("甲厂", True)


def test_each_step_asks_few_questions(seeker, django_assert_max_num_queries):
    need = begun(seeker)
    for step in ("problem", "questions", "conditions"):
        with django_assert_max_num_queries(15):
            seeker.get(f"/needs/{need.pk}/{step}/")


def test_answers_are_lines_of_the_text():
    text = text_with("正文。", {"targets": "A", "problem": "B\nC"})
    assert text == "正文。\n技术问题：B；C\n可测指标：A"
    assert answers_in(text) == {"problem": "B；C", "targets": "A"}
    assert text_with(text, {"problem": "D"}) == "正文。\n技术问题：D\n可测指标：A"
    assert text_with(text, {"problem": ""}) == "正文。\n可测指标：A"
    assert text_with(text, {}) == text
    assert text_with(text, answers_in(text)) == text


def test_an_english_text_gets_english_labels():
    assert text_with("Paint is sticky.", {"targets": "dry in 24 h"}) == (
        "Paint is sticky.\nMeasurable targets: dry in 24 h"
    )
    assert answers_in("Measurable targets: dry") == {"targets": "dry"}


def test_a_deadline_that_is_over_is_refused_and_one_kept_stays(seeker):
    need = begun(seeker)
    page = f"/needs/{need.pk}/conditions/"
    terms = {"step": "1", "secrecy": "public", "publish": "1", "deadline_on": "2020-01-01"}
    assert "这一天已经过了" in seeker.post(page, terms).text
    assert not only_need().is_published
    Need.objects.unscoped().update(deadline_on="2020-01-01")
    assert seeker.post(page, terms).status_code == 302
    edit = {"title": "底漆", "text": "冬季不干", "deadline_on": "2020-01-01"}
    assert seeker.post(f"/needs/{need.pk}/edit/", edit).status_code == 302
    answer = seeker.post(f"/needs/{need.pk}/edit/", edit | {"deadline_on": "2020-01-02"})
    assert "这一天已经过了" in answer.text
    assert str(only_need().deadline_on) == "2020-01-01"

"""The auditor's page: rows found by who, what, whose and when, at the same cost always."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.factories import NeedFactory, OfferFactory, PersonFactory
from tests.secure.chains import tamper, written

from zhiqiao.web import audit as audit_app
from zhiqiao.web.access import Role
from zhiqiao.web.audit.actions import action, audit
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.audit.verifying import verify
from zhiqiao.web.audit.words import ACTIONS, NOUNS

pytestmark = pytest.mark.django_db
QUERIES_MAX = 8
WEB = Path(audit_app.__file__).parents[1]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.ZHIQIAO_DATA = tmp_path
    settings.ZHIQIAO_KEYS = tmp_path / "keys"


@pytest.fixture
def auditor(client):
    client.force_login(
        PersonFactory(role=Role.AUDITOR), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def numbers(answer):
    return [row.number for row in answer.context["page"].rows]


@pytest.fixture
def deeds():
    """A person's change of a need, another's withdrawal of an offer, and one of the system."""
    one, two = PersonFactory(username="lin", name="林一"), PersonFactory(username="zhou")
    need, offer = NeedFactory(), OfferFactory()

    @action
    def tell(actor, verb, what):
        audit(actor=actor, action=verb, what=what, data={"fields": ["title"]})

    tell(one, "change", need)
    tell(two, "withdraw", offer)
    tell(None, "publish", need)
    return one, two, need, offer


def test_it_finds_by_person_action_object_organisation_and_day(auditor, deeds):
    one, _two, need, offer = deeds
    today = timezone.localdate()
    for query, expected in [
        ("", [3, 2, 1]),
        (f"person={one.name}", [1]),
        ("person=zhou", [2]),
        (f"person={one.pk}", [1]),
        ("person=nobody", []),
        ("action=publish", [3]),
        ("noun=offer", [2]),
        (f"noun=need&object_id={need.pk}", [3, 1]),
        (f"organisation={offer.organisation.name}", [2]),
        (f"organisation={need.organisation.code}", [3, 1]),
        (f"start_on={today}&end_on={today}", [3, 2, 1]),
        (f"start_on={today + timedelta(days=1)}", []),
        (f"end_on={today - timedelta(days=1)}", []),
    ]:
        assert numbers(auditor.get(f"/audit/?{query}")) == expected, query


def test_it_speaks_in_words_and_leads_to_the_things(auditor, deeds):
    _one, _two, need, _offer = deeds
    page = auditor.get("/audit/").content.decode()
    for text in ("林一", "系统", "修改", "撤回", "成果", f'href="/needs/{need.pk}/"'):
        assert text in page


def test_what_a_row_holds_is_named_in_words_and_nothing_empty_is_shown(auditor):
    @action
    def tell(what):
        audit(actor=None, action="give_roles", what=what, data={"added": ["broker"], "taken": []})

    tell(PersonFactory())
    page = auditor.get("/audit/").content.decode()
    assert "增加: broker" in page
    assert "收回: " not in page


def test_a_wrong_search_is_told_beside_its_field(auditor):
    page = auditor.get(f"/audit/?start_on={date(2026, 2, 2)}&end_on={date(2026, 2, 1)}")
    assert "结束日期早于开始日期" in page.content.decode()
    assert auditor.get("/audit/?start_on=x").context["form"].errors.keys() == {"start_on"}


def test_pages_go_back_and_forth_by_number(auditor):
    written(120)
    newest = auditor.get("/audit/")
    assert numbers(newest) == list(range(120, 70, -1))
    older = auditor.get(f"/audit/?before={newest.context['page'].older}")
    assert numbers(older) == list(range(70, 20, -1))
    last = auditor.get(f"/audit/?before={older.context['page'].older}")
    assert numbers(last) == list(range(20, 0, -1))
    assert last.context["page"].older is None
    back = auditor.get(f"/audit/?after={last.context['page'].newer}")
    assert numbers(back) == numbers(older)
    assert auditor.get("/audit/?before=x").status_code == 200


@pytest.mark.parametrize("query", ["", "person=zhou&organisation=a&start_on=2026-01-01"])
def test_a_page_takes_few_queries(auditor, deeds, query, django_assert_max_num_queries):
    with django_assert_max_num_queries(QUERIES_MAX):
        auditor.get(f"/audit/?{query}")


@pytest.mark.django_db(transaction=True)
def test_it_tells_whether_the_chain_was_verified(auditor):
    assert "还没有核对过" in auditor.get("/audit/").content.decode()
    written(3)
    verify()
    assert "完好" in auditor.get("/audit/").content.decode()
    tamper("UPDATE audit_auditrow SET noun = 'x' WHERE number = 2")
    verify()
    assert "被改动过" in auditor.get("/audit/").content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_a_row_itself(auditor, deeds, kind):
    answer = auditor.post(f"/audit/export/{kind}/", {"noun": "need"})
    assert answer.status_code == 200
    row = AuditRow.objects.first()
    assert (row.action, row.noun, row.data) == ("export", "auditrow", '{"rows":2}')
    if kind == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert lines[0].startswith("number,at,at_us,actor_id")
        assert len(lines) == 3
    assert auditor.post("/audit/export/pdf/", {}).status_code == 404


@pytest.mark.parametrize("role", [Role.BROKER, Role.SEEKER, Role.ANALYST])
def test_others_do_not_see_that_it_exists(client, role):
    client.force_login(
        PersonFactory(role=role), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get("/audit/").status_code == 404
    assert client.post("/audit/export/csv/").status_code == 404


def told_actions():
    """Every action that the product tells of as a plain word."""
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("audit"):
                yield from (
                    word.value
                    for keyword in node.keywords
                    if keyword.arg == "action"
                    for word in ast.walk(keyword.value)
                    if isinstance(word, ast.Constant) and isinstance(word.value, str)
                )


def test_every_action_has_a_word():
    plain = {word for word in told_actions() if not word.endswith("_")}
    assert sorted(plain - set(ACTIONS) - {"s"}) == []


def test_every_noun_has_a_word():
    from django.apps import apps

    ours = {
        model._meta.model_name  # noqa: SLF001 -- documented by Django
        for model in apps.get_models()
        if model.__module__.startswith("zhiqiao.")
    }
    assert sorted(set(NOUNS) - ours) == []

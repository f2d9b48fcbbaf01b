"""`zhiqiao person` and `zhiqiao organisation`: what they do, print and refuse."""

import io
import json
import os
import re
import stat

import pytest
from django.db import connection
from django.utils import translation
from tests.factories import NeedFactory, OrganisationFactory, PersonFactory
from tests.secure.organisations import CODE, administrator, member, roles_of
from tests.secure.signing_in import enter, is_signed_in

from zhiqiao.cli.person import adding
from zhiqiao.cli.running import run
from zhiqiao.common import ErrorCode
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.forms import PersonForm
from zhiqiao.web.accounts.models import Organisation, Person
from zhiqiao.web.accounts.personal.storage import is_unfinished
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue.models import Need, Status

pytestmark = [pytest.mark.one_database, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _data(settings, tmp_path):
    settings.ZHIQIAO_DATA = tmp_path


@pytest.fixture
def told(capsys):
    """What a call prints with --json."""

    def call(*words, status=0):
        capsys.readouterr()
        assert run([*words, "--json"]) == status
        return json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def typed(monkeypatch):
    """What comes by standard input."""

    def give(text):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return give


ADD = ["person", "add", "wang", "--name", "王一", "--role", "operator", "--organisation"]


def test_the_first_operator_is_added_with_the_centre(told, typed):
    typed(PASSWORD + "\n")
    more = ["技术转移中心", "--kind", "centre", "--password-stdin"]
    assert told(*ADD, *more) == {"username": "wang"}
    person = Person.objects.get(username="wang")
    assert roles_of(person, Organisation.objects.get(kind="centre")) == {Role.OPERATOR}
    client, _ = enter(person)
    assert client.get("/people/").status_code == 200


def test_the_password_is_asked_for_twice_and_never_an_argument(told, monkeypatch):
    OrganisationFactory(name="技术转移中心")
    answers = iter([PASSWORD, "another", PASSWORD, PASSWORD])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(adding, "getpass", lambda _prompt: next(answers))
    wrong = told(*ADD, "技术转移中心", status=1)
    assert wrong["error"]["code"] == ErrorCode.PASSWORDS_DIFFER
    assert told(*ADD, "技术转移中心") == {"username": "wang"}
    assert run([*ADD, "技术转移中心", "--password", PASSWORD]) == 2


def test_wrong_values_are_told_all_at_once(told, typed):
    typed("short\n")
    error = told(*ADD, "查无此名", "--password-stdin", status=1)["error"]
    assert error["code"] == ErrorCode.PERSON_BAD
    assert "密码：密码太短。至少" in error["message"]
    assert "--organisation：没有这家机构" in error["message"]
    typed(PASSWORD + "\n")
    more = ["查无此名", "--kind", "palace", "--password-stdin"]
    assert told(*ADD, *more, status=1)["error"]["code"] == ErrorCode.ORGANISATION_KIND_UNKNOWN


def test_a_wrong_role_is_told_with_the_right_ones(told, typed):
    OrganisationFactory(name="技术转移中心")
    typed(PASSWORD + "\n")
    call = [word.replace("operator", "king") for word in ADD]
    error = told(*call, "技术转移中心", "--password-stdin", status=1)["error"]
    assert "--role：可选 broker（技术经理人）、seeker（需求方）" in error["message"]


def test_without_a_terminal_the_password_comes_by_standard_input(told, typed):
    typed("")
    error = told(*ADD, "技术转移中心", status=2)["error"]
    assert error["code"] == "wrong_call"
    assert "--password-stdin" in error["message"]


def test_sentences_about_passwords_stand_apart_in_english():
    with translation.override("en"):
        errors = PersonForm({"username": "wang", "password": "short"}).errors["password"]
        assert re.fullmatch(r"[^.]+\. [^.]+\.", errors[0])
        assert ". " in PersonForm().fields["password"].help_text


def test_people_are_listed_with_their_roles(told, capsys):
    person, _ = member(OrganisationFactory(name="澄湖新材"), Role.SEEKER, Role.AFFAIRS)
    PersonFactory(name="别人")
    (found,) = told("person", "list", "--query", "澄湖")
    assert found["username"] == person.username
    assert [row["role"] for row in found["memberships"]] == ["seeker", "affairs"]
    assert run(["person", "list"]) == 0
    assert "澄湖新材 · 需求方" in capsys.readouterr().out


def test_a_deactivated_person_is_out_at_once(told):
    person = PersonFactory()
    client, _ = enter(person)
    assert told("person", "deactivate", person.username)["is_active"] is False
    assert not is_signed_in(client)
    unknown = told("person", "deactivate", "nobody", status=1)["error"]["code"]
    assert unknown == ErrorCode.PERSON_UNKNOWN


def test_a_refusal_says_why(told, capsys):
    organisation = OrganisationFactory()
    person, _ = administrator(organisation)
    member(organisation, Role.SEEKER)
    error = told("person", "deactivate", person.username, status=1)["error"]
    assert error["code"] == ErrorCode.CHANGE_REFUSED
    assert "请先把管理员移交" in error["message"]


def test_the_export_is_a_file_that_only_its_owner_reads(tmp_path):
    person = PersonFactory(name="林知夏")
    path = tmp_path / "data.json"
    assert run(["person", "export", person.username, "--output", str(path)]) == 0
    assert json.loads(path.read_text("utf-8"))["held"]["accounts.Person"][0]["name"] == "林知夏"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert run(["person", "export", person.username, "--output", str(tmp_path / "no" / "x")]) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the site's role may not vacuum")
def test_erasure_asks_for_the_name_once_more(told, typed):
    person = PersonFactory(name="林知夏", username="lin")
    typed("li\n")
    assert run(["person", "erase", "lin"]) == 130
    assert Person.objects.get(pk=person.pk).name == "林知夏"
    done = told("person", "erase", "lin", "--yes")
    assert done == {"person": person.pk, "outcome": "clean"}
    assert Person.objects.get(pk=person.pk).username == f"erased-{person.pk}"
    assert not is_unfinished()
    assert told("person", "erase", f"erased-{person.pk}", "--yes")["outcome"] == "clean"
    assert set(AuditRow.objects.values_list("action", flat=True)) == {"end_member", "erase"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite is kept busy")
def test_files_that_others_keep_busy_are_said_to_be_unfinished(told):
    person = PersonFactory()
    other = connection.copy()
    try:
        with other.cursor() as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM demo_demoload")
            error = told("person", "erase", person.username, "--yes", status=1)["error"]
            reader.execute("ROLLBACK")
    finally:
        other.close()
    assert error["code"] == ErrorCode.ERASURE_UNFINISHED
    assert is_unfinished()
    assert told("person", "erase", f"erased-{person.pk}", "--yes")["outcome"] == "clean"
    assert not is_unfinished()


def test_organisations_are_merged_by_name_number_or_code(told, typed):
    source, target = OrganisationFactory(code="org-9001"), OrganisationFactory(uscc=CODE)
    need = NeedFactory(organisation=source)
    typed("n\n")
    assert run(["organisation", "merge", "org-9001", "--into", CODE]) == 130
    told("organisation", "merge", "org-9001", "--into", CODE, "--yes")
    assert Organisation.objects.get(pk=source.pk).merged_into == target
    assert Need.objects.unscoped().get(pk=need.pk).organisation == target
    again = told("organisation", "merge", "org-9001", "--into", CODE, "--yes", status=1)
    assert again["error"]["code"] == ErrorCode.CHANGE_REFUSED


def test_an_organisation_is_deactivated(told):
    organisation = OrganisationFactory(name="澄湖新材")
    need = NeedFactory(organisation=organisation)
    told("organisation", "deactivate", "澄湖新材", "--yes")
    assert Organisation.objects.get(pk=organisation.pk).state == "deactivated"
    assert Need.objects.unscoped().get(pk=need.pk).status == Status.WITHDRAWN
    unknown = told("organisation", "deactivate", "查无此名", "--yes", status=1)["error"]["code"]
    assert unknown == ErrorCode.ORGANISATION_UNKNOWN

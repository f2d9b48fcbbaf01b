"""What is held on a person: all of it is known, given out, and erased to the last byte."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from tests.factories import OrganisationFactory, PersonFactory, ReviewFactory
from tests.secure.organisations import administrator, centre, member, roles_of
from tests.secure.signing_in import PASSWORD, enter

from zhiqiao.web.access import Role
from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal import storage
from zhiqiao.web.accounts.personal.actions import erase
from zhiqiao.web.accounts.personal_data import REGISTER, export_of, registered_places
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.audit.verifying import verify
from zhiqiao.web.matches.models import Review

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
TEXT = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
)
ROOT = Path(__file__).parents[2]
CANARY = "CANARYperson"


def text_columns():
    for model in apps.get_models():
        for column in options_of(model).concrete_fields:
            if isinstance(column, TEXT):
                yield f"{options_of(model).label}.{column.name}"


def options_of(model):
    return model._meta  # noqa: SLF001 -- Django's documented way to a model's columns


def held_columns():
    return {f"{place.model}.{name}" for place in registered_places() for name in place.held()}


def test_every_text_column_is_held_to_be_personal_or_said_not_to_be():
    known = held_columns() | set(REGISTER.not_personal)
    assert sorted(set(text_columns()) - known) == []


def test_nothing_is_said_of_columns_that_do_not_exist():
    installed = {options_of(model).label for model in apps.get_models()}
    said = {name for name in REGISTER.not_personal if name.rpartition(".")[0] in installed}
    assert sorted(said - set(text_columns())) == []
    assert {place.model for place in registered_places()} <= installed


def test_nothing_is_both():
    assert sorted(held_columns() & set(REGISTER.not_personal)) == []


@pytest.fixture
def person():
    """Someone with something in many places."""
    made = PersonFactory(
        name=f"{CANARY}姓名",
        username=f"{CANARY}-login",
        email=f"{CANARY}@example.org",
        phone="0571-24681357",
        role=Role.BROKER,
    )
    made.set_password(PASSWORD)
    made.save()
    ReviewFactory(person=made, note=f"{CANARY}理由")
    enter(made)
    return made


def test_the_export_holds_everything_but_secrets(person):
    held = export_of(person)["held"]
    text = json.dumps(held, ensure_ascii=False)
    for piece in ("姓名", "-login", "@example.org", "理由"):
        assert f"{CANARY}{piece}" in text
    assert held["accounts.Membership"][0]["role"] == "broker"
    assert held["audit.AuditRow"][0]["action"] == "sign_in"
    assert person.password not in text
    assert PASSWORD not in text
    assert "session_data" not in text


def test_the_export_holds_nobody_elses(person):
    other = PersonFactory(name="OTHER", email="other@example.org")
    ReviewFactory(person=other, note="OTHER-NOTE")
    enter(other)
    assert "OTHER" not in json.dumps(export_of(person), ensure_ascii=False).upper()


def test_one_downloads_ones_own(person):
    client, _ = enter(person)
    assert "下载我的数据" in client.get("/account/personal-data/").content.decode()
    answer = client.post("/account/personal-data/download/")
    assert answer.headers["Content-Type"] == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["person"] == person.pk
    assert "export_person" in AuditRow.objects.values_list("action", flat=True)
    assert Client().get("/account/personal-data/").status_code == 302


def test_one_corrects_ones_own_name_and_contact(person):
    client, _ = enter(person)
    form = {"name": "林知夏", "phone": "139 0000 1111", "email": "lin@example.org"}
    wrong = client.post("/account/personal-data/", form | {"phone": "call me", "email": "x"})
    assert {"phone", "email"} == set(wrong.context["form"].errors)
    more = {"username": "other", "is_active": "", "password": "x"}
    client.post("/account/personal-data/", form | more)
    stored = Person.objects.get(pk=person.pk)
    assert (stored.name, stored.phone, stored.email) == tuple(form.values())
    assert (stored.username, stored.is_active) == (person.username, True)
    assert client.get("/my-organisations/").status_code == 200


def test_erasure_leaves_a_number_and_what_was_done(person):
    review = Review.objects.unscoped().get(person=person)
    client, _ = enter(person)
    erase(actor=centre()[0], person=person)
    person.refresh_from_db()
    assert CANARY not in str(vars(person))
    assert (person.username, person.is_active) == (f"erased-{person.pk}", False)
    assert person.name == f"已注销用户 {person.pk}"
    assert not person.has_usable_password()
    review.refresh_from_db()
    assert (review.person_id, review.relevance, review.note) == (person.pk, 4, "")
    assert CANARY not in json.dumps(export_of(person), ensure_ascii=False)
    assert client.get("/my-organisations/").status_code == 302
    assert verify().is_sound


def test_the_page_asks_for_the_name_and_then_erases(person):
    operator, _ = centre()
    client, _ = enter(operator)
    address = f"/people/{person.pk}/erase/"
    assert "不能恢复" in client.get(address).content.decode()
    assert "没有删除" in client.post(address, {"username": "another"}).content.decode()
    assert Person.objects.get(pk=person.pk).erased_at is None
    assert client.post(address, {"username": person.username}).url == f"/people/{person.pk}/"
    assert Person.objects.get(pk=person.pk).erased_at is not None
    page = client.get(f"/people/{person.pk}/").content.decode()
    assert CANARY not in page
    assert "数据已删除" in page
    client.post(f"/people/{person.pk}/reactivate/")
    assert not Person.objects.get(pk=person.pk).is_active


def test_an_erased_persons_name_is_free_again(person):
    username = person.username
    erase(actor=None, person=person)
    PersonFactory(username=username)


def test_the_only_administrator_is_not_erased():
    organisation = OrganisationFactory()
    person, _ = administrator(organisation)
    member(organisation, Role.SEEKER)
    with pytest.raises(RefusedError):
        erase(actor=None, person=person)
    assert Person.objects.get(pk=person.pk).name == person.name
    assert roles_of(person, organisation) == {Role.ORGANISATION_ADMIN}


def test_nobody_erases_themselves():
    operator, _ = centre()
    with pytest.raises(RefusedError):
        erase(actor=operator, person=operator)


def test_what_is_unfinished_is_said_and_can_be_finished(person):
    operator, _ = centre()
    client, _ = enter(operator)
    erase(actor=operator, person=person)  # inside the test's transaction the file stays as it is
    assert storage.is_unfinished()
    assert "还没有清理干净" in client.get("/people/").content.decode()
    assert client.post("/people/clean-files/").url == "/people/"
    storage.finish()
    assert not storage.is_unfinished()


def test_a_notice_that_names_the_person_goes_with_its_session(person):
    _, speaking = centre()
    _, silent = centre()
    for client, words in ((speaking, f"{CANARY}姓名已移出机构。"), (silent, "机构信息已保存。")):
        session = client.session
        session["_messages"] = json.dumps([["__json_message", 0, 25, words, ""]])
        session.save()
    erase(actor=None, person=person)
    assert speaking.get("/my-organisations/").status_code == 302
    assert silent.get("/my-organisations/").status_code == 200


def test_an_invitation_to_the_persons_address_is_forgotten(person):
    from zhiqiao.web.accounts.members.invitation_actions import invite
    from zhiqiao.web.accounts.models import Invitation

    operator, _ = centre()
    organisation = OrganisationFactory()
    invite(
        actor=operator,
        organisation=organisation,
        role=Role.SEEKER,
        name=f"{CANARY}姓名",
        email=person.email.upper(),
    )
    erase(actor=operator, person=person)
    assert CANARY.lower() not in str(vars(Invitation.objects.unscoped().get())).lower()


WHOLE_LIFE = """
import sys
import django
django.setup()
from tests.secure.a_life import live, end
PLACE = sys.argv[1]
if PLACE == "live":
    live()
else:
    end()
"""


def run(folder, what):
    inherited = {name: text for name, text in os.environ.items() if "ZHIQIAO" not in name}
    environment = inherited | {
        "ZHIQIAO_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "zhiqiao.web.settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "ZHIQIAO_ENCODER": "static",
        "ZHIQIAO_HOSTS": "testserver",
    }
    done = subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", WHOLE_LIFE, what],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def files_with(folder, canary):
    spellings = [canary.encode(), canary.encode("utf-16-le"), canary.lower().encode()]
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(each in path.read_bytes() for each in spellings)
    ]


def test_no_byte_of_an_erased_person_is_left_in_any_file(tmp_path, new_site):
    new_site(tmp_path)
    said = run(tmp_path, "live")
    assert "db.sqlite3" in " ".join(files_with(tmp_path, CANARY))
    assert any("uploads" in name for name in files_with(tmp_path, CANARY))
    said += run(tmp_path, "end")
    assert files_with(tmp_path, CANARY) == []
    assert CANARY not in said

"""A confidential need's words: who reads them, and that they are nowhere else."""

import json
import logging
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from tests.factories import (
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PersonFactory,
    SuggestionFactory,
)

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.access import Role
from zhiqiao.web.audit.actions import system_action
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue.actions import publish, save_listing
from zhiqiao.web.catalogue.confidential import Words, words_of
from zhiqiao.web.catalogue.models import Need, Side
from zhiqiao.web.catalogue.organisation_actions import move_listings
from zhiqiao.web.matches import engine_room
from zhiqiao.web.matches.actions import ask_runs, perform_run
from zhiqiao.web.matches.models import MatchRun, Suggestion
from zhiqiao.web.matches.veiling import FIXED, veiled
from zhiqiao.web.vault.actions import rotate
from zhiqiao.web.vault.models import SealedText

TITLE = "金丝雀标题碳化硅外延炉温场"
TEXT = "金丝雀正文：板温 5 ℃ 下 24 h 内实干，盐雾 800 h，配方含秘密组分甲。"
CANARIES = [TITLE, TEXT, "秘密组分甲", "金丝雀"]
FORM = {"title": TITLE, "text": TEXT, "field": "新材料", "is_confidential": "on", "publish": "1"}


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.ZHIQIAO_DATA = tmp_path / "data"


@pytest.fixture
def owner(db):
    """The organisation whose need is confidential."""
    return OrganisationFactory()


@pytest.fixture
def seeker(owner):
    return PersonFactory(role=Role.SEEKER, organisation=owner)


@pytest.fixture
def need(seeker):
    """A published confidential need, written as the page writes it."""
    answer = client_of(seeker).post("/needs/new/", FORM)
    assert answer.status_code == 302
    return Need.objects.unscoped().get()


def client_of(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def tells(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return any(canary.encode() in body for canary in CANARIES)


def readings():
    return AuditRow.objects.filter(action="read_confidential").count()


def test_the_row_says_nothing_and_the_vault_says_it_all(need, owner):
    assert need.title == f"保密需求 {need.code}"
    assert need.text == ""
    assert need.sealed.organisation == owner
    assert words_of(need) == Words(TITLE, TEXT)


def test_the_database_refuses_words_in_the_row(need):
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.unscoped().filter(pk=need.pk).update(text=TEXT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.unscoped().filter(pk=need.pk).update(title=TITLE)


def test_its_own_people_read_it_and_leave_no_row(need, seeker):
    answer = client_of(seeker).get(f"/needs/{need.pk}/")
    assert TITLE in answer.text
    assert TEXT in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert readings() == 0


def test_the_centre_reads_it_and_each_reading_is_audited(need):
    broker = PersonFactory(role=Role.BROKER)
    for _ in range(2):
        assert TEXT in client_of(broker).get(f"/needs/{need.pk}/").text
    rows = AuditRow.objects.filter(action="read_confidential")
    assert [(row.actor_id, row.object_id) for row in rows] == [(broker.pk, str(need.pk))] * 2
    assert not any(canary in row.data for row in rows for canary in CANARIES)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.BROKER, Role.OPERATOR}))
def test_other_organisations_do_not_know_of_it(need, role):
    client = client_of(PersonFactory(role=role))
    assert client.get(f"/needs/{need.pk}/").status_code == 404
    for page in ("/", "/needs/", "/needs/?q=碳化硅", "/needs/?status=draft", "/offers/"):
        answer = client.get(page)
        assert not tells(answer)
        assert need.code not in answer.text


def test_strangers_do_not_know_of_it(need):
    assert Client().get(f"/needs/{need.pk}/").status_code == 404
    assert not tells(Client().get("/needs/"))


def test_a_colleague_without_the_right_sees_the_row_only(need, owner):
    colleague = PersonFactory(role=Role.PROVIDER, organisation=owner)
    answer = client_of(colleague).get(f"/needs/{need.pk}/")
    assert answer.status_code == 200
    assert not tells(answer)
    assert need.title in answer.text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports_do_not_tell_it(need, seeker, kind):
    for person in (seeker, PersonFactory(role=Role.BROKER)):
        assert not tells(client_of(person).get(f"/needs/export/{kind}/"))


def test_lists_and_desks_do_not_tell_it(need, seeker):
    for person in (seeker, PersonFactory(role=Role.BROKER)):
        for page in ("/", "/needs/", "/needs/?status=draft", "/needs/?q=碳化硅"):
            assert not tells(client_of(person).get(page))


def test_a_run_keeps_scores_and_fixed_reasons_only(need, seeker, caplog):
    OfferFactory(title="碳化硅外延炉温场控制", text="板温 5 ℃ 下 20 h 实干，盐雾 1000 h。")
    engine_room.refresh_index(Side.OFFER, [each.pk for each in need_offers()])
    engine_room.refresh_index(Side.NEED, [need.pk])
    with caplog.at_level(logging.DEBUG):
        run = perform_run(run=waiting_run(need, seeker))
    assert (run.state, run.failure) == ("done", "")
    kept = Suggestion.objects.unscoped().get(run=run)
    assert kept.evidence == []
    fixed = {(chinese, english) for chinese, english in FIXED.values()}
    assert {(each["chinese"], each["english"]) for each in kept.reasons} <= fixed
    assert len(engine_room.index_of(Side.NEED)) == 0
    assert not any(canary in caplog.text for canary in CANARIES)
    assert TEXT in client_of(seeker).get(f"/needs/{need.pk}/").text


def need_offers():
    from zhiqiao.web.catalogue.models import Offer

    return list(Offer.objects.unscoped())


def waiting_run(need, person):
    found = MatchRun.objects.unscoped().filter(need=need, state="waiting").first()
    return found or ask_runs(actor=person, listings=[need])[0]


def test_words_kept_by_earlier_runs_go_when_a_need_becomes_confidential(seeker, owner):
    need = NeedFactory(organisation=owner, title=TITLE, text=TEXT)
    suggestion = SuggestionFactory(run__need=need)
    assert "秘密组分甲" in json.dumps(suggestion.evidence, ensure_ascii=False)
    need.is_confidential = True
    save_listing(actor=seeker, listing=need, publish=False)
    suggestion.refresh_from_db()
    assert suggestion.evidence == []
    assert suggestion.reasons == veiled(suggestion.reasons)


def test_editing_shows_the_words_and_seals_them_again(need, seeker):
    client = client_of(seeker)
    page = client.get(f"/needs/{need.pk}/edit/")
    assert TEXT in page.text
    assert 'name="reveal"' in page.text
    assert 'name="is_confidential"' not in page.text
    before = need.sealed_id
    client.post(f"/needs/{need.pk}/edit/", {"title": TITLE, "text": TEXT + "乙", "draft": "1"})
    need = Need.objects.unscoped().get()
    assert (need.is_confidential, need.text) == (True, "")
    assert words_of(need) == Words(TITLE, TEXT + "乙")
    assert need.sealed_id != before
    assert SealedText.objects.unscoped().count() == 1


def test_it_becomes_public_only_when_that_is_asked_for(need, seeker):
    client = client_of(seeker)
    client.post(f"/needs/{need.pk}/edit/", {"title": TITLE, "text": TEXT, "is_confidential": ""})
    assert Need.objects.unscoped().get().is_confidential
    client.post(f"/needs/{need.pk}/edit/", {"title": TITLE, "text": TEXT, "reveal": "on"})
    need = Need.objects.unscoped().get()
    assert (need.is_confidential, need.title, need.text) == (False, TITLE, TEXT)
    assert not SealedText.objects.unscoped().exists()
    assert TEXT in Client().get(f"/needs/{need.pk}/").text


def test_a_rejected_form_seals_nothing_and_reveals_nothing(need, seeker):
    answer = client_of(seeker).post(
        f"/needs/{need.pk}/edit/", {"title": "", "text": TEXT, "reveal": "on"}
    )
    assert answer.status_code == 200
    need = Need.objects.unscoped().get()
    assert (need.is_confidential, words_of(need)) == (True, Words(TITLE, TEXT))


def test_saving_without_opening_keeps_the_words(need, seeker):
    need.budget_fen = 5
    save_listing(actor=seeker, listing=need, publish=True)
    publish(actor=seeker, listing=need)
    need = Need.objects.unscoped().get()
    assert (need.budget_fen, words_of(need)) == (5, Words(TITLE, TEXT))


def test_the_words_move_with_the_need(need):
    other = OrganisationFactory()
    broker = PersonFactory(role=Role.BROKER)
    save_listing(actor=broker, listing=need, organisation_name=other.name, publish=False)
    assert SealedText.objects.unscoped().get().organisation == other


def test_who_takes_over_the_organisation_reads_its_confidential_needs(need, owner):
    heir = PersonFactory(role=Role.SEEKER)
    with system_action("merge"):
        move_listings(source=owner, target=heir.organisation, actor=None)
    assert TEXT in client_of(heir).get(f"/needs/{need.pk}/").text


def test_rotation_leaves_every_need_readable(need, seeker):
    key_id, count = rotate()
    assert count == 1
    need = Need.objects.unscoped().get()
    assert need.sealed.key_id == key_id
    assert words_of(need) == Words(TITLE, TEXT)
    assert rotate()[1] == 1


def test_a_changed_sealed_text_is_told_of_and_not_shown(need, seeker):
    content = bytearray(need.sealed.content)
    content[-1] ^= 1
    SealedText.objects.unscoped().update(content=bytes(content))
    with pytest.raises(ZhiqiaoError) as caught:
        words_of(Need.objects.unscoped().get())
    assert caught.value.code == ErrorCode.SEALED_TEXT_DAMAGED


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_it_lies_in_the_database_the_index_or_the_logs(caplog, tmp_path):
    """Canaries in every spelling, over everything that the site wrote."""
    seeker = PersonFactory(role=Role.SEEKER)
    OfferFactory()
    with caplog.at_level(logging.DEBUG):
        assert client_of(seeker).post("/needs/new/", FORM).status_code == 302
        need = Need.objects.unscoped().get()
        engine_room.refresh_index(Side.NEED, [need.pk])
        perform_run(run=waiting_run(need, seeker))
        client_of(PersonFactory(role=Role.BROKER)).get(f"/needs/{need.pk}/")
    written = [caplog.text.encode(), database_bytes(tmp_path)]
    written += [path.read_bytes() for path in files_under(site_settings.ZHIQIAO_DATA)]
    written += [path.read_bytes() for path in files_under(site_settings.ZHIQIAO_KEYS)]
    for spelling in spellings("秘密组分甲") | spellings("金丝雀标题"):
        assert not any(spelling in content for content in written)


def spellings(canary):
    ascii_json = json.dumps(canary)[1:-1].encode()
    return {canary.encode(), canary.encode("gb18030"), canary.encode("utf-16-le"), ascii_json}


def files_under(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def database_bytes(folder):
    """Every byte of every table."""
    if connection.vendor == "postgresql":
        return postgresql_bytes()
    call_command("dumpdata", output=str(folder / "dump.json"), verbosity=0, use_base_manager=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(folder / "copy.sqlite3")])
    return (folder / "copy.sqlite3").read_bytes() + (folder / "dump.json").read_bytes()


def postgresql_bytes():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = b""
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 -- names of our own tables
            rows += repr(cursor.fetchall()).encode()
    return rows

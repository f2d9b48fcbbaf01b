"""`zhiqiao audit`: what it prints, its exit status, and what a third party can check."""

import json

import pytest
from tests.factories import NeedFactory, OrganisationFactory, PersonFactory
from tests.secure.chains import tamper, written

from zhiqiao.cli.running import run
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.personal.actions import erase_rows
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue.actions import save_listing

pytestmark = [pytest.mark.one_database, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _chain(settings, tmp_path):
    settings.ZHIQIAO_DATA = tmp_path / "data"
    settings.ZHIQIAO_KEYS = tmp_path / "keys"
    written(12)


@pytest.fixture
def told(capsys):
    """What a call prints with --json."""

    def call(*words, status=0):
        capsys.readouterr()
        assert run(["audit", *words, "--json"]) == status
        return json.loads(capsys.readouterr().out)

    return call


def test_a_sound_chain_is_said_to_be_sound(told, capsys):
    verdict = told("verify")
    assert (verdict["is_sound"], verdict["rows"], verdict["findings"]) == (True, 12, [])
    assert run(["audit", "verify"]) == 0
    assert "全部完好" in capsys.readouterr().out


def test_verify_tells_what_was_changed_where_and_what_to_do(told, capsys):
    tamper("UPDATE audit_auditrow SET action = 'x' WHERE number = 5")
    verdict = told("verify", status=1)
    (finding,) = verdict["findings"]
    assert (finding["kind"], finding["first"], verdict["is_sound"]) == ("edited", 5, False)
    assert finding["remedy"]
    assert run(["audit", "verify"]) == 1
    assert "第 5 行的内容被改过" in capsys.readouterr().err
    assert told("checkpoint", status=1)["error"]["code"] == "audit_broken"


def test_a_checkpoint_is_signed_once(told, capsys):
    assert told("checkpoint")["checkpoint"]["number"] == 12
    assert told("checkpoint")["checkpoint"] is None
    assert run(["audit", "checkpoint"]) == 0
    assert "没有签" in capsys.readouterr().err


def test_a_chain_without_its_key_is_not_verified(told, settings):
    (settings.ZHIQIAO_KEYS / "audit-key").unlink()
    assert told("verify", status=1)["error"]["code"] == "audit_key_missing"


@pytest.mark.parametrize("kind", ["jsonl", "csv", "xlsx"])
def test_an_export_has_rows_checkpoints_and_the_public_key(told, tmp_path, kind):
    made = told("export", str(tmp_path / f"chain.{kind}"))
    assert made["rows"] == 12
    for name in ("file", "checkpoints", "public_key"):
        assert (tmp_path / made[name].rpartition("/")[2]).stat().st_size
    assert told("verify")["rows"] == 13


def test_a_third_party_checks_an_export_without_key_or_database(told, tmp_path, settings):
    file = tmp_path / "chain.jsonl"
    told("export", str(file))
    settings.ZHIQIAO_DATA = settings.ZHIQIAO_KEYS = tmp_path / "elsewhere"
    verdict = told("verify", "--exported", str(file))
    assert (verdict["is_sound"], verdict["rows"], verdict["checkpoints"]) == (True, 12, 2)
    lines = file.read_text().splitlines(keepends=True)
    changes = {
        "edited": [*lines[:4], lines[4].replace('"note"', '"publish"'), *lines[5:]],
        "gone": lines[:4] + lines[5:],
        "cut": lines[:-1],
        "more": [*lines, lines[0]],
    }
    for changed in changes.values():
        file.write_text("".join(changed))
        assert not told("verify", "--exported", str(file), status=1)["is_sound"]
    assert not (tmp_path / "elsewhere").exists()


def test_an_export_that_cannot_be_read_or_written_is_told(told, tmp_path):
    missing = told("verify", "--exported", str(tmp_path / "none.jsonl"), status=1)
    assert missing["error"]["code"] == "file_missing"
    unknown = told("export", str(tmp_path / "a.txt"), status=1)
    assert unknown["error"]["code"] == "output_kind_unknown"


def test_the_chain_holds_after_a_person_was_erased(told):
    person = PersonFactory(username="canary", name="金丝雀", organisation=None)
    need = save_listing(
        actor=person, listing=NeedFactory.build(organisation=OrganisationFactory()), publish=True
    )
    erase_rows(actor=PersonFactory(role=Role.OPERATOR), person=person)
    assert told("verify")["is_sound"]
    rows = list(AuditRow.objects.values_list("actor_id", "action", "noun", "object_id", "data"))
    assert (person.pk, "create", "need", str(need.pk)) in [row[:4] for row in rows]
    assert "canary" not in str(rows)
    assert "金丝雀" not in str(rows)

"""Seven ways to change a chain, each found, named and placed."""

# ruff: noqa: S608 -- these tests change rows by SQL, as someone with the database would

from threading import Thread

import pytest
from django.db import connection
from tests.secure.chains import note_deeds, tamper, written

from zhiqiao.web.audit.canonical import Deed, body_of
from zhiqiao.web.audit.chain import audit_key, linker
from zhiqiao.web.audit.checkpoints import sign_checkpoint
from zhiqiao.web.audit.findings import Finding, Tampering
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.audit.verifying import verify
from zhiqiao.web.audit.witness import folder

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "audit_auditrow"
NEW_ROW = (
    f"INSERT INTO {TABLE} (number, at_us, action, noun, object_id, data, mac)"
    " SELECT {number}, at_us, 'publish', noun, object_id, data, mac FROM audit_auditrow"
    " WHERE number = 1"
)


def is_sqlite():
    return connection.vendor == "sqlite"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.ZHIQIAO_DATA = tmp_path
    settings.ZHIQIAO_KEYS = tmp_path / "keys"


def findings():
    return verify().findings


def move(number, to):
    return f"UPDATE {TABLE} SET number = {to} WHERE number = {number}"


def swap(one, two):
    return (move(one, 9_999), move(two, one), move(9_999, two))


def set_column(column, value, number):
    return f"UPDATE {TABLE} SET {column} = {value} WHERE number = {number}"


def test_a_chain_as_written_holds():
    written(12)
    sign_checkpoint()
    written(3)
    verdict = verify()
    assert verdict.is_sound
    assert (verdict.rows, verdict.checkpoints, verdict.last_checkpoint) == (15, 2, 12)


@pytest.mark.parametrize("number", [1, 5, 12])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "'withdraw'"),
        ("at_us", "at_us + 1"),
        ("actor_id", "7"),
        ("organisation_id", "7"),
        ("noun", "'offer'"),
        ("object_id", "'7'"),
        ("data", "'{}'"),
        ("mac", "(SELECT a.mac FROM audit_auditrow a WHERE a.number = 3)"),
    ],
)
def test_an_edited_row_is_found(number, column, value):
    written(12)
    tamper(set_column(column, value, number))
    assert findings() == (Finding(Tampering.EDITED, number, number),)


@pytest.mark.parametrize("number", [1, 6, 11])
def test_a_deleted_row_is_found(number):
    written(12)
    tamper(f"DELETE FROM {TABLE} WHERE number = {number}")
    assert findings() == (Finding(Tampering.DELETED, number, number),)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("is_witnessed", [True, False])
def test_deleted_rows_are_found_behind_new_numbers(count, is_witnessed):
    written(12)
    if not is_witnessed:
        (folder() / "witness").unlink()
    gone = range(4, 4 + count)
    tamper(f"DELETE FROM {TABLE} WHERE number IN ({', '.join(map(str, gone))})")
    tamper(*(move(number, number - count) for number in range(4 + count, 13)))
    assert findings() == (Finding(Tampering.DELETED, 4, 3 + count),)


def test_a_row_put_in_between_is_found():
    written(12)
    tamper(*(move(number, number + 1) for number in range(12, 5, -1)))
    tamper(NEW_ROW.format(number=6))
    assert findings() == (Finding(Tampering.INSERTED, 6, 6),)


@pytest.mark.parametrize("number", [13, 20])
def test_a_row_put_behind_the_last_is_found(number):
    written(12)
    tamper(NEW_ROW.format(number=number))
    assert findings() == (Finding(Tampering.INSERTED, number, number),)


@pytest.mark.parametrize(("one", "two"), [(5, 6), (1, 2), (11, 12), (3, 9), (1, 12)])
def test_swapped_rows_are_found(one, two):
    written(12)
    tamper(*swap(one, two))
    assert findings() == (Finding(Tampering.SWAPPED, one, two),)


def test_a_cut_tail_is_found():
    written(12)
    tamper(f"DELETE FROM {TABLE} WHERE number > 9")
    assert findings() == (Finding(Tampering.TAIL_CUT, 10, 12),)


def test_a_chain_that_is_gone_is_found():
    written(5)
    tamper(f"DELETE FROM {TABLE}")
    assert findings() == (Finding(Tampering.TAIL_CUT, 1, 5),)


@pytest.mark.parametrize("count", [1, 3, 6])
def test_a_cut_tail_with_entries_of_the_program_behind_it_is_found(count):
    written(12)
    tamper(f"DELETE FROM {TABLE} WHERE number > 9")
    for _ in range(count):
        note_deeds(told="other")
    (found,) = findings()
    assert (found.kind, found.first) == (Tampering.TAIL_REPLACED, 10)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_cut_tail_with_forged_entries_is_found(count):
    written(12)
    tamper(f"DELETE FROM {TABLE} WHERE number > 9")
    tamper(*(NEW_ROW.format(number=10 + each) for each in range(count)))
    (found,) = findings()
    assert (found.kind, found.first) == (Tampering.TAIL_REPLACED, 10)


def recompute(start):
    """All rows from there on, edited and bound anew with the stolen key."""
    link, statements = linker(audit_key()), []
    mac = bytes(AuditRow.objects.get(number=start - 1).mac) if start > 1 else bytes(32)
    for row in AuditRow.objects.filter(number__gte=start).order_by("number"):
        deed = Deed(row.actor_id, None, "innocent", row.noun, row.object_id, row.data)
        mac = link(mac, body_of(deed, number=row.number, at_us=row.at_us))
        literal = f"X'{mac.hex()}'" if is_sqlite() else f"'\\x{mac.hex()}'::bytea"
        statements += [
            set_column("action", "'innocent'", row.number),
            set_column("mac", literal, row.number),
        ]
    tamper(*statements)


@pytest.mark.parametrize("start", [1, 5, 12])
def test_rows_recomputed_with_the_stolen_key_are_found_by_the_witness(start):
    written(12)
    recompute(start)
    assert findings() == (Finding(Tampering.RECOMPUTED, start, start),)


def test_rows_recomputed_long_ago_are_found_by_the_checkpoints():
    for _ in range(3):
        written(4)
        sign_checkpoint()
    (folder() / "witness").unlink()
    recompute(6)
    assert findings() == (Finding(Tampering.RECOMPUTED, 5, 8),)


def test_text_that_is_no_text_is_found():
    if not is_sqlite():
        pytest.skip("PostgreSQL stores no such bytes")
    written(5)
    tamper(set_column("data", "CAST(X'ff80' AS TEXT)", 3))
    assert findings() == (Finding(Tampering.EDITED, 3, 3),)


def edit_checkpoints(change):
    path = folder() / "checkpoints.jsonl"
    path.write_text("".join(change(path.read_text().splitlines(keepends=True))))


def checkpointed():
    for _ in range(3):
        written(4)
        sign_checkpoint()


def test_a_forged_checkpoint_is_found():
    checkpointed()
    edit_checkpoints(
        lambda lines: [lines[0], lines[1].replace('"number": 4', '"number": 3'), *lines[2:]]
    )
    kinds = [(each.kind, each.first) for each in findings()]
    assert (Tampering.CHECKPOINT_FORGED, 2) in kinds


@pytest.mark.parametrize("line", [0, 1, 3])
def test_a_lost_checkpoint_is_found(line):
    checkpointed()
    edit_checkpoints(lambda lines: lines[:line] + lines[line + 1 :])
    assert Finding(Tampering.CHECKPOINT_LOST, line + 1, line + 1) in findings()


def test_another_key_is_told_from_another_chain(settings):
    written(5)
    (settings.ZHIQIAO_KEYS / "audit-key").write_bytes(bytes(32))
    assert [each.kind for each in findings()] == [Tampering.KEY_DIFFERS]


@pytest.mark.parametrize(("first", "second"), [("edit", "delete"), ("swap", "cut")])
def test_the_first_of_two_is_named(first, second):
    deeds = {
        "edit": [set_column("action", "'withdraw'", 4)],
        "delete": [f"DELETE FROM {TABLE} WHERE number = 8"],
        "swap": swap(4, 6),
        "cut": [f"DELETE FROM {TABLE} WHERE number > 10"],
    }
    written(12)
    tamper(*deeds[first], *deeds[second])
    assert findings()[0].first == 4


@pytest.mark.skipif(is_sqlite(), reason="test_audit_processes has the writers on SQLite's file")
def test_threads_at_once_make_one_chain():
    def write():
        written(20)
        connection.close()

    threads = [Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (verify().is_sound, verify().rows) == (True, 60)

"""What was backed up comes back the same, on either engine; what is not whole is refused."""

import json
import shutil
import sqlite3
import zipfile
from datetime import UTC, date, time, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.secure.operating import python, refused, serving, told, zhiqiao

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.operation.backup import files
from zhiqiao.web.operation.backup.canonical import KINDS, Column, encode
from zhiqiao.web.operation.backup.checking import verify
from zhiqiao.web.operation.backup.manifest import NAME
from zhiqiao.web.operation.backup.tables import applied_steps, tables_at

pytestmark = pytest.mark.one_database
READ = """
from zhiqiao.web.access.row_actor import every_row_for
from zhiqiao.web.attachments.models import Attachment
from zhiqiao.web.attachments.queries import content_of
from zhiqiao.web.rulebook.current import rulebook
with every_row_for("a test"):
    print(content_of(Attachment.objects.unscoped().order_by("pk").first()).decode())
    print(*(each.id for each in rulebook().programmes if each.id == "test-training"))
"""

TABLES_OF_THE_ENGINE = {"django_migrations", "sqlite_sequence"}


def changed(source, target, *, drop=(), **members):
    """A copy of an archive with some members changed, as by a fault or by hand."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name not in drop:
                content = members.get(name, old.read(name))
                new.writestr(name, content(old.read(name)) if callable(content) else content)
    return target


# --- what is in it ---


@pytest.mark.django_db
def test_no_table_is_forgotten():
    covered = {table.name for table in tables_at(applied_steps(connection))}
    present = set(connection.introspection.table_names())
    assert present - covered == TABLES_OF_THE_ENGINE & present
    models = apps.get_models(include_auto_created=True)
    described = [each._meta for each in models]  # noqa: SLF001 -- Django's documented way
    assert {each.db_table for each in described if each.managed and not each.proxy} == covered


@pytest.mark.django_db
def test_every_column_is_covered():
    """But those that the database makes of others, and makes again when it is filled."""
    made = {
        (model._meta.db_table, field.column)  # noqa: SLF001 -- Django's documented way
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields  # noqa: SLF001
        if field.generated
    }
    for table in tables_at(applied_steps(connection)):
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, table.name)
        names = {each.name for each in described if (table.name, each.name) not in made}
        assert names == {column.name for column in table.columns}


def test_what_it_holds_is_told(archive, filled):
    found = told("backup", "verify", archive, data=filled)
    assert found["rows"] > 100
    assert found["has_keys"] is False
    assert archive.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    assert "files/uploads/2026/表.xlsx" in names
    assert any(name.startswith("files/audit/") for name in names)
    assert not any("secret-key" in name or "keys/" in name or "index" in name for name in names)


def test_the_person_is_told_to_keep_the_keys(filled, tmp_path):
    without = zhiqiao("backup", tmp_path / "a.zip", data=filled)
    assert "密钥不在这份备份里" in without.stderr
    beside = zhiqiao("backup", tmp_path / "b.zip", "--with-keys", data=filled)
    assert "像密钥一样保管" in beside.stderr


def test_a_file_that_exists_is_never_written_over(archive, filled):
    assert refused("backup", archive, data=filled) == "backup_target_taken"
    assert refused("backup", "/nowhere/at/all.zip", data=filled) == "output_unwritable"


@pytest.mark.proof
def test_two_backups_of_the_same_data_hold_the_same(archive, filled, tmp_path):
    told("backup", tmp_path / "again.zip", data=filled)
    first, again = verify(archive), verify(tmp_path / "again.zip")
    assert first.tables == again.tables
    assert files_of(first) == files_of(again)


NEWEST = {
    "applications_submission", "attachments_content", "cases_publishedanswer", "drafts_whatif",
    "inbox_letter", "introductions_disclosure", "programmes_calendarfeed", "rulebook_publishedtext",
    "searches_savedsearch", "take_up_reminder", "transfers_transferevent",
}  # fmt: skip


def test_rows_of_every_app_of_ours_are_in_it(with_keys):
    held = {table.name: table.rows for table in verify(with_keys).tables}
    assert {name for name in NEWEST if not held[name]} == set()


def test_a_file_and_a_rule_are_read_after_a_restore(with_keys, tmp_path):
    data = tmp_path / "fresh"
    told("restore", with_keys, data=data)
    assert python(READ, data=data).split() == ["zqaattachmentcanary", "test-training"]


# --- and back ---


def files_of(held):
    """The files, but the note of the last verification: a restore verifies anew."""
    return [part for part in held.files if part.member != "files/audit/verified.json"]


@pytest.mark.proof
def test_an_archive_with_keys_comes_back_whole_on_an_empty_host(with_keys, filled, tmp_path):
    data = tmp_path / "fresh"
    found = told("restore", with_keys, data=data)
    assert found["audit"]
    told("backup", tmp_path / "again.zip", "--with-keys", data=data)
    first, again = verify(with_keys), verify(tmp_path / "again.zip")
    assert again.tables == first.tables
    assert files_of(again) == files_of(first)
    assert again.keys == first.keys
    for name in ("audit-key", "vault-1"):
        assert (data / "keys" / name).stat().st_mode & 0o077 == 0


@pytest.mark.proof
def test_the_restored_site_runs_and_gives_no_number_twice(with_keys, tmp_path):
    data = tmp_path / "fresh"
    told("restore", with_keys, data=data)
    with serving(data) as site:
        assert site.get("/readyz")[0] == 200
        assert "水性底漆" in site.get("/needs/")[1]
    part = next(each for each in verify(with_keys).tables if each.name == "accounts_person")
    with sqlite3.connect(data / "db.sqlite3") as raw:
        asked = "SELECT seq FROM sqlite_sequence WHERE name='accounts_person'"
        assert raw.execute(asked).fetchone()[0] == part.last_number
    raw.close()


@pytest.mark.proof
def test_without_its_keys_an_archive_is_not_restored(archive, filled, tmp_path):
    data = tmp_path / "fresh"
    assert refused("restore", archive, data=data) == "restore_keys_missing"
    shutil.copytree(filled / "keys", data / "keys", dirs_exist_ok=True)
    assert told("restore", archive, data=data)["rows"] == verify(archive).rows


def test_a_restore_into_a_site_in_use_is_refused(with_keys, filled, tmp_path):
    before = verify(with_keys)
    assert refused("restore", with_keys, data=filled) == "restore_target_taken"
    told("backup", tmp_path / "after.zip", data=filled)
    assert verify(tmp_path / "after.zip").tables == before.tables


@pytest.mark.proof
def test_a_restore_over_another_file_is_refused(with_keys, tmp_path):
    data = tmp_path / "fresh"
    (data / "uploads" / "2026").mkdir(parents=True)
    (data / "uploads" / "2026" / "表.xlsx").write_text("other")
    assert refused("restore", with_keys, data=data) == "restore_target_taken"


@pytest.mark.proof
def test_a_restore_that_failed_midway_can_be_repeated(with_keys, tmp_path):
    """A row that the database refuses: everything is undone, and the whole archive then fits."""
    data = tmp_path / "fresh"

    def spoil(content):
        rows = content.splitlines(keepends=True)
        return b"".join([*rows, rows[-1]])

    member = "tables/accounts_person.jsonl"
    spoiled = changed(with_keys, tmp_path / "spoiled.zip", **{member: spoil})
    resigned = resign(spoiled, tmp_path / "resigned.zip", member)
    assert refused("restore", resigned, data=data) == "restore_refused"
    with sqlite3.connect(data / "db.sqlite3") as raw:
        assert raw.execute("SELECT COUNT(*) FROM catalogue_need").fetchone() == (0,)
    raw.close()
    assert told("restore", with_keys, data=data)["rows"] == verify(with_keys).rows


@pytest.mark.proof
def test_rows_that_do_not_read_back_the_same_are_undone(with_keys, tmp_path):
    member = "tables/accounts_organisation.jsonl"
    other = changed(
        with_keys,
        tmp_path / "other.zip",
        **{member: lambda content: content.replace(b"+00:00", b"+08:00")},
    )
    resigned = resign(other, tmp_path / "resigned.zip", member)
    data = tmp_path / "fresh"
    assert refused("restore", resigned, data=data) == "restore_differs"
    with sqlite3.connect(data / "db.sqlite3") as raw:
        assert raw.execute("SELECT COUNT(*) FROM accounts_organisation").fetchone() == (0,)
    raw.close()


def resign(source, target, member):
    """A manifest that vouches for a changed table: only the database can tell."""
    from hashlib import sha256

    with zipfile.ZipFile(source) as opened:
        content, manifest = opened.read(member), json.loads(opened.read(NAME))
    for table in manifest["tables"]:
        if member == f"tables/{table['name']}.jsonl":
            table["sha256"] = sha256(content).hexdigest()
            table["rows"] = content.count(b"\n")
    return changed(source, target, **{NAME: json.dumps(manifest)})


# --- what is not whole ---


def cut(archive, target, share):
    content = archive.read_bytes()
    target.write_bytes(content[: int(len(content) * share)])
    return target


LONG = pytest.mark.proof


@pytest.mark.parametrize(
    "share", [0, 0.5, *(pytest.param(share, marks=LONG) for share in (0.01, 0.99, 0.9999))]
)
def test_a_truncated_archive_is_refused(archive, tmp_path, share):
    path = cut(archive, tmp_path / "cut.zip", share)
    with pytest.raises(ZhiqiaoError) as error:
        verify(path)
    assert error.value.code is ErrorCode.BACKUP_UNREADABLE
    assert refused("restore", path, data=tmp_path / "fresh") == "backup_unreadable"
    assert not (tmp_path / "fresh" / "db.sqlite3").exists() or not rows_in(tmp_path / "fresh")


def rows_in(data):
    with sqlite3.connect(data / "db.sqlite3") as raw:
        found = raw.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
    raw.close()
    return found


@pytest.mark.parametrize(
    "step", [0, 5, 11, *(pytest.param(step, marks=LONG) for step in (1, 2, 3, 4, 6, 7, 8, 9, 10))]
)
def test_a_flipped_byte_is_found_wherever_it_is(archive, tmp_path, step):
    content = bytearray(archive.read_bytes())
    content[len(content) * (2 * step + 1) // 24] ^= 0x10
    path = tmp_path / "flipped.zip"
    path.write_bytes(content)
    with pytest.raises(ZhiqiaoError) as error:
        verify(path)
    assert error.value.code in {ErrorCode.BACKUP_DAMAGED, ErrorCode.BACKUP_UNREADABLE}


def test_a_changed_dropped_or_added_part_is_found(archive, tmp_path):
    member = "tables/accounts_person.jsonl"
    cases = {
        "changed": {member: lambda content: content.replace(b"person", b"PERSON")},
        "added": {},
        "dropped": {},
    }
    for name, members in cases.items():
        path = changed(
            archive, tmp_path / name, drop=[member] if name == "dropped" else [], **members
        )
        if name == "added":
            with zipfile.ZipFile(path, "a") as opened:
                opened.writestr("files/uploads/evil", b"x")
        with pytest.raises(ZhiqiaoError) as error:
            verify(path)
        assert error.value.code is ErrorCode.BACKUP_DAMAGED, name


@pytest.mark.parametrize("place", ["files/../evil", "files//etc/evil", "other/x", "files/run/lock"])
def test_a_file_that_belongs_nowhere_has_no_place(place, tmp_path):
    assert files.place_of(place, tmp_path / "data", tmp_path / "keys") is None


def altered_manifest(archive, target, **told_instead):
    def alter(content):
        return json.dumps(json.loads(content) | told_instead)

    return changed(archive, target, **{NAME: alter})


@pytest.mark.proof
def test_a_newer_archive_is_refused(archive, tmp_path):
    newer_format = altered_manifest(archive, tmp_path / "format.zip", format=99, version="9.0")
    assert refused("restore", newer_format, data=tmp_path / "a") == "backup_newer"
    steps = [["catalogue", "9999_tomorrow"]]
    newer_schema = altered_manifest(archive, tmp_path / "schema.zip", steps=steps)
    assert refused("restore", newer_schema, data=tmp_path / "b") == "backup_newer"


def test_another_kind_of_file_is_refused(tmp_path):
    (tmp_path / "a.zip").write_text("no archive")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as other:
        other.writestr("a", "b")
    for name in ("a.zip", "b.zip"):
        assert refused("backup", "verify", tmp_path / name, data=tmp_path) == "backup_unreadable"
    assert refused("restore", tmp_path / "none.zip", data=tmp_path) == "file_missing"


# --- one text for one value ---


@given(st.datetimes())
def test_times_read_alike_from_both_engines(moment):
    column = Column("at", "datetime")
    assert encode(column, str(moment)) == encode(column, moment.replace(tzinfo=UTC))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)  # fmt: skip
def test_json_reads_alike_however_it_was_written(value):
    column = Column("data", "json")
    written = json.dumps(value)
    spaced = json.dumps(value, indent=3, ensure_ascii=False)
    canonical = encode(column, written)
    assert encode(column, spaced) == canonical
    assert encode(column, canonical) == canonical


@pytest.mark.parametrize(
    ("kind", "here", "there", "text"),
    [
        ("boolean", 1, True, True),
        ("date", "2026-02-03", date(2026, 2, 3), "2026-02-03"),
        ("time", "04:05:06", time(4, 5, 6), "04:05:06.000000"),
        ("duration", 1_500_000, timedelta(seconds=1.5), 1_500_000),
        ("uuid", "0" * 32, "00000000-0000-0000-0000-000000000000", None),
        ("binary", b"\0\xff", memoryview(b"\0\xff"), "AP8="),
        ("decimal", 1.5, Decimal("1.50"), "1.50"),
        ("json", "null", "null", "null"),
        ("text", None, None, None),
    ],
)
def test_every_kind_reads_alike_from_both_engines(kind, here, there, text):
    column = Column("c", kind, digits=10, places=2)
    assert encode(column, here) == encode(column, there)
    assert kind in KINDS
    if text is not None:
        assert encode(column, here) == text

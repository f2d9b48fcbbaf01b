"""What comes in by file: what is refused, how it is told, and how what comes in goes out again."""

import io
import json
import re
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.factories import NeedFactory, OfferFactory, OrganisationFactory, PersonFactory

from zhiqiao.tables import write_rows
from zhiqiao.web.access import Role
from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue import import_actions
from zhiqiao.web.catalogue.actions import save_listing
from zhiqiao.web.catalogue.import_actions import id_ranges
from zhiqiao.web.catalogue.models import Need, Offer
from zhiqiao.web.intake import actions, bringing, checking, staging
from zhiqiao.web.intake.kinds import kind_named
from zhiqiao.web.intake.models import Import, ImportState
from zhiqiao.web.jobs.models import Job, JobState
from zhiqiao.web.jobs.running import perform
from zhiqiao.web.matches.models import MatchRun
from zhiqiao.web.site import downloads, rich_text

pytestmark = pytest.mark.django_db
HEADER = "编号,标题,内容,预算（万元）,截止日期,机构\n"


@pytest.fixture
def person():
    return PersonFactory(role=Role.BROKER)


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client, content, *, name="needs.csv", kind="need", **more):
    raw = content if isinstance(content, bytes) else content.encode()
    form = {"kind": kind, "file": SimpleUploadedFile(name, raw), "publish": "on"} | more
    return client.post("/imports/", form)


def latest():
    return Import.objects.unscoped().select_related("job", "person").latest("id")


def rows(count, *, start=0):
    lines = (f"N-{n},第{n}条需求,要求 ≥{n} h,{n},2027-06-30,甲厂\n" for n in range(start, count))
    return HEADER + "".join(lines)


def in_background(monkeypatch):
    """Every file counts as large."""
    monkeypatch.setattr(bringing, "SMALL_BYTES", 0)
    monkeypatch.setattr(bringing, "CHUNK_ROWS", 0)


# --- what is wrong is told by line and reason ------------------------------------------------


def test_every_rejected_row_is_told_with_its_line_and_reason(client):
    table = HEADER + "A-1,甲,,十二万,2027-02-30,甲厂\n\nA-2,,,,,\nA-1,乙,,,,甲厂\nA-3,好,,,,甲厂\n"
    page = client.get(upload(client, table).url)
    told = [(e["number"], e["column"]) for e in page.context["file"].errors]
    assert told == [(2, "预算（万元）"), (2, "截止日期"), (4, "标题")]
    table = HEADER + "A-1,甲,,,,甲厂\nA-2,乙,,,,甲厂\nA-1,丙,,,,甲厂\n"
    (error,) = client.get(upload(client, table).url).context["file"].errors
    assert (error["number"], error["value"]) == (4, "A-1")
    assert "重复" in error["message"]
    assert not Need.objects.unscoped().exists()


def test_all_errors_can_be_downloaded_though_few_are_shown(client, monkeypatch):
    monkeypatch.setattr(checking, "ERRORS_SHOWN", 3)
    page = client.get(upload(client, HEADER + "A-1,,,,,甲厂\n" * 10).url)
    assert len(page.context["file"].errors) == 3
    sheet = client.get(f"/imports/{latest().pk}/errors/csv/").getvalue().decode("utf-8-sig")
    assert len(sheet.splitlines()) == 11
    assert client.get(f"/imports/{latest().pk}/errors/exe/").status_code == 404


def test_a_check_ends_where_nobody_would_mend_so_many_errors(client, monkeypatch):
    monkeypatch.setattr(checking, "ERRORS_MAX", 5)
    monkeypatch.setattr("zhiqiao.web.intake.views.ERRORS_MAX", 5)
    page = client.get(upload(client, HEADER + "A-1,,,,,甲厂\n" * 50).url)
    assert page.context["file"].error_count == 5
    assert "检查到此为止" in page.content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_encodings_are_recognised(client, encoding):
    page = client.get(upload(client, rows(3).encode(encoding)).url)
    assert page.context["counts"]["created"] == 3


def test_an_encoding_that_is_not_recognised_can_be_said(client):
    content = "id,title,area\nA-1,電鍍,臺北\n".encode("big5")
    upload(client, content, encoding="big5", organisation="甲厂")
    assert latest().shown[0][0]["title"] == "電鍍"
    answer = upload(client, "编号,标题\nA-1,甲乙\n".encode(), encoding="utf-16")
    assert "utf-16" in str(answer.context["form"].errors["file"])  # ENCODING_WRONG


# --- payloads ----------------------------------------------------------------------------------

XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}{% debug %}",
    "<a href='javascript:alert(1)'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "';alert(1)//",
)
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "\uff20SUM(A1)",
    '=HYPERLINK("http://x.example","点")', "'=1", "=cmd|' /C calc'!A0",
)  # fmt: skip


@pytest.mark.parametrize("payload", XSS)
def test_markup_in_cells_and_names_is_never_run(client, payload):
    stream = io.BytesIO()
    header = ["编号", "标题", "内容", "机构", payload]
    row = ["A-1", f"甲{payload}", payload, f"厂{payload}", "x"]
    write_rows(stream, header, [row], name="a.csv")
    page = client.get(upload(client, stream.getvalue(), name=f"{payload.replace('/', '')}.csv").url)
    for shown in (page.content.decode(), client.get("/imports/").content.decode()):
        assert "<script>alert" not in shown
        assert "onerror=alert(1)>" not in shown
        assert "<svg/onload" not in shown
        assert "<a href='javascript" not in shown
        assert "49" not in shown.partition("甲{{7*7}}")[0][-3:]
    client.post(f"/imports/{latest().pk}/decision/", {"confirm": "1"})
    need = client.get(f"/needs/{Need.objects.unscoped().get().pk}/").content.decode()
    assert "<script>alert" not in need
    assert "onerror=alert(1)>" not in need


def test_html_becomes_plain_text_and_a_less_than_sign_stays(client):
    html = "<p>水性&nbsp;底漆</p><script>alert(1)</script><ul><li>≥800 h</li></ul>"
    table = f'编号,标题,内容,机构\nA-1,甲,"{html}",甲厂\nA-2,乙,"粗糙度 <0.8，压力>5",甲厂\n'
    upload(client, table)
    client.post(f"/imports/{latest().pk}/decision/", {"confirm": "1"})
    texts = dict(Need.objects.unscoped().values_list("code", "text"))
    assert texts == {"A-1": "水性\xa0底漆\n≥800 h", "A-2": "粗糙度 <0.8，压力>5"}


@pytest.mark.parametrize("payload", XSS)
def test_rich_text_keeps_a_short_list_of_tags(payload):
    kept = rich_text.clean(f"<p>好{payload}</p><iframe src=x></iframe><b style='x'>粗</b>")
    assert kept.startswith("<p>好")
    assert kept.endswith("<b>粗</b>")
    for bad in ("<script", "onerror", "onload", 'href="javascript', "iframe", "style"):
        assert bad not in kept


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("payload", FORMULAS)
def test_no_formula_leaves(client, payload, kind):
    OfferFactory(title=payload, text=payload, organisation__name=f"校{payload}"[:120])
    table = client.get(f"/offers/export/{kind}/").getvalue()
    if kind == "csv":
        cells = table.decode("utf-8-sig").replace('"', "").replace("\r\n", ",").split(",")
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(table)).active
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    triggers = tuple("=+-@\t\r＝＋－\uff20")
    assert not [cell for cell in cells if cell.startswith(triggers) and len(cell) > 1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_headers_are_neutralised_like_cells(kind):
    table = downloads.download(["=1+1", "甲"], [["a", "b"]], stem="x", kind=kind).getvalue()
    if kind == "csv":
        assert table.decode("utf-8-sig").startswith("'=1+1")
    else:
        cell = openpyxl.load_workbook(io.BytesIO(table)).active["A1"]
        assert (cell.value, cell.data_type) == ("'=1+1", "s")


def test_a_list_that_does_not_fit_into_a_workbook_says_so(client, monkeypatch):
    monkeypatch.setitem(downloads.ROWS_MAX, "xlsx", 2)
    NeedFactory.create_batch(3)
    answer = client.get("/needs/export/xlsx/", follow=True)
    assert "2" in answer.content.decode()
    assert "notice error" in answer.content.decode()
    assert len(client.get("/needs/export/csv/").getvalue().splitlines()) > 3


def test_a_large_list_leaves_piece_by_piece(monkeypatch):
    monkeypatch.setattr(downloads, "IN_MEMORY_BYTES_MAX", 10)
    response = downloads.download(["甲"], [["x" * 100]] * 50, stem="x", kind="csv")
    assert response.streaming
    assert len(response.getvalue()) > 5_000
    response.close()


BOMB = '<!DOCTYPE x [<!ENTITY a "{}">{}]>'
DOCTYPES = {
    "xxe": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "remote": '<!DOCTYPE x SYSTEM "http://x.example/x.dtd">',
    "laughs": BOMB.format("ha" * 9, "".join(f'<!ENTITY a{n} "&a;&a;&a;">' for n in range(9))),
    "plain": "<!DOCTYPE x>",
}


def workbook(**parts):
    """A good workbook with some parts exchanged."""
    good = io.BytesIO()
    write_rows(good, ["编号", "标题", "机构"], [["A-1", "甲", "甲厂"]], name="a.xlsx")
    made = io.BytesIO()
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            change = parts.get(entry.filename.replace("/", "_").replace(".", "_"))
            new.writestr(entry.filename, change(content) if change else content)
        for name, content in parts.get("more", {}).items():
            new.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize("name", DOCTYPES)
@pytest.mark.parametrize(
    "part", ["xl_worksheets_sheet1_xml", "xl__rels_workbook_xml_rels", "xl_workbook_xml"]
)
def test_a_doctype_is_refused(client, name, part):
    def insert(content):
        head, _, rest = content.partition(b"?>")
        declared = DOCTYPES[name].encode()
        return head + b"?>" + declared + rest if rest else declared + content

    bad = workbook(**{part: insert})
    answer = upload(client, bad, name="needs.xlsx")
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert "root:" not in answer.content.decode()
    assert not Import.objects.unscoped().exists()


@pytest.mark.parametrize(
    "more",
    [
        {"xl/media/zeros.bin": b"\0" * (80 << 20)},
        {f"xl/x{n}.xml": b"<x/>" for n in range(2_100)},
    ],
    ids=["ratio", "members"],
)
def test_zip_bombs_are_refused_before_they_are_unpacked(client, more):
    answer = upload(client, workbook(more=more), name="needs.xlsx")
    assert answer.context["form"].errors["file"]
    assert not Import.objects.unscoped().exists()


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x.csv", "..\\..\\x.csv", "/etc/x.csv", "a\u202ecsv.exe\u2066.csv"]
)
def test_a_file_name_leads_nowhere(client, name):
    upload(client, rows(1), name=name)
    kept = latest().file_name
    assert "/" not in kept
    assert "\\" not in kept
    assert not {"\u202e", "\u2066"} & set(kept)
    folder = staging.Staging(latest().staging).folder
    assert {path.name for path in folder.iterdir()} == {"source.csv", "rows.jsonl", "errors.jsonl"}
    assert staging.plain_name(name) == kept


@pytest.mark.parametrize("token", ["..", "../x", "a/b"])
def test_a_staging_folder_has_a_plain_name(token):
    with pytest.raises(ValueError, match=re.escape(token)):
        staging.Staging(token)


# --- who may, and how much -------------------------------------------------------------------


def test_a_file_over_the_limit_is_skipped_and_said(client, settings):
    settings.ZHIQIAO_UPLOAD_MIB_MAX = 1
    answer = upload(client, b"x" * (3 << 20))
    assert "1 MiB" in str(answer.context["form"].errors["file"])
    assert not Import.objects.unscoped().exists()


@pytest.mark.parametrize("role", [Role.SEEKER, Role.PROVIDER, None])
def test_who_may_not_import_stores_no_large_file(role, settings):
    client = Client()
    if role:
        client.force_login(
            PersonFactory(role=role), backend="django.contrib.auth.backends.ModelBackend"
        )
    before = set(staging.uploads().iterdir())
    answer = upload(client, b"x" * (3 << 20))
    assert answer.status_code == (404 if role else 302)
    assert set(staging.uploads().iterdir()) == before


def test_kinds_of_others_are_absent(client):
    upload(client, rows(1))
    file = latest()
    other = Client()
    other.force_login(
        PersonFactory(role=Role.SEEKER), backend="django.contrib.auth.backends.ModelBackend"
    )
    for address in (f"/imports/{file.pk}/", "/imports/", f"/imports/{file.pk}/errors/csv/"):
        assert other.get(address).status_code == 404
    assert other.post(f"/imports/{file.pk}/decision/", {"confirm": "1"}).status_code == 404
    assert client.get("/imports/?kind=nothing").status_code == 404
    assert not Need.objects.unscoped().exists()


# --- large files, in the background -------------------------------------------------------------


def test_a_large_file_is_checked_and_written_in_the_background(client, monkeypatch):
    in_background(monkeypatch)
    monkeypatch.setattr(staging, "CHUNK_ROWS", 100)
    page = client.get(upload(client, rows(450)).url).content.decode()
    assert "hx-trigger" in page
    assert latest().state == ImportState.CHECKING
    assert perform(latest().job.pk) == JobState.DONE
    assert latest().expected["created"] == 450
    assert "前 30 行" in client.get(f"/imports/{latest().pk}/").content.decode()
    client.post(f"/imports/{latest().pk}/decision/", {"confirm": "1"})
    assert latest().state == ImportState.WRITING
    assert perform(latest().job.pk) == JobState.DONE
    file = latest()
    assert (file.state, file.created, file.job.done) == (ImportState.CONFIRMED, 450, 450)
    assert Need.objects.unscoped().count() == 450
    assert AuditRow.objects.filter(action="write_rows").count() == 5
    assert not staging.Staging(file.staging).folder.exists()


def test_of_a_large_file_all_is_indexed_and_the_first_are_matched(client, monkeypatch):
    in_background(monkeypatch)
    monkeypatch.setattr(import_actions, "MATCHED_MAX", 20)
    monkeypatch.setattr(import_actions, "DIAGNOSED_AT_ONCE_MAX", 10)
    upload(client, rows(50))
    perform(latest().job.pk)
    note = client.get(f"/imports/{latest().pk}/").content.decode()
    assert "前 20 条自动匹配" in note
    client.post(f"/imports/{latest().pk}/decision/", {"confirm": "1"})
    perform(latest().job.pk)
    assert MatchRun.objects.unscoped().count() == 20
    diagnosing = Job.objects.unscoped().get(kind=import_actions.DIAGNOSE)
    assert Need.objects.unscoped().filter(quality=None).count() == 50
    assert perform(diagnosing.pk) == JobState.DONE
    assert not Need.objects.unscoped().filter(quality=None).exists()


def test_a_colleague_sees_how_far_a_file_has_come(client, monkeypatch):
    in_background(monkeypatch)
    upload(client, rows(5))
    colleague = Client()
    colleague.force_login(
        PersonFactory(role=Role.BROKER), backend="django.contrib.auth.backends.ModelBackend"
    )
    address = f"/imports/{latest().pk}/progress/"
    page = colleague.get(f"/imports/{latest().pk}/").content.decode()
    assert address in page
    assert "/cancel/" not in page
    assert "/cancel/" in client.get(f"/imports/{latest().pk}/").content.decode()
    assert address in colleague.get(address).content.decode()
    perform(latest().job.pk)
    assert colleague.get(address)["HX-Refresh"] == "true"


def test_a_file_that_is_no_table_is_refused_in_the_background_too(client, monkeypatch):
    in_background(monkeypatch)
    upload(client, "标题\n没有编号\n")
    assert perform(latest().job.pk) == JobState.DONE
    assert latest().state == ImportState.REFUSED
    assert "编号" in client.get(f"/imports/{latest().pk}/").content.decode()


def stopped_after(chunks, monkeypatch):
    """Writing stops as by a cancelled job, once so many chunks are written."""
    write, count = actions.write_chunk, iter(range(10_000))

    def write_some(*, file, chunk, progress):
        write(file=file, chunk=chunk, progress=progress)
        if next(count) == chunks - 1:
            Job.objects.unscoped().filter(pk=progress.job.pk).update(cancel_asked=True)

    monkeypatch.setattr(actions, "write_chunk", write_some)


def test_a_cancelled_import_goes_on_from_there_without_a_row_twice(client, monkeypatch):
    in_background(monkeypatch)
    monkeypatch.setattr(staging, "CHUNK_ROWS", 10)
    upload(client, rows(45))
    perform(latest().job.pk)
    client.post(f"/imports/{latest().pk}/decision/", {"confirm": "1"})
    with monkeypatch.context() as patched:
        stopped_after(2, patched)
        assert perform(latest().job.pk) == JobState.CANCELLED
    file = latest()
    assert (file.is_stopped, file.created) == (True, 20)
    page = client.get(f"/imports/{file.pk}/").content.decode()
    assert "从停下的地方继续" in page
    assert "20 / 45" in page
    client.post(f"/imports/{file.pk}/decision/", {"continue": "1"})
    assert perform(latest().job.pk) == JobState.DONE
    assert (latest().state, latest().created) == (ImportState.CONFIRMED, 45)
    assert Need.objects.unscoped().count() == 45


def test_the_rest_of_a_stopped_import_can_be_put_aside(client, monkeypatch):
    in_background(monkeypatch)
    monkeypatch.setattr(staging, "CHUNK_ROWS", 10)
    upload(client, rows(45))
    perform(latest().job.pk)
    client.post(f"/imports/{latest().pk}/decision/", {"confirm": "1"})
    with monkeypatch.context() as patched:
        stopped_after(1, patched)
        perform(latest().job.pk)
    client.post(f"/imports/{latest().pk}/decision/", {"discard": "1"})
    assert latest().state == ImportState.DISCARDED
    assert "写入 10 行后" in client.get(f"/imports/{latest().pk}/").content.decode()
    client.post(f"/imports/{latest().pk}/decision/", {"continue": "1"})
    assert latest().state == ImportState.DISCARDED
    assert not staging.Staging(latest().staging).folder.exists()


def test_a_file_put_aside_while_it_is_checked_leaves_nothing(client, monkeypatch):
    in_background(monkeypatch)
    upload(client, rows(5))
    job = latest().job
    client.post(f"/imports/{latest().pk}/decision/", {"discard": "1"})
    assert perform(job.pk) == JobState.CANCELLED
    assert latest().state == ImportState.DISCARDED


def test_who_lost_the_right_has_their_file_left_unwritten(client, person, monkeypatch):
    in_background(monkeypatch)
    upload(client, rows(5))
    perform(latest().job.pk)
    client.post(f"/imports/{latest().pk}/decision/", {"confirm": "1"})
    person.memberships.unscoped().update(role=Role.PROVIDER)
    assert perform(latest().job.pk) == JobState.FAILED
    assert not Need.objects.unscoped().exists()


def test_confidential_needs_are_not_changed_by_a_file(client, person, monkeypatch):
    firm = OrganisationFactory()
    need = Need(code="N-1", title="绝密", text="配方", is_confidential=True, organisation=firm)
    save_listing(actor=person, listing=need, publish=True)
    upload(client, rows(3))
    assert latest().expected == {"created": 2, "updated": 0, "unchanged": 1}
    client.post(f"/imports/{latest().pk}/decision/", {"confirm": "1"})
    again = Need.objects.unscoped().get(code="N-1")
    assert (again.is_confidential, again.title) == (True, need.title)


def test_updates_write_only_what_the_file_says(client):
    offer = OfferFactory(code="C-1", trl=3, advantage="旧优势", organisation__name="某校")
    table = "编号,标题,成熟度,单位\nC-1,新标题,6,新校\n"
    upload(client, table, name="offers.csv", kind="offer")
    assert latest().expected == {"created": 0, "updated": 1, "unchanged": 0}
    client.post(f"/imports/{latest().pk}/decision/", {"confirm": "1"})
    again = Offer.objects.unscoped().get()
    assert (again.title, again.trl, again.advantage) == ("新标题", 6, "旧优势")
    assert again.organisation.name == "新校"
    assert again.updated_at > offer.updated_at


def test_a_chunk_takes_the_same_number_of_queries_however_many_rows(
    client, person, monkeypatch, django_assert_max_num_queries
):
    in_background(monkeypatch)
    monkeypatch.setattr(import_actions, "MATCHED_MAX", 0)
    upload(client, rows(600))
    perform(latest().job.pk)
    client.post(f"/imports/{latest().pk}/decision/", {"confirm": "1"})
    with django_assert_max_num_queries(60):
        perform(latest().job.pk)
    assert Need.objects.unscoped().count() == 600


def test_old_staged_files_are_forgotten_but_those_still_needed_are_not(client, monkeypatch):
    upload(client, rows(2))
    needed = staging.Staging(latest().staging).folder
    stray = staging.Staging.make().folder
    monkeypatch.setattr(staging, "FORGOTTEN_AFTER_S", -1)
    actions.forget_old_files()
    assert needed.exists()
    assert not stray.exists()


def test_keys_are_told_as_ranges():
    assert id_ranges([5, 1, 2, 3, 9]) == ["1-3", "5", "9"]
    assert id_ranges([]) == []


def test_values_stay_json(client):
    upload(client, rows(2))
    lines = staging.Staging(latest().staging).rows.read_text("utf-8").splitlines()
    assert [json.loads(line)["number"] for line in lines] == [2, 3]
    assert kind_named("need").key == "code"

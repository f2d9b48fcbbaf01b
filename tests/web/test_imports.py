"""Tables come in whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import NeedFactory

from zhiqiao.web.audit.models import AuditRow
from zhiqiao.web.catalogue.models import Need, Offer, Status
from zhiqiao.web.intake.models import Import, ImportState

pytestmark = pytest.mark.django_db
HEADER = "编号,标题,内容,预算（万元）,截止日期,机构\n"
GOOD = HEADER + "A-1,滚丝模具寿命,要求≥8万件,12.5,2027-06-30,甲厂\nA-2,钛合金铣削振纹,,,,乙厂\n"
BAD = HEADER + "A-1,滚丝模具寿命,,十二万,2027-06-30,甲厂\nA-2,,,,,乙厂\nA-3,好的一行,,,,丙厂\n"


def upload(client, content, *, name="needs.csv", side="need", **more):
    raw = content if isinstance(content, bytes) else content.encode()
    form = {"kind": side, "file": SimpleUploadedFile(name, raw), "publish": "on"} | more
    return client.post("/imports/", form)


def confirm(client):
    newest = Import.objects.unscoped().latest("id")
    return client.post(f"/imports/{newest.pk}/decision/", {"confirm": "1"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_good_file_is_looked_at_then_written(broker, encoding):
    page = broker.get(upload(broker, GOOD.encode(encoding)).url)
    assert page.context["counts"] == {"created": 2, "updated": 0, "unchanged": 0}
    assert not Need.objects.unscoped().exists()
    confirm(broker)
    need = Need.objects.unscoped().get(code="A-1")
    assert (need.organisation.name, need.budget_fen) == ("甲厂", 12_500_000)
    assert (need.status, str(need.deadline_on)) == (Status.PUBLISHED, "2027-06-30")
    assert Need.objects.unscoped().get(code="A-2").budget_fen is None
    actions = list(AuditRow.objects.order_by("number").values_list("action", flat=True))
    assert actions == [
        "preview",
        *("start_job", "confirm"),
        *("create_organisations", "import_needs", "ask_run", "ask_run", "write_rows"),
        *("finish", "finish_job"),
    ]


def test_bad_rows_are_shown_by_row_and_column_and_nothing_can_be_written(broker):
    page = broker.get(upload(broker, BAD).url)
    wrong = {(error["number"], error["column"]) for error in page.context["file"].errors}
    assert wrong == {(2, "预算（万元）"), (3, "标题")}
    assert "十二万" in page.content.decode()
    confirm(broker)
    assert not Need.objects.unscoped().exists()
    assert Import.objects.unscoped().get().state == ImportState.REFUSED


def test_confirming_twice_writes_once(broker):
    upload(broker, GOOD)
    confirm(broker)
    confirm(broker)
    assert Need.objects.unscoped().count() == 2
    assert AuditRow.objects.filter(action="confirm").count() == 1


def test_a_discarded_file_is_not_written(broker):
    upload(broker, GOOD)
    broker.post(f"/imports/{Import.objects.unscoped().get().pk}/decision/", {"discard": "1"})
    confirm(broker)
    assert not Need.objects.unscoped().exists()


def test_the_same_codes_update_and_empty_cells_keep_what_was_there(broker):
    NeedFactory(
        code="A-1", title="旧标题", text="旧内容", field="新材料", organisation__name="甲厂"
    )
    upload(broker, HEADER + "A-1,新标题,,,,甲厂\n")
    confirm(broker)
    need = Need.objects.unscoped().get()
    assert (need.title, need.text, need.field) == ("新标题", "旧内容", "新材料")


def test_the_same_file_again_changes_nothing(broker):
    upload(broker, GOOD)
    confirm(broker)
    page = broker.get(upload(broker, GOOD).url)
    assert page.context["counts"] == {"created": 0, "updated": 0, "unchanged": 2}


def test_rows_without_an_organisation_take_the_default_or_are_refused(broker):
    table = "编号,标题\nA-1,滚丝模具寿命\n"
    assert broker.get(upload(broker, table).url).context["file"].errors[0]["column"] == "机构"
    upload(broker, table, organisation="默认厂")
    confirm(broker)
    assert Need.objects.unscoped().get().organisation.name == "默认厂"


def test_offers_come_in_too_and_as_drafts_if_asked(broker):
    table = "编号,标题,成熟度,单位\nC-1,磁性树脂,6,某大学\n"
    upload(broker, table, name="offers.csv", side="offer", publish="")
    confirm(broker)
    offer = Offer.objects.unscoped().get()
    assert (offer.trl, offer.status) == (6, Status.DRAFT)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("needs.exe", b"MZ"),
        ("needs.csv", b""),
        ("needs.csv", "标题\n没有编号列\n".encode()),
        ("needs.xlsx", b"not a workbook"),
        ("needs.jsonl", b"\xff\xfe\x00"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_words(broker, name, content):
    answer = upload(broker, content, name=name)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not Import.objects.unscoped().exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("side", ["need", "offer"])
def test_the_template_can_be_imported(broker, side, kind):
    table = broker.get(f"/imports/template/{side}/{kind}/").content
    page = broker.get(upload(broker, table, name=f"t.{kind}", side=side).url)
    assert page.context["counts"]["created"] == 1


def test_an_exported_list_can_be_imported_again(broker):
    NeedFactory(code="A-1", title="-5 ℃ 低温", organisation__name="甲厂")
    for kind in ("csv", "xlsx"):
        table = broker.get(f"/needs/export/{kind}/").content
        page = broker.get(upload(broker, table, name=f"needs.{kind}").url)
        assert page.context["counts"] == {"created": 0, "updated": 0, "unchanged": 1}


@pytest.mark.parametrize(
    ("column", "characters", "side"),
    [("机构", 121, "need"), ("领域", 61, "need"), ("成果类型", 21, "offer")],
)
def test_words_longer_than_the_forms_take_are_shown_by_column(broker, column, characters, side):
    cells = {"编号": "A-1", "标题": "滚丝模具", "机构": "甲厂"} | {column: "长" * characters}
    table = f"{','.join(cells)}\n{','.join(cells.values())}\n"
    (error,) = broker.get(upload(broker, table, side=side).url).context["file"].errors
    assert (error["column"], error["value"]) == (
        column,
        "长" * min(characters, 60) + "…" * (characters > 60),
    )
    assert str(characters - 1) in error["message"]


def test_the_desk_says_which_files_were_wrong_without_reading_their_rows(
    broker, django_assert_max_num_queries
):
    upload(broker, GOOD)
    upload(broker, BAD)
    with django_assert_max_num_queries(13) as queries:
        text = broker.get("/imports/").content.decode()
    assert text.count("有错误，未写入") == text.count("待确认") == 1
    assert not any('"intake_import"."errors"' in query["sql"] for query in queries)


def test_drafts_that_come_again_to_be_published_are_published(broker):
    upload(broker, GOOD, publish="")
    confirm(broker)
    assert set(Need.objects.unscoped().values_list("status", flat=True)) == {Status.DRAFT}
    page = broker.get(upload(broker, GOOD).url)
    assert page.context["counts"] == {"created": 0, "updated": 2, "unchanged": 0}
    confirm(broker)
    assert set(Need.objects.unscoped().values_list("status", flat=True)) == {Status.PUBLISHED}

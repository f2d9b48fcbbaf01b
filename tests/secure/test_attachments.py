"""Files that people hand in: what is taken, what is refused in words, who reads them."""

import io
import zipfile

import pytest
from django.test import Client
from tests.factories import OrganisationFactory, PersonFactory
from tests.secure.organisations import sign_in

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.web.access import Role
from zhiqiao.web.accounts.refusal import RefusedError
from zhiqiao.web.attachments.actions import attach, hand_over, remove
from zhiqiao.web.attachments.kinds import BYTES_MAX, AttachmentKind, kind_of
from zhiqiao.web.attachments.models import Attachment, Content
from zhiqiao.web.attachments.queries import content_of
from zhiqiao.web.audit.actions import audit, system_action
from zhiqiao.web.vault.actions import rotate

PDF = b"%PDF-1.7\n% CANARY-IN-FILE\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def archive(*names, content=b"<x/>", compression=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as made:
        for name in ("[Content_Types].xml", *names):
            made.writestr(name, content)
    return stream.getvalue()


DOCX = archive("word/document.xml")
XLSX = archive("xl/workbook.xml")
OFD = archive("OFD.xml")


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.ZHIQIAO_KEYS = tmp_path / "keys"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, AttachmentKind.PDF),
        ("a.PNG", PNG, AttachmentKind.PNG),
        ("a.jpg", b"\xff\xd8\xff\xe0", AttachmentKind.JPEG),
        ("a.jpeg", b"\xff\xd8\xff\xe0", AttachmentKind.JPEG),
        ("a.docx", DOCX, AttachmentKind.DOCX),
        ("a.xlsx", XLSX, AttachmentKind.XLSX),
        ("a.ofd", OFD, AttachmentKind.OFD),
    ],
)
def test_the_format_is_told_by_the_content(name, content, kind):
    assert kind_of(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.pdf", b"", "是空的"),
        ("a.exe", b"MZ\x90\x00", "不是能收的格式"),
        ("a.html", b"<script>", "不是能收的格式"),
        ("a.svg", b"<svg/>", "不是能收的格式"),
        ("a.pdf", PNG, "和文件名的后缀不一致"),
        ("a.docx", XLSX, "和文件名的后缀不一致"),
        ("a.zip", archive("a.txt"), "不是能收的格式"),
        pytest.param("a.docx", DOCX[:60], "打不开", id="cut"),
        ("a.docx", archive("word/document.xml", "word/vbaProject.bin"), "带有宏"),
        ("a.pdf", PDF + b"0" * BYTES_MAX, "超过 10 MiB"),
        (
            "a.xlsx",
            archive("xl/workbook.xml", content=b"0" * (8 << 20), compression=zipfile.ZIP_DEFLATED),
            "大得不正常",
        ),
    ],
)
def test_what_is_refused_is_refused_in_words(name, content, words):
    with pytest.raises(RefusedError, match=words):
        kind_of(name, content)


@pytest.fixture
def organisation(db):
    return OrganisationFactory()


def attached(organisation, name="研发费用辅助账.pdf", content=PDF):
    with system_action("attach"):
        return attach(actor=None, organisation=organisation, name=name, content=content)


def test_the_content_lies_sealed_and_opens_again(organisation):
    attachment = attached(organisation)
    row = Content.objects.unscoped().get(attachment=attachment)
    assert b"CANARY" not in bytes(row.content)
    assert content_of(attachment) == PDF
    assert (attachment.size_bytes, attachment.kind) == (len(PDF), "pdf")


def test_what_was_changed_in_the_database_does_not_open(organisation):
    attachment = attached(organisation)
    row = Content.objects.unscoped().get(attachment=attachment)
    changed = bytearray(row.content)
    changed[-1] ^= 1
    Content.objects.unscoped().filter(pk=row.pk).update(content=bytes(changed))
    with pytest.raises(ZhiqiaoError) as caught:
        content_of(attachment)
    assert caught.value.code == ErrorCode.SEALED_TEXT_DAMAGED


@pytest.mark.django_db(transaction=True)
def test_a_new_master_key_opens_the_files_too():
    attachment = attached(OrganisationFactory())
    _key, count = rotate()
    assert count == 1
    assert content_of(attachment) == PDF


def test_a_name_keeps_no_folders_and_no_hidden_characters(organisation):
    assert attached(organisation, name="..\\..\\a/b\u202efdp.pdf").name == "bfdp.pdf"


@pytest.mark.parametrize("role", [Role.AFFAIRS, Role.SEEKER, Role.ORGANISATION_ADMIN])
def test_its_own_people_save_it_and_no_browser_opens_it(organisation, role):
    attachment = attached(organisation)
    client = sign_in(PersonFactory(role=role, organisation=organisation))
    answer = client.get(f"/attachments/{attachment.pk}/")
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("role", [each for each in Role if each != Role.REVIEWER])
def test_nobody_of_another_organisation_reads_it(organisation, role):
    attachment = attached(organisation)
    other = OrganisationFactory()
    share(attachment, other)
    client = sign_in(PersonFactory(role=role, organisation=other))
    assert client.get(f"/attachments/{attachment.pk}/").status_code == 404


def test_a_stranger_is_sent_to_sign_in(organisation):
    attachment = attached(organisation)
    assert Client().get(f"/attachments/{attachment.pk}/").status_code == 302


def share(attachment, department):
    with system_action("hand_in"):
        hand_over(
            attachment_ids=[attachment.pk], organisation=attachment.organisation, to=department
        )
        audit(actor=None, action="hand_in", what=attachment)


def test_a_reviewer_reads_what_was_handed_to_their_department_alone(organisation):
    attachment = attached(organisation)
    mine, another = OrganisationFactory(), OrganisationFactory()
    clients = [
        sign_in(PersonFactory(role=Role.REVIEWER, organisation=each)) for each in (mine, another)
    ]
    address = f"/attachments/{attachment.pk}/"
    assert [client.get(address).status_code for client in clients] == [404, 404]
    share(attachment, mine)
    assert [client.get(address).status_code for client in clients] == [200, 404]


def test_what_was_handed_in_is_not_removed(organisation):
    attachment = attached(organisation)
    share(attachment, OrganisationFactory())
    with system_action("remove_attachment"):
        remove(actor=None, attachment=attachment)
    assert Attachment.objects.unscoped().filter(pk=attachment.pk).exists()
    assert content_of(attachment) == PDF

"""What sort of file it is: told by its first bytes and its parts, never by its name alone."""

import io
import zipfile
import zlib
from pathlib import PurePath

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zhiqiao.web.accounts.refusal import RefusedError

BYTES_MAX = 10 << 20
UNPACKED_BYTES_MAX = 200 << 20
RATIO_MAX = 200
RATIO_FROM_BYTES = 1 << 20
PARTS_MAX = 5_000
ZIP_START = b"PK\x03\x04"
MACROS = "vbaproject.bin"
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


class AttachmentKind(models.TextChoices):
    """The formats that are taken."""

    PDF = "pdf", "PDF"
    PNG = "png", "PNG"
    JPEG = "jpeg", "JPEG"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"
    OFD = "ofd", "OFD"


BY_START = {
    b"%PDF-": AttachmentKind.PDF,
    b"\x89PNG\r\n\x1a\n": AttachmentKind.PNG,
    b"\xff\xd8\xff": AttachmentKind.JPEG,
}
BY_PART = {
    "word/document.xml": AttachmentKind.DOCX,
    "xl/workbook.xml": AttachmentKind.XLSX,
    "ofd.xml": AttachmentKind.OFD,
}
BY_SUFFIX = {
    ".pdf": AttachmentKind.PDF,
    ".png": AttachmentKind.PNG,
    ".jpg": AttachmentKind.JPEG,
    ".jpeg": AttachmentKind.JPEG,
    ".docx": AttachmentKind.DOCX,
    ".xlsx": AttachmentKind.XLSX,
    ".ofd": AttachmentKind.OFD,
}
CONTENT_TYPES = {
    AttachmentKind.PDF: "application/pdf",
    AttachmentKind.PNG: "image/png",
    AttachmentKind.JPEG: "image/jpeg",
    AttachmentKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    AttachmentKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    AttachmentKind.OFD: "application/ofd",
}


def kind_of(name: str, content: bytes) -> AttachmentKind:
    """The file's format.

    Raises:
        RefusedError: it is empty, too large, of another format than its name says or than is
            taken, damaged, or would grow beyond bounds when unpacked.
    """
    if not content:
        raise RefusedError(_("“%(name)s”是空的。请选另一个文件。") % {"name": name})
    if len(content) > BYTES_MAX:
        raise RefusedError(too_large(name))
    found = _by_content(name, content)
    if found is None:
        words = _("“%(name)s”不是能收的格式。请交 PDF、PNG、JPEG、DOCX、XLSX 或 OFD。")
        raise RefusedError(words % {"name": name})
    if BY_SUFFIX.get(PurePath(name).suffix.lower()) is not found:
        words = _("“%(name)s”的内容是 %(kind)s，和文件名的后缀不一致。请改对后缀，或另存后再传。")
        raise RefusedError(words % {"name": name, "kind": found.label})
    return found


def too_large(name: str) -> str:
    """What is said of a file over the limit."""
    words = _("“%(name)s”超过 %(n)d MiB。请压缩图片或分成几个文件再传。")
    return words % {"name": name, "n": BYTES_MAX >> 20}


def accepted_suffixes() -> str:
    """The endings, as a file box takes them."""
    return ",".join(BY_SUFFIX)


def _by_content(name: str, content: bytes) -> AttachmentKind | None:
    for start, kind in BY_START.items():
        if content.startswith(start):
            return kind
    return _of_archive(name, content) if content.startswith(ZIP_START) else None


def _of_archive(name: str, content: bytes) -> AttachmentKind | None:
    """The format of a ZIP archive by its parts, from its own directory: nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except DAMAGED:
        words = _("“%(name)s”打不开，可能已损坏。请在原来的软件里另存一份再传。")
        raise RefusedError(words % {"name": name}) from None
    _check_parts(name, parts)
    names = {part.filename.lower() for part in parts}
    return next((kind for part, kind in BY_PART.items() if part in names), None)


def _check_parts(name: str, parts: list[zipfile.ZipInfo]) -> None:
    inside = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    is_bomb = inside > RATIO_FROM_BYTES and inside > packed * RATIO_MAX
    if len(parts) > PARTS_MAX or inside > UNPACKED_BYTES_MAX or is_bomb:
        words = _("“%(name)s”解开后大得不正常，没有收下。请另存一份再传。")
        raise RefusedError(words % {"name": name})
    if any(part.filename.lower().endswith(MACROS) for part in parts):
        words = _("“%(name)s”带有宏，没有收下。请另存为不带宏的文件再传。")
        raise RefusedError(words % {"name": name})
    if any(part.flag_bits & 1 for part in parts):
        words = _("“%(name)s”设了密码，审核的人打不开。请去掉密码再传。")
        raise RefusedError(words % {"name": name})


def kind_words() -> "str | Promise":
    """The formats and the size, as forms tell them."""
    return _("PDF、PNG、JPEG、DOCX、XLSX 或 OFD，每个 %(n)d MiB 以内。") % {"n": BYTES_MAX >> 20}

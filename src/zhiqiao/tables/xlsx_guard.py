"""Looks into a workbook before it is unpacked: a small file can hold a very large one.

The reader behind this guard holds a sheet as a full rectangle and every cell's text by itself,
so the rectangle and the texts as they will be repeated are measured here first.
"""

import re
import zipfile
import zlib
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from zhiqiao.common import ErrorCode
from zhiqiao.tables.errors import TableError
from zhiqiao.tables.values import Limits

CHUNK_BYTES = 1 << 18
RATIO_FROM_BYTES = 10 << 20
"""Small files may be packed as tightly as they like."""

DAMAGED = (zipfile.BadZipFile, zlib.error, ParseError, EOFError, OSError, RuntimeError, ValueError)
"""All that a broken, encrypted or oddly packed archive raises."""

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
LETTERS = 26


class SheetMeasure:
    """Counts, as an XML parser's target, how large a worksheet or string table will become."""

    def __init__(self) -> None:
        self.row = 0
        self.column = 0
        self.rows = 0
        self.columns = 0
        self.string_chars: list[int] = []
        self.strings_used: list[int] = []
        self.targets: list[str] = []
        self._is_shared = False
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        local = tag.rpartition("}")[2]
        if local == "c":
            self._cell(attributes)
        elif local in ("v", "is"):
            self.rows = max(self.rows, self.row)
            self.columns = max(self.columns, self.column)
            self._text = []
        elif local == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif local == "si":
            self._text = []
        elif local == "Relationship":
            self.targets.append(attributes.get("Target", ""))

    def _cell(self, attributes: dict[str, str]) -> None:
        """A cell opens: where it stands, and whether it points to a shared string."""
        self._is_shared = attributes.get("t") == "s"
        found = REFERENCE.fullmatch(attributes.get("r", ""))
        if found:
            self.column = 0
            for letter in found[1]:
                self.column = self.column * LETTERS + ord(letter) - ord("A") + 1
            self.row = int(found[2])
        else:
            self.column += 1

    def data(self, text: str) -> None:
        """Characters between elements."""
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """An element closes."""
        if self._text is None:
            return
        local = tag.rpartition("}")[2]
        if local == "si":
            self.string_chars.append(sum(map(len, self._text)))
            self._text = None
        elif local == "v":
            digits = "".join(self._text).strip()
            if self._is_shared and digits.isdecimal():
                self.strings_used.append(int(digits[:9]))
            self._text = None
        elif local == "is":
            self._text = None

    def close(self) -> None:
        """The document ends."""


def check_workbook(stream: BinaryIO, name: str, limits: Limits) -> None:
    """Nothing, if the workbook is bearable and safe to unpack.

    Raises:
        TableError: it is no ZIP archive, would grow beyond the limits, declares a DOCTYPE,
            or points to parts that are not XML.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_archive(archive, name, limits)
            _check_parts(archive, name, limits)
    except DefusedXmlException:
        raise TableError(ErrorCode.WORKBOOK_UNSAFE, path=name, why="DOCTYPE") from None
    except DAMAGED as error:
        raise TableError(ErrorCode.FILE_UNREADABLE, path=name, why=str(error)) from error


def _check_archive(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    """Entries, declared size and ratio, all from the archive's own directory."""
    entries = archive.infolist()
    inside = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > limits.workbook_entries_max:
        raise _too_large(name, f"{len(entries)} files", f"{limits.workbook_entries_max} files")
    if inside > limits.workbook_bytes_max:
        raise _too_large(name, f"{inside >> 20} MiB", f"{limits.workbook_bytes_max >> 20} MiB")
    if inside > RATIO_FROM_BYTES and inside > packed * limits.workbook_ratio_max:
        raise _too_large(
            name, f"1 : {inside // max(packed, 1)}", f"1 : {limits.workbook_ratio_max}"
        )
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise TableError(ErrorCode.WORKBOOK_UNSAFE, path=name, why="duplicate parts")


def _check_parts(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    """The rectangle of every sheet and the texts of all cells as they will be held."""
    used: list[int] = []
    chars: list[int] = []
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        measure = _measure(archive, entry)
        cells = measure.rows * measure.columns
        if cells > limits.workbook_cells_max:
            raise _too_large(name, f"{cells} cells", f"{limits.workbook_cells_max} cells")
        if entry.filename.lower().endswith("workbook.xml.rels"):
            _check_targets(measure.targets, name)
        used += measure.strings_used
        chars = measure.string_chars or chars
    held = sum(chars[position] for position in used if position < len(chars))
    if held > limits.workbook_bytes_max:
        raise _too_large(name, f"{held} characters", f"{limits.workbook_bytes_max} characters")


def _check_targets(targets: list[str], name: str) -> None:
    """Sheets must be XML parts, which have been measured."""
    other = [target for target in targets if not target.lower().endswith(".xml")]
    if other:
        raise TableError(ErrorCode.WORKBOOK_UNSAFE, path=name, why=other[0][:60])


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> SheetMeasure:
    """One part, parsed piece by piece."""
    measure = SheetMeasure()
    parser = DefusedXMLParser(target=measure, forbid_dtd=True)
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK_BYTES):
            parser.feed(chunk)
    parser.close()
    return measure


def _too_large(name: str, found: str, limit: str) -> TableError:
    """The error for a workbook over one of the limits."""
    return TableError(ErrorCode.WORKBOOK_TOO_LARGE, path=name, found=found, limit=limit)

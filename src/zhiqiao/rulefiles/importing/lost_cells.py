"""Finds cells that read as empty but are not: formulas never calculated, and errors.

An empty cell of a decision table means “any”, so such a cell would silently widen a rule.
"""

import posixpath
import zipfile
from typing import BinaryIO

from defusedxml.ElementTree import DefusedXMLParser

from zhiqiao.tables.xlsx_guard import CHUNK_BYTES, SheetMeasure

CellPlace = tuple[int, int]
"""Row and column, from 0."""


class _LostCells(SheetMeasure):
    """Notes, as an XML parser's target, formulas without a result and errors."""

    def __init__(self) -> None:
        super().__init__()
        self.lost: set[CellPlace] = set()
        self._is_formula = self._is_error = self._has_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        super().start(tag, attributes)
        local = tag.rpartition("}")[2]
        if local == "c":
            self._is_formula, self._has_value = False, False
            self._is_error = attributes.get("t") == "e"
        elif local == "f":
            self._is_formula = True

    def data(self, text: str) -> None:
        """Characters between elements."""
        super().data(text)
        self._has_value = self._has_value or (self._text is not None and bool(text))

    def end(self, tag: str) -> None:
        """An element closes."""
        super().end(tag)
        is_lost = self._is_error or (self._is_formula and not self._has_value)
        if tag.rpartition("}")[2] == "c" and is_lost:
            self.lost.add((self.row - 1, self.column - 1))


class _Directory:
    """Notes, as an XML parser's target, the sheets of a workbook or where its parts lie."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.targets: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        local = tag.rpartition("}")[2]
        if local == "sheet":
            keys = [key for key in attributes if key.endswith("}id")]
            self.sheets.append((attributes.get("name", ""), attributes[keys[0]] if keys else ""))
        elif local == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def close(self) -> None:
        """The document ends."""


def lost_cells(stream: BinaryIO) -> dict[str, set[CellPlace]]:
    """Sheet name to the places of such cells. The workbook must have passed the guard."""
    with zipfile.ZipFile(stream) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        directory = _Directory()
        for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            if part in names:
                _parse(archive, names[part], directory)
        found: dict[str, set[CellPlace]] = {}
        for sheet, relation in directory.sheets:
            path = posixpath.normpath(posixpath.join("/xl", directory.targets.get(relation, "")))
            part = path.lstrip("/").lower()
            if part in names:
                cells = _LostCells()
                _parse(archive, names[part], cells)
                found[sheet] = cells.lost
        return found


def _parse(archive: zipfile.ZipFile, part: str, target: _LostCells | _Directory) -> None:
    """One part, piece by piece."""
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    with archive.open(part) as content:
        while chunk := content.read(CHUNK_BYTES):
            parser.feed(chunk)
    parser.close()

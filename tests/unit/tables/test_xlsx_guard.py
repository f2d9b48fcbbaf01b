"""Workbooks that are small outside and dangerous inside are refused before they are unpacked."""

import io
import zipfile

import openpyxl
import pytest

from zhiqiao.common import ErrorCode
from zhiqiao.tables import Limits, TableError, read_needs

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook_bytes(rows=(("id", "title"), ("1", "甲"))):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def changed(parts, *, added=()):
    """A workbook with some parts replaced and others added."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook_bytes())) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, parts.get(entry.filename, old.read(entry)))
        for name, content in added:
            new.writestr(name, content)
    return result.getvalue()


def sheet(cells):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'


def refused(content, **limits):
    with pytest.raises(TableError) as refusal:
        read_needs(io.BytesIO(content), name="needs.xlsx", limits=Limits(**limits))
    return refusal.value


def test_an_ordinary_workbook_passes():
    assert len(read_needs(io.BytesIO(workbook_bytes()), name="a.xlsx").rows) == 1


def test_too_many_entries():
    content = changed({}, added=[(f"x{at}.bin", b"") for at in range(30)])
    assert refused(content, workbook_entries_max=20).code is ErrorCode.WORKBOOK_TOO_LARGE


def test_too_many_bytes_inside():
    content = changed({}, added=[("big.bin", b"\0" * 2_000_000)])
    assert refused(content, workbook_bytes_max=1_000_000).code is ErrorCode.WORKBOOK_TOO_LARGE


def test_packed_too_tightly():
    content = changed({}, added=[("bomb.bin", b"\0" * (30 << 20))])
    assert "1 : " in refused(content).data["found"]


def test_two_parts_of_one_name():
    assert refused(changed({}, added=[(SHEET.upper(), "x")])).code is ErrorCode.WORKBOOK_UNSAFE


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c></row><row r="1"><c r="XFD1"><v>1</v></c></row>',
    ],
)
def test_one_cell_far_away(cell):
    content = changed({SHEET: sheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{cell}')})
    assert "cells" in refused(content).data["found"]


def test_formatting_alone_far_away_is_harmless():
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>title</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c><c r="XFD2" s="0"/></row>'
        '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    table = read_needs(io.BytesIO(changed({SHEET: sheet(cells)})), name="a.xlsx")
    assert [(need.id, need.title) for need in table.rows] == [("1", "2")]


def test_one_long_text_used_in_many_cells():
    strings = f'<sst xmlns="{MAIN}"><si><t>{"x" * 100_000}</t></si></sst>'
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 5_000)
    )
    content = changed({SHEET: sheet(cells)}, added=[("xl/sharedStrings.xml", strings)])
    assert "characters" in refused(content).data["found"]


def test_a_doctype_is_refused():
    part = f'<!DOCTYPE x [<!ENTITY a "aaa">]><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    refusal = refused(changed({SHEET: part}))
    assert (refusal.code, refusal.data["why"]) == (ErrorCode.WORKBOOK_UNSAFE, "DOCTYPE")


def test_a_sheet_that_is_no_xml_part_is_refused():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="worksheet" Target="media/image.png"/></Relationships>'
    )
    content = changed({"xl/_rels/workbook.xml.rels": relations})
    assert refused(content).code is ErrorCode.WORKBOOK_UNSAFE


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + b"\0" * 200,
        workbook_bytes()[:-30],
        workbook_bytes()[:2000] + b"\xff" * 50 + workbook_bytes()[2050:],
        b"not a workbook",
    ],
)
def test_damaged_workbooks_are_refused(content):
    assert refused(content).code is ErrorCode.FILE_UNREADABLE


def test_xml_that_is_cut_off_is_refused():
    part = f'<worksheet xmlns="{MAIN}"><sheetData><row r="x"/>'
    assert refused(changed({SHEET: part})).code is ErrorCode.FILE_UNREADABLE


def test_formulas_are_read_as_their_stored_values():
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>title</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row>'
    )
    table = read_needs(io.BytesIO(changed({SHEET: sheet(cells)})), name="a.xlsx")
    assert table.rows[0].title == "ab"

"""Broken files made from seeds: what people, programs, disks and attackers make of a table."""

import io
import json
import random
import zipfile

from zhiqiao.tables import write_rows

HEADER = ["编号", "标题", "内容", "预算（万元）", "截止日期", "机构", "技术成熟度"]
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "utf-32", "big5", "shift_jis")
ODD = (
    "\0", "\ud800", "\ufeff", "\ufffe", "\u202e", "\x1a", '"', '""', "\r", "\n", "\t", "'", "=1+1",
    "𠮷", "\u3000", "，", "1e999", "-0", "NaN", "9" * 400, "2027-02-30", "0000-00-00", "٣", "½",
)  # fmt: skip


def broken_file(seed: int) -> tuple[str, bytes]:
    """A name and content; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 -- reproducible, no secret
    makers = (
        _noise, _odd_cells, _cut, _flipped, _mixed_encodings, _ragged, _objects, _broken_lines,
        _broken_workbook, _odd_parts, _wrong_ending, _large_cell, _many_columns, _open_quote,
        _sparse_sheet, _deep_object,
    )  # fmt: skip
    return makers[seed % len(makers)](chance)


def _table(chance: random.Random, rows: int = 8) -> list[list[str]]:
    return [
        [f"A-{n}", "标题", "内容", str(chance.randint(0, 99)), "2027-06-30", "甲厂", "5"]
        for n in range(rows)
    ]


def _csv(chance: random.Random) -> bytes:
    stream = io.BytesIO()
    write_rows(stream, HEADER, _table(chance), name="a.csv")
    return stream.getvalue()


def _xlsx(chance: random.Random) -> bytes:
    stream = io.BytesIO()
    write_rows(stream, HEADER, _table(chance), name="a.xlsx")
    return stream.getvalue()


def _noise(chance):
    kind = chance.choice(["csv", "xlsx", "jsonl"])
    return f"a.{kind}", chance.randbytes(chance.randint(1, 4_000))


def _odd_cells(chance):
    lines = [",".join(HEADER)]
    lines += [
        ",".join([f"A-{n}", *(chance.choice(ODD) * chance.randint(0, 3) for _ in range(6))])
        for n in range(10)
    ]
    return "a.csv", "\n".join(lines).encode("utf-8", "surrogatepass")


def _cut(chance):
    content = chance.choice([_csv, _xlsx])(chance)
    kind = "xlsx" if content[:2] == b"PK" else "csv"
    return f"a.{kind}", content[: chance.randrange(1, len(content))]


def _flipped(chance):
    content = bytearray(_xlsx(chance))
    for _ in range(chance.randint(1, 30)):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return "a.xlsx", bytes(content)


def _mixed_encodings(chance):
    head = ",".join(HEADER).encode(chance.choice(ENCODINGS[:5]))
    return "a.csv", head + b"\n" + "A-1,标题,内容,1,,甲厂,5\n".encode(chance.choice(ENCODINGS[:5]))


def _ragged(chance):
    lines = [",".join(HEADER)]
    lines += [
        ",".join("甲" * chance.randint(0, 3) for _ in range(chance.randint(0, 40)))
        for _ in range(2)
    ]
    return "a.csv", "\n".join(lines).encode(chance.choice(["utf-8", "gb18030", "utf-16"]))


def _objects(chance):
    things = [None, True, [], {}, [1], {"a": 1}, 1e308, -1, "x" * 50, "=1", float(10**20)]
    lines = [json.dumps({name: chance.choice(things) for name in HEADER}) for _ in range(6)]
    return "a.jsonl", "\n".join(lines).encode()


def _broken_lines(chance):
    bad = ['{"编号": ', "[1, 2]", "NaN", '{"编号": 1e9999}', "null", '"x"', "{}"]
    bad.append('{"a": "\\ud800"}')
    return "a.jsonl", "\n".join(chance.sample(bad, 5)).encode()


def _broken_workbook(chance):
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_xlsx(chance))) as old, zipfile.ZipFile(result, "w") as new:
        for entry in old.infolist():
            part = bytearray(old.read(entry))
            if part and chance.random() < 0.5:
                at = chance.randrange(len(part))
                part[at : at + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 9))
            if chance.random() < 0.9:
                new.writestr(entry.filename, bytes(part))
    return "a.xlsx", result.getvalue()


def _odd_parts(chance):
    result = io.BytesIO(_xlsx(chance))
    with zipfile.ZipFile(result, "a", zipfile.ZIP_DEFLATED) as whole:
        names = ["../../x.xml", "/etc/x.xml", "xl/" + "a" * 200, "xl/worksheets/s.xml"]
        contents = [b"", b"\0" * (12 << 20), b"<a>" * 5_000, b"<!DOCTYPE x>"]
        whole.writestr(chance.choice(names), chance.choice(contents))
    return "a.xlsx", result.getvalue()


def _wrong_ending(chance):
    return chance.choice(
        [("a.xlsx", _csv(chance)), ("a.csv", _xlsx(chance)), ("a.exe", _csv(chance)),
         ("a.jsonl", _csv(chance)), ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600), ("a", b"x")]
    )  # fmt: skip


def _large_cell(chance):
    size = chance.choice([100_001, 131_073, 1_500_000])
    return "a.csv", f"编号,标题,机构\nA-1,{'长' * size},甲厂\n".encode()


def _many_columns(chance):
    width = chance.choice([257, 5_000])
    header = ",".join(["编号", "标题", *(f"列{n}" for n in range(width))])
    return "a.csv", header.encode() + b"\nA,b\n"


def _open_quote(chance):
    return "a.csv", ('编号,标题,机构\nA-1,"未完' + "，很长\n" * chance.randint(1, 30_000)).encode()


def _sparse_sheet(chance):
    far = chance.choice(["XFD1048576", "A1048576", "ZZZ9999999", "A0", "1A"])
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1"><c r="{far}" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_xlsx(chance))) as old, zipfile.ZipFile(result, "w") as new:
        for entry in old.infolist():
            is_sheet = entry.filename.startswith("xl/worksheets/")
            new.writestr(entry.filename, sheet if is_sheet else old.read(entry))
    return "a.xlsx", result.getvalue()


def _deep_object(chance):
    depth = chance.choice([500, 100_000])
    return "a.jsonl", b'{"id":' + b"[" * depth + b"]" * depth + b"}\n"

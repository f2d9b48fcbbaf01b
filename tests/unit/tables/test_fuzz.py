"""Whatever bytes arrive, a reader gives rows or a TableError: nothing else gets out."""

import io
import json
import random
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhiqiao.common import ZhiqiaoError, describe
from zhiqiao.tables import read_judgements, read_needs, read_offers, write_rows

READERS = [read_needs, read_offers, read_judgements]
NAMES = ["a.csv", "a.xlsx", "a.jsonl", "a.json"]
HEADER = "id,title,text,budget_wan_yuan,trl,need_id,offer_id,relevance\n"


def read_or_refuse(content, name):
    for read in READERS:
        refused = None
        try:
            read(io.BytesIO(content), name=name)
        except ZhiqiaoError as error:
            refused = error
        assert refused is None or (describe(refused, "zh") and describe(refused, "en"))


@pytest.mark.parametrize("name", NAMES)
@given(content=st.binary(max_size=400))
@example(b"\x00")
@example(b"id,title\n\x80\x00")
@example(b"\xef\xbb\xbf")
@example(b'{"id": 1, "title": "\\ud800"}')
@settings(deadline=None, max_examples=60)
def test_random_bytes(name, content):
    read_or_refuse(content, name)


@given(text=st.text(max_size=300), encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]))
@settings(deadline=None, max_examples=60)
def test_random_text_below_a_good_header(text, encoding):
    read_or_refuse(
        (HEADER + text).encode(encoding, "surrogatepass" if "16" in encoding else "replace"),
        "a.csv",
    )


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
        max_leaves=8,
    )
)
@settings(deadline=None, max_examples=60)
def test_any_json_in_any_column(value):
    names = HEADER.strip().split(",")
    content = json.dumps(dict.fromkeys(names, value)).encode()
    read_or_refuse(content, "a.jsonl")


def good_workbook():
    stream = io.BytesIO()
    row = ["1", "甲", "乙", 5, 3, "n", "o", 4]
    write_rows(stream, HEADER.strip().split(","), [row] * 3, name="a.xlsx")
    return stream


def test_workbooks_with_damaged_bytes():
    whole = good_workbook().getvalue()
    chance = random.Random(20_271_122)  # noqa: S311 -- reproducible damage, no secret
    for _ in range(100):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        read_or_refuse(bytes(damaged), "a.xlsx")


def test_workbooks_with_damaged_xml():
    stream = good_workbook()
    chance = random.Random(20_271_123)  # noqa: S311 -- as above
    for _ in range(100):
        result = io.BytesIO()
        with zipfile.ZipFile(stream) as old, zipfile.ZipFile(result, "w") as new:
            for entry in old.infolist():
                part = bytearray(old.read(entry))
                if part and chance.random() < 0.4:
                    at = chance.randrange(len(part))
                    part[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
                new.writestr(entry.filename, bytes(part))
        read_or_refuse(result.getvalue(), "a.xlsx")

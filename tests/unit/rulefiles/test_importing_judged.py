"""Imported rules are judged as a tiny evaluator of our own judges the JSON they came from."""

import json
import operator
import random
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from zhiqiao.policy import assess, sweep
from zhiqiao.rulefiles.folder import load_rulebook
from zhiqiao.rulefiles.importing import import_rules

ON = date(2026, 6, 30)
ROWS = 20
COLUMNS = {"boolean": pl.Boolean, "set": pl.List(pl.String)}
NAMES = (
    *(
        "no",
        "null",
        "0111",
        "~",
        " yes ",
        "且",
        "属于 等于",
        "真",
        "假",
        "非",
        "低于",
        "a》b",
        "《x》",
        "é\n2",
    ),
    *(
        "🏭",
        'q"uote',
        "年收入",
        "Number of employees",
        "[a]",
        "{b}",
        "-",
        "a、b",
        "当日",
        "企业规模",
        "=",
    ),
    *("\x07bell", "\u2028sep", "12", "2026-01-01", "%", "\0on"),
)
IDS = ("A/b", "a/B", "no", " 0111", "编号\n1", "》", "🏭", "con", "~", "真")
KINDS = ("integer", "decimal", "money", "date", "boolean", "text", "set")
TEXTS = (
    "no",
    "",
    '"',
    "a、b",
    "]",
    "》",
    "且",
    "真",
    "\n",
    "甲\t乙",
    "🏭",
    "0111",
    " x ",
    "“q”",
    "'",
    "\x00",
)
NUMBERS = {
    "integer": (0, 5, -5, 10**13, -(10**13), 999_999_999_999, 10**30),
    "decimal": ("0.5", "1e-7", "-2.25", "-0.0", "1e12", "0.1000000000000000055"),
    "money": ("0.01", "123.45", "-2.25", "1e8", "0"),
}
DATES = ("2026-01-01", "0001-01-01", "9999-12-31", "2024-02-29")
OPERATORS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def value(chance, kind):
    if kind in NUMBERS:
        return Decimal(chance.choice((*NUMBERS[kind], chance.randint(-9, 9))))
    if kind == "date":
        return chance.choice(DATES)
    return chance.random() < 0.5 if kind == "boolean" else chance.choice(TEXTS)


def values(chance, kind):
    return [value(chance, kind) for _ in range(chance.randint(0, 4))]


def leaf(chance, facts):
    name = chance.choice(list(facts))
    kind = facts[name]["type"]
    if kind == "set":
        wanted = values(chance, kind) if chance.random() < 0.5 else value(chance, kind)
        return {"fact": name, "op": "has", "value": wanted}
    orders = [] if kind in ("boolean", "text") else ["<", "<=", ">", ">="]
    op = chance.choice(["=", "!=", "in", *orders])
    return {"fact": name, "op": op, "value": (values if op == "in" else value)(chance, kind)}


def rule(chance, facts, depth):
    form = chance.choice(("leaf", "leaf", "all", "any", "not", "const")) if depth else "leaf"
    if form == "leaf":
        return leaf(chance, facts)
    if form == "const":
        return {"const": chance.random() < 0.5}
    if form == "not":
        return {"not": rule(chance, facts, depth - 1)}
    return {form: [rule(chance, facts, depth - 1) for _ in range(chance.randint(0, 3))]}


def programme(chance, facts, programme_id):
    made = {"id": programme_id, "rule": rule(chance, facts, 4)}
    return made | ({"applies": rule(chance, facts, 2)} if chance.random() < 0.5 else {})


def judged(found, known):
    """The truth of a rule, and the facts that it waits for: (True, False or None, names)."""
    if "const" in found:
        return found["const"], set()
    if "not" in found:
        truth, missing = judged(found["not"], known)
        return (None if truth is None else not truth), missing
    if "fact" in found:
        name = found["fact"]
        return (compared(found, known[name]), set()) if name in known else (None, {name})
    decides = "any" in found
    below = [judged(each, known) for each in found["any" if decides else "all"]]
    truths = [truth for truth, _ in below]
    if decides in truths:
        return decides, set()
    if None not in truths:
        return not decides, set()
    return None, set().union(*(missing for truth, missing in below if truth is None))


def compared(found, have):
    wanted = found["value"]
    if found["op"] == "has":
        return bool(have & set(wanted if isinstance(wanted, list) else [wanted]))
    if found["op"] == "in":
        return have in wanted
    return OPERATORS[found["op"]](have, wanted)


def expected(found, known):
    """The verdict of a programme and its missing facts."""
    applies, missing = judged(found.get("applies", {"const": True}), known)
    if applies is False:
        return "NOT_APPLICABLE", set()
    truth, more = judged(found["rule"], known)
    if applies is None:
        return "UNKNOWN", missing | more
    return {True: "MET", False: "UNMET", None: "UNKNOWN"}[truth], more


@pytest.mark.parametrize("seed", range(30))
def test_imported_rules_are_judged_as_written(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 -- the seed is the test's name
    facts = {name: {"type": chance.choice(KINDS)} for name in NAMES}
    programmes = [programme(chance, facts, each) for each in IDS]
    source = tmp_path / "rules.json"
    document = {"facts": facts, "programmes": programmes}
    # Decimals are written as numbers, digit for digit.
    text = json.dumps(document, default=lambda number: f"\ue000{number}\ue000", ensure_ascii=False)
    source.write_text(text.replace('"\ue000', "").replace('\ue000"', ""), "utf-8")
    import_rules(source, tmp_path / "rulebook")
    rulebook = load_rulebook(tmp_path / "rulebook")
    assert {each.id for each in rulebook.programmes} == set(IDS)
    rows = [enterprise(chance, facts) for _ in range(ROWS)]
    swept = sweep(rulebook, table(rows, facts), on=ON).frame()
    found = {(row[0], row[1]): (row[2], set(row[4])) for row in swept.iter_rows()}
    for number, known in enumerate(rows):
        values = rulebook.read(known)
        for each in programmes:
            wanted = expected(each, known)
            judged_one = assess(rulebook.programme(each["id"]), values, on=ON)
            assert (judged_one.verdict.value, set(judged_one.missing)) == wanted
            assert found[str(number), each["id"]] == wanted


def enterprise(chance, facts):
    """Some facts; a text that shows nothing is not known."""
    known = {}
    for name, fact in facts.items():
        kind = fact["type"]
        if chance.random() < 0.6:
            have = frozenset(values(chance, kind)) if kind == "set" else value(chance, kind)
            if kind != "text" or have.strip():
                known[name] = have
    return known


def table(rows, facts):
    """The enterprises as a table, numbers written out exactly."""
    columns = {"enterprise": [str(number) for number in range(len(rows))]}
    schema = {"enterprise": pl.String}
    for name, fact in facts.items():
        columns[name] = [cell(row.get(name)) for row in rows]
        schema[name] = COLUMNS.get(fact["type"], pl.String)
    return pl.DataFrame(columns, schema=schema)


def cell(have):
    if isinstance(have, frozenset):
        return sorted(have)
    return str(have) if isinstance(have, Decimal) else have

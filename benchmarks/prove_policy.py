"""Compares the two back-ends with each other, and amounts with an exact reference.

    python benchmarks/prove_policy.py [--comparisons N] [--amounts N] [--seed N]

Random programmes over random rows with unknowns: for every pair, sweep and assess must agree on
the verdict, the amount in fen and the missing facts; and amounts must equal those of
`exact_money`, which shares no code with the engine. Prints one JSON object, and ends with 1 if
anything differs.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

import random_facts
from exact_money import ExactMoney
from programme_text import as_yaml, facts_text, texts
from random_rules import MoneyProgramme, programmes
from zhiqiao.policy import PolicyError, Rulebook, Verdict, assess, sweep

KEY = "统一社会信用代码"
PROGRAMMES, ROWS = 50, 200
DAYS = [
    date(2026, 6, 30),
    date(2026, 2, 28),
    date(2026, 3, 31),
    date(2027, 1, 1),
    date(2028, 2, 29),
]
SHOWN_MAX = 5
FACTS_TEXT = facts_text({KEY: {"代码": "uscc", "类型": "文字"}, **random_facts.FACTS})

Outcome = tuple[str, int | None, tuple[str, ...]]


class Tally:
    """What was compared, and what differed."""

    def __init__(self) -> None:
        self.comparisons = 0
        self.differences: list[dict[str, Any]] = []
        self.verdicts: Counter[str] = Counter()
        self.amounts: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def add(self, one: Outcome, other: Outcome, **where: object) -> None:
        """Counts a comparison."""
        self.comparisons += 1
        self.verdicts[one[0]] += 1
        self.amounts["none" if one[1] is None else "zero" if one[1] == 0 else "other"] += 1
        if one != other:
            self.differences.append({**where, "one": repr(one), "other": repr(other)})

    def as_dict(self) -> dict[str, Any]:
        """The figures to print."""
        return {
            "comparisons": self.comparisons,
            "differences": len(self.differences),
            "verdicts": dict(self.verdicts.most_common()),
            "amounts": dict(self.amounts.most_common()),
            "programmes_refused": dict(self.refused.most_common()),
            "first_differences": self.differences[:SHOWN_MAX],
        }


def rulebook_of(drawn: Sequence[Mapping[str, Any]], tally: Tally) -> Rulebook:
    """The programmes as a rulebook, without those that the engine refuses."""
    files = texts([dict(each) for each in drawn])
    while True:
        try:
            return Rulebook.of(files, FACTS_TEXT)
        except PolicyError as error:
            refused = {problem.place.file: str(problem.kind) for problem in error.problems}
            if not refused.keys() & files.keys():
                raise
            tally.refused.update(refused.values())
            files = {name: text for name, text in files.items() if name not in refused}


def swept(rulebook: Rulebook, table: pl.DataFrame, on: date) -> dict[tuple[str, str], Outcome]:
    """What sweep says of every pair."""
    frame = sweep(rulebook, table, on=on, keep=frozenset(Verdict)).frame()
    columns = ["enterprise", "programme", "verdict", "amount_fen", "missing_facts"]
    return {
        (str(enterprise), str(programme)): (str(verdict), amount, tuple(missing or ()))
        for enterprise, programme, verdict, amount, missing in frame.select(columns).iter_rows()
    }


def assessed(rulebook: Rulebook, row: Mapping[str, Any], on: date) -> dict[str, Outcome]:
    """What assess says of one row, by programme."""
    facts = rulebook.read(row)
    found = {each.id: assess(each, facts, on=on) for each in rulebook.programmes}
    return {
        name: (str(each.verdict), each.amount_fen, tuple(each.missing))
        for name, each in found.items()
    }


def compare_back_ends(comparisons: int, *, seed: int) -> Tally:
    """Sweep against assess."""
    tally = Tally()
    number = 0
    while tally.comparisons < comparisons:
        draw = random.Random(f"{seed} {number}")  # noqa: S311 - repeatable, not secret
        rulebook = rulebook_of(programmes(draw, PROGRAMMES), tally)
        rows, on = random_facts.rows(draw, ROWS), draw.choice(DAYS)
        if number % 4 == 0:
            _forget(rows, draw.choice(list(random_facts.FACTS)))
        table = random_facts.table(rows, key=KEY)
        table = table.drop([name for name in table.columns if table[name].is_null().all()])
        by_sweep = swept(rulebook, table, on)
        for at, row in enumerate(rows):
            for name, outcome in assessed(rulebook, row, on).items():
                other = by_sweep.get((str(at), name), ("absent", None, ()))
                tally.add(outcome, other, round=number, row=at, programme=name, on=str(on))
        number += 1
    return tally


def _forget(rows: list[dict[str, Any]], name: str) -> None:
    """Takes a fact out of every row, so that the table lacks its column."""
    for row in rows:
        row.pop(name, None)


def compare_amounts(comparisons: int, *, seed: int) -> Tally:
    """Both back-ends against the exact reference."""
    tally = Tally()
    number = 0
    while tally.comparisons < comparisons:
        draw = random.Random(f"{seed} amounts {number}")  # noqa: S311 - repeatable, not secret
        drawn = [MoneyProgramme(draw).programme(at) for at in range(1, PROGRAMMES + 1)]
        rulebook = rulebook_of(drawn, tally)
        exact = {each["编号"]: ExactMoney(as_yaml(each), FACTS_TEXT) for each in drawn}
        rows, on = random_facts.rows(draw, ROWS // 10), draw.choice(DAYS)
        by_sweep = swept(rulebook, random_facts.table(rows, key=KEY), on)
        for at, row in enumerate(rows):
            for name, outcome in assessed(rulebook, row, on).items():
                wanted = exact[name].amount_fen(row, on)
                other = by_sweep.get((str(at), name), ("absent", None, ()))
                where = {"round": number, "row": at, "programme": name, "on": str(on)}
                tally.add(("exact", wanted, ()), ("exact", outcome[1], ()), by="assess", **where)
                tally.add(("exact", wanted, ()), ("exact", other[1], ()), by="sweep", **where)
        number += 1
    return tally


def main(arguments: Sequence[str]) -> int:
    """Compares, prints, and returns 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comparisons", type=int, default=1_000_000)
    parser.add_argument("--amounts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    back_ends = compare_back_ends(asked.comparisons, seed=asked.seed)
    amounts = compare_amounts(asked.amounts, seed=asked.seed)
    figures = {
        "benchmark": "policy proof",
        "polars": pl.__version__,
        "seed": asked.seed,
        "sweep_against_assess": back_ends.as_dict(),
        "money_against_reference": amounts.as_dict(),
    }
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    return int(bool(back_ends.differences or amounts.differences))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The job that our engine and OpenFisca are both given: conjunctions of comparisons, no gaps.

Rules are drawn from a seed and kept as plain values, written as JSON for OpenFisca and as
programme files for our engine; facts are arrays in an .npz file.
"""

import json
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROWS = 1_000_000
PROGRAMMES = 30
CONDITIONS = 6
WORDS = {">=": "不低于", "<=": "不超过", ">": "高于", "<": "低于"}


@dataclass(frozen=True)
class PeerFact:
    """A fact: its column, its Chinese name, its type and unit in the dictionary."""

    name: str
    chinese: str
    type: str
    unit: str = ""


@dataclass(frozen=True)
class Comparison:
    """One condition: a fact against a bound."""

    fact: str
    operator: str
    value: float


@dataclass(frozen=True)
class PeerProgramme:
    """A conjunction of comparisons."""

    id: str
    conditions: tuple[Comparison, ...]


FACTS = (
    PeerFact("revenue", "上年度营业收入", "金额", "万元"),
    PeerFact("rd_expense", "上年度研发费用", "金额", "万元"),
    PeerFact("employees", "从业人员", "整数", "人"),
    PeerFact("patents", "发明专利数", "整数", "项"),
    PeerFact("tech_staff_ratio", "科技人员占比", "小数"),
)


def facts(rows: int = ROWS, *, seed: int = 1) -> dict[str, np.ndarray]:
    """A column per fact. All values are whole, or thousandths, so float32 compares them right."""
    draw = np.random.default_rng(seed)
    revenue = np.exp(draw.normal(7.5, 1.4, rows)).clip(1, 9_000_000)
    return {
        "revenue": revenue.astype(np.int64),
        "rd_expense": (revenue * draw.uniform(0.0, 0.2, rows)).astype(np.int64),
        "employees": np.exp(draw.normal(4.0, 1.1, rows)).clip(1, 99_999).astype(np.int64),
        "patents": draw.poisson(4, rows).astype(np.int64),
        "tech_staff_ratio": draw.integers(0, 1001, rows) / 1000,
    }


def rules(*, seed: int = 1) -> tuple[PeerProgramme, ...]:
    """Programmes with a lower bound on every fact and an upper bound on one of them."""
    draw = random.Random(seed)  # noqa: S311 - repeatable, not secret
    sample = facts(10_000, seed=seed)
    return tuple(_programme(draw, sample, number) for number in range(1, PROGRAMMES + 1))


def _programme(draw: random.Random, sample: Mapping[str, np.ndarray], number: int) -> PeerProgramme:
    lower = [
        Comparison(fact.name, draw.choice([">=", ">"]), _bound(draw, sample[fact.name], 0.05, 0.4))
        for fact in FACTS
    ]
    last = draw.choice(FACTS).name
    upper = Comparison(last, draw.choice(["<=", "<"]), _bound(draw, sample[last], 0.8, 0.98))
    conditions = [*lower, upper]
    draw.shuffle(conditions)
    assert len(conditions) == CONDITIONS
    return PeerProgramme(f"P{number:02}", tuple(conditions))


def _bound(draw: random.Random, values: np.ndarray, low: float, high: float) -> float:
    return float(np.quantile(values, draw.uniform(low, high), method="nearest"))


def write(folder: Path, *, rows: int = ROWS, seed: int = 1) -> tuple[Path, Path]:
    """Writes the rules as JSON and the facts as .npz, and returns both paths."""
    rules_path, facts_path = folder / "rules.json", folder / "facts.npz"
    content: dict[str, Any] = {
        "facts": [asdict(fact) for fact in FACTS],
        "programmes": [asdict(programme) for programme in rules(seed=seed)],
    }
    rules_path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    np.savez(facts_path, **facts(rows, seed=seed))
    return rules_path, facts_path


def facts_text() -> str:
    """The facts dictionary of our engine."""
    return "\n".join(
        f"{fact.chinese}: {{代码: {fact.name}, 类型: {fact.type}"
        + (f", 单位: {fact.unit}" if fact.unit else "")
        + f", 提问: {fact.chinese}是多少？}}"
        for fact in FACTS
    )


def programme_texts(content: Mapping[str, Any]) -> dict[str, str]:
    """The rules of the JSON file as programme files, by file name."""
    kinds = {fact["name"]: fact for fact in content["facts"]}
    return {
        f"{each['id']}/programme.yaml": _programme_text(each, kinds)
        for each in content["programmes"]
    }


def _programme_text(programme: Mapping[str, Any], kinds: Mapping[str, Any]) -> str:
    leaves = [
        f"  - {{号: c{number}, 判断: {_comparison(each, kinds[each['fact']])}}}"
        for number, each in enumerate(programme["conditions"], start=1)
    ]
    head = f"""\
事项: 比较用事项{programme["id"]}
编号: {programme["id"]}
部门: 市科学技术局
级别: 市
类型: 资金
可信: A
版本:
- 有效期: {{自: 2026-01-01, 至: 长期}}
  依据: [{{文件: 生成的规则}}]
  条件:
"""
    return head + "\n".join(leaves) + "\n"


def _comparison(condition: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    value = condition["value"]
    number = f"{value:g}" if fact["type"] == "小数" else str(int(value))
    unit = "万元" if fact["type"] == "金额" else ""
    return f"{fact['chinese']} {WORDS[condition['operator']]} {number}{unit}"

"""Evaluates the peer job with OpenFisca; bench_policy runs it in a Python environment of its own.

    python job.py RULES.json FACTS.npz

Prints one JSON object. Set-up (the tax-benefit system, the simulation, its inputs) is not timed.
OpenFisca knows no unknowns and keeps amounts as float32; the facts of this job have neither gaps
nor values that float32 cannot hold.
"""

import json
import operator
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

TRIALS = 3
YEAR = "2026"
COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}

ENTERPRISE = build_entity(key="enterprise", plural="enterprises", label="", is_person=True)


def variable(name: str, value_type: type, formula: Callable[..., Any] | None = None) -> type:
    """A yearly variable of the enterprise, an input where it has no formula."""
    body: dict[str, Any] = {
        "value_type": value_type,
        "entity": ENTERPRISE,
        "definition_period": DateUnit.YEAR,
        "label": name,
    }
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def conjunction(conditions: list[dict[str, Any]]) -> Callable[..., Any]:
    """The formula that is true where all comparisons hold, as OpenFisca's users write it."""
    tests = [(each["fact"], COMPARE[each["operator"]], each["value"]) for each in conditions]

    def formula(enterprise: Any, period: Any) -> Any:  # noqa: ANN401 - OpenFisca's own types
        name, compare, bound = tests[0]
        result = compare(enterprise(name, period), bound)
        for name, compare, bound in tests[1:]:
            result = result * compare(enterprise(name, period), bound)
        return result

    return formula


def system(rules: dict[str, Any]) -> TaxBenefitSystem:
    """The rules as a tax-benefit system."""
    result = TaxBenefitSystem([ENTERPRISE])
    for fact in rules["facts"]:
        result.add_variable(variable(fact["name"], int if fact["type"] == "整数" else float))
    for programme in rules["programmes"]:
        formula = conjunction(programme["conditions"])
        result.add_variable(variable(programme["id"], bool, formula))
    return result


def simulation(rules: dict[str, Any], facts: dict[str, np.ndarray]) -> Simulation:
    """A fresh simulation, with nothing computed yet."""
    count = len(next(iter(facts.values())))
    result = SimulationBuilder().build_default_simulation(system(rules), count=count)
    for name, values in facts.items():
        result.set_input(name, YEAR, values)
        result.calculate(name, YEAR)
    return result


def trial(rules: dict[str, Any], facts: dict[str, np.ndarray]) -> tuple[float, dict[str, int]]:
    """CPU seconds of evaluating all programmes once, and how many rows met each."""
    prepared = simulation(rules, facts)
    ids = [programme["id"] for programme in rules["programmes"]]
    start = time.process_time()
    met = [prepared.calculate(each, YEAR) for each in ids]
    seconds = time.process_time() - start
    return seconds, {each: int(rows.sum()) for each, rows in zip(ids, met, strict=True)}


def main(rules_path: str, facts_path: str) -> None:
    """Measures and prints the best of a few trials."""
    with open(rules_path, encoding="utf-8") as file:
        rules = json.load(file)
    with np.load(facts_path) as archive:
        facts = {name: archive[name] for name in archive.files}
    trials = [trial(rules, facts) for _ in range(TRIALS)]
    best_s, met = min(trials, key=lambda each: each[0])
    rows = len(next(iter(facts.values())))
    evaluations = len(rules["programmes"]) * rows
    figures = {
        "engine": "OpenFisca-core",
        "rows": rows,
        "programmes": len(rules["programmes"]),
        "cpu_s": round(best_s, 4),
        "cpu_s_trials": [round(each[0], 4) for each in trials],
        "rule_evaluations_per_cpu_s": round(evaluations / best_s / 1e6, 2),
        "met": met,
    }
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:3])

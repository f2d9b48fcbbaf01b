"""One enterprise and one programme: the verdict, and everything that explains it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

from zhiqiao.policy.bounds import BoundedCompiler, has_bounds, truth_within, values_within
from zhiqiao.policy.closures import Compiler, Function, Values, with_day
from zhiqiao.policy.language.nodes import Node, NumberNode, TruthNode
from zhiqiao.policy.missing import missing_facts, waits_for_data
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.values import FactValue, Verdict


@dataclass(frozen=True)
class Plan:
    """The functions of a version."""

    version: Version
    applies: Function | None
    rule: Function
    amount: Function | None

    @classmethod
    def of(cls, version: Version, compiler: Compiler) -> "Plan":
        """Compiled once per version and compiler."""
        amount = version.amount.node if version.amount else None
        return cls(
            version,
            compiler.function(version.applies) if version.applies else None,
            compiler.function(version.rule),
            compiler.function(amount) if amount else None,
        )


@dataclass
class Assessment:
    """How a programme stands for an enterprise on a day.

    Attributes:
        verdict: one of the five.
        version: the version in force; None where there is none.
        values: the known facts that it was judged on.
    """

    programme: Programme
    version: Version | None
    verdict: Verdict
    on: date
    values: Values
    compiler: Compiler

    @cached_property
    def amount_fen(self) -> int | None:
        """What is due, in fen; None unless MET and everything it needs is known."""
        return self.potential_fen if self.verdict is Verdict.MET else None

    @cached_property
    def potential_fen(self) -> int | None:
        """What would be due if the programme were met, in fen, where it can be worked out."""
        node = self.version.amount.node if self.version and self.version.amount else None
        if node is None or self.verdict is Verdict.NOT_APPLICABLE:
            return None
        return cast("int | None", self.number(node))

    @cached_property
    def bound_fen(self) -> int | None:
        """The most that can be due, in fen, where the rule says so."""
        if self.potential_fen is not None:
            return self.potential_fen
        bound = self.version.amount.bound if self.version and self.version.amount else None
        value = self.number(bound) if bound else None
        return int(value) if value is not None else None

    def number(self, node: NumberNode) -> Any:  # noqa: ANN401 -- a number, or None
        """What a number comes to; None where it is not known exactly."""
        if has_bounds(self.values):
            low, high = values_within(node, self.values, self.compiler)
            return low if low is not None and low == high else None
        return self.compiler.function(node)(self.values)

    def truth(self, node: TruthNode) -> bool | None:
        """Whether a condition holds."""
        if has_bounds(self.values):
            return truth_within(node, self.values, self.compiler)
        return cast("bool | None", self.compiler.function(node)(self.values))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that are waited for, sorted: for the verdict, or for the amount where MET."""
        version = self.version
        nodes: list[Node] = []
        if version and self.verdict is Verdict.UNKNOWN:
            nodes = [version.rule, *([version.applies] if version.applies else [])]
        elif version and self.verdict is Verdict.MET and self.amount_fen is None:
            nodes = [version.amount.node] if version.amount and version.amount.node else []
        compiler = self.compiler
        if has_bounds(self.values):
            compiler = BoundedCompiler(compiler)
        names = (missing_facts(node, self.values, compiler) for node in nodes)
        return tuple(sorted(frozenset().union(*names)))


def assess(programme: Programme, facts: Mapping[str, FactValue], *, on: date) -> Assessment:
    """How the programme stands for the enterprise on the day of the event.

    Args:
        programme: one of a rulebook.
        facts: the known facts, as `Rulebook.read` gives them; an absent fact is unknown.
        on: the day of the event; it chooses the version.
    """
    return judge(programme, with_day(facts, on), on, programme.compiler)


def assess_all(rulebook: Rulebook, facts: Mapping[str, FactValue], *, on: date) -> list[Assessment]:
    """Every programme of the rulebook for one enterprise, in order of the ids."""
    compiler = rulebook.compiler
    values = with_day(facts, on)
    if not has_bounds(values):
        # Worked out once, for all programmes that use them.
        for name, formula in rulebook.scope.formulas.items():
            if name not in values:
                value = compiler.function(formula)(values)
                if value is not None:
                    values[name] = value
    return [judge(programme, values, on, compiler) for programme in rulebook.programmes]


def judge(programme: Programme, values: Values, on: date, compiler: Compiler) -> Assessment:
    """As `assess`, on facts that hold the day already."""
    version = programme.version_on(on)
    if version is None:
        return Assessment(programme, None, Verdict.NOT_APPLICABLE, on, values, compiler)
    if has_bounds(values):
        verdict = _verdict_within(version, values, compiler)
    else:
        plan = compiler.plan(version, Plan.of)
        verdict = _verdict(plan, values, compiler)
    return Assessment(programme, version, verdict, on, values, compiler)


def _verdict(plan: Plan, values: Values, compiler: Compiler) -> Verdict:
    """The verdict on facts that are exact."""
    if plan.applies is not None:
        applies = plan.applies(values)
        if applies is False:
            return Verdict.NOT_APPLICABLE
        if applies is None:
            return _perhaps_applied(plan.version, values, compiler)
    truth = plan.rule(values)
    if truth is None:
        return _undecided(plan.version, values, compiler)
    return Verdict.MET if truth else Verdict.UNMET


def _perhaps_applied(version: Version, values: Values, compiler: Compiler) -> Verdict:
    """The verdict where it is not known whether the 适用前提 holds."""
    if version.applies and waits_for_data(version.applies, values, compiler):
        return Verdict.UNKNOWN
    return _undecided(version, values, compiler)


def _undecided(version: Version, values: Values, compiler: Compiler) -> Verdict:
    """待补充 where some fact would help, else 待人工核验."""
    return Verdict.UNKNOWN if waits_for_data(version.rule, values, compiler) else Verdict.MANUAL


def _verdict_within(version: Version, values: Values, compiler: Compiler) -> Verdict:
    """The verdict where some facts are only bounded."""
    if version.applies is not None:
        applies = truth_within(version.applies, values, compiler)
        if applies is False:
            return Verdict.NOT_APPLICABLE
        if applies is None:
            return _perhaps_applied(version, values, BoundedCompiler(compiler))
    truth = truth_within(version.rule, values, compiler)
    if truth is not None:
        return Verdict.MET if truth else Verdict.UNMET
    return _undecided(version, values, BoundedCompiler(compiler))

"""Can this need be answered? What is there, what is missing, what to ask."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhiqiao.matching.constraints import demands
from zhiqiao.matching.facets import Facet, budget_in, deadline_in, facets_of, mode_in
from zhiqiao.matching.values import Need, Span

Level = Literal["good", "fair", "poor"]
GOOD_FROM = 0.7
FAIR_FROM = 0.4


@dataclass(frozen=True, slots=True)
class Constraint:
    """A limit the need sets, as found in its words or given in its form."""

    kind: Literal["figure", "budget", "deadline", "mode", "stage"]
    label: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask the seeker, for which facet."""

    facet: str
    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Quality 0 to 1 (weighted facets), its level, and what follows from it."""

    quality: float
    level: Level
    facets: tuple[Facet, ...]
    constraints: tuple[Constraint, ...]
    questions: tuple[Question, ...]


def diagnose(need: Need, *, on: date | None = None) -> Diagnosis:
    """What the need lacks to be answered, and the questions that would mend it.

    Deterministic: the same words give the same diagnosis. Questions come with the one first
    whose answer would raise the quality most. With `on`, a deadline before that day counts as
    missing.

    >>> found = diagnose(Need("n", "提高效率"))
    >>> found.level, found.questions[0].facet
    ('poor', 'targets')
    """
    facets = facets_of(need, on=on)
    quality = round(sum(facet.weight * facet.score for facet in facets), 3)
    missing = [facet for facet in facets if facet.score < 1.0]
    questions = tuple(
        Question(facet.name, facet.kind.ask, facet.kind.ask_english)
        for facet in sorted(missing, key=lambda facet: -facet.weight * (1.0 - facet.score))
    )
    return Diagnosis(quality, _level(quality), facets, _constraints(need), questions)


def _level(quality: float) -> Level:
    if quality >= GOOD_FROM:
        return "good"
    return "fair" if quality >= FAIR_FROM else "poor"


def _constraints(need: Need) -> tuple[Constraint, ...]:
    figures = [Constraint("figure", each.span.text, each.span) for each in demands(need)]
    return (*figures, *_form_constraints(need))


def _form_constraints(need: Need) -> list[Constraint]:
    found: list[Constraint] = []
    money = budget_in(need)
    if need.budget_fen is not None:
        found.append(Constraint("budget", f"预算 {need.budget_fen / 1_000_000:.12g} 万元", money))
    elif money:
        found.append(Constraint("budget", money.text, money))
    deadline = deadline_in(need)
    if need.deadline_on:
        found.append(Constraint("deadline", f"{need.deadline_on:%Y-%m-%d} 前", deadline))
    elif deadline:
        found.append(Constraint("deadline", deadline.text, deadline))
    mode = mode_in(need)
    if need.mode or mode:
        found.append(Constraint("mode", need.mode or (mode.text if mode else ""), mode))
    if need.stage:
        found.append(Constraint("stage", need.stage, None))
    return found

"""Which questions to ask next: few, and those that decide the most money.

A programme that waits for facts is decided for sure once every one of its missing facts is known.
Choosing so many facts that the programmes they wholly cover come to the most money is hard in
general, so this is greedy, and holds to this much: what it plans decides at least as much money as
any one programme that fits the limit; where every programme waits for one fact only, nothing
decides more; no question can be left out without deciding less.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zhiqiao.policy.assess import judge
from zhiqiao.policy.closures import with_day
from zhiqiao.policy.programme import Programme
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.values import FactValue, Verdict

QUESTIONS_MAX = 5


@dataclass(frozen=True)
class Question:
    """A fact to ask for.

    Attributes:
        fact: its name.
        text: the question as the dictionary words it.
        decides: the programmes that need it and are decided once the whole plan is answered; one
            that needs two questions stands under both.
        at_stake_fen: the most that those can pay together, as far as it is known.
        is_money_known: whether that is known of each of them.
    """

    fact: str
    text: str
    decides: tuple[str, ...]
    at_stake_fen: int
    is_money_known: bool


@dataclass(frozen=True)
class Waiting:
    """A programme that waits for facts, and what it can pay; None is unknown."""

    id: str
    missing: frozenset[str]
    most_fen: int | None


def ask_next(
    rulebook: Rulebook,
    facts: Mapping[str, FactValue],
    *,
    on: date,
    limit: int = QUESTIONS_MAX,
    programmes: Iterable[Programme] | None = None,
) -> tuple[Question, ...]:
    """The questions to ask next, in the order to ask them.

    Args:
        rulebook: with the dictionary that words the questions.
        facts: the known facts, as `Rulebook.read` gives them.
        on: the day of the event.
        limit: how many questions there may be.
        programmes: those that count; all of the rulebook if left out.
    """
    values = with_day(facts, on)
    waiting: list[Waiting] = []
    for programme in rulebook.programmes if programmes is None else programmes:
        found = judge(programme, values, on, rulebook.compiler)
        if found.verdict is Verdict.UNKNOWN and found.missing:
            waiting.append(Waiting(programme.id, frozenset(found.missing), found.bound_fen))
    plan = chosen_facts(waiting, limit)
    covered = [each for each in waiting if each.missing <= set(plan)]
    questions: list[Question] = []
    for name in plan:
        served = [each for each in covered if name in each.missing]
        fact = rulebook.dictionary.get(name)
        questions.append(
            Question(
                fact=name,
                text=fact.question if fact and fact.question else f"请提供：{name}",
                decides=tuple(each.id for each in served),
                at_stake_fen=sum(each.most_fen or 0 for each in served),
                is_money_known=all(each.most_fen is not None for each in served),
            )
        )
    return tuple(questions)


def chosen_facts(waiting: Iterable[Waiting], limit: int) -> list[str]:
    """At most so many facts, by what they decide together; see the module for what holds.

    The money of all that a programme's facts newly decide, per new fact; ties by the number of
    programmes per new fact, then by names. Where nothing fits the limit, the facts of the smallest
    programme, as many as may be asked.
    """
    every = list(waiting)
    if not every or limit < 1:
        return []
    greedy = _greedy(every, limit)
    fitting = [sorted(each.missing) for each in every if len(each.missing) <= limit]
    if not fitting:
        smallest = min(every, key=lambda each: (len(each.missing), -(each.most_fen or 0), each.id))
        return sorted(smallest.missing)[:limit]
    alone = min(fitting, key=lambda names: (*_unworth(every, names), len(names), names))
    best = min((greedy, alone), key=lambda names: _unworth(every, names))
    return _without_redundant(every, best)


def _greedy(every: list[Waiting], limit: int) -> list[str]:
    """Programme by programme, that whose facts decide the most per new fact."""
    plan: list[str] = []
    while True:
        known = frozenset(plan)
        candidates = {
            each.missing - known
            for each in every
            if each.missing - known and len(each.missing - known) <= limit - len(plan)
        }
        if not candidates:
            return plan
        gained = {names: _gain(every, known, names) for names in candidates}
        best = min(candidates, key=lambda names: (*gained[names], sorted(names)))
        plan += sorted(best)


def _gain(
    every: list[Waiting], known: frozenset[str], names: frozenset[str]
) -> tuple[Fraction, Fraction]:
    """What asking these adds per question, money first; the best is the least."""
    after = known | names
    new = [each for each in every if each.missing <= after and not each.missing <= known]
    money_fen = sum(each.most_fen or 0 for each in new)
    return Fraction(-money_fen, len(names)), Fraction(-len(new), len(names))


def _unworth(every: list[Waiting], names: Iterable[str]) -> tuple[int, int]:
    """The money and the number of the programmes that are decided; the best is the least."""
    known = frozenset(names)
    covered = [each for each in every if each.missing <= known]
    return -sum(each.most_fen or 0 for each in covered), -len(covered)


def _without_redundant(every: list[Waiting], plan: list[str]) -> list[str]:
    """The plan without facts that no programme it decides needs."""
    known = frozenset(plan)
    needed = frozenset().union(*(each.missing for each in every if each.missing <= known))
    return [name for name in plan if name in needed]

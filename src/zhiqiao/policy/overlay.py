"""A rulebook with other texts in place of some of its programmes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from zhiqiao.policy.errors import PolicyError, Severity
from zhiqiao.policy.exclusion import exclusion_problems
from zhiqiao.policy.programme import Programme
from zhiqiao.policy.programme_reading import read_programme
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.values import DateRange


def read_over(rulebook: Rulebook, text: str, file: str) -> Programme:
    """The programme of a text, compiled as the programmes of the rulebook are.

    Raises:
        PolicyError: with every problem of the text.
    """
    programme, problems = read_programme(text, file, rulebook.scope)
    errors = [each for each in problems if each.severity is Severity.ERROR]
    if programme is None or errors:
        raise PolicyError(errors)
    return programme


def laid_over(rulebook: Rulebook, programmes: Mapping[str, Programme]) -> Rulebook:
    """The rulebook in which these programmes, by id, stand in place of its own or beside them.

    Args:
        rulebook: what they are laid over.
        programmes: as `read_over` read them.

    Raises:
        PolicyError: together they give way to each other in a circle, or name one that is missing.
    """
    known = {each.id: each for each in rulebook.programmes} | dict(programmes)
    ordered = tuple(known[id_] for id_ in sorted(known))
    problems = exclusion_problems(ordered)
    if problems:
        raise PolicyError(problems)
    return replace(rulebook, programmes=ordered)


def repealed(programme: Programme, on: date) -> Programme:
    """The programme without effect from that day on; what was before stays as it was."""
    versions = (replace(version, valid=_ended(version.valid, on)) for version in programme.versions)
    return replace(programme, versions=tuple(versions))


def _ended(valid: DateRange, on: date) -> DateRange:
    """The days before the given one; of a version that begins later, none."""
    end_on = min(valid.end_on or on, on)
    if valid.start_on is not None and end_on < valid.start_on:
        end_on = valid.start_on
    return DateRange(valid.start_on, end_on)

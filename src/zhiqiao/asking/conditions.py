"""A version's conditions in plain words: what is wanted of whom, without the rules' syntax."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from zhiqiao.policy.assess import assess
from zhiqiao.policy.explain import EXCLUSION, Finding, findings, want
from zhiqiao.policy.language.nodes import TruthFact
from zhiqiao.policy.programme import Leaf, Programme, Version
from zhiqiao.policy.showing import Showing
from zhiqiao.policy.values import Fact

WHETHER = "是否"
EXCLUDED = "排除情形："
SYNTAX = str.maketrans({"[": "", "]": "", '"': ""})


def conditions_of(
    programme: Programme, version: Version, facts: Mapping[str, Fact], *, on: date
) -> Iterator[tuple[Leaf, str]]:
    """Every leaf of the version with its words, those of 适用前提 first.

    A version that is not in force on the day is told as of one when it was; `facts` is the
    rulebook's dictionary.
    """
    day = _day_within(version, on)
    showing = Showing(facts)
    for each in findings(assess(programme, {}, on=day), facts):
        yield each.said.leaf, _plain(each, showing)


def _day_within(version: Version, on: date) -> date:
    days = version.valid
    if days.holds(on):
        return on
    return days.start_on or (days.end_on - timedelta(days=1) if days.end_on else on)


def _plain(finding: Finding, showing: Showing) -> str:
    """Its subject and what is wanted; the rule's own words where it speaks of several things."""
    written = plainly(finding.text)
    if finding.kind == EXCLUSION:
        return f"{EXCLUDED}{written.removeprefix(WHETHER)}"
    rule = getattr(finding.said.leaf, "rule", None)
    if isinstance(rule, TruthFact):
        return f"{rule.name}：{want(finding)}"
    subjects = {atom.subject for atom in finding.said.atoms(showing)}
    if len(subjects) != 1 or not (subject := subjects.pop()) or finding.said.is_plain:
        return written
    return f"{subject} {want(finding)}"


def plainly(source: str) -> str:
    """A rule's own line without the signs that only its reader needs."""
    return source.translate(SYNTAX).replace(", ", "、")

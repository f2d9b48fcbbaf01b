"""How many of a rule's conditions an organisation meets, and how far it is off."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhiqiao.policy import Assessment, Verdict
from zhiqiao.policy.explain import Finding, findings, gap
from zhiqiao.policy.language.nodes import All, Clause, Compare, Has, Manual, TruthNode
from zhiqiao.policy.missing import waits_for_data
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.showing import Language


@dataclass(frozen=True, slots=True)
class Standing:
    """The conditions of a rule, counted; alternatives (任一满足) count as one condition.

    Attributes:
        met: that hold.
        lacking: that do not.
        unknown: that wait for a fact.
        manual: that a person decides.
    """

    met: int = 0
    lacking: int = 0
    unknown: int = 0
    manual: int = 0

    @property
    def total(self) -> int:
        """All conditions."""
        return self.met + self.lacking + self.unknown + self.manual


def standing_of(assessment: Assessment) -> Standing:
    """The conditions of the rule in force, counted; nothing where there is none."""
    version = assessment.version
    if version is None:
        return Standing()
    counts = {"met": 0, "lacking": 0, "unknown": 0, "manual": 0}
    for root in (version.applies, version.rule):
        for item in _conditions(root) if root else ():
            counts[_state(item, assessment)] += 1
    return Standing(**counts)


def _conditions(node: TruthNode) -> Iterator[TruthNode]:
    """What must hold side by side."""
    if isinstance(node, All):
        for item in node.items:
            yield from _conditions(item)
    else:
        yield node


def _state(item: TruthNode, assessment: Assessment) -> str:
    truth = assessment.truth(item)
    if truth is not None:
        return "met" if truth else "lacking"
    is_open = isinstance(item, Manual) or not waits_for_data(
        item, assessment.values, assessment.compiler
    )
    return "manual" if is_open else "unknown"


def gaps_of(assessment: Assessment, book: Rulebook, language: Language) -> tuple[str, ...]:
    """How far it is off, for each deciding condition that can be measured (还差 1.2 个百分点)."""
    if assessment.verdict is not Verdict.UNMET:
        return ()
    found = (gap(each, language) for each in deciding(assessment, book))
    return tuple(dict.fromkeys(each for each in found if each))


def deciding(assessment: Assessment, book: Rulebook) -> list[Finding]:
    """The leaves for which the verdict is not MET."""
    return [each for each in findings(assessment, book.dictionary) if each.is_deciding]


def is_nearly_met(assessment: Assessment, book: Rulebook) -> bool:
    """Whether one condition is all that lacks, and one that an organisation can work on.

    That is a number to reach or a title to gain; not where it is registered.
    """
    standing = standing_of(assessment)
    if assessment.verdict is not Verdict.UNMET or standing.lacking != 1 or standing.unknown:
        return False
    leaves = [each.said.leaf for each in deciding(assessment, book)]
    return all(
        isinstance(leaf, Clause) and not leaf.is_exclusion and isinstance(leaf.rule, Compare | Has)
        for leaf in leaves
    )

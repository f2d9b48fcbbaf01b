"""Assessments as objects for programs."""

from zhiqiao.cli.language import language
from zhiqiao.policy import Assessment, Rulebook
from zhiqiao.policy.explain import Finding, findings, gap, have, want
from zhiqiao.policy.sentences import sentence, summary
from zhiqiao.policy.working import WorkedLine, worked


def assessment_object(assessment: Assessment, rulebook: Rulebook) -> dict[str, object]:
    """How a programme stands for the enterprise, and why."""
    version = assessment.version
    return {
        "programme": assessment.programme.id,
        "name": assessment.programme.name,
        "version": version.label if version else None,
        "verdict": assessment.verdict.value,
        "verdict_zh": assessment.verdict.chinese,
        "amount_fen": assessment.amount_fen,
        "potential_fen": assessment.potential_fen,
        "bound_fen": assessment.bound_fen,
        "missing_facts": list(assessment.missing),
        "summary": summary(assessment, language()),
        "to_verify": bool(version and version.to_verify),
        "findings": [finding_object(each) for each in findings(assessment, rulebook.dictionary)],
        "worked": [_line(each) for each in worked(assessment, rulebook.dictionary, language())],
    }


def finding_object(finding: Finding) -> dict[str, object]:
    """One clause: what there is, what is wanted, and what follows."""
    spoken = language()
    return {
        "id": finding.id,
        "kind": finding.kind,
        "state": finding.state.value,
        "truth": finding.truth,
        "text": finding.text,
        "note": finding.note,
        "have": have(finding, spoken),
        "want": want(finding, spoken),
        "gap": gap(finding, spoken),
        "sentence": sentence(finding, spoken),
        "citation": finding.citation,
        "missing_facts": list(finding.missing),
        "is_deciding": finding.is_deciding,
        "to_verify": finding.is_to_verify,
    }


def _line(line: WorkedLine) -> dict[str, object]:
    """One line of a calculation; a number that is no whole fen is exact as a fraction."""
    number = line.number
    return {
        "label": line.label,
        "shown": line.shown,
        "number": number if number is None or isinstance(number, int) else str(number),
        "kind": line.kind,
        "note": line.note,
    }

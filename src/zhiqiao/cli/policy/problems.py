"""Problems of rules, facts and imports as objects for programs."""

from zhiqiao.cli.language import language
from zhiqiao.policy.errors import Problem
from zhiqiao.policy.wording import describe_problem
from zhiqiao.rulefiles.importing import ImportProblem, describe_import_problem


def problem_object(problem: Problem) -> dict[str, object]:
    """One problem of rules or facts."""
    return {
        "kind": str(problem.kind),
        "severity": str(problem.severity),
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": describe_problem(problem, language()),
    }


def import_problem_object(problem: ImportProblem) -> dict[str, object]:
    """One problem of rules of another system."""
    return {
        "kind": str(problem.kind),
        "severity": "error",
        "where": problem.where,
        "found": problem.found,
        "message": describe_import_problem(problem, language()),
    }

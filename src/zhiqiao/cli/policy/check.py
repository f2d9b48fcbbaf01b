"""`zhiqiao policy check`: whether rules can be used, and what an officer should look at."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer
from rich.text import Text

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.output import emit, stderr, stdout, working
from zhiqiao.cli.policy.loading import day_of, rulebook_of
from zhiqiao.cli.policy.problems import problem_object
from zhiqiao.common import describe
from zhiqiao.policy import PolicyError
from zhiqiao.policy.check import Report, check_rulebook
from zhiqiao.policy.errors import Problem, Severity

REFUSED = 1
PROBLEMS_SHOWN = 50


def perform(folder: Path | None, *, on: str | None, as_json: bool) -> None:
    """Checks and prints; ends with status 1 where something must be mended."""
    day = day_of(on)
    error: PolicyError | None = None
    report: Report | None = None
    try:
        report = _report(folder, day)
        problems: Sequence[Problem] = report.problems
    except PolicyError as found:
        error, problems = found, found.problems
    ordered = sorted(problems, key=lambda each: each.severity is not Severity.ERROR)
    if as_json:
        emit(_result(day, report, ordered, error))
    _show(report, ordered, error, is_quiet=as_json)
    if report is None or not report.is_sound:
        raise typer.Exit(REFUSED)


def _report(folder: Path | None, day: date) -> Report:
    """Reads and checks the rules."""
    rulebook = rulebook_of(folder)
    with working(tr("检查", "Checking")):
        return check_rulebook(rulebook, on=day)


def _result(
    day: date, report: Report | None, problems: Sequence[Problem], error: PolicyError | None
) -> dict[str, object]:
    """What `--json` prints; `error` only where the rules cannot even be read."""
    objects = [problem_object(each) for each in problems]
    errors = sum(each.severity is Severity.ERROR for each in problems)
    found: dict[str, object] = {"on": day.isoformat(), "is_sound": not errors}
    if error is not None:
        rows = [each["message"] for each in objects]
        told = {"code": str(error.code), "message": describe(error, language()), "rows": rows}
        found["error"] = told | {"problems": objects}
    if report is not None:
        found |= {"programmes": report.programmes, "versions": report.versions}
        found |= {"cases": report.cases, "passed": report.passed}
    return found | {"errors": errors, "warnings": len(problems) - errors, "problems": objects}


def _show(
    report: Report | None,
    problems: Sequence[Problem],
    error: PolicyError | None,
    *,
    is_quiet: bool,
) -> None:
    """Prints the problems, errors first, and how much was checked."""
    if error is not None:
        stderr().print(Text(describe(error, language()), style="bold red"), soft_wrap=True)
    for each in problems[:PROBLEMS_SHOWN]:
        is_error = each.severity is Severity.ERROR
        label = tr("错误", "error") if is_error else tr("提醒", "warning")
        style = "bold red" if is_error else "yellow"
        message = str(problem_object(each)["message"])
        stderr().print(Text.assemble((label, style), " ", message), soft_wrap=True)
    more = len(problems) - PROBLEMS_SHOWN
    if more > 0:
        text = tr(f"…… 还有 {more} 处，--json 列出全部", f"… and {more} more; --json lists all")
        stderr().print(Text(text, style="dim"), soft_wrap=True)
    if report is None or is_quiet:
        return
    errors = len(report.errors)
    warnings = len(problems) - errors
    text = tr(
        f"{report.programmes} 个事项，{report.versions} 个版本；用例 {report.passed}/{report.cases}"
        f" 通过；{errors} 处错误，{warnings} 处提醒。",
        f"{report.programmes} programmes, {report.versions} versions; {report.passed} of"
        f" {report.cases} cases pass; {errors} errors, {warnings} warnings.",
    )
    stdout().print(Text(text), soft_wrap=True)

"""Checks a rulebook before it is used: its cases, its sources, and rules that do nothing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from zhiqiao.policy.assess import Assessment, judge
from zhiqiao.policy.closures import with_day
from zhiqiao.policy.dead_rules import dead_rules
from zhiqiao.policy.errors import PolicyError, Problem, ProblemKind, Severity
from zhiqiao.policy.language.nodes import Manual
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.rulebook import Rulebook
from zhiqiao.policy.showing import Showing, joined, money
from zhiqiao.policy.values import Case, CaseExpectation, Verdict

CASES_MIN = 6
AUTOMATIC = "免申即享"
NONE = "无"


@dataclass(frozen=True)
class Report:
    """What checking found.

    Attributes:
        problems: errors and warnings, those of reading first, then programme by programme.
        cases: how many inline cases there are; `passed` of them came out as expected.
    """

    problems: tuple[Problem, ...]
    cases: int
    passed: int
    programmes: int
    versions: int

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that forbid the use."""
        return tuple(each for each in self.problems if each.severity is Severity.ERROR)

    @property
    def is_sound(self) -> bool:
        """Whether nothing forbids the use."""
        return not self.errors


def check_rulebook(rulebook: Rulebook, *, on: date | None = None) -> Report:
    """Runs every inline case and looks for what is missing, dead or out of date.

    Args:
        rulebook: what `Rulebook.of` read; its warnings are part of the report.
        on: the day of checking, for rules that have expired; None asks nothing of that.
    """
    problems = list(rulebook.warnings)
    showing = Showing(rulebook.dictionary)
    cases = passed = 0
    for programme in rulebook.programmes:
        for case in programme.cases:
            wrong = case_problem(rulebook, programme, case)
            cases, passed = cases + 1, passed + (wrong is None)
            problems += [wrong] if wrong else []
        problems += _case_kinds(programme)
        for version in programme.versions:
            problems += _sources(version)
            problems += dead_rules(version, showing, rulebook.compiler)
        problems += _expiry(programme, on) if on is not None else []
    problems += _lonely_groups(rulebook)
    versions = sum(len(programme.versions) for programme in rulebook.programmes)
    return Report(tuple(problems), cases, passed, len(rulebook.programmes), versions)


def case_problem(rulebook: Rulebook, programme: Programme, case: Case) -> Problem | None:
    """CASE_WRONG with what was wanted and what came out; None where the case passes."""
    wanted = case.expected
    try:
        values = rulebook.read(case.facts, file=case.place.file)
    except PolicyError as error:
        return _case_wrong(case, str(error))
    found = judge(programme, with_day(values, case.on), case.on, rulebook.compiler)
    if _agrees(wanted, found):
        return None
    return _case_wrong(case, _found(wanted, found))


def _case_wrong(case: Case, found: str) -> Problem:
    """A case that came out otherwise."""
    data: dict[str, object] = {
        "name": case.name,
        "wanted": _wanted(case.expected),
        "found": found,
    }
    return Problem(ProblemKind.CASE_WRONG, case.place, data)


def _amount_fen(found: Assessment) -> int | None:
    """The amount that a case's 金额 is about."""
    return found.amount_fen if found.verdict is Verdict.MET else found.potential_fen


def _agrees(wanted: CaseExpectation, found: Assessment) -> bool:
    """Whether everything that is expected came out."""
    return (
        found.verdict is wanted.verdict
        and (wanted.amount_fen is None or _amount_fen(found) == wanted.amount_fen)
        and (not wanted.has_no_amount or found.amount_fen is None)
        and (wanted.missing is None or tuple(sorted(wanted.missing)) == found.missing)
    )


def _wanted(wanted: CaseExpectation) -> str:
    """What is expected, in words."""
    parts = [wanted.verdict.chinese]
    if wanted.has_no_amount:
        parts.append(f"金额{NONE}")
    elif wanted.amount_fen is not None:
        parts.append(f"金额 {money(wanted.amount_fen)}")
    if wanted.missing is not None:
        parts.append(f"缺少{joined(sorted(wanted.missing), 'zh') or NONE}")
    return "，".join(parts)


def _found(wanted: CaseExpectation, found: Assessment) -> str:
    """What came out, of what is expected."""
    parts = [found.verdict.chinese]
    if wanted.has_no_amount or wanted.amount_fen is not None:
        amount_fen = found.amount_fen if wanted.has_no_amount else _amount_fen(found)
        parts.append(f"金额{NONE}" if amount_fen is None else f"金额 {money(amount_fen)}")
    if wanted.missing is not None:
        parts.append(f"缺少{joined(found.missing, 'zh') or NONE}")
    return "，".join(parts)


def _case_kinds(programme: Programme) -> list[Problem]:
    """Too few cases, and kinds that no case is of."""
    warnings: list[Problem] = []
    count = len(programme.cases)
    if count < CASES_MIN:
        data: dict[str, object] = {"found": count, "wanted": CASES_MIN}
        warnings.append(_warning(ProblemKind.CASES_TOO_FEW, programme, data))
    verdicts = {case.expected.verdict for case in programme.cases}
    days = {case.on for case in programme.cases}
    wanted = {"符合或待人工核验": bool(verdicts & {Verdict.MET, Verdict.MANUAL})}
    if any(version.facts() for version in programme.versions):
        wanted["不符合"] = Verdict.UNMET in verdicts
        wanted["待补充"] = Verdict.UNKNOWN in verdicts
    for version in programme.versions:
        start, end = version.valid.start_on, version.valid.end_on
        if start is not None and start > date.min:
            before = start - timedelta(days=1)
            wanted[f"生效前一日（{before}）"] = before in days
        if end is not None:
            wanted[f"失效后一日（{end}）"] = end in days
    return warnings + [
        _warning(ProblemKind.CASE_KIND_MISSING, programme, {"wanted": kind})
        for kind, is_there in wanted.items()
        if not is_there
    ]


def _warning(kind: ProblemKind, programme: Programme, data: dict[str, object]) -> Problem:
    """A warning about a programme."""
    return Problem(kind, programme.place, data, Severity.WARNING)


def _sources(version: Version) -> list[Problem]:
    """A version without a citation, and one that says 免申即享 but is never automatic."""
    found: list[Problem] = []
    if not version.citations:
        found.append(Problem(ProblemKind.CITATION_MISSING, version.place))
    if version.mode == AUTOMATIC and not version.is_automatic:
        why = "；".join(_obstacles(version))
        found.append(
            Problem(ProblemKind.TRUST_TOO_LOW, version.place, {"why": why}, Severity.WARNING)
        )
    return found


def _obstacles(version: Version) -> list[str]:
    """Why a version that says 免申即享 is never paid automatically."""
    trusts = [version.trust, *(leaf.trust for leaf in version.leaves if leaf.trust)]
    reasons = {
        "可信为 C 或 R": not all(trust.is_verified for trust in trusts),
        "有效期不详": version.has_unknown_dates,
        "有人工核验项": any(isinstance(leaf, Manual) for leaf in version.leaves),
        "没有可算的金额": version.amount is None or version.amount.node is None,
    }
    return [reason for reason, holds in reasons.items() if holds]


def _expiry(programme: Programme, on: date) -> list[Problem]:
    """A programme whose last version has ended."""
    ends = [version.valid.end_on for version in programme.versions]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends) or not known or max(known) > on:
        return []
    last = max(programme.versions, key=lambda version: version.valid.end_on or date.max)
    end = max(known) - timedelta(days=1)
    data: dict[str, object] = {"end": end.isoformat()}
    return [Problem(ProblemKind.VERSION_EXPIRED, last.place, data, Severity.WARNING)]


def _lonely_groups(rulebook: Rulebook) -> list[Problem]:
    """互斥 groups in which no two programmes meet."""
    groups = Counter(
        group
        for programme in rulebook.programmes
        for group in {each.exclusion.group for each in programme.versions if each.exclusion}
    )
    return [
        Problem(
            ProblemKind.DEAD_RULE,
            version.place,
            {"why": f"互斥组「{version.exclusion.group}」只有这一个事项"},
            Severity.WARNING,
        )
        for programme in rulebook.programmes
        for version in programme.versions
        if version.exclusion and groups[version.exclusion.group] == 1
    ]

"""Checks a text as it is being written: what is wrong and where, and how its cases come out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from zhiqiao.policy import Rulebook
from zhiqiao.policy.check import case_problem, check_rulebook
from zhiqiao.policy.dictionary import scope_of
from zhiqiao.policy.errors import Problem, ProblemKind, Severity
from zhiqiao.policy.exclusion import exclusion_problems
from zhiqiao.policy.language.nodes import Pool
from zhiqiao.policy.programme import Programme
from zhiqiao.policy.programme_reading import read_programme
from zhiqiao.policy.showing import Language
from zhiqiao.policy.wording import describe_problem
from zhiqiao.web.accounts.models import Organisation
from zhiqiao.web.drafts.models import TEXT_CHARS_MAX, TEXT_LINES_MAX
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.rulebook.current import rulebook
from zhiqiao.web.rulebook.departments import is_led_by

LONELY_GROUP = "互斥组"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing about a line: what is wrong and how to mend it."""

    line: int
    column: int
    words: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one of the rule's own cases came out; `words` says what was wanted and found."""

    name: str
    line: int
    is_passed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a text found; `programme` is None where it cannot be read."""

    programme: Programme | None
    book: Rulebook
    told: tuple[Told, ...]
    cases: tuple[CaseResult, ...] = ()

    @property
    def errors(self) -> int:
        """How many things forbid its publication."""
        return sum(each.is_error for each in self.told)

    @property
    def warnings(self) -> int:
        """How many things a person should look at."""
        return len(self.told) - self.errors

    @property
    def passed(self) -> int:
        """How many cases came out as they should."""
        return sum(each.is_passed for each in self.cases)

    @property
    def is_sound(self) -> bool:
        """Whether nothing forbids its publication."""
        return self.programme is not None and not self.errors


def check_text(text: str, *, organisation: Organisation, programme_id: str) -> Checked:
    """Reads the text beside the rules in force, runs its cases, and looks at whose it is.

    Args:
        text: the YAML of one programme.
        organisation: the department that writes it.
        programme_id: what it must be called.
    """
    book = rulebook()
    if words := too_long(text):
        return Checked(None, book, (Told(1, 1, words, True),))  # noqa: FBT003
    scope = scope_of(book.dictionary, Pool())
    programme, problems = read_programme(text, "", scope)
    alone = replace(
        book, programmes=(programme,) if programme else (), scope=scope, compiler=scope.compiler
    )
    if programme is None:
        return Checked(None, alone, _in_order(_told(each) for each in problems))
    found = [*problems, *_beside(programme, book), *_of_rule(alone)]
    told = [_told(each) for each in found]
    told += _ownership(programme, organisation, programme_id)
    return Checked(programme, alone, _in_order(told), _cases(programme, alone))


def too_long(text: str) -> str:
    """What to say of a text that is too long to be written here; "" of any other."""
    lines = len(text.splitlines())
    if len(text) <= TEXT_CHARS_MAX and lines <= TEXT_LINES_MAX:
        return ""
    words = _(
        "规则太长：有 %(chars)s 个字、%(lines)s 行，最多 %(chars_max)s 个字、%(lines_max)s 行。"
        "请拆成几个事项。"
    )
    most = {"chars_max": TEXT_CHARS_MAX, "lines_max": TEXT_LINES_MAX}
    return words % {"chars": len(text), "lines": lines, **most}


def _told(problem: Problem) -> Told:
    words = describe_problem(problem, page_language())
    is_error = problem.severity is Severity.ERROR
    return Told(problem.place.line, problem.place.column, words, is_error)


def _in_order(told: Iterable[Told]) -> tuple[Told, ...]:
    """Errors first, then by place; the same thing is told once."""
    return tuple(sorted(set(told), key=lambda each: (not each.is_error, each.line, each.column)))


def _beside(programme: Programme, book: Rulebook) -> list[Problem]:
    """Whether it goes with the other rules in force."""
    others = [each for each in book.programmes if each.id != programme.id]
    return exclusion_problems(sorted([*others, programme], key=lambda each: each.id))


def _of_rule(alone: Rulebook) -> list[Problem]:
    """Sources, dead rules and kinds of cases; the cases themselves are told one by one."""
    problems = check_rulebook(alone).problems
    return [
        each
        for each in problems
        if each.kind is not ProblemKind.CASE_WRONG
        and not str(each.data.get("why", "")).startswith(LONELY_GROUP)
    ]


def _cases(programme: Programme, book: Rulebook) -> tuple[CaseResult, ...]:
    language = page_language()
    return tuple(
        CaseResult(case.name, case.place.line, wrong is None, _case_words(wrong, language))
        for case in programme.cases
        for wrong in (case_problem(book, programme, case),)
    )


def _case_words(problem: Problem | None, language: Language) -> str:
    return describe_problem(problem, language) if problem else ""


def _ownership(
    programme: Programme, organisation: Organisation, programme_id: str
) -> Iterable[Told]:
    """Why the department may not publish this."""
    line = programme.place.line
    if programme.id != programme_id:
        words = _(
            "编号应当是「%(wanted)s」，这里写的是「%(found)s」。请改回来；要另立事项就新建一份草稿。"
        )
        yield Told(line, 1, words % {"wanted": programme_id, "found": programme.id}, True)  # noqa: FBT003
    if not is_led_by(programme, organisation):
        words = _(
            "部门写的是「%(found)s」，要由本部门（%(own)s）牵头。请把本部门的名称写在「部门」的最前面。"
        )
        told = words % {"found": programme.department or "–", "own": organisation.name}
        yield Told(line, 1, told, True)  # noqa: FBT003
    elif leads(organisation, programme.id) is False:
        words = _("「%(id)s」由别的部门牵头，要由它来改。要另立事项，请换一个编号。")
        yield Told(line, 1, words % {"id": programme.id}, True)  # noqa: FBT003


def leads(organisation: Organisation, programme_id: str) -> bool | None:
    """Whether the department leads the programme in force; None where there is none."""
    found = rulebook().programme(programme_id)
    return None if found is None else is_led_by(found, organisation)

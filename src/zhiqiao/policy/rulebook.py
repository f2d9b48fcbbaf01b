"""A rulebook: programmes that were read against one facts dictionary, compiled and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhiqiao.policy.closures import Compiler
from zhiqiao.policy.dictionary import read_dictionary, scope_of
from zhiqiao.policy.errors import PolicyError, Problem, ProblemKind, Severity
from zhiqiao.policy.exclusion import exclusion_problems
from zhiqiao.policy.facts import read_facts
from zhiqiao.policy.language.nodes import Pool
from zhiqiao.policy.language.scope import Scope
from zhiqiao.policy.programme import Programme, Version
from zhiqiao.policy.programme_reading import read_programme
from zhiqiao.policy.values import Fact, FactValue

FACTS_FILE = "facts.yaml"


@dataclass(frozen=True)
class Rulebook:
    """Programmes in order of their ids, the facts they speak of, and what compiles them.

    >>> book = Rulebook.of({"a.yaml": EXAMPLE}, EXAMPLE_FACTS)
    >>> [programme.id for programme in book.programmes]
    ['A']
    """

    programmes: tuple[Programme, ...]
    dictionary: Mapping[str, Fact]
    scope: Scope
    compiler: Compiler
    warnings: tuple[Problem, ...] = ()

    @classmethod
    def of(
        cls, texts: Mapping[str, str], facts_text: str, *, facts_file: str = FACTS_FILE
    ) -> "Rulebook":
        """The rulebook of programme files and a facts dictionary.

        Args:
            texts: file name to YAML.
            facts_text: the YAML of the dictionary.
            facts_file: its file name, for messages.

        Raises:
            PolicyError: with every problem of every file.
        """
        dictionary = read_dictionary(facts_text, facts_file)
        scope = scope_of(dictionary, Pool())
        programmes: dict[str, Programme] = {}
        problems: list[Problem] = []
        for file, text in texts.items():
            programme, found = read_programme(text, file, scope)
            problems.extend(found)
            if programme is None:
                continue
            if programme.id in programmes:
                first = programmes[programme.id].place.file
                data: dict[str, object] = {"id": programme.id, "first": first}
                problems.append(Problem(ProblemKind.ID_TWICE, programme.place, data))
            programmes[programme.id] = programme
        ordered = tuple(programmes[id_] for id_ in sorted(programmes))
        errors = [each for each in problems if each.severity is Severity.ERROR]
        if not errors:
            errors = exclusion_problems(ordered)
        if errors:
            raise PolicyError(errors)
        warnings = tuple(each for each in problems if each.severity is Severity.WARNING)
        return cls(ordered, dictionary, scope, scope.compiler, warnings)

    def read(self, given: Mapping[str, object], *, file: str = "") -> dict[str, FactValue]:
        """The known facts of one enterprise; see `read_facts`."""
        return read_facts(given, self.dictionary, file=file)

    def programme(self, id_: str) -> Programme | None:
        """The programme of an id."""
        return next((each for each in self.programmes if each.id == id_), None)

    def in_force(self, on: date) -> list[tuple[Programme, Version]]:
        """The programmes that have a version in force on the day, each with it."""
        found = [(programme, programme.version_on(on)) for programme in self.programmes]
        return [(programme, version) for programme, version in found if version is not None]


EXAMPLE_FACTS = "员工人数: {类型: 整数, 单位: 人}\n研发费用: {类型: 金额, 单位: 万元}\n"
EXAMPLE = """
事项: 研发补助
编号: A
可信: A
版本:
- 有效期: {自: 2026-01-01, 至: 长期}
  依据: [{文件: 示例}]
  兑现方式: 申报审核
  条件:
  - {判断: 员工人数 不少于 10人}
  - {判断: 研发费用 不低于 100万元}
  金额: {基数: 研发费用, 比例: 10%, 上限: 50万元}
"""

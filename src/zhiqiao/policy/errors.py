"""What the policy engine refuses, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from zhiqiao.common import ErrorCode, ZhiqiaoError
from zhiqiao.policy.values import Place


class ProblemKind(StrEnum):
    """Every way a rule, a facts dictionary or facts can be wrong. Each has wording in `wording`."""

    # the YAML itself
    YAML_BROKEN = "yaml_broken"
    YAML_TOO_LARGE = "yaml_too_large"
    YAML_TOO_DEEP = "yaml_too_deep"
    YAML_ALIAS = "yaml_alias"
    YAML_TAG = "yaml_tag"
    KEY_TWICE = "key_twice"
    # its shape
    KEY_MISSING = "key_missing"
    KEY_UNKNOWN = "key_unknown"
    MAPPING_WANTED = "mapping_wanted"
    LIST_WANTED = "list_wanted"
    TEXT_WANTED = "text_wanted"
    EMPTY = "empty"
    WORD_UNKNOWN = "word_unknown"
    DATE_WRONG = "date_wrong"
    DATES_REVERSED = "dates_reversed"
    WHOLE_NUMBER_WANTED = "whole_number_wanted"
    COUNT_WRONG = "count_wrong"
    ONE_FORM_WANTED = "one_form_wanted"
    # the expression language
    CHARACTER_UNKNOWN = "character_unknown"
    QUOTE_OPEN = "quote_open"
    EXPRESSION_BROKEN = "expression_broken"
    EXPRESSION_ENDS = "expression_ends"
    MIXED_LOGIC = "mixed_logic"
    TOO_DEEP = "too_deep"
    # names, types and units
    FACT_UNKNOWN = "fact_unknown"
    FACT_TWICE = "fact_twice"
    PARAMETER_HIDES_FACT = "parameter_hides_fact"
    FORMULA_CYCLE = "formula_cycle"
    TYPE_WRONG = "type_wrong"
    UNIT_WRONG = "unit_wrong"
    UNIT_MISSING = "unit_missing"
    OPTION_UNKNOWN = "option_unknown"
    CODE_UNKNOWN = "code_unknown"
    DIVISION_BY_ZERO = "division_by_zero"
    AMOUNT_OVERFLOW = "amount_overflow"
    NUMBER_TOO_LONG = "number_too_long"
    NOT_CONSTANT = "not_constant"
    TIERS_DISORDERED = "tiers_disordered"
    # whole rulebooks
    ID_TWICE = "id_twice"
    VERSIONS_OVERLAP = "versions_overlap"
    PROGRAMME_UNKNOWN = "programme_unknown"
    EXCLUSION_CYCLE = "exclusion_cycle"
    DEAD_RULE = "dead_rule"
    PARAMETER_UNUSED = "parameter_unused"
    TRUST_TOO_LOW = "trust_too_low"
    CASE_WRONG = "case_wrong"
    CASES_TOO_FEW = "cases_too_few"
    CASE_KIND_MISSING = "case_kind_missing"
    CITATION_MISSING = "citation_missing"
    VERSION_EXPIRED = "version_expired"
    # facts that are given
    VALUE_WRONG = "value_wrong"
    VALUE_NOT_FINITE = "value_not_finite"
    VALUE_TOO_LARGE = "value_too_large"
    # tables of enterprises
    ENTERPRISE_TWICE = "enterprise_twice"
    ENTERPRISE_MISSING = "enterprise_missing"
    COLUMN_MISSING = "column_missing"


class Severity(StrEnum):
    """Whether a problem forbids the use of a rule."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: what, where, and the data its wording needs."""

    kind: ProblemKind
    place: Place
    data: dict[str, object] = field(default_factory=dict, hash=False)
    severity: Severity = Severity.ERROR


class PolicyError(ZhiqiaoError):
    """Rules or facts that cannot be used, with every problem found."""

    def __init__(self, problems: Sequence[Problem], code: ErrorCode = ErrorCode.RULES_BAD) -> None:
        first = problems[0]
        super().__init__(code, path=first.place.file, count=len(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """The problems in one line, for logs and tests, not for people."""
        return "; ".join(
            f"{each.place.file}:{each.place.line}:{each.place.column} {each.kind} {each.data}"
            for each in self.problems
        )


def refuse(kind: ProblemKind, place: Place, /, **data: object) -> PolicyError:
    """An error that holds one problem."""
    return PolicyError([Problem(kind, place, data)])

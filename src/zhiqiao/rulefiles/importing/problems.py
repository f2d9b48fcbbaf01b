"""What can be wrong with one place of a file of rules, and how problems are gathered."""

from dataclasses import dataclass
from enum import StrEnum

from zhiqiao.rulefiles.errors import ImportRefusedError

PROBLEMS_MAX = 1_000
EXCERPT_CHARS = 60


class ImportProblemKind(StrEnum):
    """Every way one place can be unusable. Each has wording in Chinese and English."""

    # both formats
    FACT_TYPE_UNKNOWN = "fact_type_unknown"
    TEXT_EMPTY = "text_empty"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_UNWRITABLE = "text_unwritable"
    NUMBER_TOO_LONG = "number_too_long"
    # boolean rules
    OBJECT_WANTED = "object_wanted"
    LIST_WANTED = "list_wanted"
    TEXT_WANTED = "text_wanted"
    TRUTH_WANTED = "truth_wanted"
    RULE_WANTED = "rule_wanted"
    KEY_MISSING = "key_missing"
    KEY_UNKNOWN = "key_unknown"
    KEY_TWICE = "key_twice"
    FACT_UNKNOWN = "fact_unknown"
    OPERATOR_UNKNOWN = "operator_unknown"
    OPERATOR_UNSUITED = "operator_unsuited"
    VALUE_WRONG = "value_wrong"
    NUMBER_NOT_FINITE = "number_not_finite"
    ID_TWICE = "id_twice"
    TOO_DEEP = "too_deep"
    # decision tables
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    HEADER_MISSING = "header_missing"
    FACT_TYPES_DIFFER = "fact_types_differ"
    ID_MISSING = "id_missing"
    ID_INEXACT = "id_inexact"
    CELL_UNREADABLE = "cell_unreadable"
    CELL_LOST = "cell_lost"
    LIST_AMBIGUOUS = "list_ambiguous"
    INTERVAL_REVERSED = "interval_reversed"
    ROW_EMPTY = "row_empty"
    AMOUNT_UNREADABLE = "amount_unreadable"
    AMOUNT_MISSING = "amount_missing"
    ALTERNATIVES_DIFFER = "alternatives_differ"


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One place that cannot be used. `describe_import_problem` makes a sentence of it.

    Attributes:
        where: such as $.programmes[3].rule.all[1].op, or 补助!C5.
        found: what was read there, cut to a bearable length.
        about: what its wording needs besides: a type of fact, the accepted words or a limit.
    """

    kind: ImportProblemKind
    where: str
    found: str = ""
    about: str = ""


class Problems:
    """Gathers problems, so that all of a file's are told at once."""

    def __init__(self) -> None:
        self.first: list[ImportProblem] = []
        self.count = 0

    def add(
        self, kind: ImportProblemKind, where: str, found: object = "", *, about: object = ""
    ) -> None:
        """Notes one."""
        self.count += 1
        if len(self.first) < PROBLEMS_MAX:
            self.first.append(ImportProblem(kind, where, excerpt(found), str(about)))

    def refuse_any(self, path: str) -> None:
        """Nothing, if none was found.

        Raises:
            ImportRefusedError: some were.
        """
        if self.first:
            raise ImportRefusedError(self.first, path=path, count=self.count)


def excerpt(found: object) -> str:
    """What was found, in one short line that every terminal can show."""
    shown = str(found)
    if len(shown) > EXCERPT_CHARS:
        shown = shown[:EXCERPT_CHARS] + "…"
    return "".join(each if each.isprintable() else _escaped(each) for each in shown)


def _escaped(character: str) -> str:
    """An unprintable character as Python writes it."""
    return ascii(character)[1:-1]

"""Rules of other systems as a rulebook folder: decision tables in XLSX, boolean rules in JSON."""

from zhiqiao.rulefiles.importing.problems import ImportProblem, ImportProblemKind
from zhiqiao.rulefiles.importing.running import Imported, import_rules
from zhiqiao.rulefiles.importing.wording import describe_import_problem

__all__ = [
    "ImportProblem",
    "ImportProblemKind",
    "Imported",
    "describe_import_problem",
    "import_rules",
]

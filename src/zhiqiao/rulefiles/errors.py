"""Files of rules or facts that cannot be used, beyond what the engine itself says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhiqiao.common import ErrorCode, ZhiqiaoError

if TYPE_CHECKING:
    from zhiqiao.rulefiles.importing.problems import ImportProblem


class RuleFileError(ZhiqiaoError):
    """A file that is refused, or a folder that cannot be written."""


class ImportRefusedError(RuleFileError):
    """Rules of another system that cannot be imported.

    Attributes:
        problems: what is wrong and where, at most the first thousand;
            `describe_import_problem` words them.
    """

    def __init__(self, problems: "Sequence[ImportProblem]", *, path: str, count: int) -> None:
        super().__init__(ErrorCode.IMPORT_BAD, path=path, count=count, where=problems[0].where)
        self.problems = tuple(problems)

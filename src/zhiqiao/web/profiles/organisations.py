"""Finds the organisations that rows of a file name: by credit code, by our code, or by name."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from time import monotonic

from django.utils.translation import gettext as _

from zhiqiao.codes import credit_code_problem
from zhiqiao.web.accounts.models import Organisation, OrganisationState
from zhiqiao.web.intake.kinds import Fault

KINDS = {"uscc": "uscc", "organisation_code": "code", "organisation": "name"}
"""The columns that name an organisation, the surest first, and the fields they are of."""
LABELS = {
    "uscc": "统一社会信用代码",
    "organisation_code": "机构编号",
    "organisation": "机构名称",
}
DIRECTORY_SECONDS, DIRECTORY_MAX = 60, 300_000
Key = tuple[str, str]


def named_by(cells: Mapping[str, object]) -> Key | Fault:
    """The column and the text by which a row names its organisation, or why it names none."""
    for column in KINDS:
        text = unicodedata.normalize("NFKC", str(cells.get(column) or "")).strip()
        if text:
            return _key(column, text)
    return Fault(LABELS["uscc"], _("没有写是哪家机构。请填统一社会信用代码、机构编号或机构名称。"))


def _key(column: str, text: str) -> Key | Fault:
    if column == "uscc":
        text = text.upper()
        problem = _problem(text)
        if problem:
            words = _("不是统一社会信用代码：%(problem)s。请对照营业执照改正。")
            return Fault(LABELS[column], words % {"problem": problem}, text[:60])
    if not is_known((column, text)):
        words = _("系统里没有这家机构。请核对，或先登记这家机构再导入。")
        return Fault(LABELS[column], words, text[:60])
    return column, text


class _Directory:
    """The keys of organisations that exist, so that not every row of a file asks the database.

    Only for telling faults early: writing looks the organisations up again.
    """

    def __init__(self) -> None:
        self.keys: set[Key] = set()
        self.read_at = float(-DIRECTORY_SECONDS)

    def holds(self, key: Key) -> bool:
        if monotonic() - self.read_at >= DIRECTORY_SECONDS:
            self._read()
        if key not in self.keys and numbers_of([key]):
            self.keys.add(key)
        return key in self.keys

    def _read(self) -> None:
        rows = Organisation.objects.values_list(*KINDS.values())[:DIRECTORY_MAX]
        columns = tuple(KINDS)
        self.keys = {
            (column, text)
            for row in rows
            for column, text in zip(columns, row, strict=True)
            if text
        }
        self.read_at = monotonic()


_problem = lru_cache(maxsize=1 << 16)(credit_code_problem)
_directory = _Directory()


def is_known(key: Key) -> bool:
    """Whether there is such an organisation, or was a minute ago."""
    return _directory.holds(key)


def numbers_of(keys: Iterable[Key]) -> dict[Key, int]:
    """The organisations' numbers; of one that was merged, that of the one it went into."""
    wanted: dict[str, set[str]] = {}
    for column, text in keys:
        wanted.setdefault(column, set()).add(text)
    found: dict[Key, int] = {}
    for column, texts in wanted.items():
        field = KINDS[column]
        rows = Organisation.objects.filter(**{f"{field}__in": texts}).exclude(
            state=OrganisationState.DEACTIVATED
        )
        for text, number, merged_into in rows.values_list(field, "pk", "merged_into"):
            found[column, text] = merged_into or number
    return found

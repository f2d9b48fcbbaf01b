"""Facts of many organisations from a file: one fact a row, or one organisation a row."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from time import time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.tables.columns import Column
from zhiqiao.web.access import Permission
from zhiqiao.web.intake.kinds import Counts, Fault, ImportKind, Options, Values
from zhiqiao.web.profiles.actions import EARLIEST
from zhiqiao.web.profiles.bulk_actions import write_facts
from zhiqiao.web.profiles.comparison import effects
from zhiqiao.web.profiles.dictionary import entries, entry_of, has_periods
from zhiqiao.web.profiles.language import page_language
from zhiqiao.web.profiles.models import NOTE_CHARS_MAX, Source
from zhiqiao.web.profiles.organisations import named_by
from zhiqiao.web.profiles.reading import ValueRefusedError, read, read_day, read_period

SHOWN_CHARS_MAX, SECONDS_OF_A_MINUTE = 80, 60
NAMING = (
    Column("uscc", ("统一社会信用代码", "社会信用代码", "信用代码")),
    Column("organisation_code", ("机构编号", "企业编号", "单位编号")),
    Column("organisation", ("机构名称", "机构", "企业名称", "单位名称", "企业", "单位", "名称")),
)
ORIGIN = (
    Column("period", ("期间", "所属期间", "年度")),
    Column("as_of", ("数据日期", "日期", "截至日期")),
    Column("source", ("来源", "数据来源")),
)
LONG = (
    *NAMING,
    Column("fact", ("事实", "事实名称", "指标", "项目"), required=True),
    Column("value", ("值", "数值", "内容")),
    Column("value_unit", ("计量单位",)),
    *ORIGIN,
)
LABELS = {column.name: column.aliases[0] for column in LONG}
LABELS["name"] = LABELS["fact"]
META = frozenset(column.name for column in (*NAMING, *ORIGIN))


def _wide() -> tuple[Column, ...]:
    """One column for each fact, by its name, with its unit if one likes, or its code."""
    found = [*NAMING, *ORIGIN]
    for entry in entries().values():
        if entry.name in NAMING[0].aliases:
            continue
        names = (entry.name, *([f"{entry.name}（{entry.unit}）"] if entry.unit else ()))
        name = entry.code if entry.code and entry.code not in META else entry.name
        found.append(Column(name, names))
    return tuple(found)


def parse_long(cells: Mapping[str, Any], _options: Options) -> Values | list[Fault]:
    """One fact of one organisation; what is empty is unknown, and writes nothing."""
    value = str(cells.get("value") or "")
    unit = str(cells.get("value_unit") or "")
    if value and unit and value[-1:].isdigit():
        value += unit
    return _parsed(cells, {str(cells.get("fact") or ""): value}, value_column=LABELS["value"])


def parse_wide(cells: Mapping[str, Any], _options: Options) -> Values | list[Fault]:
    """The facts of one organisation, a column each; empty cells write nothing."""
    given = {name: cell for name, cell in cells.items() if name not in META and cell != ""}
    return _parsed(cells, given)


def _parsed(
    cells: Mapping[str, Any], given: Mapping[str, object], *, value_column: str = ""
) -> Values | list[Fault]:
    faults: list[Fault] = []
    key = named_by(cells)
    day = _day(cells.get("as_of"), faults)
    facts = []
    for name, value in given.items():
        try:
            fact = _fact(name, value, str(cells.get("period") or ""), is_wide=not value_column)
        except ValueRefusedError as error:
            column = value_column or _label(name) if error.column == "value" else error.column
            shown = LABELS.get(column, column)
            faults.append(Fault(shown, error.words[page_language()], str(value)[:60]))
        else:
            facts += [fact] if fact else []
    if isinstance(key, Fault):
        return [key, *faults]
    if faults:
        return faults
    source, note = _source(str(cells.get("source") or ""))
    return {
        "organisation": key,
        "facts": facts,
        "as_of": day,
        "source": source,
        "note": note,
        "shown_organisation": key[1],
        "shown_facts": "；".join(f"{name} {text}" for name, text, _ in facts)[:SHOWN_CHARS_MAX],
    }


def _label(name: str) -> str:
    entry = entry_of(name)
    return entry.name if entry else name


def _fact(name: str, value: object, period: str, *, is_wide: bool) -> list[str] | None:
    """The fact's name, value and period as they are kept."""
    reading = read(name, value)
    if reading is None:
        return None
    entry = reading.entry
    kept = "" if is_wide and not has_periods(entry) else read_period(entry, period)
    return [entry.name, reading.text, kept]


def _day(cell: object, faults: list[Fault]) -> str:
    """The day as ISO text; today where there is none."""
    today = _today(int(time()) // SECONDS_OF_A_MINUTE)
    try:
        day = read_day(str(cell)) if cell else today
    except ValueRefusedError as error:
        faults.append(Fault(LABELS["as_of"], error.words[page_language()], str(cell)[:60]))
        return ""
    if not EARLIEST <= day <= today:
        words = _("数据日期应在 1900 年以后、今天以前。请改正。")
        faults.append(Fault(LABELS["as_of"], words, str(cell)[:60]))
    return day.isoformat()


@lru_cache(maxsize=2)
def _today(_minute: int) -> date:
    """Today, worked out once a minute: rows are many."""
    return timezone.localdate()


def _source(text: str) -> tuple[str, str]:
    """Which kind of source a cell names, and what it says."""
    by_label = {"企业自报": Source.SELF, "部门共享": Source.DEPARTMENT, "文件导入": Source.FILE}
    found = by_label.get(text, Source.FILE)
    return str(found), "" if text in by_label else text[:NOTE_CHARS_MAX]


def write_rows(rows: Sequence[Values], *, actor: Any, file: Any) -> Counts:
    """Writes one chunk; see `write_facts`."""
    name = str(getattr(file, "file_name", ""))[:NOTE_CHARS_MAX]
    return write_facts(rows=rows, actor=actor, file_name=name)


def import_kinds() -> tuple[ImportKind, ...]:
    """The two ways to bring facts."""
    shown = ((gettext_lazy("机构"), "shown_organisation"), (gettext_lazy("事实"), "shown_facts"))
    long_header = ("统一社会信用代码", "机构名称", "事实", "值", "期间", "数据日期", "来源")
    long_example = (
        "", "（示例，请删除）某涂料公司", "从业人员", 120, "2025", date(2026, 1, 31), "部门共享",
    )  # fmt: skip
    wide_header = (
        "统一社会信用代码",
        "机构名称",
        "期间",
        "数据日期",
        "从业人员",
        "上年度研发费用（万元）",
    )
    wide_example = ("", "（示例，请删除）某涂料有限公司", "2025", date(2026, 1, 31), 120, 860)
    return (
        ImportKind(
            name="facts",
            label=gettext_lazy("企业画像：一行一个事实"),
            permission=Permission.PROFILE_IMPORT,
            columns=LONG,
            parse_row=parse_long,
            write_rows=write_rows,
            effects=effects,
            header=long_header,
            example=long_example,
            shown=shown,
        ),
        ImportKind(
            name="profiles",
            label=gettext_lazy("企业画像：一行一家企业"),
            permission=Permission.PROFILE_IMPORT,
            columns=_wide(),
            parse_row=parse_wide,
            write_rows=write_rows,
            effects=effects,
            header=wide_header,
            example=wide_example,
            shown=shown,
        ),
    )

"""Decision tables: a row is a set of conditions, rows of one id are alternatives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zhiqiao.rulefiles.importing.alternatives import Row, programmes_of
from zhiqiao.rulefiles.importing.cell_values import (
    UnreadableError,
    amount_of,
    cell_text,
    unit_in,
)
from zhiqiao.rulefiles.importing.cells import inferred_kind, is_any, rule_of
from zhiqiao.rulefiles.importing.json_values import TEXT_CHARACTERS_MAX, wrong_text
from zhiqiao.rulefiles.importing.problems import ImportProblemKind as Kind
from zhiqiao.rulefiles.importing.problems import Problems
from zhiqiao.rulefiles.importing.sheets import Sheet, Sheets
from zhiqiao.rulefiles.importing.values import (
    KIND_WORDS,
    All,
    Fact,
    FactKind,
    Imports,
    Rule,
)
from zhiqiao.tables import cells
from zhiqiao.tables.values import Cell

ROLES = {
    "id": ("编号", "id"),
    "name": ("事项", "名称", "name"),
    "amount": ("金额", "amount"),
    "clause": ("条款", "clause"),
    "department": ("部门", "department"),
}
ROLE_BY_HEADER = {header: role for role, headers in ROLES.items() for header in headers}
TYPE_ROW = ("类型", "type")
KINDS = {word: kind for kind in FactKind for word in (kind.value, KIND_WORDS[kind])}


@dataclass(slots=True)
class Layout:
    """Which column of a sheet holds what, and where the rules begin.

    Attributes:
        roles: a role's column.
        facts: a fact column's header.
        declared: a fact column's type, where the type row gives one.
        first: the first row of rules.
    """

    sheet: Sheet
    header: int
    first: int
    roles: dict[str, int] = field(default_factory=dict)
    facts: dict[int, str] = field(default_factory=dict)
    declared: dict[int, FactKind] = field(default_factory=dict)

    def body(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows of rules with their numbers; blank ones are skipped."""
        for number in range(self.first, len(self.sheet.rows)):
            row = self.sheet.rows[number]
            is_lost = any((number, column) in self.sheet.lost for column in range(len(row)))
            if is_lost or any(cell_text(cell) for cell in row):
                yield number, row


def read_decision_tables(sheets: Sheets, problems: Problems) -> Imports:
    """Everything in the sheets; what is wrong goes to the problems, and the result is void."""
    layouts = [layout for sheet in sheets.read if (layout := _layout(sheet, problems))]
    facts, idle = _facts(layouts, problems)
    rows = [
        row
        for layout in layouts
        for number, found in layout.body()
        if (row := _RowReader(layout, facts, problems, number).row(found))
    ]
    programmes, notes = programmes_of(rows, problems)
    hidden = tuple(f"工作表“{name}”是隐藏的，没有读。" for name in sheets.hidden)
    return Imports(facts, programmes, hidden + idle + notes)


def _layout(sheet: Sheet, problems: Problems) -> Layout | None:
    """The sheet's columns by their headers; None where it has no column of ids."""
    start = next(n for n, row in enumerate(sheet.rows) if any(cell_text(cell) for cell in row))
    layout = Layout(sheet, start, start + 1)
    for column, cell in enumerate(sheet.rows[start]):
        _add_column(layout, column, cell_text(cell), problems)
    if "id" not in layout.roles:
        where = sheet.where(start, 0)
        problems.add(Kind.COLUMN_MISSING, where, cell_text(sheet.rows[start][0]), about="编号")
        return None
    if start + 1 < len(sheet.rows):
        first = next((text for each in sheet.rows[start + 1] if (text := cell_text(each))), "")
        if first.casefold() in TYPE_ROW and first == cell_text(sheet.rows[start + 1][0]):
            _read_types(layout, problems)
    return layout


def _add_column(layout: Layout, column: int, header: str, problems: Problems) -> None:
    """Takes in one header."""
    where = layout.sheet.where(layout.header, column)
    if not header:
        below = layout.sheet.rows[layout.header + 1 :]
        if any(cell_text(row[column]) for row in below):
            problems.add(Kind.HEADER_MISSING, where)
        return
    if len(header) > TEXT_CHARACTERS_MAX:
        problems.add(Kind.TEXT_TOO_LONG, where, header, about=TEXT_CHARACTERS_MAX)
    base = header[: -len(unit_in(header)) - 2].strip() if unit_in(header) else header
    role = ROLE_BY_HEADER.get(header.casefold())
    if ROLE_BY_HEADER.get(base.casefold()) == "amount":
        role = "amount"
    if (role in layout.roles) if role else (header in layout.facts.values()):
        problems.add(Kind.COLUMN_TWICE, where, header)
    elif role:
        layout.roles[role] = column
    else:
        layout.facts[column] = header


def _read_types(layout: Layout, problems: Problems) -> None:
    """Takes in the row of types."""
    layout.first = layout.header + 2
    row = layout.sheet.rows[layout.header + 1]
    for column in layout.facts:
        text = cell_text(row[column])
        kind = KINDS.get(text.casefold())
        if kind:
            layout.declared[column] = kind
        elif text:
            where = layout.sheet.where(layout.header + 1, column)
            problems.add(Kind.FACT_TYPE_UNKNOWN, where, text, about="、".join(KIND_WORDS.values()))


def _facts(
    layouts: Sequence[Layout], problems: Problems
) -> tuple[dict[str, Fact], tuple[str, ...]]:
    """The facts of all sheets, and notes on those that no row asks for.

    Types are as declared, else as the cells of all sheets tell.
    """
    declared: dict[str, FactKind] = {}
    found: dict[str, list[Cell]] = {}
    for layout in layouts:
        body = [row for _, row in layout.body()]
        for column, name in layout.facts.items():
            found.setdefault(name, []).extend(row[column] for row in body)
            kind = layout.declared.get(column)
            if kind and declared.setdefault(name, kind) is not kind:
                where = layout.sheet.where(layout.header + 1, column)
                problems.add(
                    Kind.FACT_TYPES_DIFFER, where, kind.chinese, about=declared[name].chinese
                )
    facts = {
        name: _fact(name, declared.get(name) or inferred_kind(column, name))
        for name, column in found.items()
    }
    idle = [name for name, column in found.items() if all(map(is_any, column))]
    return facts, tuple(
        f"“{name}”整列没有条件，类型记为{facts[name].kind.chinese}。" for name in idle
    )


def _fact(name: str, kind: FactKind) -> Fact:
    """A fact; money is in the unit of its header, or in yuan."""
    return Fact(name, kind, (unit_in(name) or "元") if kind is FactKind.MONEY else "")


class _RowReader:
    """Reads one row."""

    def __init__(
        self, layout: Layout, facts: dict[str, Fact], problems: Problems, number: int
    ) -> None:
        self.layout = layout
        self.facts = facts
        self.problems = problems
        self.number = number

    def row(self, found: Sequence[Cell]) -> Row | None:
        """What the row says; None where it has no usable id."""
        for column in range(len(found)):
            if (self.number, column) in self.layout.sheet.lost:
                self._problem(Kind.CELL_LOST, column)
        row_id = self._id(found)
        clause = self._text(found, "clause")
        rules = [self._rule(found, column, clause) for column in self.layout.facts]
        if not any(cell_text(found[column]) for column in self.layout.facts):
            self._problem(Kind.ROW_EMPTY, self.layout.roles["id"], row_id)
        amount = self._amount(found)
        if not row_id:
            return None
        return Row(
            id=row_id,
            where=self.layout.sheet.where(self.number, self.layout.roles["id"]),
            rule=All(tuple(rule for rule in rules if rule)),
            amount=amount,
            name=self._text(found, "name"),
            department=self._text(found, "department"),
        )

    def _problem(self, kind: Kind, column: int, cell: Cell = "", about: object = "") -> None:
        """Notes what is wrong with a cell."""
        where = self.layout.sheet.where(self.number, column)
        self.problems.add(kind, where, cell_text(cell), about=about)

    def _id(self, found: Sequence[Cell]) -> str:
        """The id, or nothing."""
        column = self.layout.roles["id"]
        try:
            row_id = cells.identifier(found[column])
        except cells.BadCell:
            self._problem(Kind.ID_INEXACT, column, found[column])
            return ""
        if not row_id:
            self._problem(Kind.ID_MISSING, column)
        elif wrong := wrong_text(row_id):
            self._problem(wrong, column, row_id, TEXT_CHARACTERS_MAX)
        return row_id

    def _text(self, found: Sequence[Cell], role: str) -> str:
        """The text of an optional column."""
        column = self.layout.roles.get(role)
        return "" if column is None else cell_text(found[column])

    def _rule(self, found: Sequence[Cell], column: int, clause: str) -> Rule | None:
        """What a cell asks."""
        fact = self.facts[self.layout.facts[column]]
        try:
            return rule_of(found[column], fact, clause)
        except UnreadableError as error:
            about = fact.kind if error.about is None else error.about
            self._problem(error.kind, column, found[column], about)
            return None

    def _amount(self, found: Sequence[Cell]) -> str:
        """The amount, or nothing."""
        column = self.layout.roles.get("amount")
        if column is None:
            return ""
        header = cell_text(self.layout.sheet.rows[self.layout.header][column])
        try:
            return amount_of(found[column], header)
        except UnreadableError:
            self._problem(Kind.AMOUNT_UNREADABLE, column, found[column])
            return ""

"""Rows of one id as one programme: any of them will do."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhiqiao.rulefiles.importing.problems import ImportProblemKind, Problems
from zhiqiao.rulefiles.importing.values import All, Constant, Payment, Programme, Rule, Some


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a decision table.

    Attributes:
        where: the address of its id.
        amount: what is paid, such as 20万元, or nothing.
    """

    id: str
    where: str
    rule: All
    amount: str = ""
    name: str = ""
    department: str = ""


def programmes_of(
    rows: Sequence[Row], problems: Problems
) -> tuple[tuple[Programme, ...], tuple[str, ...]]:
    """The programmes in order of their first rows, and what is worth knowing of them."""
    by_id: dict[str, list[Row]] = {}
    for row in rows:
        by_id.setdefault(row.id, []).append(row)
    notes = tuple(
        f"{row.where} 的行没有任何限制，编号 {row.id} 对任何对象都符合。"
        for row in rows
        if not row.rule.items
    )
    return tuple(_programme(alike, problems) for alike in by_id.values()), notes


def _programme(rows: Sequence[Row], problems: Problems) -> Programme:
    """One programme of the rows of one id."""
    rules = [_simple(row.rule) for row in rows]
    return Programme(
        id=rows[0].id,
        rule=rules[0] if len(rules) == 1 else Some(tuple(rules)),
        name=_common([(row.name, row.where) for row in rows], problems),
        department=_common([(row.department, row.where) for row in rows], problems),
        payments=_payments(rows, problems),
    )


def _simple(rule: All) -> Rule:
    """A rule without a level for one item, and true for none."""
    if not rule.items:
        return Constant(value=True)
    return rule.items[0] if len(rule.items) == 1 else rule


def _common(found: Sequence[tuple[str, str]], problems: Problems) -> str:
    """The one text that the rows have, those without it aside."""
    common = ""
    for text, where in found:
        if common and text and text != common:
            problems.add(ImportProblemKind.ALTERNATIVES_DIFFER, where, text, about=common)
        common = common or text
    return common


def _payments(rows: Sequence[Row], problems: Problems) -> tuple[Payment, ...]:
    """What each row pays; nothing where none does."""
    if not any(row.amount for row in rows):
        return ()
    for row in rows:
        if not row.amount:
            problems.add(ImportProblemKind.AMOUNT_MISSING, row.where, row.id)
    return tuple(Payment(row.rule, row.amount) for row in rows)

"""Imported rules as the documents of a rulebook folder: the facts dictionary and programmes."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from zhiqiao.rulefiles.importing import literals
from zhiqiao.rulefiles.importing.expressions import expression, leaf_expressions
from zhiqiao.rulefiles.importing.values import (
    All,
    Constant,
    Fact,
    FactKind,
    Leaf,
    Not,
    Payment,
    Programme,
    Rule,
)

Document = dict[str, Any]

QUESTIONS = {
    FactKind.INTEGER: "请问“{name}”是多少（整数）？",
    FactKind.DECIMAL: "请问“{name}”是多少？",
    FactKind.MONEY: "请问“{name}”是多少{unit}？",
    FactKind.DATE: "请问“{name}”是哪一天？",
    FactKind.BOOLEAN: "请问“{name}”：是还是否？",
    FactKind.TEXT: "请问“{name}”是什么？",
    FactKind.SET: "请问“{name}”有哪些？",
}


def facts_document(facts: Iterable[Fact]) -> Document:
    """The facts dictionary."""
    return {fact.name: _fact_entry(fact) for fact in facts}


def _fact_entry(fact: Fact) -> Document:
    """One entry of the facts dictionary."""
    entry = {"类型": fact.kind.chinese}
    if fact.unit:
        entry["单位"] = fact.unit
    question = QUESTIONS[fact.kind].format(name=fact.name, unit=fact.unit)
    return entry | {"来源": "导入", "提问": question}


def programme_document(programme: Programme, source: str) -> Document:
    """A programme of one version that holds on every day, unverified until a person checks it.

    Args:
        programme: what was read.
        source: the name of the file it was read from.
    """
    numbers = count(1)
    version: Document = {
        "有效期": {"自": "0001-01-01", "至": "长期"},
        "依据": [{"文件": source}],
        "兑现方式": "申报审核",
    }
    if programme.applies is not None:
        version["适用前提"] = _tree(programme.applies, numbers)
    version["条件"] = _tree(programme.rule, numbers)
    if programme.payments:
        version["金额"] = _amount(programme.payments)
    document: Document = {"事项": programme.name or programme.id, "编号": programme.id}
    if programme.department:
        document["部门"] = programme.department
    return document | {"可信": "C", "说明": "由文件导入，待核实。", "版本": [version]}


def _tree(rule: Rule, numbers: "count[int]") -> Document:
    """A condition tree; every leaf gets the next number."""
    if isinstance(rule, Not):
        return {"不满足": _tree(rule.item, numbers)}
    if isinstance(rule, Constant):
        return _numbered(literals.truth(value=rule.value), numbers)
    if isinstance(rule, Leaf):
        return _leaf(rule, numbers)
    is_all = isinstance(rule, All)
    if not rule.items:
        return _numbered(literals.truth(value=is_all), numbers)
    word = "全部满足" if is_all else "任一满足"
    return {word: [_tree(item, numbers) for item in rule.items]}


def _leaf(leaf: Leaf, numbers: "count[int]") -> Document:
    """A leaf; several, any of which will do, where its list is too long for one."""
    made = [_numbered(text, numbers, leaf.clause) for text in leaf_expressions(leaf)]
    return made[0] if len(made) == 1 else {"任一满足": made}


def _numbered(text: str, numbers: "count[int]", clause: str = "") -> Document:
    """A numbered leaf of the tree."""
    entry = {"号": f"c{next(numbers)}", "判断": text}
    return entry | {"条款": clause} if clause else entry


def _amount(payments: tuple[Payment, ...]) -> Document:
    """One amount for all, or one for each alternative."""
    if len({payment.amount for payment in payments}) == 1:
        return {"定额": payments[0].amount}
    return {"分情形": [{"当": expression(each.rule), "定额": each.amount} for each in payments]}

"""A version's 参数: constants, lists of texts, and tables by a number or by a text."""

from typing import cast

from zhiqiao.policy.document import Item, Listing, Table, Text
from zhiqiao.policy.errors import ProblemKind, refuse
from zhiqiao.policy.language.checking import check, check_number
from zhiqiao.policy.language.literals import matched_text
from zhiqiao.policy.language.nodes import (
    Choice,
    Constant,
    NumberNode,
    TextNode,
    Tiers,
)
from zhiqiao.policy.language.scope import Scope, Typed
from zhiqiao.policy.reader import Reader
from zhiqiao.policy.values import Number

OTHERWISE = "其他"


def read_parameters(reader: Reader, item: Item | None, outer: Scope) -> Scope:
    """The scope with the parameters in it; a parameter may use those above it."""
    table = reader.table(item, key="参数") if item is not None else None
    if table is None:
        return outer.within(())
    scope = outer.within(table.entries)
    for name, value in table.entries.items():
        if name in scope.facts:
            reader.wrong(ProblemKind.PARAMETER_HIDES_FACT, table.keys[name], name=name)
            continue
        found = reader.attempt(lambda value=value: _parameter(reader, value, scope))  # type: ignore[misc]
        if found is not None:
            scope.parameters[name] = found
    return scope


def _parameter(reader: Reader, item: Item, scope: Scope) -> Typed | None:
    """One parameter."""
    if isinstance(item, Listing):
        texts = [reader.text(each, "参数") for each in item.items]
        return Typed(None, "list", texts=tuple(each.text for each in texts if each))
    if isinstance(item, Text):
        found = check(item.text, scope, item.place)
        if found.node is not None and not isinstance(found.node, Constant):
            raise refuse(ProblemKind.NOT_CONSTANT, item.place, text=item.text)
        return found
    entries = item.entries
    if "分档" in entries:
        return _tiers(reader, item, scope)
    if "对应" in entries:
        return _choice(reader, item, scope)
    raise refuse(ProblemKind.ONE_FORM_WANTED, item.place, found="", known="分档、对应")


def _by(reader: Reader, item: Table, scope: Scope, other: str) -> Typed | None:
    """The number or text that decides which entry counts."""
    reader.table(item, ("按", other))
    text = reader.required(item, "按")
    return check(text.text, scope, text.place) if text else None


def _tiers(reader: Reader, item: Table, scope: Scope) -> Typed | None:
    """{按, 分档: [{至, 值}, …, {值}]}: the first whose upper bound is not exceeded."""
    by = _by(reader, item, scope, "分档")
    if by is None:
        return None
    if by.kind != "number":
        raise refuse(ProblemKind.TYPE_WRONG, item.place, found=by.kind, wanted="number", text="按")
    steps: list[tuple[Number, NumberNode]] = []
    otherwise: NumberNode | None = None
    unit = None
    for each in reader.listing(item, "分档"):
        row = reader.table(each, ("至", "值"), "分档")
        value = reader.required(row, "值") if row else None
        if row is None or value is None:
            return None
        found = check_number(value.text, scope, value.place, unit)
        unit = unit or found.unit
        node = _constant(found, value)
        if "至" not in row.entries:
            otherwise = node
            continue
        bound = reader.required(row, "至")
        if bound is None:
            return None
        top = _constant(check_number(bound.text, scope, bound.place, by.unit), bound)
        if steps and top.value <= steps[-1][0]:
            raise refuse(ProblemKind.TIERS_DISORDERED, row.place, key="分档")
        steps.append((top.value, node))
    if unit is None:
        raise refuse(ProblemKind.EMPTY, item.place, key="分档")
    tiers = Tiers(cast(NumberNode, by.node), tuple(steps), otherwise)
    return Typed(scope.pool.one(tiers), "number", unit)


def _choice(reader: Reader, item: Table, scope: Scope) -> Typed | None:
    """{按, 对应: {text: value, …, 其他: value}}."""
    by = _by(reader, item, scope, "对应")
    table = reader.table(item.entries["对应"], key="对应")
    if by is None or table is None:
        return None
    if by.kind != "text":
        raise refuse(ProblemKind.TYPE_WRONG, item.place, found=by.kind, wanted="text", text="按")
    options: list[tuple[str, NumberNode]] = []
    otherwise: NumberNode | None = None
    unit = None
    for text, value in table.entries.items():
        scalar = reader.text(value, text)
        if scalar is None:
            return None
        found = check_number(scalar.text, scope, scalar.place, unit)
        unit = unit or found.unit
        is_listed = by.fact is not None and text in by.fact.options
        if text == OTHERWISE and not is_listed:
            otherwise = _constant(found, scalar)
        else:
            place = table.keys[text]
            options.append((matched_text(text, by, scope, place), _constant(found, scalar)))
    if unit is None:
        raise refuse(ProblemKind.EMPTY, item.place, key="对应")
    choice = Choice(cast(TextNode, by.node), tuple(options), otherwise)
    return Typed(scope.pool.one(choice), "number", unit)


def _constant(found: Typed, text: Text) -> Constant:
    """The constant that a table's entry is."""
    if not isinstance(found.node, Constant):
        raise refuse(ProblemKind.NOT_CONSTANT, text.place, text=text.text)
    return found.node

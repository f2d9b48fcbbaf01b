"""The facts dictionary: what is known of enterprises, by name."""

from collections.abc import Mapping

from zhiqiao.policy.document import Table, read_yaml
from zhiqiao.policy.errors import PolicyError, ProblemKind, refuse
from zhiqiao.policy.language.checking import check
from zhiqiao.policy.language.nodes import Pool
from zhiqiao.policy.language.scope import KINDS, Scope, fact_unit
from zhiqiao.policy.language.units import MONEY, RATIOS, unit_named
from zhiqiao.policy.reader import Reader
from zhiqiao.policy.values import Fact, FactType, Place

KEYS = [
    "代码",
    "类型",
    "单位",
    "取值",
    "期间",
    "来源",
    "时效",
    "证明",
    "提问",
    "敏感",
    "推算",
    "说明",
]
CHARACTERS_MAX = 4_000_000
NUMERIC = (FactType.INTEGER, FactType.DECIMAL, FactType.MONEY)


def read_dictionary(text: str, file: str) -> dict[str, Fact]:
    """The facts by name, in order of the file.

    Raises:
        PolicyError: with every problem found.
    """
    reader = Reader()
    table = reader.table(read_yaml(text, file, characters_max=CHARACTERS_MAX))
    facts: dict[str, Fact] = {}
    names: dict[str, str] = {}
    for name, item in table.entries.items() if table else ():
        entry = reader.table(item, KEYS, name)
        fact = _fact(reader, name, entry) if entry and table else None
        if fact is None or not table:
            continue
        facts[name] = fact
        for alias in {name, fact.code} - {""}:
            if names.setdefault(alias, name) != name:
                reader.wrong(
                    ProblemKind.FACT_TWICE, table.keys[name], name=alias, first=names[alias]
                )
    if reader.problems:
        raise PolicyError(reader.problems)
    return facts


def _fact(reader: Reader, name: str, entry: Table) -> Fact | None:
    """One entry."""
    if "类型" not in entry.entries:
        reader.wrong(ProblemKind.KEY_MISSING, entry.place, key="类型")
        return None
    kind = reader.choice(entry, "类型", FactType, FactType.TEXT)
    unit = reader.words(entry, "单位")
    if kind is FactType.MONEY:
        unit = unit or "元"
    if unit and not _unit_suits(kind, unit):
        place = entry.entries["单位"].place
        reader.wrong(ProblemKind.UNIT_WRONG, place, found=unit, wanted=kind.value, text=name)
        return None
    factor = unit_named(unit)[1] if kind in NUMERIC else 1
    formula = entry.entries.get("推算")
    return Fact(
        name=name,
        type=kind,
        code=reader.words(entry, "代码"),
        unit=unit,
        factor=factor,
        options=reader.texts(entry, "取值"),
        formula=reader.words(entry, "推算"),
        period=reader.words(entry, "期间"),
        source=reader.words(entry, "来源"),
        freshness=reader.words(entry, "时效"),
        evidence=reader.words(entry, "证明"),
        question=reader.words(entry, "提问"),
        sensitivity=reader.words(entry, "敏感"),
        place=formula.place if formula else entry.place,
    )


def _unit_suits(kind: FactType, unit: str) -> bool:
    """Whether numbers of the type may have the unit."""
    if kind is FactType.MONEY:
        return unit in MONEY
    return kind in NUMERIC and unit not in MONEY and (unit not in RATIOS or unit in ("%", "‰"))


def scope_of(facts: Mapping[str, Fact], pool: Pool) -> Scope:
    """The scope of all facts, with the formulas of those that can be worked out.

    Raises:
        PolicyError: for a formula that is wrong, of another type, or that needs itself.
    """
    scope = Scope(facts, pool)
    reader = Reader()
    waiting: list[str] = []

    def resolve(name: str) -> None:
        fact = facts[name]
        if not fact.formula or name in scope.formulas:
            return
        if name in waiting:
            raise refuse(ProblemKind.FORMULA_CYCLE, fact.place, names=" → ".join([*waiting, name]))
        waiting.append(name)
        try:
            for other in _named(fact.formula, scope):
                resolve(other)
            _formula(fact, scope)
        finally:
            waiting.pop()

    for name in facts:
        reader.attempt(lambda name=name: resolve(name))  # type: ignore[misc]
    if reader.problems:
        raise PolicyError(reader.problems)
    return scope


def _named(formula: str, scope: Scope) -> list[str]:
    """The facts that a formula names."""
    from zhiqiao.policy.language.tokens import tokens

    cut = tokens(formula, scope.vocabulary, Place("", 1, 1))
    return [token.text for token in cut if token.kind == "NAME" and token.text in scope.facts]


def _formula(fact: Fact, scope: Scope) -> None:
    """Checks a formula and keeps it."""
    found = check(fact.formula, scope, fact.place)
    wanted = KINDS[fact.type]
    is_number = wanted == found.kind == "number"
    if found.kind != wanted or (is_number and not found.unit.fits(fact_unit(fact))):
        kind = ProblemKind.UNIT_WRONG if is_number else ProblemKind.TYPE_WRONG
        raise refuse(kind, fact.place, found=found.style, wanted=wanted, text=fact.formula)
    if found.node is not None:
        scope.formulas[fact.name] = found.node

"""Boolean rules in JSON: facts with their types, and programmes with trees of comparisons."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from zhiqiao.rulefiles.importing import json_values, literals
from zhiqiao.rulefiles.importing.json_values import wrong_id, wrong_text
from zhiqiao.rulefiles.importing.problems import ImportProblemKind as Kind
from zhiqiao.rulefiles.importing.problems import Problems
from zhiqiao.rulefiles.importing.strict_json import Endless, JsonObject, shown
from zhiqiao.rulefiles.importing.values import (
    All,
    Comparison,
    Constant,
    Fact,
    FactKind,
    Imports,
    Leaf,
    Not,
    Operator,
    Programme,
    Rule,
    Some,
)

DEPTH_MAX = 100
FORMS = ("all", "any", "not", "fact", "const")
NOTHING = Constant(value=True)
"""Stands for a rule that could not be read; nothing is written then."""


def read_boolean_rules(document: object, problems: Problems) -> Imports:
    """Everything in the document; what is wrong goes to the problems, and the result is void."""
    reading = _Reading(problems)
    top = reading.mapping(document, "$", required=("facts", "programmes"))
    facts = reading.mapping(top.get("facts", JsonObject()), "$.facts")
    for name, entry in facts.items():
        reading.add_fact(name, entry)
    programmes = reading.listed(top.get("programmes", []), "$.programmes")
    read = [
        reading.programme(each, f"$.programmes[{position}]")
        for position, each in enumerate(programmes)
    ]
    return Imports(reading.facts, tuple(read))


class _Reading:
    """One document being read."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.facts: dict[str, Fact] = {}
        self.untyped: set[str] = set()
        self.ids: set[str] = set()
        self.forms: Mapping[str, Callable[[JsonObject, str, int], Rule]] = {
            "all": self._all,
            "any": self._any,
            "not": self._not,
            "fact": self._leaf,
            "const": self._constant,
        }

    def mapping(
        self,
        value: object,
        where: str,
        *,
        required: tuple[str, ...] = (),
        optional: tuple[str, ...] = (),
    ) -> JsonObject:
        """The value if it is an object with the right keys, else an empty one."""
        if not isinstance(value, JsonObject):
            self.problems.add(Kind.OBJECT_WANTED, where, shown(value))
            return JsonObject()
        for key in value.twice:
            self.problems.add(Kind.KEY_TWICE, _below(where, key), key)
        known = (*required, *optional)
        for key in value if known else ():
            if key not in known:
                self.problems.add(Kind.KEY_UNKNOWN, _below(where, key), key, about=_words(known))
        for key in required:
            if key not in value:
                self.problems.add(Kind.KEY_MISSING, where, about=key)
        return value

    def listed(self, value: object, where: str) -> list[Any]:
        """The value if it is a list, else an empty one."""
        if isinstance(value, list):
            return value
        self.problems.add(Kind.LIST_WANTED, where, shown(value))
        return []

    def add_fact(self, name: str, entry: object) -> None:
        """Takes in one entry of the facts."""
        where = _below("$.facts", name)
        found = self.mapping(entry, where, required=("type",))
        written = found.get("type")
        kind = FactKind.TEXT
        if isinstance(written, str) and written in set(FactKind):
            kind = FactKind(written)
        else:
            self.untyped.add(name)
            if "type" in found:
                known = _words(FactKind)
                self.problems.add(
                    Kind.FACT_TYPE_UNKNOWN, f"{where}.type", shown(written), about=known
                )
        if wrong := wrong_text(name):
            self.problems.add(wrong, where, name, about=json_values.TEXT_CHARACTERS_MAX)
        self.facts[name] = Fact(name, kind, "元" if kind is FactKind.MONEY else "")

    def programme(self, value: object, where: str) -> Programme:
        """One programme."""
        found = self.mapping(value, where, required=("id", "rule"), optional=("applies",))
        written = found.get("id", "-")
        if not isinstance(written, str):
            self.problems.add(Kind.TEXT_WANTED, f"{where}.id", shown(written))
        elif wrong := wrong_id(written):
            about = json_values.TEXT_CHARACTERS_MAX
            self.problems.add(wrong, f"{where}.id", written, about=about)
        elif written in self.ids and "id" in found:
            self.problems.add(Kind.ID_TWICE, f"{where}.id", written)
        self.ids.add(str(written))
        rule = self.rule(found["rule"], f"{where}.rule", 1) if "rule" in found else NOTHING
        applies = None
        if "applies" in found:
            applies = self.rule(found["applies"], f"{where}.applies", 1)
        return Programme(str(written), rule, applies)

    def rule(self, value: object, where: str, depth: int) -> Rule:
        """A rule of any form, at a depth that counts from 1."""
        if depth > DEPTH_MAX:
            self.problems.add(Kind.TOO_DEEP, where, about=DEPTH_MAX)
            return NOTHING
        forms = [form for form in FORMS if isinstance(value, JsonObject) and form in value]
        if len(forms) != 1 or not isinstance(value, JsonObject):
            self.problems.add(Kind.RULE_WANTED, where, shown(value))
            return NOTHING
        required = ("fact", "op", "value") if forms[0] == "fact" else (forms[0],)
        self.mapping(value, where, required=required)
        return self.forms[forms[0]](value, where, depth)

    def _all(self, value: JsonObject, where: str, depth: int) -> Rule:
        """Every one of the rules."""
        return All(self._items(value["all"], f"{where}.all", depth))

    def _any(self, value: JsonObject, where: str, depth: int) -> Rule:
        """At least one of the rules."""
        return Some(self._items(value["any"], f"{where}.any", depth))

    def _items(self, value: object, where: str, depth: int) -> tuple[Rule, ...]:
        """The rules of a list."""
        return tuple(
            self.rule(each, f"{where}[{position}]", depth + 1)
            for position, each in enumerate(self.listed(value, where))
        )

    def _not(self, value: JsonObject, where: str, depth: int) -> Rule:
        """The contrary of a rule."""
        return Not(self.rule(value["not"], f"{where}.not", depth + 1))

    def _constant(self, value: JsonObject, where: str, depth: int) -> Rule:
        """True or false."""
        del depth
        if not isinstance(value["const"], bool):
            self.problems.add(Kind.TRUTH_WANTED, f"{where}.const", shown(value["const"]))
            return NOTHING
        return Constant(value["const"])

    def _leaf(self, value: JsonObject, where: str, depth: int) -> Rule:
        """A comparison of a fact."""
        del depth
        fact = self._fact(value["fact"], f"{where}.fact")
        operator = self._operator(value.get("op", "="), f"{where}.op")
        if fact is None or operator is None or not {"op", "value"} <= value.keys():
            return NOTHING
        if not json_values.suits(operator, fact.kind):
            self.problems.add(Kind.OPERATOR_UNSUITED, f"{where}.op", operator, about=fact.kind)
            return NOTHING
        literals = self._literals(value["value"], f"{where}.value", operator, fact.kind)
        return Leaf(fact, (Comparison(operator, literals),))

    def _fact(self, written: object, where: str) -> Fact | None:
        """The fact of that name."""
        if not isinstance(written, str):
            self.problems.add(Kind.TEXT_WANTED, where, shown(written))
        elif written not in self.facts:
            self.problems.add(Kind.FACT_UNKNOWN, where, written)
        elif written not in self.untyped:
            return self.facts[written]
        return None

    def _operator(self, written: object, where: str) -> Operator | None:
        """The operator so written."""
        if isinstance(written, str) and written in set(Operator):
            return Operator(written)
        self.problems.add(Kind.OPERATOR_UNKNOWN, where, shown(written), about=_words(Operator))
        return None

    def _literals(
        self, value: object, where: str, operator: Operator, kind: FactKind
    ) -> tuple[str, ...]:
        """The value, or every value of a list, as the expression language writes it."""
        if operator is Operator.IN or (operator is Operator.HAS and isinstance(value, list)):
            values = [(each, f"{where}[{at}]") for at, each in enumerate(self.listed(value, where))]
        else:
            values = [(value, where)]
        return tuple(self._literal(each, place, kind) for each, place in values)

    def _literal(self, value: object, where: str, kind: FactKind) -> str:
        """One value."""
        if isinstance(value, Endless):
            self.problems.add(value.problem, where, value, about=literals.DIGITS_MAX)
            return ""
        try:
            return json_values.literal(value, kind)
        except json_values.WrongValueError as wrong:
            self.problems.add(wrong.kind, where, shown(value), about=wrong.about)
            return ""


def _below(where: str, key: str) -> str:
    """The path of a key below a path."""
    if key.isidentifier():
        return f"{where}.{key}"
    cut = key if len(key) <= json_values.KEY_CHARACTERS_SHOWN else f"{key[:40]}…"
    return f"{where}[{json.dumps(cut, ensure_ascii=not cut.isprintable())}]"


def _words(words: object) -> str:
    """Words that are accepted, for a message."""
    return ", ".join(str(each) for each in words)  # type: ignore[attr-defined]
